"""Columns of a table as arrays of numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ipharbor.analysis.region.layout import FAR, NONE

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Column: TypeAlias = pa.Array | pa.ChunkedArray


def filled(column: Column) -> pa.Array:
    """A column in one piece."""
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def day_numbers(column: Column) -> pa.Array:
    """Days as numbers, ``FAR`` for none."""
    return pc.fill_null(filled(column).cast(pa.int32()), FAR)


def codes_in(column: Column, among: Sequence[str]) -> Ints:
    """The place of each text among others, -1 for one that is not there."""
    found = pc.index_in(filled(column), pa.array(among, pa.string()))
    return np.asarray(pc.fill_null(found, NONE), dtype=np.int64)


def coded(column: Column) -> tuple[list[str], Ints]:
    """The distinct texts, sorted, and the place of each text among them; -1 for none."""
    whole = filled(column)
    names = sorted(one for one in pc.unique(whole).to_pylist() if one)
    return names, codes_in(whole, names)


def same(column: Ints, place: int) -> Mask:
    """Where a column has a place."""
    return np.asarray(column == place)
