"""Rows of JSON lines: one object a line, its keys the headings."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from ipharbor.intake._lines import LineStream
from ipharbor.intake._records import Headings, Record
from ipharbor.vocabulary.findings import Finding, Severity

WIDEST = 1000  # keys a table may have in all
PEEK = 200  # objects whose keys together are the first headings


class JsonReader:
    """Objects of a JSON-lines file; ``row`` is the line.

    A list becomes its members with ``|`` between, an object its JSON text. Headings are
    given first and again whenever an object has keys of its own. Lines that are no JSON
    object come with ``why`` set.
    """

    sheet = ""

    def __init__(self, path: Path, encoding: str) -> None:
        self.path = path
        self.encoding = encoding
        self._lines = LineStream(path, encoding)
        self._last_row = 0
        self.width = 0

    @property
    def consumed(self) -> int:
        return self._lines.consumed

    @property
    def dirty(self) -> bool:
        # An escape may stand for a NUL or a lone surrogate in any file.
        return True

    @property
    def remarks(self) -> tuple[Finding, ...]:
        if not self._lines.fault:
            return ()
        return (Finding(self._lines.fault, Severity.FAULT, row=self._last_row),)

    def __iter__(self) -> Iterator[Record | Headings]:
        names = self._first_names()
        places = {name: place for place, name in enumerate(names)}
        yield Headings(0, names)
        for row, text, read in self._objects():
            if isinstance(read, str):
                yield Record(row, [text.rstrip("\r\n")], len(text), read)
                continue
            new = [key for key in read if key not in places]
            if new and len(new) + len(places) > WIDEST:
                yield Record(row, [text.rstrip("\r\n")], len(text), "import.row.wide")
                continue
            if new:
                names = list(read) if len(new) * 2 > len(read) else [*names, *new]
                places = {name: place for place, name in enumerate(names)}
                yield Headings(row, names)
            cells = [""] * len(names)
            for key, value in read.items():
                cells[places[key]] = _text(value)
            yield Record(row, cells, len(text))

    def _first_names(self) -> list[str]:
        names: dict[str, None] = {}
        for count, (_, _, read) in enumerate(self._objects()):
            if isinstance(read, dict) and len(names) + len(read) <= WIDEST:
                new = [key for key in read if key not in names]
                if names and len(new) * 2 > len(read):
                    break  # another kind of object begins: it gets headings of its own
                names |= dict.fromkeys(read)
            if count >= PEEK:
                break
        return list(names)

    def _objects(self) -> Iterator[tuple[int, str, dict[str, object] | str]]:
        """Line number, text, and the object or the code of what is wrong with it."""
        self._lines = LineStream(self.path, self.encoding)
        previous: tuple[int, str] | None = None
        for row, text in enumerate(self._lines, start=1):
            if previous is not None:
                yield (*previous, _object(previous[1]))
                previous = None
            if text.strip():
                previous = (row, text)
                self._last_row = row
        if previous is not None:
            read = _object(previous[1])
            if isinstance(read, str) and self._lines.fault:
                read = self._lines.fault
            yield (*previous, read)


def _object(text: str) -> dict[str, object] | str:
    try:
        read = json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):
        return "import.row.json"
    return read if isinstance(read, dict) else "import.row.json"


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, list):
        return "|".join(_text(each) for each in value[:10_000])
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
