"""For how many years yet every granted right is in force, by columns."""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ipharbor.analysis.sweeping.docketed import in_columns
from ipharbor.register.batch import EVENTS, standings
from ipharbor.register.moves import IN_FORCE
from ipharbor.register.terms import PATENT_KINDS
from ipharbor.statutes.book import Book

Years = npt.NDArray[np.int16]
NOT_IN_FORCE = -1
_IN_FORCE = pa.array([str(state) for state in IN_FORCE])


def years_left(documents: pa.Table, events: pa.Table, *, on: date, book: Book) -> Years:
    """Whole years of its term that each of ``documents`` has left on ``on``, by row;
    ``NOT_IN_FORCE`` where it is not in force as known then.

    ``events`` are those of ``known.EVENTS``. Of a right of which none is known grant and term
    tell alone: whether its annuities are paid is not known then.
    """
    day = pa.scalar(on, pa.date32())
    granted = pc.less_equal(documents.column("granted_on"), day)
    asked = pc.and_(granted, pc.is_valid(documents.column("filed_on")))
    asked = pc.and_(asked, pc.is_in(documents.column("patent_type"), pa.array(PATENT_KINDS)))
    rows = np.flatnonzero(pc.fill_null(asked, False).to_numpy(zero_copy_only=False))
    found: Years = np.full(documents.num_rows, NOT_IN_FORCE, dtype=np.int16)
    if not len(rows):
        return found
    held = documents.select(["key", "patent_type", "filed_on", "granted_on"]).take(pa.array(rows))
    told = pc.and_(
        pc.less_equal(events.column("known_on"), day),
        pc.is_in(events.column("key"), value_set=held.column("key").combine_chunks()),
    )
    happened = pa.concat_tables([in_columns(events.filter(told)), _grants(held)])
    rights = held.select(["key", "patent_type", "filed_on"])
    rights = rights.rename_columns(["key", "kind", "filed_on"]).combine_chunks()
    stood = standings(rights, happened.combine_chunks(), on=on, book=book, data_until=on)
    ends = stood.column("term_ends")
    alive = pc.and_(
        pc.is_in(stood.column("state").cast(pa.string()), value_set=_IN_FORCE), pc.is_valid(ends)
    )
    days = pc.subtract(ends.cast(pa.int32()), (on - date(1970, 1, 1)).days)
    years = np.maximum(pc.fill_null(days, 0).to_numpy() // 365, 0)
    living = pc.fill_null(alive, False).to_numpy(zero_copy_only=False)
    found[rows] = np.where(living, years, NOT_IN_FORCE)
    return found


def _grants(held: pa.Table) -> pa.Table:
    """The grant of each right, as publications tell it, as an event."""
    day = held.column("granted_on")
    made = {
        "key": held.column("key"), "code": pa.array(["GR01"] * held.num_rows), "on": day,
        "known_on": day,
    }  # fmt: skip
    columns = [made.get(one.name, pa.nulls(held.num_rows, one.type)) for one in EVENTS]
    return pa.table(columns, schema=EVENTS)
