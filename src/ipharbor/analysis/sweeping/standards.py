"""The sweep for new documents that name a technical standard."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ipharbor.analysis.sweeping.claims import number
from ipharbor.analysis.sweeping.expiring import working
from ipharbor.analysis.sweeping.known import Known, Span
from ipharbor.analysis.sweeping.overlapping import document
from ipharbor.analysis.sweeping.weighing import main_group
from ipharbor.vocabulary.standards import bases, listed, named
from ipharbor.warning.incident import Incident
from ipharbor.warning.standards import standard_named


def standards_named(known: Known, span: Span) -> Iterator[Incident]:
    """Documents that became known in the span and name a standard in title, abstract or first
    claim: one incident for each, whatever number of standards it names."""
    days = known.known_days
    news = np.flatnonzero((days > number(span.since)) & (days <= number(span.on)))
    if not len(news):
        return
    rows = known.documents.take(news).to_pylist()
    texts = known.texts(known.documents.column("serial").to_numpy()[news]).to_pylist()
    told = []
    for row, text in zip(rows, texts, strict=True):
        parts = (row["title"], row["title_en"], text["abstract"], text["first_claim"])
        if numbers := named("\n".join(part for part in parts if part)):
            told.append((row, numbers))
    at_work = working(known, span.on) if told else {}
    usual = listed()
    for row, numbers in told:
        later = document(row, span.on)
        groups = dict.fromkeys(main_group(symbol) for symbol in later.symbols)
        firms = dict.fromkeys(one for group in groups for one in at_work.get(group, ()))
        yield standard_named(
            later, numbers, known_on=row["known_on"],
            expected=any(not usual.isdisjoint(bases(one)) for one in numbers),
            firms=tuple(one for one in firms if one not in later.applicants),
        )  # fmt: skip
