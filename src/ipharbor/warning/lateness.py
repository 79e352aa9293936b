"""Annuities of which no payment is known after their due day, in stages that grow graver."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ipharbor.fees import tariff
from ipharbor.fees.columns import dues_table
from ipharbor.fees.days import ONE_DAY
from ipharbor.fees.due import Due, DueKind, Status
from ipharbor.register.moves import OVER
from ipharbor.statutes.book import Book
from ipharbor.statutes.calendar import WorkingCalendar
from ipharbor.statutes.counting import after
from ipharbor.statutes.values import Money, Span, Unit

Months = npt.NDArray[np.int64]
FEN = Decimal(100)
_OVER = pa.array([str(state) for state in OVER])


class Stage(StrEnum):
    """How late an annuity is: past its last day of payment in time, in the last month in which
    it can be paid late, past that too."""

    MISSED = "missed"
    LAST_MONTH = "last_month"
    LAPSED = "lapsed"


STAGES = tuple(Stage)
LATE = pa.schema(
    [
        ("key", pa.string()),
        ("year", pa.int64()),
        ("stage", pa.string()),
        ("since", pa.date32()),
        ("due_by", pa.date32()),
        ("last_day", pa.date32()),
        ("full_fen", pa.int64()),
        ("certain", pa.bool_()),
    ]
)
"""``since`` is the first day of the stage, ``last_day`` the last on which the annuity can be paid,
``full_fen`` the whole annuity in 0.01 CNY; ``certain`` is that of days and amount."""


@dataclass(frozen=True)
class Month:
    """A month of delay: from day to day, the surcharge."""

    first: date
    last: date
    surcharge: Money


def portfolio(rights: pa.Table, standings: pa.Table, on: date) -> pa.Table:
    """What ``late`` asks of rights: ``fees.columns.RIGHTS`` without reductions.

    ``rights`` has ``key``, ``patent_type``, ``filed_on`` and ``granted_on``; ``standings`` follows
    ``register.batch.STANDINGS``, row by row the same rights. A grant after ``on`` is none yet.
    """
    granted = rights.column("granted_on").combine_chunks()
    later = pc.fill_null(pc.greater(granted, pa.scalar(on, pa.date32())), True)
    state = standings.column("state").cast(pa.string()).combine_chunks()
    over = pc.is_in(state, value_set=_OVER)
    none = pa.scalar(None, pa.date32())
    return pa.table(
        {
            "key": rights.column("key"),
            "patent_type": rights.column("patent_type"),
            "filed_on": rights.column("filed_on"),
            "granted_on": pc.if_else(later, none, granted),
            "term_ends": standings.column("term_ends"),
            "state": state,
            "ended_on": pc.if_else(over, standings.column("since").combine_chunks(), none),
        }
    )


def late(
    held: pa.Table,
    *,
    on: date,
    book: Book,
    calendar: WorkingCalendar,
    payments: pa.Table,
    stays: pa.Table | None = None,
) -> pa.Table:
    """The annuities that are late on ``on``, by right and year, after schema ``LATE``.

    ``held`` is as ``portfolio`` gives it, ``payments`` and ``stays`` as ``fees.columns`` wants
    them, what was known on ``on`` only. Left out are lapses that the register tells of, and what
    a preservation or suspension stays. A right owes one late annuity at most at a time, but the
    lapse of an earlier one can lie within the span of years that is looked at. Source:
    Implementing Rules of the Patent Law, article 115 (2023), by provisions of the book.
    """
    years = range(on.year - 1, on.year + 1)
    held = _may_owe(held, years)
    keys = held.column("key").combine_chunks()
    payments = payments.filter(pc.is_in(payments.column("key"), value_set=keys))
    if stays is not None:
        stays = stays.filter(pc.is_in(stays.column("key"), value_set=keys))
    dues = dues_table(
        held, years=years, on=on, book=book, calendar=calendar, payments=payments, stays=stays
    )
    status = dues.column("status").cast(pa.string())
    grace = pc.equal(status, str(Status.IN_GRACE))
    lost = pc.and_(pc.equal(status, str(Status.LAPSED)), pc.invert(dues.column("told")))
    annuity = pc.equal(dues.column("kind").cast(pa.string()), str(DueKind.ANNUITY))
    found = dues.filter(pc.and_(annuity, pc.or_(grace, lost))).combine_chunks()
    lapsed = pc.equal(found.column("status").cast(pa.string()), str(Status.LAPSED)).to_numpy()
    due_by, pay_by, ends, last = (
        found.column(name).to_numpy().astype("datetime64[D]")
        for name in ("due_by", "pay_by", "grace_ends", "grace_pay_by")
    )
    one = np.timedelta64(1, "D")
    final = np.maximum(_last_month(due_by, ends), pay_by + one)
    in_final = ~lapsed & (np.datetime64(on, "D") >= final)
    since = np.where(lapsed, last + one, np.where(in_final, final, pay_by + one))
    stage = np.where(lapsed, 2, in_final.astype(np.int64))
    certain = pc.and_(found.column("days_certain"), found.column("amount_certain"))
    columns = [
        found.column("key"), found.column("year"),
        pa.array([str(one) for one in STAGES]).take(pa.array(stage)),
        pa.array(since, pa.date32()), found.column("due_by"), found.column("grace_pay_by"),
        found.column("full_fen"), certain,
    ]  # fmt: skip
    return pa.table(columns, schema=LATE)


def _may_owe(held: pa.Table, years: range) -> pa.Table:
    """The rights that were granted and did not end before the first of ``years``."""
    first = pa.scalar(date(years.start, 1, 1), pa.date32())
    ended = held.column("ended_on")
    stood = pc.or_(pc.is_null(ended), pc.fill_null(pc.greater_equal(ended, first), False))
    return held.filter(pc.and_(stood, pc.is_valid(held.column("granted_on"))))


def stage_of(due: Due, on: date) -> tuple[Stage, date] | None:
    """The stage of one annuity on ``on`` with its first day, as ``late`` tells it of many; None
    for what is not late, or whose lapse the register tells. ``due`` is as known on ``on``."""
    if due.kind is not DueKind.ANNUITY:
        return None
    if due.status is Status.LAPSED and not due.told:
        return Stage.LAPSED, due.grace_pay_by + ONE_DAY
    if due.status is not Status.IN_GRACE:
        return None
    final = max(due.surcharge_steps[-1].begins, due.pay_by + ONE_DAY)
    if on >= final:
        return Stage.LAST_MONTH, final
    return Stage.MISSED, due.pay_by + ONE_DAY


def months(full: Money, due_by: date, last_day: date, book: Book) -> tuple[Month, ...]:
    """The months of delay of an annuity with the surcharge in each, by the law of its first day.

    A month in which nothing falls due yet, since the last day in time had rolled, is told too.
    """
    span = tariff.grace(book.on(due_by))
    count = span.n * (12 if span.unit is Unit.YEAR else 1)
    told = []
    for month in range(1, count + 1):
        first = after(due_by, Span(month - 1, Unit.MONTH))[0] + ONE_DAY
        last = after(due_by, Span(month, Unit.MONTH))[0]
        charged = tariff.charge(book.on(first), month, full, full).amount
        told.append(Month(first, max(last, last_day) if month == count else last, charged))
    return tuple(told)


def _last_month(due_by: npt.NDArray[np.datetime64], ends: npt.NDArray[np.datetime64]) -> np.ndarray:
    """The first day of the last month of delay: a day after the last but one has ended."""
    begins = due_by.astype("datetime64[M]")
    before = ends.astype("datetime64[M]") - np.timedelta64(1, "M")
    of_month = due_by - begins.astype("datetime64[D]")
    corresponding = before.astype("datetime64[D]") + of_month
    month_end = (before + np.timedelta64(1, "M")).astype("datetime64[D]") - np.timedelta64(1, "D")
    return np.minimum(corresponding, month_end) + np.timedelta64(1, "D")
