"""The door of the room: a file in, batches of clean statements out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import pyarrow as pa

from ipharbor.intake import formats
from ipharbor.intake._clean import Cleaned, SetAside, cleaned
from ipharbor.intake._lines import LOST
from ipharbor.intake._open import fullness, likely_header, readers
from ipharbor.intake._records import Reader, Record
from ipharbor.intake._table import (
    Chunks,
    Header,
    KnownFormats,
    Layout,
    MappedColumns,
    Piece,
    find_header,
)
from ipharbor.intake.mapping import Mapping
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.exchange import STATEMENT
from ipharbor.vocabulary.findings import Finding
from ipharbor.vocabulary.places import HOME

__all__ = ["READER_VERSION", "Batch", "SetAside", "Source", "open_source"]

READER_VERSION = "2"  # goes up whenever the same file would give other statements


@dataclass(frozen=True)
class Batch:
    """Some rows of a source: ``read`` equals the statements and the rows set aside.

    ``statements`` has the schema ``STATEMENT``. Findings are in the order of their rows;
    those on the whole file come with the last batch.
    """

    statements: pa.Table
    findings: tuple[Finding, ...]
    read: int
    set_aside: tuple[SetAside, ...]


class Source:
    """A recognised file.

    ``format`` is ``exchange``, ``patsnap``, ``incopat`` or ``mapping:<name>``;
    ``encoding`` is empty for workbooks and ``sheet`` for other files; ``header_row`` is
    the row of the headings (0 for JSON lines); ``total_bytes`` the size of the file.
    """

    def __init__(
        self,
        path: Path,
        reader: Reader,
        layout: Layout,
        header: Header,
        mapping: Mapping | None,
        region: str,
    ) -> None:
        self.path = path
        self.format = header.section.format
        self.encoding = reader.encoding
        self.sheet = reader.sheet
        self.header_row = header.row
        self.headings = header.section.headings
        self.total_bytes = path.stat().st_size
        self._reader = reader
        self._layout = layout
        self._header = header
        self._mapping = mapping
        self._region = region

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the file, the mapping, the region and the version of this reader.

        Equal fingerprints give equal statements. Reads the file once.
        """
        told = hashlib.sha256()
        with self.path.open("rb") as opened:
            told.update(hashlib.file_digest(opened, "sha256").digest())
        content = self._mapping.content if self._mapping else ""
        told.update(f"\0{content}\0{self._region}\0{READER_VERSION}".encode())
        return told.hexdigest()

    def batches(
        self, size: int = 5000, progress: Callable[[int], None] | None = None
    ) -> Iterator[Batch]:
        """The rows from the beginning, in the order of the file, at most ``size`` a batch.

        ``progress`` is told the bytes of the file consumed so far, after each batch.
        Batches are shorter where cells are long. Raises HarborError
        ``import.file.no_rows`` when there is none below the header, and
        ``import.file.bomb`` when the file unpacks out of all proportion.
        """
        reader = self._reader
        waiting: Batch | None = None
        rows = 0
        for piece in Chunks(reader, self._layout, self._header, size):
            if waiting is not None:
                yield waiting
            waiting = _batch(piece, reader.dirty, self._region)
            rows += waiting.read
            if progress is not None:
                progress(min(reader.consumed, self.total_bytes))
        told = reader.remarks
        if not rows and not told:
            raise HarborError("import.file.no_rows", path=self.path.name)
        if progress is not None:
            progress(self.total_bytes)
        last = waiting or Batch(STATEMENT.empty_table(), (), 0, ())
        yield replace(last, findings=last.findings + told)


def open_source(path: Path, mapping: Mapping | None = None, *, region: str = HOME) -> Source:
    """Recognise a file by its bytes and headings; no row is cleaned yet.

    ``region`` names the district whose towns are looked for in addresses. Raises
    HarborError: ``import.format.unknown`` (with headings, nearest format and what is
    missing), ``import.mapping.heading_missing``, ``import.sheet.too_large`` and the
    ``import.file.…`` codes of files that cannot be read at all.
    """
    layout: Layout = KnownFormats()
    if mapping is not None:
        layout = MappedColumns(
            f"mapping:{mapping.name}", mapping.columns, mapping.separator, mapping.header_row
        )
    seen: list[list[Record]] = []
    best: tuple[int, Reader, Header] | None = None
    for reader in readers(path):
        header, rows = find_header(reader, layout)
        seen.append(rows)
        if header is not None:
            score = len(header.section.columns)
            if best is None or score > best[0]:
                best = (score, reader, header)
    if best is None:
        raise _unknown(path, seen, layout)
    return Source(path, best[1], layout, best[2], mapping, region)


def _batch(piece: Piece, dirty: bool, region: str) -> Batch:
    done = Cleaned(STATEMENT.empty_table(), (), ())
    if piece.chunk.rows:
        done = cleaned(piece.chunk, dirty, region)
    aside = sorted((*piece.set_aside, *done.set_aside), key=lambda each: each.row)
    findings = sorted((*piece.findings, *done.findings), key=lambda each: each.row)
    read = done.statements.num_rows + len(aside)
    return Batch(done.statements, tuple(findings), read, tuple(aside))


def _unknown(path: Path, seen: list[list[Record]], layout: Layout) -> HarborError:
    """The error for a table without a known header, saying what was found instead."""
    likely = likely_header(max(seen, key=fullness, default=[]))
    headings = [LOST.sub("\ufffd", cell).strip()[:40] for cell in likely.cells]
    shown = ", ".join(heading for heading in headings[:60] if heading)
    if isinstance(layout, MappedColumns):
        missing = ", ".join(layout.missing(headings))
        return HarborError(
            "import.mapping.heading_missing", path=path.name, missing=missing, headings=shown
        )
    found = formats.recognise(headings)
    nearest = found.nearest if isinstance(found, formats.Unknown) else found.format
    missing = ", ".join(found.missing) if isinstance(found, formats.Unknown) else ""
    return HarborError(
        "import.format.unknown", path=str(path), headings=shown, nearest=nearest, missing=missing
    )
