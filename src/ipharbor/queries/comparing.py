"""A product beside a document's claim, feature by feature, as somebody asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow.compute as pc

from ipharbor.corpus.query.ast import Word, any_of
from ipharbor.corpus.reading import Corpus
from ipharbor.corpus.search.preparing import search_words
from ipharbor.warning.comparing import Passages, Weights, chart, coverage, learned
from ipharbor.warning.features import of_abstract, of_claim, parts, subject
from ipharbor.warning.incident import Element
from ipharbor.warning.overlap import comparable

LEARNED_FROM = 2000  # claims, evenly spaced, from which is learned what words carry
LOOKED_AT = 150  # documents that a search brings up and that are compared
ASKED_WORDS = 40  # words of a product that are searched for
LISTED = 20
COVERAGES = ("literal", "equivalents", "one_unclear", "two_unclear", "none")


@dataclass(frozen=True)
class Comparison:
    """A product beside a document. ``basis`` is ``claim`` or ``abstract``, empty where neither can
    be parted into features; ``subject`` the thing that the claim is for."""

    key: str
    title: str
    applicants: tuple[str, ...]
    filed_on: date | None
    granted_on: date | None
    patent_type: str
    basis: str
    subject: str
    chart: tuple[Element, ...]

    @property
    def coverage(self) -> str:
        return coverage(self.chart)

    @property
    def found(self) -> int:
        """How many features are there literally or by an equivalent."""
        return sum(one.reading in ("literal", "equivalent") for one in self.chart)

    @property
    def short(self) -> bool:
        """Whether the claim says too little for the comparison to mean much."""
        return not comparable([one.claimed for one in self.chart])


def compared(corpus: Corpus, features: Sequence[str], number: str) -> Comparison | None:
    """The product's features beside the document of that number, in any written form; None where
    there is no such document."""
    keys = corpus.index.number(number)
    told = corpus.document(keys[0] if keys else number)
    return None if told is None else _beside(told, _text(features), weights(corpus))


def near(corpus: Corpus, features: Sequence[str], firm: str) -> tuple[Comparison, ...]:
    """Granted documents of others that the product comes near to, the nearest first: of the best
    hits of a search for its words those whose features it has, two of them unclear at most."""
    words = dict.fromkeys(word for one in features for word in search_words(one) if len(word) > 1)
    if not words:
        return ()
    asked = any_of([Word(word) for word in list(words)[:ASKED_WORDS]])
    hits = [
        hit
        for hit in corpus.index.search(asked, limit=LOOKED_AT).hits
        if hit.granted_on and hit.patent_type != "design" and firm not in hit.applicants
    ]
    if not hits:
        return ()
    text, carried = _text(features), weights(corpus)
    found = []
    for batch in corpus.batches(np.array([hit.serial for hit in hits], np.int64)):
        found += [_beside(told, text, carried) for told in batch.to_pylist()]
    some = [one for one in found if one.coverage != "none" and not one.short]
    some.sort(key=lambda one: (COVERAGES.index(one.coverage), -len(one.chart), one.key))
    return tuple(some[:LISTED])


def weights(corpus: Corpus) -> Weights:
    """What words carry among the claims of the corpus as it is; kept for a vintage."""
    vintage = corpus.vintage
    if vintage not in _LEARNED:
        told = corpus.texts()
        serials = told.filter(pc.fill_null(told.column("first_claim"), False)).column("serial")
        every = np.sort(serials.to_numpy())
        chosen = every[:: max(1, len(every) // LEARNED_FROM)]
        texts = [
            text
            for batch in corpus.batches(chosen)
            for text in batch.column("first_claim").to_pylist()
            if text
        ]
        _LEARNED.clear()
        _LEARNED[vintage] = learned(texts)
    return _LEARNED[vintage]


_LEARNED: dict[str, Weights] = {}


def _text(features: Sequence[str]) -> Passages:
    return Passages(tuple(part for one in features for part in parts(one)))


def _beside(told: dict[str, Any], text: Passages, carried: Weights) -> Comparison:
    claim, abstract = told["first_claim"] or "", told["abstract"] or told["abstract_en"] or ""
    claimed, described = of_claim(claim), of_abstract(abstract)
    basis = "claim" if claimed else "abstract" if described else ""
    return Comparison(
        key=told["key"],
        title=told["title"] or told["title_en"] or told["key"],
        applicants=tuple(told["applicants"]),
        filed_on=told["filed_on"],
        granted_on=told["granted_on"],
        patent_type=told["patent_type"] or "",
        basis=basis,
        subject=subject(claim) if claimed else "",
        chart=chart(claimed or described, text, carried),
    )
