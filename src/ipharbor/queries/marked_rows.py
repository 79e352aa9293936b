"""Rows of a portfolio's tables for lists: narrowed, counted and sorted by column, made when they
are looked at, so that a list of 50,000 rights makes the rows of one page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

T = TypeVar("T")
NONE = "none"  # what an address says for what is not known
_AT_ONCE = 1000

Places = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


class MarkedRows(Sequence[T], Generic[T]):
    """The rows of ``table`` at ``places``, all of them for None, as ``made`` makes each."""

    def __init__(
        self, table: pa.Table, made: Callable[[dict[str, Any]], T], places: Places | None = None
    ) -> None:
        self._table, self._made = table, made
        self._places = np.arange(table.num_rows) if places is None else places

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            some = self._table.take(pa.array(self._places[at])).to_pylist()
            return tuple(self._made(one) for one in some)
        return self[at : at + 1 or None][0]

    def __iter__(self) -> Iterator[T]:
        for start in range(0, len(self), _AT_ONCE):
            yield from self[start : start + _AT_ONCE]

    def ordered(self, by: tuple[str, ...], falling: bool) -> MarkedRows[T]:
        """The same rows by columns; what has nothing in the first stands last."""
        columns = [self._of(name) for name in by]
        keys = [(str(n), "descending" if falling else "ascending") for n in range(len(by))]
        table = pa.table({str(n): _lacking(one) for n, one in enumerate(columns)})
        order = pc.sort_indices(table, sort_keys=keys).to_numpy()
        return self._at(self._places[order])

    def where(self, name: str, value: str) -> MarkedRows[T]:
        """Those whose text is ``value``, or is empty for ``NONE``."""
        return self._kept(pc.equal(self._table.column(name), "" if value == NONE else value))

    def marked(self, name: str) -> MarkedRows[T]:
        """Those of which the column says yes."""
        return self._kept(pc.fill_null(self._table.column(name), False))

    def without(self, name: str) -> MarkedRows[T]:
        """Those that have nothing in the column."""
        return self._kept(pc.is_null(self._table.column(name)))

    def holding(self, names: Sequence[str], text: str) -> MarkedRows[T]:
        """Those that hold every word in one of the columns, whatever the case."""
        found = self
        for word in text.split():
            hits = [
                pc.match_substring(self._table.column(name), word, ignore_case=True)
                for name in names
            ]
            mask = hits[0]
            for one in hits[1:]:
                mask = pc.or_(mask, one)
            found = found._kept(mask)
        return found

    def fall(self, name: str) -> Mapping[str, int]:
        """How many rows there are of each text, ``NONE`` for an empty one."""
        told = pc.value_counts(self._of(name))
        return {one["values"] or NONE: one["counts"] for one in told.to_pylist()}

    def _of(self, name: str) -> pa.ChunkedArray:
        return self._table.column(name).take(pa.array(self._places))

    def _kept(self, mask: Any) -> MarkedRows[T]:
        kept: Mask = np.asarray(pc.fill_null(mask, False).to_numpy(zero_copy_only=False), np.bool_)
        return self._at(self._places[kept[self._places]])

    def _at(self, places: Places) -> MarkedRows[T]:
        return MarkedRows(self._table, self._made, places)


def _lacking(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The column with nothing where a text is empty."""
    if not pa.types.is_string(column.type):
        return column
    return pc.if_else(pc.equal(column, ""), pa.scalar(None, column.type), column)
