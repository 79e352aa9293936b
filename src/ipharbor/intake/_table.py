"""From rows to chunks under a header: which row is the header, and where it changes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from ipharbor.intake import formats
from ipharbor.intake._clean import SetAside
from ipharbor.intake._lines import LOST
from ipharbor.intake._parquet import Block, ParquetReader
from ipharbor.intake._records import Headings, Reader, Record
from ipharbor.intake._section import Chunk, Section
from ipharbor.intake.formats import Recognised
from ipharbor.vocabulary.findings import SHOWN, Finding, Severity

HEADER_WITHIN = 30  # rows from the top among which the header is looked for
CHUNK_CHARACTERS = 16 << 20  # a chunk ends early when its rows are this long together

_DIGITS = re.compile(r"\d{3}")


class Layout(Protocol):
    """How headings become a section: by the known formats or by the user's mapping."""

    def section(self, headings: list[str]) -> Section | None:
        """What these headings mean, None when they are no header."""
        ...

    def header_row(self) -> int | None:
        """The row that holds the header where that is stated."""
        ...


@dataclass(frozen=True)
class KnownFormats:
    """The layout of a table that is recognised by its headings."""

    def section(self, headings: list[str]) -> Section | None:
        found = formats.recognise(headings)
        if not isinstance(found, Recognised):
            return None
        return Section(found.format, tuple(headings), found.columns, found.separator)

    def header_row(self) -> int | None:
        return None


@dataclass(frozen=True)
class MappedColumns:
    """The layout that a mapping states; every heading it names must be there."""

    name: str
    columns: Mapping[str, tuple[str, ...]]
    separator: str = "|"
    row: int | None = None

    def section(self, headings: list[str]) -> Section | None:
        if self.missing(headings):
            return None
        columns = formats.places(self.columns, headings)
        return Section(self.name, tuple(headings), columns, self.separator)

    def missing(self, headings: list[str]) -> list[str]:
        """Headings of the mapping that the table lacks."""
        there = {formats.folded(heading) for heading in headings}
        wanted = [name for names in self.columns.values() for name in names]
        return [name for name in wanted if formats.folded(name) not in there]

    def header_row(self) -> int | None:
        return self.row


@dataclass(frozen=True)
class Header:
    """The first header of a table and the row it stands in."""

    row: int
    section: Section


def find_header(reader: Reader, layout: Layout) -> tuple[Header | None, list[Record]]:
    """The first header within the first rows, and these rows (to tell what was seen)."""
    seen: list[Record] = []
    for item in islice(reader, HEADER_WITHIN):
        if isinstance(item, Headings):
            seen.append(Record(item.row, item.names, 0))
            section = layout.section(item.names)
            return (Header(item.row, section) if section else None), seen
        seen.append(item)
    for record in seen:
        if layout.header_row() in (None, record.row):
            section = layout.section(_headings(record.cells))
            if section is not None:
                return Header(record.row, section), seen
    return None, seen


@dataclass
class Piece:
    """Rows up to the next batch: one chunk, and what could not be read on the way."""

    chunk: Chunk
    set_aside: list[SetAside]
    findings: list[Finding]


