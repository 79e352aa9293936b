"""Column forms of days, and the reading of columns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ipharbor.statutes.calendar import Days, Mask
from ipharbor.statutes.values import Span, Unit
from ipharbor.vocabulary.errors import HarborError

Ints = npt.NDArray[np.int64]
ONE_DAY = np.timedelta64(1, "D")
NO_DAY = np.datetime64("NaT", "D")


def day64(day: date) -> np.datetime64:
    """``day`` for columns."""
    return np.datetime64(day, "D")


def months_of(span: Span) -> int:
    """``span`` in months; ``fees.span.months`` for one that is not counted in them."""
    if span.unit not in (Unit.MONTH, Unit.YEAR):
        raise HarborError("fees.span.months", span=span.text("en"))
    return span.n * (12 if span.unit is Unit.YEAR else 1)


def months_after(days: Days, months: Ints | int) -> Days:
    """The day so many months after each of ``days``; the last day of a month without it."""
    return clipped_after(days, months)[0]


def clipped_after(days: Days, months: Ints | int) -> tuple[Days, Mask]:
    """As ``months_after``, and whether the month had no corresponding day."""
    first = days.astype("datetime64[M]")
    of_month = days - first.astype("datetime64[D]")
    target = first + np.asarray(months).astype("timedelta64[M]")
    begins = target.astype("datetime64[D]")
    corresponding = begins + of_month
    last = (target + np.timedelta64(1, "M")).astype("datetime64[D]") - ONE_DAY
    return np.minimum(corresponding, last), np.asarray(corresponding > last)


def years_in(filed: Days, days: Days, months: int) -> Ints:
    """The patent year that each of ``days`` lies in, a year having so many ``months``."""
    begun = filed.astype("datetime64[M]").astype(np.int64)
    apart = days.astype("datetime64[M]").astype(np.int64) - begun
    past = np.maximum(apart, 0) // months
    return np.maximum(past + (months_after(filed, past * months) <= days), 1)


def segments(turns: Sequence[date], days: Days) -> Ints:
    """In which stretch between ``turns`` each of ``days`` lies, 0 before the first."""
    starts = np.array([day64(one) for one in turns], dtype="datetime64[D]")
    return np.asarray(np.searchsorted(starts, days, side="right"), dtype=np.int64)


def column(table: pa.Table, name: str, kind: pa.DataType) -> Any:
    """The column ``name`` of ``table`` as one array of ``kind``, nulls where it is missing."""
    if name not in table.column_names:
        return pa.nulls(table.num_rows, kind)
    found = table.column(name)
    if pa.types.is_dictionary(found.type):
        found = found.cast(found.type.value_type)
    found = found.cast(kind)
    return found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found


def days_of(table: pa.Table, name: str) -> Days:
    """The column ``name`` as days, ``NaT`` for nulls."""
    filled = column(table, name, pa.date32())
    numbers = pc.fill_null(filled.cast(pa.int32()), 0).to_numpy(zero_copy_only=False)
    found = numbers.astype("datetime64[D]")
    found[nulls_of(filled)] = NO_DAY
    return np.asarray(found)


def ints_of(table: pa.Table, name: str, otherwise: int) -> Ints:
    """The column ``name`` as whole numbers, ``otherwise`` for nulls."""
    filled = pc.fill_null(column(table, name, pa.int64()), otherwise)
    return np.asarray(filled.to_numpy(zero_copy_only=False))


def codes_of(table: pa.Table, name: str, texts: Sequence[str], otherwise: int) -> Ints:
    """The place of each text of the column among ``texts``; ``otherwise`` for nulls, else -1."""
    read = column(table, name, pa.string())
    found = pc.fill_null(pc.index_in(read, pa.array([str(one) for one in texts])), -1)
    places = found.to_numpy(zero_copy_only=False).astype(np.int64)
    places[nulls_of(read)] = otherwise
    return np.asarray(places)


def nulls_of(read: Any) -> Mask:
    """Where ``read`` is null."""
    return np.asarray(pc.is_null(read).to_numpy(zero_copy_only=False))


def present(codes: Ints, size: int) -> Ints:
    """The codes below ``size`` that occur, sorted."""
    return np.flatnonzero(np.bincount(codes, minlength=size)).astype(np.int64)
