"""The few passes over the corpus that a landscape needs, and what they bring home."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import ibis
import pyarrow as pa

from ipharbor.analysis.choosing import Serials, chosen
from ipharbor.analysis.horizon import Horizon


@dataclass(frozen=True)
class Gathered:
    """Counts of documents (``n``) by what they have in common.

    ``holdings``: applicant, patent_type, filing_year, publication_year, grant_year,
    grant_told. ``symbols``: symbol (main symbol down to its main group),
    publication_year. ``places``: town, patent_type.
    """

    horizon: Horizon
    holdings: pa.Table
    symbols: pa.Table
    places: pa.Table


def gather(documents: ibis.Table, until: date | None, serials: Serials | None) -> Gathered:
    """Ask ``documents`` four small questions; only the counts leave the engine."""
    known = documents if until is None else documents.filter(documents.known_on <= until)
    horizon = _horizon(known)
    if serials is None:
        return _gathered(known, until, horizon)
    with chosen(known, serials) as those:
        return _gathered(those, until, horizon)


def questions(known: ibis.Table, until: date | None) -> tuple[ibis.Table, ibis.Table, ibis.Table]:
    """The expressions of ``holdings``, ``symbols`` and ``places``, on any engine."""
    granted_on = known.granted_on
    if until is not None:
        granted_on = (granted_on <= until).ifelse(granted_on, ibis.null("date"))
    holdings = known.select(
        applicant=_first(known.applicants),
        patent_type=known.patent_type,
        filing_year=known.filing_year,
        publication_year=known.published_on.year(),
        grant_year=granted_on.year(),
        grant_told=known.granted_on.notnull() | (known.stage == "application").fill_null(False),
    )
    symbols = known.select(
        symbol=_first(known.ipc).split("/")[0], publication_year=known.published_on.year()
    )
    places = known.select(known.town, known.patent_type)
    return _counted(holdings), _counted(symbols), _counted(places)


def _gathered(known: ibis.Table, until: date | None, horizon: Horizon) -> Gathered:
    return Gathered(horizon, *(asked.to_pyarrow() for asked in questions(known, until)))


def _first(many: ibis.expr.types.ArrayValue) -> ibis.expr.types.StringValue:
    """Guarded, since Spark refuses the first of none where DuckDB says null."""
    return (many.length() > 0).ifelse(many[0], ibis.null("string"))


def _horizon(known: ibis.Table) -> Horizon:
    asked = known.aggregate(
        oldest=known.published_on.min(),
        newest=known.published_on.max(),
        first_known=known.known_on.min(),
        last_known=known.known_on.max(),
    )
    told = asked.to_pyarrow().to_pylist()[0]
    return Horizon(told["oldest"] or told["first_known"], told["newest"] or told["last_known"])


def _counted(table: ibis.Table) -> ibis.Table:
    return table.group_by(table.columns).aggregate(n=table.count())
