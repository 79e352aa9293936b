"""Rows of delimited text, also where quotes do not balance."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from ipharbor.intake._lines import LineStream
from ipharbor.intake._records import Record
from ipharbor.vocabulary.findings import Finding, Severity

LONGEST_RECORD = 8 << 20  # characters; an open quote swallows no more than this
LONGEST_HEADER = 64 << 10  # characters
DELIMITERS = (",", "\t", ";", "|")

# The limit is the process's: the module's own default, 128 KiB, refuses honest cells.
csv.field_size_limit(2 * LONGEST_RECORD)


class _Overlong(Exception):
    """A record has grown past ``LONGEST_RECORD``: some quote was never closed."""


class CsvReader:
    """Rows of a delimited file; ``row`` is the line on which the row begins.

    Blank lines are passed over. A record of several lines that breaks ``width`` is read
    again line by line, since an unbalanced quote is the likely reason.
    """

    sheet = ""

    def __init__(self, path: Path, encoding: str, delimiter: str) -> None:
        self.path = path
        self.encoding = encoding
        self.delimiter = delimiter
        self.width = 0
        self._lines = LineStream(path, encoding)
        self._last_row = 0
        self._open_end = False

    @property
    def consumed(self) -> int:
        return self._lines.consumed

    @property
    def dirty(self) -> bool:
        return self._lines.dirty

    @property
    def remarks(self) -> tuple[Finding, ...]:
        if not self._lines.fault:
            return ()
        return (Finding(self._lines.fault, Severity.FAULT, row=self._last_row),)

    def __iter__(self) -> Iterator[Record]:
        self._lines = LineStream(self.path, self.encoding)
        self._last_row = 0
        previous: Record | None = None
        for record in self._records(iter(self._lines)):
            if previous is not None:
                yield previous
            previous = record
            self._last_row = record.row
        if previous is not None:
            cut = self._lines.fault if self._open_end else ""
            yield previous._replace(why=cut) if cut else previous

    def _records(self, lines: Iterator[str]) -> Iterator[Record]:
        held: list[str] = []
        size = 0

        def feed() -> Iterator[str]:
            nonlocal size
            for line in lines:
                held.append(line)
                self._open_end = not line.endswith(("\n", "\r"))
                size += len(line)
                yield line
                if size > LONGEST_RECORD:
                    raise _Overlong

        line = 0
        while True:
            rows = csv.reader(feed(), delimiter=self.delimiter)
            try:
                for cells in rows:
                    count = len(held)
                    if count > 1 and self._broken(held, cells):
                        yield from self._line_by_line(held, line)
                    elif cells:
                        yield Record(line + 1, cells, size)
                    line += count
                    held.clear()
                    size = 0
                return
            except (_Overlong, csv.Error):
                yield from self._line_by_line(held, line)
                line += len(held)
                held.clear()
                size = 0

    def _broken(self, held: list[str], cells: list[str]) -> bool:
        """Whether a record of several lines is rather several records with a stray quote."""
        commas = self.width - 1
        if commas >= 2:
            counts = [line.count(self.delimiter) for line in held]
            if len(cells) == self.width and all(count == commas for count in counts):
                return True
            if len(cells) != self.width and any(count >= commas for count in counts[1:]):
                return True
        try:
            for _ in csv.reader(held, delimiter=self.delimiter, strict=True):
                pass
        except csv.Error as error:
            return "unexpected end" in str(error)
        return False

    def _line_by_line(self, held: list[str], before: int) -> Iterator[Record]:
        for offset, line in enumerate(held, start=1):
            if not line.strip():
                continue
            bad = False
            try:
                cells = next(csv.reader([line], delimiter=self.delimiter, strict=True))
            except csv.Error:
                bad = True
                cells = line.rstrip("\r\n").split(self.delimiter)
            yield Record(before + offset, cells, len(line), quoted_badly=bad)


def likely_delimiters(path: Path, encoding: str) -> list[str]:
    """Delimiters that cut the first lines into more than one cell; a comma if none does."""
    lines = [line[:LONGEST_HEADER] for line in islice(LineStream(path, encoding), 30)]
    likely = [each for each in DELIMITERS if any(each in line for line in lines)]
    return likely or [","]
