"""Which watches have something new before them, found for all of them at once.

Most nights most watches have nothing new. A watch is looked at closely only where its query finds
a document that is news for it: that became known or was granted after the day it last looked, or
came into the corpus after the vintage it last saw.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import ibis
import numpy as np

from ipharbor.analysis.choosing import Serials
from ipharbor.corpus.query import Node, parse
from ipharbor.corpus.reading import Corpus
from ipharbor.corpus.search.percolating import Sieve
from ipharbor.records.models import Watch

_DEAR = 55_000
"""To put a document into a sieve takes as long as one query takes over so many documents of the
corpus (benchmarks/percolation.py: 0.148 ms, and 0.0027 ms a thousand documents)."""
_ONE_BY_ONE = 20  # as few watches are looked at without sifting
_WRITTEN = 500  # watches marked in one statement


@dataclass(frozen=True)
class State:
    """How far a watch has looked: the last day, and the last vintage."""

    through: date
    vintage: int

    @classmethod
    def of(cls, watch: Watch) -> State:
        return cls(watch.seen_through or watch.since, watch.seen_vintage)


def sift(watches: Sequence[Watch], corpus: Corpus, *, on: date) -> set[int]:
    """The numbers (primary keys) of the watches to be looked at closely on ``on``.

    None that would find news is left out; one may be in that finds none in the end, for its own
    firm's documents count here, and those it was told of.
    """
    close: set[int] = set()
    for state, several in _by_state(watches).items():
        if len(several) <= _ONE_BY_ONE:
            close |= {watch.pk for watch in several}
            continue
        nodes = {query: parse(query) for query in dict.fromkeys(w.query for w in several)}
        finding = _finding(nodes, corpus, _news(corpus, state, on))
        close |= {watch.pk for watch in several if watch.query in finding}
    return close


def mark_quiet(watches: Sequence[Watch], *, on: date, vintage: int) -> None:
    """Set down that these watches have looked, up to ``on`` and ``vintage``, and found nothing."""
    for state, several in _by_state(watches).items():
        reached = {
            "seen_through": max(on, state.through), "seen_vintage": max(vintage, state.vintage),
        }  # fmt: skip
        for start in range(0, len(several), _WRITTEN):
            part = several[start : start + _WRITTEN]
            Watch.objects.filter(pk__in=[watch.pk for watch in part]).update(**reached)


def _by_state(watches: Sequence[Watch]) -> dict[State, list[Watch]]:
    groups: dict[State, list[Watch]] = defaultdict(list)
    for watch in watches:
        groups[State.of(watch)].append(watch)
    return groups


def _news(corpus: Corpus, state: State, on: date) -> Serials:
    """The documents that may be news for a watch of that state."""

    def question(documents: ibis.Table) -> Serials:
        known, granted = documents.known_on, documents.granted_on
        news = (
            (documents.first_vintage > state.vintage)
            | (known > state.through)
            | ((granted > state.through) & (granted <= on))
        )
        found = documents.filter(known <= on, news).select("serial").to_pyarrow()
        serials: Serials = np.sort(found["serial"].to_numpy())
        return serials

    return corpus.ask(question)


def _finding(nodes: dict[str, Node], corpus: Corpus, news: Serials) -> set[str]:
    """The queries that find any of the documents ``news``."""
    if not len(news):
        return set()
    if len(nodes) * (corpus.index.documents - len(news)) > _DEAR * len(news):
        answers = Sieve.of(corpus.batches(news)).percolate(nodes.values())
        return {query for query, found in zip(nodes, answers, strict=True) if len(found)}
    return {query for query, node in nodes.items() if _any(corpus.index.serials(node), news)}


def _any(found: Serials, news: Serials) -> bool:
    return bool(np.isin(found, news, assume_unique=True).any())
