"""The landscape of a set of documents: who files what, where, and how it changes.

Every figure counts documents (one per application), takes the first applicant and the main
IPC symbol, and is defined in ``docs/explanation/landscape-method.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import ibis

from ipharbor.analysis import _applicants, _symbols, _years
from ipharbor.analysis._gather import gather
from ipharbor.analysis._holdings import holdings
from ipharbor.analysis.answers import Answer
from ipharbor.analysis.choosing import Serials
from ipharbor.analysis.figures import (
    ApplicantRow,
    ConcentrationRow,
    FieldRow,
    InventionShare,
    SubclassRow,
    TownRow,
    TurnoverRow,
    YearCount,
)
from ipharbor.analysis.horizon import Horizon


@dataclass(frozen=True)
class Landscape:
    """The answers about one set of documents.

    ``documents`` is the size of the set. ``horizon`` is that of the corpus the set was
    taken from. ``concentration`` has one row for the whole set.
    """

    documents: int
    horizon: Horizon
    filings: Answer[YearCount]
    publications: Answer[YearCount]
    grants: Answer[YearCount]
    invention_share: Answer[InventionShare]
    applicants: Answer[ApplicantRow]
    subclasses: Answer[SubclassRow]
    fields: Answer[FieldRow]
    concentration: Answer[ConcentrationRow]
    concentration_by_year: Answer[ConcentrationRow]
    turnover: Answer[TurnoverRow]
    towns: Answer[TownRow]


def landscape(
    documents: ibis.Table,
    *,
    vintage: str,
    until: date | None = None,
    serials: Serials | None = None,
    top: int = 15,
) -> Landscape:
    """Reckon the landscape of ``documents`` (columns of ``corpus.documents.DOCUMENT``).

    ``until`` leaves out what was not known on that day: documents of a later ``known_on``
    and later grants. ``serials`` restricts the set to those documents; which years are
    whole is still judged by all of ``documents``. ``top`` bounds the tables of applicants
    and subclasses. An empty set gives empty tables, not an error.
    """
    gathered = gather(documents, until, serials)
    held = holdings(gathered.holdings)
    horizon = gathered.horizon
    fields, subclasses = _symbols.answers(gathered.symbols, horizon, vintage, top)
    return Landscape(
        documents=held.documents,
        horizon=horizon,
        filings=_years.filings(held, horizon, vintage),
        publications=_years.publications(held, horizon, vintage),
        grants=_years.grants(held, horizon, vintage),
        invention_share=_years.invention_share(held, horizon, vintage),
        applicants=_applicants.largest(held, horizon, vintage, top),
        subclasses=subclasses,
        fields=fields,
        concentration=_applicants.concentration(held, vintage),
        concentration_by_year=_applicants.concentration_by_year(held, horizon, vintage),
        turnover=_applicants.turnover(held, horizon, vintage),
        towns=_symbols.towns(gathered.places, vintage),
    )
