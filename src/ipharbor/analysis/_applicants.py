"""Figures on first applicants: the largest, concentration, and who comes and goes."""

from __future__ import annotations

import numpy as np

from ipharbor.analysis import _opening
from ipharbor.analysis._holdings import INVENTION, NONE, TYPES, Holdings
from ipharbor.analysis.answers import Answer, Coverage
from ipharbor.analysis.concentration import concentration_ratio, hhi
from ipharbor.analysis.figures import UNTYPED, ApplicantRow, ConcentrationRow, TurnoverRow
from ipharbor.analysis.horizon import WINDOW, Horizon

_UNTYPED = TYPES.index(UNTYPED)


def growth(recent: int, before: int) -> float | None:
    """Change from ``before`` to ``recent``: 1.0 for twice as many; None without a base."""
    return recent / before - 1 if before else None


def largest(held: Holdings, horizon: Horizon, vintage: str, top: int) -> Answer[ApplicantRow]:
    """The ``top`` applicants by documents, equals by name."""
    counts = held.by_applicant()
    known = int(counts.sum())
    recent = held.by_applicant(np.isin(held.publication_year, list(horizon.recent)))
    before = held.by_applicant(np.isin(held.publication_year, list(horizon.base)))
    inventions = held.by_applicant(held.patent_type == INVENTION)
    typed = held.by_applicant(held.patent_type != _UNTYPED)
    order = _first(counts, held.names, top)
    rows = tuple(
        ApplicantRow(
            name=held.names[at],
            count=int(counts[at]),
            share=int(counts[at]) / known,
            recent=int(recent[at]),
            before=int(before[at]),
            growth=growth(int(recent[at]), int(before[at])),
            invention_share=int(inventions[at]) / int(typed[at]) if typed[at] else None,
            query=_opening.of_applicant(held.names[at]),
        )
        for at in order
    )
    return Answer(rows, "applicants", vintage, _coverage(held))


def concentration(held: Holdings, vintage: str) -> Answer[ConcentrationRow]:
    """Over all documents whose first applicant is known, of any year or none."""
    counts = held.by_applicant()
    row = ConcentrationRow(
        year=None,
        applicants=int(np.count_nonzero(counts)),
        documents=int(counts.sum()),
        cr4=concentration_ratio(counts),
        hhi=hhi(counts),
        complete=True,
        query=_opening.EVERYTHING,
    )
    return Answer((row,), "concentration", vintage, _coverage(held))


def concentration_by_year(
    held: Holdings, horizon: Horizon, vintage: str
) -> Answer[ConcentrationRow]:
    """By publication year; a year without documents has neither CR4 nor HHI."""
    years, _, counts = held.by_year_and_applicant()
    rows = []
    for year in horizon.years(np.unique(years).tolist()):
        of_year = counts[years == year]
        rows.append(
            ConcentrationRow(
                year=year,
                applicants=len(of_year),
                documents=int(of_year.sum()),
                cr4=concentration_ratio(of_year),
                hhi=hhi(of_year),
                complete=horizon.complete(year),
                query=_opening.of_year("published", year),
            )
        )
    return Answer(tuple(rows), "concentration", vintage, _coverage(held, dated=True))


def turnover(held: Holdings, horizon: Horizon, vintage: str) -> Answer[TurnoverRow]:
    """By publication year; leavers stand in the year of their last document."""
    years, applicants, _ = held.by_year_and_applicant()
    first = np.full(len(held.names), np.iinfo(np.int64).max)
    last = np.full(len(held.names), NONE)
    np.minimum.at(first, applicants, years)
    np.maximum.at(last, applicants, years)
    whole = horizon.last_complete
    told_until = NONE if whole is None else whole - WINDOW
    rows = tuple(
        TurnoverRow(
            year=year,
            active=int((years == year).sum()),
            entrants=int((first == year).sum()),
            entrants_censored=horizon.oldest is None or year < horizon.oldest.year + WINDOW,
            leavers=int((last == year).sum()) if year <= told_until else None,
            complete=horizon.complete(year),
            query=_opening.of_year("published", year),
        )
        for year in horizon.years(np.unique(years).tolist())
    )
    return Answer(rows, "turnover", vintage, _coverage(held, dated=True))


def _first(counts: np.ndarray, names: tuple[str, ...], top: int) -> list[int]:
    found = [int(at) for at in np.flatnonzero(counts)]
    if len(found) > top > 0:  # sorting by name is only for those that can be shown
        least = np.partition(counts, len(counts) - top)[len(counts) - top]
        found = [at for at in found if counts[at] >= least]
    return sorted(found, key=lambda at: (-int(counts[at]), names[at]))[:top]


def _coverage(held: Holdings, *, dated: bool = False) -> Coverage:
    named = held.applicant != NONE
    answered = held.having(named & (held.publication_year != NONE) if dated else named)
    if answered == held.documents:
        return Coverage(held.documents, answered)
    lack = "without_applicant" if held.having(named) < held.documents else "without_publication_day"
    return Coverage(held.documents, answered, lack)
