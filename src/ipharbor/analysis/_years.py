"""Figures by year and type."""

from __future__ import annotations

from ipharbor.analysis import _opening
from ipharbor.analysis._holdings import INVENTION, NONE, TYPES, Column, Holdings
from ipharbor.analysis.answers import Answer, Coverage
from ipharbor.analysis.figures import UNTYPED, InventionShare, YearCount
from ipharbor.analysis.horizon import Horizon

_UNTYPED = TYPES.index(UNTYPED)


def filings(held: Holdings, horizon: Horizon, vintage: str) -> Answer[YearCount]:
    rows = _rows(held, held.filing_year, "filed", horizon, lagging=True)
    return _answer(held, rows, "filings", "without_filing_year", vintage)


def publications(held: Holdings, horizon: Horizon, vintage: str) -> Answer[YearCount]:
    rows = _rows(held, held.publication_year, "published", horizon)
    return _answer(held, rows, "publications", "without_publication_day", vintage)


def grants(held: Holdings, horizon: Horizon, vintage: str) -> Answer[YearCount]:
    """Covered are documents known to be granted on a day or to be applications still."""
    rows = _rows(held, held.grant_year, "granted", horizon)
    answered = held.having(held.grant_told)
    note = "" if answered == held.documents else "without_grant_stage"
    return Answer(rows, "grants", vintage, Coverage(held.documents, answered, note))


def invention_share(held: Holdings, horizon: Horizon, vintage: str) -> Answer[InventionShare]:
    """By filing year, of the documents whose type is known."""
    cells = held.by_year_and_type(held.filing_year)
    rows = []
    for year in horizon.years(year for year, _ in cells):
        inventions = cells.get((year, INVENTION), 0)
        of = sum(cells.get((year, kind), 0) for kind in range(len(TYPES)) if kind != _UNTYPED)
        rows.append(
            InventionShare(
                year=year,
                inventions=inventions,
                of=of,
                share=inventions / of if of else None,
                complete=horizon.complete(year),
                truncated=horizon.truncated(year),
                query=_opening.of_year("filed", year),
            )
        )
    typed = held.having(held.patent_type != _UNTYPED)
    answered = held.having((held.patent_type != _UNTYPED) & (held.filing_year != NONE))
    note = ""
    if answered < held.documents:
        note = "without_filing_year" if typed == held.documents else "without_type"
    coverage = Coverage(held.documents, answered, note)
    return Answer(tuple(rows), "invention-share", vintage, coverage)


def _rows(
    held: Holdings, years: Column, day: str, horizon: Horizon, *, lagging: bool = False
) -> tuple[YearCount, ...]:
    cells = held.by_year_and_type(years)
    kinds = sorted({kind for _, kind in cells})
    return tuple(
        YearCount(
            year=year,
            patent_type=TYPES[kind],
            count=cells.get((year, kind), 0),
            complete=horizon.complete(year),
            truncated=lagging and horizon.truncated(year),
            query=_opening.of_year_and_type(day, year, TYPES[kind]),
        )
        for year in horizon.years(year for year, _ in cells)
        for kind in kinds
    )


def _answer(
    held: Holdings, rows: tuple[YearCount, ...], method: str, lack: str, vintage: str
) -> Answer[YearCount]:
    answered = sum(row.count for row in rows)
    note = "" if answered == held.documents else lack
    return Answer(rows, method, vintage, Coverage(held.documents, answered, note))
