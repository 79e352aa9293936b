"""The annuities of pledged rights that can still be paid in time."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from ipharbor.fees.columns import dues_table
from ipharbor.fees.due import DueKind, Status
from ipharbor.pledge.watched import DUE
from ipharbor.statutes.book import Book
from ipharbor.statutes.calendar import WorkingCalendar

_IN_TIME = pa.array([str(one) for one in (Status.OPEN, Status.DUE_SOON)])


def due(
    held: pa.Table,
    *,
    on: date,
    book: Book,
    calendar: WorkingCalendar,
    payments: pa.Table,
    stays: pa.Table | None = None,
) -> pa.Table:
    """What is to be paid next on each right, after ``watched.DUE``.

    ``held``, ``payments`` and ``stays`` follow ``fees.columns``, what was known on ``on`` only.
    """
    dues = dues_table(
        held, years=range(on.year, on.year + 2), on=on, book=book, calendar=calendar,
        payments=payments, stays=stays,
    )  # fmt: skip
    annuity = pc.equal(dues.column("kind").cast(pa.string()), str(DueKind.ANNUITY))
    in_time = pc.is_in(dues.column("status").cast(pa.string()), value_set=_IN_TIME)
    return dues.filter(pc.and_(annuity, in_time)).select(DUE.names).cast(DUE).combine_chunks()
