"""Legal events in tables: the product's own event table, and lists of legal status.

A list of legal status (法律状态公告日, 法律状态, 法律状态信息), as the search system of the
Chinese office and commercial databases give it, tells an event in words instead of a code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from ipharbor.intake import formats
from ipharbor.intake._events_information import details_of
from ipharbor.intake._events_stated import PAID, EventTable, Gathering, Told, coded
from ipharbor.intake._lines import LOST
from ipharbor.intake._open import readers
from ipharbor.intake._records import Headings, Reader, Record
from ipharbor.register.events import FIELDS
from ipharbor.vocabulary.errors import HarborError

COLUMNS = {
    "application_number": (
        "application_number", "申请号", "专利号", "申请号/专利号", "专利申请号", "申请(专利)号",
    ),
    "event_code": ("event_code", "法律状态代码", "事件代码", "法律状态码", "公报事务代码"),
    "event_phrase": (
        "event_phrase", "法律状态", "法律状态含义", "法律事件", "法律状态类型", "公报事务",
        "事务数据信息",
    ),
    "event_date": (
        "event_date", "法律状态公告日", "事件日", "法律状态公告日期", "法律状态日期",
        "法律状态生效日", "法律状态公布日", "事务公告日",
    ),
    "known_date": ("known_date", "知悉日"),
    "details": ("details", "详情", "法律状态信息", "法律状态详情", "法律状态描述"),
}  # fmt: skip
"""Headings of each column, best first."""
REQUIRED = ("application_number", "event_date")
EITHER = ("event_code", "event_phrase")
_LOOKED_AT = 30  # rows in which the header is looked for
_PART = re.compile(r"[;；\n]")
_SIGN = re.compile(r"[=＝:：]")
_OWN = frozenset((*FIELDS, "year", "amount", "年度", "金额"))


ROWS = 20_000  # of a stretch


@dataclass(frozen=True)
class Section:
    """A header: where each column stands, and its heading."""

    columns: Mapping[str, int]
    headings: Mapping[str, str]

    @property
    def form(self) -> str:
        return "event_table" if "event_code" in self.columns else "status_list"


def read_table(path: Path) -> EventTable:
    """Read a table row by row. Raises as ``intake.events.read_events`` does."""
    stretches, reader = first_table(path)
    gathered, form = Gathering(), ""
    for section, records in stretches:
        form = section.form
        for record in records:
            gathered.take(told(record, section))
    return gathered.done(form, reader.remarks)


def first_table(path: Path) -> tuple[Iterator[tuple[Section, list[Record]]], Reader]:
    """The stretches of the first table in the file whose header is known: at most ``ROWS`` rows
    under one header each, empty rows left out. Findings of the reader are whole at their end.

    Raises as ``intake.events.read_events`` does.
    """
    for reader in readers(path):
        stretches = _stretches(reader)
        first = next(stretches, None)
        if first is not None:
            return chain([first], stretches), reader
    raise headings_lacking(path)


def headings_lacking(path: Path) -> HarborError:
    """The error for a table without the columns that events need."""
    needed = ", ".join((*REQUIRED, " / ".join(EITHER)))
    return HarborError("events.headings", path=path.name, needed=needed)


def _stretches(reader: Reader) -> Iterator[tuple[Section, list[Record]]]:
    """The first stretch may be empty: it tells that there is a header."""
    items = iter(reader)
    section = next(filter(None, map(_section, islice(items, _LOOKED_AT + 1))), None)
    if section is None:
        return
    yield section, []
    while block := list(islice(items, ROWS)):
        start = 0
        for at, item in enumerate(block):
            if isinstance(item, Headings):
                yield section, _rows(block[start:at], reader.dirty)
                section, start = _section(item) or section, at + 1
        yield section, _rows(block[start:], reader.dirty)


def _section(item: Record | Headings) -> Section | None:
    return header(item.names if isinstance(item, Headings) else item.cells)


def _rows(items: Sequence[Record | Headings], dirty: bool) -> list[Record]:
    rows = [item for item in items if isinstance(item, Record) and any(map(str.strip, item.cells))]
    if not dirty:
        return rows
    return [row._replace(cells=list(map(readable, row.cells))) for row in rows]


def readable(cell: str) -> str:
    """A cell without NULs and with what is no text shown as such."""
    return LOST.sub("\ufffd", cell.replace("\0", ""))


def header(cells: list[str]) -> Section | None:
    """What these headings mean, None when they are not those of a table of events."""
    folded = [formats.folded(cell) for cell in cells]
    found = {}
    for name, headings in COLUMNS.items():
        at = [folded.index(h) for h in map(formats.folded, headings) if h in folded]
        if at:
            found[name] = at[0]
    whole = found.keys() >= set(REQUIRED) and found.keys() & set(EITHER)
    return Section(found, {name: cells[at] for name, at in found.items()}) if whole else None


def told(record: Record, section: Section) -> Told:
    """A row as it tells its event."""
    cell = {
        name: record.cells[at].strip() if at < len(record.cells) else ""
        for name, at in section.columns.items()
    }
    code, phrase, text = (cell.get(name, "") for name in ("event_code", "event_phrase", "details"))
    return Told(
        record.row,
        cell["application_number"],
        code,
        cell["event_date"],
        phrase=phrase,
        known=cell.get("known_date", ""),
        details=details_stated(text, phrase, paid=coded(code) == PAID),
        text=text,
        columns=section.headings,
    )


def details_stated(text: str, phrase: str, *, paid: bool) -> dict[str, str]:
    """The details as ``name=value`` parts, else as the labels of the gazette's text tell them."""
    details = _details(text)
    if not paid and not details.keys() & _OWN:
        return details_of(text or phrase)
    return details


def _details(text: str) -> dict[str, str]:
    parts = (_SIGN.split(part, maxsplit=1) for part in _PART.split(text) if part.strip())
    return {part[0].strip(): part[1].strip() if len(part) == 2 else "" for part in parts if part[0]}
