"""Legal events in tables: the product's own event table, and lists of legal status.

A list of legal status (法律状态公告日, 法律状态, 法律状态信息), as the search system of the
Chinese office and commercial databases give it, tells an event in words instead of a code.
"""

from __future__ import annotations

import re
from pathlib import Path

from ipharbor.intake import formats
from ipharbor.intake._events_information import details_of
from ipharbor.intake._events_stated import PAID, EventTable, Gathering, Told
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


def read_table(path: Path) -> EventTable:
    """Read CSV, XLSX or JSON lines. Raises as ``intake.events.read_events`` does."""
    for reader in readers(path):
        found = _table(reader)
        if found is not None:
            return found
    raise HarborError(
        "events.headings", path=path.name, needed=", ".join((*REQUIRED, " / ".join(EITHER)))
    )


def _table(reader: Reader) -> EventTable | None:
    columns: dict[str, int] | None = None
    headings: dict[str, str] = {}
    gathered = Gathering()
    for count, record in enumerate(reader):
        names = record.names if isinstance(record, Headings) else record.cells
        if columns is None or isinstance(record, Headings):
            columns = _header(names) or columns
            headings = {name: names[at] for name, at in (columns or {}).items() if at < len(names)}
            if columns is None and count >= _LOOKED_AT:
                return None
            continue
        if any(cell.strip() for cell in record.cells):
            gathered.take(_told(record, columns, headings))
    if columns is None:
        return None
    return gathered.done("event_table" if "event_code" in columns else "status_list")


def _header(cells: list[str]) -> dict[str, int] | None:
    folded = [formats.folded(cell) for cell in cells]
    found = {}
    for name, headings in COLUMNS.items():
        at = [folded.index(h) for h in map(formats.folded, headings) if h in folded]
        if at:
            found[name] = at[0]
    whole = found.keys() >= set(REQUIRED) and found.keys() & set(EITHER)
    return found if whole else None


def _told(record: Record, columns: dict[str, int], headings: dict[str, str]) -> Told:
    told = {
        name: record.cells[at].strip() if at < len(record.cells) else ""
        for name, at in columns.items()
    }
    code = told.get("event_code", "")
    phrase = told.get("event_phrase", "")
    text = told.get("details", "")
    details = _details(text)
    if code.upper() != PAID and not details.keys() & _OWN:
        details = details_of(text or phrase)
    return Told(
        record.row,
        told["application_number"],
        code,
        told["event_date"],
        phrase=phrase,
        known=told.get("known_date", ""),
        details=details,
        text=text,
        columns=headings,
    )


def _details(text: str) -> dict[str, str]:
    parts = (_SIGN.split(part, maxsplit=1) for part in _PART.split(text) if part.strip())
    return {part[0].strip(): part[1].strip() if len(part) == 2 else "" for part in parts if part[0]}