class Chunks:
    """Cuts a reader's rows into pieces of at most ``size`` rows under one header each."""

    def __init__(self, reader: Reader, layout: Layout, header: Header, size: int) -> None:
        self.reader = reader
        self.layout = layout
        self.header = header
        self.size = size
        self.section = header.section
        self.records: list[Record] = []
        self.set_aside: list[SetAside] = []
        self.findings: list[Finding] = []
        self.characters = 0
        self._begin(header.section)

    def __iter__(self) -> Iterator[Piece]:
        if isinstance(self.reader, ParquetReader):
            for block in self.reader.blocks(self.size):
                if self._plain(block):
                    yield Piece(Chunk(self.section, block.rows, block.columns), [], [])
                else:
                    yield from self._pieces(block.records())
        else:
            yield from self._pieces(self.reader)

    def _plain(self, block: Block) -> bool:
        """Whether every row of a block is a row like any other, with a number to go by."""
        numbers = block.columns[self.number_place]
        return block.size < CHUNK_CHARACTERS and all(map(_DIGITS.search, numbers))

    def _pieces(self, items: Iterable[Record | Headings]) -> Iterator[Piece]:
        for item in items:
            changed = None
            if isinstance(item, Headings):
                changed = self._section_of_names(item) if item.row > self.header.row else None
            elif item.row <= self.header.row:
                if item.row < self.header.row:
                    self._take_above(item)
            else:
                changed = self._section_of_row(item)
                if changed is None:
                    self._take(item)
            if self._full() or (changed is not None and changed != self.section):
                yield from self._cut()
            if changed is not None:
                self._begin(changed)
        yield from self._cut()

    def _begin(self, section: Section) -> None:
        """Go on under this header; what was gathered under the same one stays."""
        if section == self.section and self.records:
            return
        self.section = section
        self.keys = section.keys
        self.width = self.reader.width = len(section.headings)
        at = section.columns.get("publication_number") or section.columns.get("application_number")
        self.number_place = at[0] if at else 0
        self.records = []

    def _full(self) -> bool:
        rows = len(self.records) + len(self.set_aside)
        return rows >= self.size or self.characters >= CHUNK_CHARACTERS

    def _cut(self) -> Iterator[Piece]:
        if self.records or self.set_aside or self.findings:
            chunk = Chunk.of(self.section, self.records)
            yield Piece(chunk, self.set_aside, self.findings)
        self.records, self.set_aside, self.findings = [], [], []
        self.characters = 0

    def _take(self, record: Record) -> None:
        cells = record.cells
        if not record.why and not any(map(str.strip, cells)):
            return
        self.characters += record.size
        why = record.why
        if not why and any(map(str.strip, cells[self.width :])):
            why = "import.row.long"
        if why:
            raw = self.section.raw(self.keys, [LOST.sub("\ufffd", cell) for cell in cells])
            self.set_aside.append(SetAside(record.row, raw, why))
            if not why.startswith("import.file."):  # those are told once, for the whole file
                self._remark(why, Severity.FAULT, record)
            return
        del cells[self.width :]
        if len(cells) < self.width:
            self._remark("import.row.short", Severity.WARN, record)
            cells.extend([""] * (self.width - len(cells)))
        self.records.append(record)

    def _take_above(self, record: Record) -> None:
        """A title above the header is remarked upon; what looks like a row is set aside."""
        filled = sum(bool(cell.strip()) for cell in record.cells)
        if filled * 2 > self.width and filled > 2:
            self._take(record._replace(why="import.row.above_header"))
        elif filled:
            self._remark("import.header.above", Severity.NOTE, record)

    def _remark(self, code: str, weight: Severity, record: Record, **params: str) -> None:
        value = LOST.sub("\ufffd", " ".join(cell[:40] for cell in record.cells[:6]))
        params |= {"cells": str(len(record.cells)), "headings": str(self.width)}
        self.findings.append(Finding(code, weight, record.row, "", value[:SHOWN], params))

    def _section_of_row(self, record: Record) -> Section | None:
        """The section that begins with this row, None when it is a row like any other."""
        cells = record.cells
        at = self.number_place
        if at < len(cells) and _DIGITS.search(cells[at]):
            return None
        headings = _headings(cells)
        filled = sum(map(bool, headings))
        if tuple(headings) == self.section.headings:
            self._remark("import.header.repeated", Severity.NOTE, record)
            return self.section
        if filled < 2 or formats.score(headings) * 2 < filled:
            return None
        section = self.layout.section(headings) or KnownFormats().section(headings)
        if section is not None:
            code = "import.header.changed"
            self._remark(code, Severity.NOTE, record, format=section.format)
        return section

    def _section_of_names(self, item: Headings) -> Section:
        """The section of a row's own keys; keys that mean nothing new keep the old meaning."""
        section = self.layout.section(item.names) or KnownFormats().section(item.names)
        if section is None:
            places = {name: place for place, name in enumerate(item.names)}
            old = self.section
            columns = {
                column: tuple(
                    places[old.headings[place]] for place in at if old.headings[place] in places
                )
                for column, at in old.columns.items()
            }
            kept = {column: at for column, at in columns.items() if at}
            return Section(old.format, tuple(item.names), kept, old.separator)
        if section.format != self.section.format:
            record = Record(item.row, item.names, 0)
            code = "import.header.changed"
            self._remark(code, Severity.NOTE, record, format=section.format)
        return section


def _headings(cells: list[str]) -> list[str]:
    return [LOST.sub("\ufffd", cell).replace("\0", "").strip() for cell in cells]
