"""The columns of a portfolio, its payments and its open licences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ipharbor.fees._arrays import (
    NO_DAY,
    ONE_DAY,
    Ints,
    codes_of,
    column,
    day64,
    days_of,
    ints_of,
    months_after,
    nulls_of,
    segments,
    years_in,
)
from ipharbor.fees.annuities import UNGRANTED
from ipharbor.fees.subject import ReductionKind
from ipharbor.fees.tariff import turns
from ipharbor.register.moves import OVER, STATES, State
from ipharbor.register.terms import PATENT_KINDS, provision_name
from ipharbor.statutes.book import Book
from ipharbor.statutes.calendar import Days, Mask
from ipharbor.vocabulary.errors import HarborError

REDUCTIONS = tuple(ReductionKind)
NEVER_OVER = np.datetime64("9999-12-31", "D")
LONG_AGO = np.datetime64("1790-01-01", "D")
_LAPSED = STATES.index(State.LAPSED_FEE)
_OVER = [STATES.index(state) for state in OVER]
_UNGRANTED = [STATES.index(state) for state in sorted(UNGRANTED)]
_ALWAYS = (0, 9999)


@dataclass(frozen=True)
class Rights:
    """The rights of a portfolio that owe annuities, by columns.

    ``row`` is the place in the table given, ``type`` and ``reduction`` places in
    ``PATENT_KINDS`` and ``REDUCTIONS``. ``lapsed_year`` is 0 for none.
    """

    row: Ints
    type: Ints
    filed: Days
    granted: Days
    first: Ints
    last: Ints
    term_end: Days
    compensated: Ints
    reduction: Ints
    recorded_first: Ints
    recorded_last: Ints
    paid_through: Ints
    over: Mask
    ended: Days
    lapsed_year: Ints
    lived_on: Days


@dataclass(frozen=True)
class Faults:
    """Which rows of a table of rights are unfit, by the code of the trouble."""

    type: Mask
    days: Mask
    first_year: Mask

    @property
    def any(self) -> Mask:
        """Rows with any of them."""
        return self.type | self.days | self.first_year


def faults_of(table: pa.Table) -> Faults:
    """What ``subject.unfit`` would say of each row, and unreadable types, reductions, states."""
    filed, granted = days_of(table, "filed_on"), days_of(table, "granted_on")
    told = column(table, "first_year", pa.int64())
    strange = codes_of(table, "patent_type", PATENT_KINDS, -1) < 0
    strange |= codes_of(table, "reduction", REDUCTIONS, 0) < 0
    strange |= codes_of(table, "state", STATES, 0) < 0
    early = ~nulls_of(told) & (ints_of(table, "first_year", 1) < 1)
    return Faults(strange, np.isnat(filed) | (granted < filed), early)


def rights_of(table: pa.Table, book: Book, year_months: int) -> Rights:
    """The rights of ``table`` that owe annuities: granted, and without fault."""
    if pc.count_distinct(table.column("key")).as_py() != table.num_rows:
        raise HarborError("fees.right_twice")
    state = codes_of(table, "state", STATES, STATES.index(State.IN_FORCE))
    granted = days_of(table, "granted_on")
    owing = ~np.isnat(granted) & ~np.isin(state, _UNGRANTED) & ~faults_of(table).any
    row = np.flatnonzero(owing).astype(np.int64)
    table = table.take(row)
    state, granted, filed = state[row], granted[row], days_of(table, "filed_on")
    kind = codes_of(table, "patent_type", PATENT_KINDS, -1)
    last = _term_years(book, kind, filed)
    term_end = months_after(filed, last * year_months) - ONE_DAY
    told = ints_of(table, "first_year", 0)
    ended = days_of(table, "ended_on")
    lapsed = (state == _LAPSED) & ~np.isnat(ended)
    when = np.where(lapsed, ended, filed)
    return Rights(
        row=row,
        type=kind,
        filed=filed,
        granted=granted,
        first=np.where(told > 0, told, years_in(filed, granted, year_months)),
        last=last,
        term_end=term_end,
        compensated=_whole_years(term_end, days_of(table, "term_ends")),
        reduction=codes_of(table, "reduction", REDUCTIONS, 0),
        recorded_first=ints_of(table, "reduction_first", _ALWAYS[0]),
        recorded_last=ints_of(table, "reduction_last", _ALWAYS[1]),
        paid_through=ints_of(table, "paid_through", 0),
        over=np.isin(state, _OVER),
        ended=ended,
        lapsed_year=np.where(lapsed, years_in(filed, when, year_months), 0),
        lived_on=_lived_on(table, state, ended),
    )


def _lived_on(table: pa.Table, state: Ints, ended: Days) -> Days:
    told = days_of(table, "in_force_as_of")
    told = np.where(np.isnat(told), LONG_AGO, told)
    other = np.isin(state, _OVER) & (state != _LAPSED) & ~np.isnat(ended)
    return np.where(other, np.maximum(told, np.where(other, ended, LONG_AGO)), told)


def _term_years(book: Book, kind: Ints, filed: Days) -> Ints:
    years = np.zeros(len(kind), dtype=np.int64)
    for place, name in enumerate(PATENT_KINDS):
        of_kind = kind == place
        days = turns(book, (provision_name(name),))
        stretch = segments(days, filed[of_kind])
        held = np.zeros(len(days) + 1, dtype=np.int64)
        for one in np.unique(stretch):
            first = filed[of_kind][stretch == one][0].astype(object)
            held[one] = book.on(first)[provision_name(name)].span.n
        years[of_kind] = held[stretch]
    return years


def _whole_years(start: Days, until: Days) -> Ints:
    until = np.where(np.isnat(until), start, until)
    return np.maximum(years_in(start, until, 12) - 1, 0)


@dataclass(frozen=True)
class Payments:
    """Recorded payments by columns; ``right`` is a place in ``Rights``.

    ``whole`` marks payments without amount, which settle their year.
    """

    right: Ints
    year: Ints
    on: Days
    fen: Ints
    whole: Mask


def payments_of(table: pa.Table | None, keys: pa.ChunkedArray, rights: Rights) -> Payments:
    """The payments of ``table`` on ``rights``, ordered by right, year and day."""
    if table is None:
        none = np.zeros(0, dtype=np.int64)
        return Payments(none, none, none.astype("datetime64[D]"), none, none.astype(np.bool_))
    right, kept = _places(table, keys, rights)
    table = table.take(kept)
    year, on = ints_of(table, "year", 0), days_of(table, "on")
    whole = nulls_of(column(table, "amount_fen", pa.int64()))
    amount = ints_of(table, "amount_fen", 0)
    order = np.lexsort((on, year, right))
    return Payments(right[order], year[order], on[order], amount[order], whole[order])


@dataclass(frozen=True)
class Licences:
    """Spans of open licences, laid out so that each layer has one span a right at most.

    The layers of a right stand in the order of their first days.
    """

    first: tuple[Days, ...]
    last: tuple[Days, ...]

    def hold(self, right: Ints, day: Days) -> Mask:
        """Whether an open licence covers each ``day`` of each ``right``."""
        found = np.zeros(len(right), dtype=np.bool_)
        for first, last in zip(self.first, self.last, strict=True):
            begins, ends = first[right], last[right]
            found |= (begins <= day) & (np.isnat(ends) | (day <= ends))
        return found


def licences_of(table: pa.Table | None, keys: pa.ChunkedArray, rights: Rights) -> Licences:
    """The open licences of ``table`` on ``rights``."""
    return _layers(table, keys, rights)


def _layers(table: pa.Table | None, keys: pa.ChunkedArray, rights: Rights) -> Licences:
    if table is None or table.num_rows == 0:
        return Licences((), ())
    right, kept = _places(table, keys, rights)
    table = table.take(kept)
    order = np.lexsort((days_of(table, "first"), right))
    right = right[order]
    first, last = days_of(table, "first")[order], days_of(table, "last")[order]
    layer = np.arange(len(right)) - np.searchsorted(right, right, side="left")
    begins: list[Days] = []
    ends: list[Days] = []
    for depth in range(int(layer.max(initial=-1)) + 1):
        at = layer == depth
        for made, days in ((begins, first), (ends, last)):
            laid = np.full(len(rights.row), NO_DAY)
            laid[right[at]] = days[at]
            made.append(laid)
    return Licences(tuple(begins), tuple(ends))


@dataclass(frozen=True)
class Stays:
    """Spans in which the ending of a right is stopped, in layers by their first day."""

    first: tuple[Days, ...]
    last: tuple[Days, ...]

    def cover(self, right: Ints, begins: Days, on: date) -> Mask:
        """Whether they cover every day of each ``right`` from ``begins`` to ``on``."""
        free = begins.copy()
        for first, last in zip(self.first, self.last, strict=True):
            held = (first[right] <= free) & (np.isnat(last[right]) | (free <= last[right]))
            ends = np.where(np.isnat(last[right]), NEVER_OVER, last[right] + ONE_DAY)
            free = np.where(held, ends, free)
        return np.asarray(free > day64(on))


def stays_of(table: pa.Table | None, keys: pa.ChunkedArray, rights: Rights) -> Stays:
    """The stays of ``table`` on ``rights``."""
    laid = _layers(table, keys, rights)
    return Stays(laid.first, laid.last)


def _places(table: pa.Table, keys: pa.ChunkedArray, rights: Rights) -> tuple[Ints, Ints]:
    """Where in ``rights`` each kept row of ``table`` belongs, and which rows are kept."""
    found = pc.index_in(table.column("key"), value_set=keys)
    if found.null_count:
        raise HarborError("fees.right_unknown", count=found.null_count)
    place = np.full(len(keys), -1, dtype=np.int64)
    place[rights.row] = np.arange(len(rights.row))
    right = place[found.to_numpy()]
    kept = np.flatnonzero(right >= 0).astype(np.int64)
    return right[kept], kept
