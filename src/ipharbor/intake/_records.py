"""What every reader yields: the rows of a table as text, in the order of the file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from ipharbor.vocabulary.findings import Finding


class Record(NamedTuple):
    """One row. ``why`` is the code for which it cannot be read, empty for a good row.

    ``size`` is its length in characters. ``quoted_badly`` tells that its quotes did not
    balance and were read as plain characters.
    """

    row: int
    cells: list[str]
    size: int
    why: str = ""
    quoted_badly: bool = False


class Headings(NamedTuple):
    """From here on cells belong to these headings (for files that name them row by row)."""

    row: int
    names: list[str]


class Reader(Protocol):
    """A file that is read from its beginning each time it is iterated.

    ``consumed`` counts its bytes so far; ``dirty`` tells that a cell since the beginning
    may hold NULs or lone surrogates; ``remarks`` are findings on the whole file, complete
    after the last row. ``width`` is set by whoever found the header: the number of cells
    a row should have, 0 for not known yet.
    """

    encoding: str
    sheet: str
    width: int

    @property
    def consumed(self) -> int: ...
    @property
    def dirty(self) -> bool: ...
    @property
    def remarks(self) -> tuple[Finding, ...]: ...
    def __iter__(self) -> Iterator[Record | Headings]: ...
