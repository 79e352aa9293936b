"""The ways to read a file, and what its first rows look like."""

from __future__ import annotations

from pathlib import Path

from ipharbor.intake import formats
from ipharbor.intake._csv import CsvReader, likely_delimiters
from ipharbor.intake._jsonl import JsonReader
from ipharbor.intake._kinds import Kind, kind_of
from ipharbor.intake._lines import encoding_of
from ipharbor.intake._package import inspect_workbook
from ipharbor.intake._parquet import ParquetReader
from ipharbor.intake._records import Reader, Record
from ipharbor.intake._table import KnownFormats, find_header
from ipharbor.intake._xlsx import XlsxReader, sheet_names


def readers(path: Path) -> list[Reader]:
    """A reader for each delimiter that is likely, or for each sheet of a workbook.

    Raises HarborError for a file that cannot be read at all: the codes of ``kind_of``,
    ``encoding_of`` and ``inspect_workbook``.
    """
    kind = kind_of(path)
    if kind is Kind.XLSX:
        inspect_workbook(path)
        names = sheet_names(path)
        return [
            XlsxReader(path, name, tuple(other for other in names if other != name))
            for name in names
        ]
    if kind is Kind.PARQUET:
        return [ParquetReader(path)]
    encoding = encoding_of(path)
    if kind is Kind.JSON_LINES:
        return [JsonReader(path, encoding)]
    return [CsvReader(path, encoding, each) for each in likely_delimiters(path, encoding)]


def first_rows(path: Path) -> list[Record]:
    """The first rows of a file, cut by the delimiter or from the sheet that fills most cells.

    For showing what is in a table that no format knows. Raises as ``readers`` does.
    """
    seen = [find_header(reader, KnownFormats())[1] for reader in readers(path)]
    return max(seen, key=fullness, default=[])


def fullness(rows: list[Record]) -> int:
    """Filled cells of the fullest row."""
    return max((_filled(record) for record in rows), default=0)


def likely_header(rows: list[Record]) -> Record:
    """The row that knows most headings, of equals the fullest, of equals the first."""
    return max(
        rows,
        key=lambda record: (formats.score(record.cells), _filled(record)),
        default=Record(0, [], 0),
    )


def _filled(record: Record) -> int:
    return sum(bool(cell.strip()) for cell in record.cells)
