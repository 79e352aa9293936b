"""The annuities of a whole portfolio, by columns; the same answer as one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from ipharbor.fees import tariff
from ipharbor.fees._arrays import Ints, months_of
from ipharbor.fees._reckon import LAPSED, Reckoned, Reckoner
from ipharbor.fees._rights import faults_of, licences_of, payments_of, rights_of, stays_of
from ipharbor.fees._sums import Pricer
from ipharbor.fees._windows import Clock
from ipharbor.fees.amounts import fen
from ipharbor.fees.annuities import SOON_DAYS
from ipharbor.fees.due import STATUSES, DueKind
from ipharbor.fees.reduction import RELIEFS
from ipharbor.fees.restoration import FEE
from ipharbor.fees.subject import FeeSubject
from ipharbor.statutes.book import Book
from ipharbor.statutes.calendar import Days, Mask, WorkingCalendar
from ipharbor.vocabulary.errors import HarborError

_TEXT = pa.dictionary(pa.int8(), pa.string())
RIGHTS = pa.schema(
    [
        ("key", pa.string()),
        ("patent_type", pa.string()),
        ("filed_on", pa.date32()),
        ("granted_on", pa.date32()),
        ("term_ends", pa.date32()),
        ("first_year", pa.int64()),
        ("reduction", pa.string()),
        ("reduction_first", pa.int64()),
        ("reduction_last", pa.int64()),
        ("paid_through", pa.int64()),
        ("state", pa.string()),
        ("ended_on", pa.date32()),
        ("in_force_as_of", pa.date32()),
    ]
)
"""A portfolio: the fields of ``FeeSubject``. All columns but the first four may be missing."""

PAYMENTS = pa.schema(
    [("key", pa.string()), ("year", pa.int64()), ("on", pa.date32()), ("amount_fen", pa.int64())]
)
LICENCES = pa.schema([("key", pa.string()), ("first", pa.date32()), ("last", pa.date32())])
STAYS = LICENCES
"""Spans of preservations and suspensions that stop the ending of a right."""

DUES = pa.schema(
    [
        ("key", pa.string()),
        ("kind", _TEXT),
        ("year", pa.int64()),
        ("due_by", pa.date32()),
        ("pay_by", pa.date32()),
        ("grace_ends", pa.date32()),
        ("grace_pay_by", pa.date32()),
        ("full_fen", pa.int64()),
        ("reduced_fen", pa.int64()),
        ("relief", _TEXT),
        ("month", pa.int64()),
        ("surcharge_fen", pa.int64()),
        ("paid_fen", pa.int64()),
        ("payable_fen", pa.int64()),
        ("status", _TEXT),
        ("lost_on", pa.date32()),
        ("restoration_fen", pa.int64()),
        ("days_certain", pa.bool_()),
        ("amount_certain", pa.bool_()),
        ("told", pa.bool_()),
    ]
)
"""One row for each due; the fields of ``due.Due``, money in fen (0.01 CNY). ``restoration_fen``
is what restoration takes in all, null for a year that has not lapsed."""

_KINDS = tuple(DueKind)
_RIGHTS_AT_ONCE = 50_000
A_YEAR = 12  # months in a calendar year, by which rows are chosen


def dues_table(
    rights: pa.Table,
    *,
    years: range,
    on: date,
    book: Book,
    calendar: WorkingCalendar,
    payments: pa.Table | None = None,
    licences: pa.Table | None = None,
    stays: pa.Table | None = None,
    soon_days: int = SOON_DAYS,
) -> pa.Table:
    """The dues of ``rights`` whose due day falls in the calendar ``years``, as ``annuities`` tells.

    ``rights`` follows ``RIGHTS``, ``payments`` (of any years; an amount may be null)
    ``PAYMENTS``, ``licences`` the spans of open licences, ``LICENCES``, ``stays`` those that
    stop the ending of a right, ``STAYS``; further columns are not read. The answer follows
    ``DUES``, by the order of ``rights`` and then by year. Rights that are not granted owe
    nothing, and faulty rows are left out: ``unfit_rows`` tells them. Raises
    ``fees.right_twice``, ``fees.right_unknown``, ``fees.years`` for years that do not follow
    one another, and what ``annuities`` raises for a book with holes.
    """
    if years.step != 1:
        raise HarborError("fees.years", years=str(years))
    law = book.on(on)
    year_months = months_of(law[tariff.PERIOD].span)
    if year_months != A_YEAR:
        raise HarborError("fees.span.months", span=law[tariff.PERIOD].span.text("en"))
    held = rights_of(rights, book, year_months)
    reckoner = Reckoner(
        held,
        payments_of(payments, rights.column("key"), held),
        licences_of(licences, rights.column("key"), held),
        stays_of(stays, rights.column("key"), held),
        Clock(book, calendar, year_months),
        Pricer(book),
        on,
        soon_days,
    )
    charged = fen(law[FEE].money)
    keys = rights.column("key").take(held.row).combine_chunks()
    made = [DUES.empty_table()]
    for begins in range(0, len(held.row), _RIGHTS_AT_ONCE):
        some = np.arange(begins, min(begins + _RIGHTS_AT_ONCE, len(held.row)))
        right, year = _asked(reckoner, some, years)
        found = reckoner.reckon(right, year)
        made.append(_written(found, keys, charged))
    return pa.concat_tables(made).unify_dictionaries()


def unfit_rows(rights: pa.Table) -> pa.Table:
    """The rows for which no annuity can be reckoned: ``key`` and ``code`` of the trouble."""
    found = faults_of(rights)
    told = {
        "fees.subject.type": found.type,
        "fees.subject.days": found.days & ~found.type,
        "fees.subject.first_year": found.first_year & ~found.type & ~found.days,
    }
    rows = [np.flatnonzero(mask) for mask in told.values()]
    codes = [code for code, mask in told.items() for _ in range(int(mask.sum()))]
    key = rights.column("key").take(pa.array(np.concatenate(rows)))
    return pa.table({"key": key, "code": pa.array(codes, pa.string())})


def _asked(reckoner: Reckoner, some: Ints, years: range) -> tuple[Ints, Ints]:
    """The patent years of ``some`` rights that fall due in the calendar ``years``, in order."""
    rights = reckoner.rights
    columns: list[Ints] = [np.where(rights.first[some] <= rights.last[some], rights.first[some], 0)]
    kept = [(columns[0] > 0) & _within(rights.granted[some], years)]
    begun = rights.filed[some].astype("datetime64[Y]").astype(np.int64) + 1970
    for calendar_year in years:
        year = calendar_year - begun + 1
        columns.append(year)
        kept.append((year > rights.first[some]) & (year <= rights.last[some]))
    columns.append(rights.last[some] + 1)
    longer = reckoner.end[some] > rights.last[some]
    kept.append(longer & _within(rights.term_end[some], years))
    mask = np.stack(kept, axis=1)
    right = np.broadcast_to(some[:, None], mask.shape)[mask]
    return right, np.stack(columns, axis=1)[mask]


def _within(days: Days, years: range) -> Mask:
    calendar_year = days.astype("datetime64[Y]").astype(np.int64) + 1970
    return np.asarray((calendar_year >= years.start) & (calendar_year < years.stop))


def _written(found: Reckoned, keys: pa.Array, charged: int) -> pa.Table:
    windows, sums = found.windows, found.sums
    kind = np.where(windows.registration, 0, np.where(windows.annuity, 1, 2))
    lapsed = (found.status == LAPSED) & windows.annuity
    whole = pa.array(sums.fee + sums.surcharge + charged, mask=~lapsed)
    columns = (
        keys.take(pa.array(windows.right)),
        _texts(kind, DueKind),
        windows.year,
        windows.due_by,
        windows.pay_by,
        windows.grace_ends,
        windows.grace_pay_by,
        sums.full,
        sums.reduced,
        _texts(sums.relief, RELIEFS),
        sums.month,
        sums.surcharge,
        found.paid,
        found.payable,
        _texts(found.status, STATUSES),
        found.lost_on,
        whole,
        windows.certain,
        sums.certain,
        found.told,
    )
    arrays = [pa.array(one) if isinstance(one, np.ndarray) else one for one in columns]
    return pa.Table.from_arrays(arrays, schema=DUES)


def _texts(places: Ints, texts: Iterable[str]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(
        pa.array(places.astype(np.int8)), pa.array([str(one) for one in texts])
    )


@dataclass(frozen=True)
class Portfolio:
    """A portfolio as columns: ``RIGHTS``, ``PAYMENTS``, ``LICENCES`` and ``STAYS``."""

    rights: pa.Table
    payments: pa.Table
    licences: pa.Table
    stays: pa.Table


def portfolio(subjects: Iterable[FeeSubject]) -> Portfolio:
    """``subjects`` as columns, in their order."""
    subjects = tuple(subjects)
    rights = [_row(one) for one in subjects]
    payments = [
        (one.key, paid.year, paid.on, None if paid.amount is None else fen(paid.amount))
        for one in subjects
        for paid in one.paid
    ]
    licences = [(one.key, span.first, span.last) for one in subjects for span in one.open_licences]
    stays = [(one.key, stay.first, stay.last) for one in subjects for stay in one.stays]
    return Portfolio(
        _table(rights, RIGHTS),
        _table(payments, PAYMENTS),
        _table(licences, LICENCES),
        _table(stays, STAYS),
    )


def _row(one: FeeSubject) -> tuple[object, ...]:
    return (
        one.key, one.patent_type, one.filed_on, one.granted_on, one.term_ends, one.first_year,
        str(one.reduction.kind), one.reduction.first, one.reduction.last, one.paid_through,
        str(one.state), one.ended_on, one.in_force_as_of,
    )  # fmt: skip


def _table(rows: Sequence[tuple[object, ...]], schema: pa.Schema) -> pa.Table:
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    arrays = [pa.array(one, field.type) for one, field in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)
