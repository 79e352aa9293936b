"""Reading a table of legal events and paid annuities.

Columns, in any order: ``application_number`` (申请号), ``event_code`` (法律状态代码),
``event_date`` (法律状态公告日), and optionally ``known_date`` (知悉日) and ``details`` (详情),
whose parts are written ``name=value`` with ``;`` between. The code ``FEE`` is this product's
own: an annuity was paid, with details ``year`` and ``amount``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ipharbor.intake import formats
from ipharbor.intake._open import readers
from ipharbor.intake._records import Headings, Reader, Record
from ipharbor.vocabulary.days import day
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.findings import Finding, Severity
from ipharbor.vocabulary.numbers import application_number

PAID = "FEE"
_COLUMNS = {
    "application_number": ("application_number", "申请号", "专利号", "申请号/专利号"),
    "event_code": ("event_code", "法律状态代码", "事件代码"),
    "event_date": ("event_date", "法律状态公告日", "事件日"),
    "known_date": ("known_date", "知悉日"),
    "details": ("details", "详情", "法律状态信息"),
}
_REQUIRED = ("application_number", "event_code", "event_date")
_LOOKED_AT = 30  # rows in which the header is looked for
_PART = re.compile(r"[;；\n]")
_SIGN = re.compile(r"[=＝:：]")


@dataclass(frozen=True)
class StatedEvent:
    """One event as a row states it; ``key`` joins with the corpus."""

    row: int
    key: str
    code: str
    on: date
    known_on: date | None
    details: dict[str, str]


@dataclass(frozen=True)
class EventTable:
    """A whole table: ``read = len(events) + set_aside``; findings in the order of rows."""

    events: tuple[StatedEvent, ...]
    findings: tuple[Finding, ...]
    read: int
    set_aside: int


def read_events(path: Path) -> EventTable:
    """Read the table at ``path`` (CSV, XLSX or JSON lines, as for publications).

    Raises HarborError ``events.headings`` when no row names the three columns it needs, and
    the codes of files that cannot be read at all.
    """
    for reader in readers(path):
        found = _table(reader)
        if found is not None:
            return found
    raise HarborError("events.headings", path=path.name, needed=", ".join(_REQUIRED))


def _table(reader: Reader) -> EventTable | None:
    columns: dict[str, int] | None = None
    events: list[StatedEvent] = []
    findings: list[Finding] = []
    read = aside = 0
    for count, record in enumerate(reader):
        names = record.names if isinstance(record, Headings) else record.cells
        if columns is None or isinstance(record, Headings):
            columns = _header(names) or columns
            if columns is None and count >= _LOOKED_AT:
                return None
            continue
        if not any(cell.strip() for cell in record.cells):
            continue
        read += 1
        event, wrong = _event(record, columns)
        findings += wrong
        if event is None:
            aside += 1
        else:
            events.append(event)
    if columns is None:
        return None
    return EventTable(tuple(events), tuple(findings), read, aside)


def _header(cells: list[str]) -> dict[str, int] | None:
    folded = [formats.folded(cell) for cell in cells]
    found = {}
    for name, headings in _COLUMNS.items():
        at = [folded.index(h) for h in map(formats.folded, headings) if h in folded]
        if at:
            found[name] = at[0]
    return found if all(name in found for name in _REQUIRED) else None


def _event(record: Record, columns: dict[str, int]) -> tuple[StatedEvent | None, list[Finding]]:
    told = {
        name: record.cells[at].strip() if at < len(record.cells) else ""
        for name, at in columns.items()
    }
    wrong: list[Finding] = []
    number = application_number(told["application_number"])
    if number.why:
        severity = Severity.WARN if number.clean else Severity.FAULT
        wrong.append(_finding(number.why, severity, record, "application_number", told))
    on = day(told["event_date"]).clean
    if on is None:
        wrong.append(_finding("events.date.unreadable", Severity.FAULT, record, "event_date", told))
    code = told["event_code"].upper()
    if not code:
        wrong.append(_finding("events.code.missing", Severity.FAULT, record, "event_code", told))
    if number.clean is None or on is None or not code:
        return None, wrong
    known = day(told.get("known_date", "")).clean
    event = StatedEvent(
        record.row, f"CN{number.clean}", code[:8], on, known, _details(told.get("details", ""))
    )
    return event, wrong


def _finding(
    code: str, severity: Severity, record: Record, column: str, told: dict[str, str]
) -> Finding:
    return Finding(code, severity, record.row, column, told.get(column, ""))


def _details(text: str) -> dict[str, str]:
    parts = (_SIGN.split(part, maxsplit=1) for part in _PART.split(text) if part.strip())
    return {part[0].strip(): part[1].strip() if len(part) == 2 else "" for part in parts if part[0]}
