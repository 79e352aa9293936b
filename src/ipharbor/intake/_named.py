"""Tables of the product's own whose columns are known by their headings, in either language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ipharbor.intake import formats
from ipharbor.intake._open import readers
from ipharbor.intake._records import Headings, Reader
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.findings import Finding, Severity

Columns = Mapping[str, tuple[str, ...]]

_LOOKED_AT = 30  # rows in which the header is looked for


@dataclass(frozen=True)
class NamedRow:
    """A row by column, cells without blanks around them; columns that are not there are left
    out. ``why`` is the code for which it cannot be read."""

    row: int
    cells: Mapping[str, str]
    why: str = ""

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass
class Remarks:
    """Findings on the rows of a table, by the headings that stand in the file."""

    headings: Mapping[str, str]
    found: list[Finding] = field(default_factory=list)
    faults: int = 0

    def add(
        self, code: str, weight: Severity, row: int, column: str, value: str, **params: str
    ) -> None:
        """A remark on a column of a row."""
        heading = self.headings.get(column, column)
        self.faults += weight is Severity.FAULT
        self.found.append(Finding(code, weight, row, heading, value, params))


@dataclass(frozen=True)
class NamedTable:
    """All rows of a file that hold anything, and what is to be said of the file itself."""

    rows: tuple[NamedRow, ...]
    remarks: Remarks


def read_named(path: Path, columns: Columns, required: tuple[str, ...]) -> NamedTable:
    """Read the table at ``path`` (CSV, XLSX, Parquet or JSON lines).

    ``columns`` has the headings of each column, best first. Raises HarborError
    ``table.headings`` when no row names all that is ``required``, and the codes of files that
    cannot be read.
    """
    for reader in readers(path):
        found = _table(reader, columns, required)
        if found is not None:
            return found
    needed = ", ".join(columns[name][0] for name in required)
    raise HarborError("table.headings", fields=("file",), path=path.name, needed=needed)


def _table(reader: Reader, columns: Columns, required: tuple[str, ...]) -> NamedTable | None:
    places: dict[str, int] = {}
    headings: dict[str, str] = {}
    rows: list[NamedRow] = []
    for count, record in enumerate(reader):
        names = record.names if isinstance(record, Headings) else record.cells
        if not places or isinstance(record, Headings):
            places = _header(names, columns, required) or places
            headings |= {name: names[at] for name, at in places.items() if at < len(names)}
            if not places and count >= _LOOKED_AT:
                return None
            continue
        if any(cell.strip() for cell in record.cells):
            cells = {
                name: record.cells[at].replace("\0", "").strip()
                for name, at in places.items()
                if at < len(record.cells)
            }
            rows.append(NamedRow(record.row, cells, record.why))
    if not places:
        return None
    remarks = Remarks(headings)
    remarks.found.extend(reader.remarks)
    return NamedTable(tuple(rows), remarks)


def _header(cells: list[str], columns: Columns, required: tuple[str, ...]) -> dict[str, int] | None:
    folded = [formats.folded(cell) for cell in cells]
    found = {}
    for name, headings in columns.items():
        at = [folded.index(one) for one in map(formats.folded, headings) if one in folded]
        if at:
            found[name] = at[0]
    return found if found.keys() >= set(required) else None
