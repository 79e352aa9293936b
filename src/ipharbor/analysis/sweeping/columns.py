"""The corpus' documents as columns of numbers, for sweeps that look at thousands of subjects.

All places are rows of ``Known.documents``. A list column is laid out flat: one pair of a row and
a code for each value, by row, and ``names`` tells what a code means.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

NEVER = np.iinfo(np.int32).max
_UNIT = r"^\d{6}\s*|(\d+(房|室|号房|楼|层|座|栋)|首层|之[一二三四五]|厂房\d*|[A-Z]座?|\d+-\d+)$"


@dataclass(frozen=True)
class Flat:
    """A list column: the value ``names[codes[i]]`` stands in row ``rows[i]``."""

    rows: Ints
    codes: Ints
    names: tuple[str, ...]

    @cached_property
    def number(self) -> dict[str, int]:
        return {name: at for at, name in enumerate(self.names)}

    def within(self, keep: Flags) -> Flat:
        """Of those rows only; ``keep`` has one flag for each row of the documents."""
        mine = keep[self.rows]
        return Flat(self.rows[mine], self.codes[mine], self.names)

    def of(self, row: int) -> tuple[str, ...]:
        """The values of one row, in their order."""
        first, last = np.searchsorted(self.rows, (row, row + 1))
        return tuple(self.names[code] for code in self.codes[first:last].tolist())

    def first(self, rows: int) -> Ints:
        """The code of each row's first value, -1 where it has none."""
        found = np.full(rows, -1, np.int64)
        found[self.rows[::-1]] = self.codes[::-1]
        return found

    def cut(self, shorter: pa.Array) -> Flat:
        """With names replaced by ``shorter``, one for each; a row keeps each value once."""
        told = shorter.dictionary_encode()
        names = tuple(told.dictionary.to_pylist())
        codes = told.indices.to_numpy(zero_copy_only=False).astype(np.int64)[self.codes]
        pairs = np.unique(self.rows * max(1, len(names)) + codes)
        return Flat(pairs // max(1, len(names)), pairs % max(1, len(names)), names)


class Columns:
    """Columns made once, on first use, of a table of documents as ``Known`` has it."""

    def __init__(self, documents: pa.Table) -> None:
        self.documents = documents
        self.known = _days(documents, "known_on")
        self.filed = _days(documents, "filed_on")

    def __len__(self) -> int:
        return len(self.known)

    @cached_property
    def keys(self) -> pa.Array:
        return _whole(self.documents, "key")

    @cached_property
    def titles(self) -> pa.Array:
        return pc.fill_null(_whole(self.documents, "title"), "")

    @cached_property
    def home(self) -> Flags:
        """Documents of the Chinese office: families abroad say nothing that these do not."""
        found: Flags = pc.equal(_whole(self.documents, "office"), "CN").to_numpy(
            zero_copy_only=False
        )
        return found

    @cached_property
    def applicants(self) -> Flat:
        return _flat(self.documents, "applicants")

    @cached_property
    def inventors(self) -> Flat:
        return _flat(self.documents, "inventors")

    @cached_property
    def symbols(self) -> Flat:
        """Whole symbols of the IPC, ``F21V 29/83``, main symbol first."""
        return _flat(self.documents, "ipc")

    @cached_property
    def groups(self) -> Flat:
        """Main groups of the IPC, ``F21V 29``, each once a row."""
        symbols = self.symbols
        return symbols.cut(
            pc.replace_substring_regex(pa.array(symbols.names, pa.string()), r"/.*$", "")
        )

    @cached_property
    def subclasses(self) -> Flat:
        """Subclasses of the IPC, ``F21V``, each once a row."""
        symbols = self.symbols
        return symbols.cut(pc.utf8_slice_codeunits(pa.array(symbols.names, pa.string()), 0, 4))

    @cached_property
    def technical(self) -> Flags:
        """Rows that have a symbol of the IPC: designs have none."""
        found = np.zeros(len(self), bool)
        found[self.groups.rows] = True
        return found

    @cached_property
    def begun(self) -> Ints:
        """The day on which each applicant's first document became known, by code."""
        found = np.full(len(self.applicants.names), NEVER, np.int64)
        np.minimum.at(found, self.applicants.codes, self.known[self.applicants.rows])
        return found

    @cached_property
    def agencies(self) -> tuple[Ints, tuple[str, ...]]:
        """The code of each row's agency, -1 without one, and their names."""
        return _coded(_whole(self.documents, "agency"))

    @cached_property
    def addresses(self) -> tuple[Ints, tuple[str, ...]]:
        """The code of each row's address without postal code and unit of the house, -1 without."""
        codes, names = _coded(_whole(self.documents, "address"))
        house = pc.replace_substring_regex(pa.array(names, pa.string()), _UNIT, "")
        told = pc.replace_substring_regex(house, _UNIT, "").dictionary_encode()
        to = np.append(told.indices.to_numpy(zero_copy_only=False).astype(np.int64), -1)
        return to[codes], tuple(told.dictionary.to_pylist())

    def named(self, names: set[str]) -> Flags:
        """One flag for each applicant's code: whether it is one of ``names``."""
        return np.fromiter((name in names for name in self.applicants.names), bool)


def _whole(table: pa.Table, name: str) -> pa.Array:
    column = table.column(name).combine_chunks()
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _days(table: pa.Table, name: str) -> Ints:
    told = pc.fill_null(_whole(table, name).cast(pa.int32()), NEVER)
    days: Ints = told.to_numpy(zero_copy_only=False).astype(np.int64)
    return days


def _coded(values: pa.Array) -> tuple[Ints, tuple[str, ...]]:
    told = pc.dictionary_encode(values)
    codes = pc.fill_null(told.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    return codes, tuple(told.dictionary.to_pylist())


def _flat(table: pa.Table, name: str) -> Flat:
    column = _whole(table, name)
    codes, names = _coded(pc.list_flatten(column))
    rows = pc.list_parent_indices(column).to_numpy(zero_copy_only=False).astype(np.int64)
    return Flat(rows[codes >= 0], codes[codes >= 0], names)
