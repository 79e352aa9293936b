"""Rows of a plain table by the names of their columns, whatever its headings are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ipharbor.intake import formats
from ipharbor.intake._open import readers
from ipharbor.intake._records import Headings, Reader, Record
from ipharbor.vocabulary.findings import Finding

_LOOKED_AT = 30  # rows in which the header is looked for


@dataclass(frozen=True)
class Line:
    """One row: its cells by column, without blanks around them; ``why`` it cannot be read."""

    row: int
    cells: Mapping[str, str]
    why: str = ""


@dataclass(frozen=True)
class Sheet:
    """The rows of a table, what the reader remarked, and its headings by column."""

    lines: tuple[Line, ...]
    remarks: tuple[Finding, ...]
    headings: Mapping[str, str]


def sheet(
    path: Path, columns: Mapping[str, tuple[str, ...]], needed: tuple[str, ...]
) -> Sheet | None:
    """The table at ``path`` (CSV, XLSX, Parquet or JSON lines); None where no row names the
    ``needed`` ones of ``columns`` (name → headings, best first)."""
    for reader in readers(path):
        found = _read(reader, columns, needed)
        if found is not None:
            return found
    return None


def _read(
    reader: Reader, columns: Mapping[str, tuple[str, ...]], needed: tuple[str, ...]
) -> Sheet | None:
    places: dict[str, int] = {}
    headings: dict[str, str] = {}
    lines: list[Line] = []
    for count, record in enumerate(reader):
        names = record.names if isinstance(record, Headings) else record.cells
        if not places or isinstance(record, Headings):
            places = _header(names, columns, needed) or places
            headings = {name: names[at] for name, at in places.items()}
            if not places and count >= _LOOKED_AT:
                return None
            continue
        if any(cell.strip() for cell in record.cells):
            lines.append(_line(record, places))
    if not places:
        return None
    return Sheet(tuple(lines), tuple(reader.remarks), headings)


def _line(record: Record, places: Mapping[str, int]) -> Line:
    cells = {
        name: record.cells[at].replace("\0", "").strip() if at < len(record.cells) else ""
        for name, at in places.items()
    }
    return Line(record.row, cells, record.why)


def _header(
    cells: list[str], columns: Mapping[str, tuple[str, ...]], needed: tuple[str, ...]
) -> dict[str, int]:
    folded = [formats.folded(cell) for cell in cells]
    found = {}
    for name, headings in columns.items():
        at = [folded.index(h) for h in map(formats.folded, headings) if h in folded]
        if at:
            found[name] = at[0]
    return found if set(needed) <= set(found) else {}
