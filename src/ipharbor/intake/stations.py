"""Reading what stations have done: tables of matters and of trainings.

A row for each matter or training, headed in English or Chinese. Firms are named by their credit
code or their whole name; whether they are in the register is asked by who stores the rows.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from ipharbor.intake._named import NamedRow, Remarks, read_named
from ipharbor.vocabulary.days import day
from ipharbor.vocabulary.findings import Finding, Severity
from ipharbor.vocabulary.places import HOME, Region, region

__all__ = [
    "MATTER_COLUMNS", "TRAINING_COLUMNS", "MatterTable", "StatedMatter", "StatedTraining",
    "TrainingTable", "read_matters", "read_trainings",
]  # fmt: skip

_TOWN = ("town", "镇街", "所属镇街", "镇街代码", "工作站所在镇街")
MATTER_COLUMNS = {
    "number": ("number", "编号", "事项编号", "登记号", "序号"),
    "town": _TOWN,
    "received_on": ("received_on", "受理日期", "登记日期", "来访日期", "接待日期"),
    "kind": ("kind", "事项类型", "服务类型", "类别", "业务类型"),
    "firm": ("firm", "企业", "单位名称", "企业名称", "统一社会信用代码", "信用代码"),
    "visitor": ("visitor", "来访人", "联系人", "咨询人", "办事人"),
    "subject": ("subject", "事由", "事项", "咨询内容", "服务内容"),
    "closed_on": ("closed_on", "办结日期", "办结时间"),
    "outcome": ("outcome", "办理结果", "结果", "处理结果"),
}  # fmt: skip
"""Headings of each column, best first."""
TRAINING_COLUMNS = {
    "number": ("number", "编号", "培训编号", "序号"),
    "town": _TOWN,
    "on": ("on", "培训日期", "日期", "举办日期"),
    "topic": ("topic", "培训主题", "主题", "培训内容", "课程名称"),
    "hours": ("hours", "课时", "学时", "时长", "时长(小时)"),
    "attendees": ("attendees", "参训人次", "人次", "参加人数", "参训人数"),
    "firms": ("firms", "参训企业", "参加企业", "企业"),
}  # fmt: skip
_KINDS: Mapping[str, tuple[str, ...]] = {
    "advice": ("咨询", "政策咨询", "业务咨询"),
    "filing": ("申请", "专利申请", "申请指导"),
    "fees": ("缴费", "费用", "年费", "费减"),
    "pledge": ("质押", "质押融资", "融资"),
    "dispute": ("纠纷", "维权", "维权援助"),
    "evidence": ("取证", "证据", "存证"),
    "licence": ("许可", "转让", "许可转让", "运营"),
    "training": ("培训",),
    "other": ("其他", "其它"),
}
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in (kind, *words)}
_BETWEEN = "|;；、\n"
LONGEST = {"number": 40, "visitor": 80, "subject": 200, "outcome": 300, "topic": 200, "firm": 200}
MOST_ATTENDEES, MOST_HOURS = 100_000, Decimal(200)


@dataclass(frozen=True)
class StatedMatter:
    """One matter as a row states it; ``firm`` is a credit code or a name, may be empty. A matter
    with a ``closed_on`` is closed."""

    row: int
    number: str
    town: str
    received_on: date
    kind: str
    firm: str
    visitor: str
    subject: str
    closed_on: date | None
    outcome: str


@dataclass(frozen=True)
class StatedTraining:
    """One training as a row states it; ``firms`` are credit codes or names."""

    row: int
    number: str
    town: str
    on: date
    topic: str
    hours: Decimal
    attendees: int
    firms: tuple[str, ...]


@dataclass(frozen=True)
class MatterTable:
    """A whole file: ``read = len(matters) + set_aside``. No number stands twice in a town."""

    matters: tuple[StatedMatter, ...]
    remarks: Remarks
    read: int

    @property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(self.remarks.found)


@dataclass(frozen=True)
class TrainingTable:
    """A whole file: ``read = len(trainings) + set_aside``. No number stands twice in a town."""

    trainings: tuple[StatedTraining, ...]
    remarks: Remarks
    read: int

    @property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(self.remarks.found)


def read_matters(path: Path, *, within: str = HOME) -> MatterTable:
    """Read a table of matters, towns those of a region. Raises HarborError ``table.headings``
    and the codes of files that cannot be read."""
    table = read_named(path, MATTER_COLUMNS, ("number", "town", "received_on", "subject"))
    reading = _Reading(table.remarks, region(within))
    found = [one for row in table.rows if (one := _matter(row, reading)) is not None]
    return MatterTable(tuple(found), table.remarks, len(table.rows))


def read_trainings(path: Path, *, within: str = HOME) -> TrainingTable:
    """Read a table of trainings; raises as ``read_matters`` does."""
    table = read_named(path, TRAINING_COLUMNS, ("number", "town", "on", "topic", "attendees"))
    reading = _Reading(table.remarks, region(within))
    found = [one for row in table.rows if (one := _training(row, reading)) is not None]
    return TrainingTable(tuple(found), table.remarks, len(table.rows))


class _Reading:
    """Cells read one by one; what is wrong goes into the remarks."""

    def __init__(self, remarks: Remarks, home: Region) -> None:
        self.remarks = remarks
        self._home = home
        self._seen: dict[tuple[str, str], int] = {}

    def fault(self, row: NamedRow, code: str, column: str, **params: str) -> None:
        """Something for which the row is set aside."""
        self.remarks.add(code, Severity.FAULT, row.row, column, row[column], **params)

    def warn(self, row: NamedRow, code: str, column: str, **params: str) -> None:
        """Something that the row goes without."""
        self.remarks.add(code, Severity.WARN, row.row, column, row[column], **params)

    def unread(self, row: NamedRow) -> bool:
        """Whether the row cannot be read at all; it is told so."""
        if row.why:
            self.remarks.add(row.why, Severity.FAULT, row.row, "", "")
        return bool(row.why)

    def town(self, row: NamedRow) -> str:
        """The code of the town, by its code or any of its names; empty for none, told."""
        found = self._home.called(row["town"])
        if found is None:
            self.fault(row, "station.row.town", "town")
            return ""
        return found.code

    def day(self, row: NamedRow, column: str, *, wanted: bool = True) -> date | None:
        """The day of a column; None for none, told where one is wanted or it cannot be read."""
        read = day(row[column][:40])
        if read.clean is None and (wanted or read.why):
            self.fault(row, "station.row.day", column)
        return read.clean

    def text(self, row: NamedRow, column: str, *, wanted: bool = False) -> str:
        """A text, cut where it is too long."""
        told = " ".join(row[column].split())
        if wanted and not told:
            self.fault(row, "station.row.empty", column)
        if len(told) > LONGEST[column]:
            self.remarks.add("station.row.cut", Severity.NOTE, row.row, column, told,
                             most=str(LONGEST[column]))  # fmt: skip
        return told[: LONGEST[column]]

    def repeated(self, row: NamedRow, town: str, number: str) -> bool:
        """Whether a row before has the number in that town; it is told so."""
        first = self._seen.setdefault((town, number), row.row)
        if first != row.row:
            self.fault(row, "station.row.repeated", "number", first=str(first))
        return first != row.row


def _matter(row: NamedRow, reading: _Reading) -> StatedMatter | None:
    if reading.unread(row):
        return None
    before = reading.remarks.faults
    number = reading.text(row, "number", wanted=True)
    town = reading.town(row)
    received = reading.day(row, "received_on")
    closed = reading.day(row, "closed_on", wanted=False)
    subject = reading.text(row, "subject", wanted=True)
    kind = _KIND_OF.get(unicodedata.normalize("NFKC", row["kind"]).casefold(), "")
    if received and closed and closed < received:
        reading.fault(row, "station.row.closed_before", "closed_on")
    if reading.remarks.faults > before or received is None or reading.repeated(row, town, number):
        return None
    if row["kind"] and not kind:
        reading.warn(row, "station.row.kind", "kind")
    outcome = reading.text(row, "outcome")
    return StatedMatter(
        row=row.row,
        number=number,
        town=town,
        received_on=received,
        kind=kind or "other",
        firm=reading.text(row, "firm"),
        visitor=reading.text(row, "visitor"),
        subject=subject,
        closed_on=closed,
        outcome=outcome if closed else "",
    )


def _training(row: NamedRow, reading: _Reading) -> StatedTraining | None:
    if reading.unread(row):
        return None
    before = reading.remarks.faults
    number = reading.text(row, "number", wanted=True)
    town, on = reading.town(row), reading.day(row, "on")
    topic = reading.text(row, "topic", wanted=True)
    attendees = _number(row, "attendees", reading, MOST_ATTENDEES)
    hours = _number(row, "hours", reading, MOST_HOURS) if row["hours"] else Decimal(0)
    if attendees is not None and attendees != int(attendees):
        reading.fault(row, "station.row.number", "attendees")
    if reading.remarks.faults > before or on is None or reading.repeated(row, town, number):
        return None
    firms = row["firms"].translate({ord(sign): "|" for sign in _BETWEEN}).split("|")
    return StatedTraining(
        row=row.row,
        number=number,
        town=town,
        on=on,
        topic=topic,
        hours=(hours or Decimal(0)).quantize(Decimal("0.1")),
        attendees=int(attendees or 0),
        firms=tuple(dict.fromkeys(one.strip() for one in firms if one.strip())),
    )


def _number(row: NamedRow, column: str, reading: _Reading, most: Decimal | int) -> Decimal | None:
    try:
        found = Decimal(unicodedata.normalize("NFKC", row[column]).replace(",", ""))
    except InvalidOperation:
        found = Decimal(-1)
    if not found.is_finite() or not 0 <= found <= most:
        reading.fault(row, "station.row.number", column)
        return None
    return found
