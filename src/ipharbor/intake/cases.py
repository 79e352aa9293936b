"""Reading the register of enforcement cases that a district has handled, for counting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ipharbor.intake._sheet import Line, sheet
from ipharbor.vocabulary.cases import kind_of, outcome_of
from ipharbor.vocabulary.days import day
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.findings import Finding, Severity
from ipharbor.vocabulary.numbers import application_number
from ipharbor.vocabulary.places import HOME, region

__all__ = ["COLUMNS", "CaseTable", "StatedCase", "read_cases"]

COLUMNS = {
    "number": ("number", "案号", "案件编号", "立案号"),
    "kind": ("kind", "案件类型", "案由", "类型"),
    "received_on": ("received_on", "收案日期", "收到日期", "接收日期"),
    "accepted_on": ("accepted_on", "立案日期", "受理日期"),
    "closed_on": ("closed_on", "结案日期", "办结日期"),
    "outcome": ("outcome", "处理结果", "结案方式", "结果"),
    "right": ("right", "专利号", "申请号", "涉案专利"),
    "complainant": ("complainant", "请求人", "投诉人", "申请人"),
    "respondent": ("respondent", "被请求人", "被投诉人", "当事人", "被申请人"),
    "town": ("town", "镇街", "所属镇街", "镇街代码"),
}
"""Headings of each column, best first."""
LONGEST_NUMBER, LONGEST_NAME = 60, 200


@dataclass(frozen=True)
class StatedCase:
    """One case. ``right`` is an application number, empty where none is told or none is one."""

    row: int
    number: str
    kind: str
    received_on: date
    accepted_on: date | None = None
    closed_on: date | None = None
    outcome: str = ""
    right: str = ""
    complainant: str = ""
    respondent: str = ""
    town: str = ""


@dataclass(frozen=True)
class CaseTable:
    """A whole file: ``read = len(cases) + set_aside``; findings in the order of rows."""

    cases: tuple[StatedCase, ...]
    findings: tuple[Finding, ...]
    read: int
    set_aside: int


def read_cases(path: Path, *, within: str = HOME) -> CaseTable:
    """Read the table at ``path`` (CSV, XLSX, Parquet or JSON lines), towns those of a region.

    A row without a number, a known kind or a day of receipt is set aside, and one that repeats a
    number; what else cannot be read is left empty and told. Raises HarborError
    ``cases.headings``, and the codes of files that cannot be read.
    """
    told = sheet(path, COLUMNS, ("number", "kind", "received_on"))
    if told is None:
        raise HarborError("cases.headings", path=path.name)
    gathered = _Gathering(within, list(told.remarks))
    for line in told.lines:
        gathered.take(line)
    cases = tuple(gathered.cases.values())
    findings = tuple(sorted(gathered.findings, key=lambda one: one.row))
    return CaseTable(cases, findings, len(told.lines), len(told.lines) - len(cases))


class _Gathering:
    """Cases and findings as the rows go by."""

    def __init__(self, within: str, findings: list[Finding]) -> None:
        self.cases: dict[str, StatedCase] = {}
        self.findings = findings
        self._towns = region(within).towns
        self._row = 0

    def take(self, line: Line) -> None:
        self._row, cell = line.row, line.cells
        number, kind = cell["number"][:LONGEST_NUMBER], kind_of(cell["kind"])
        received = day(cell["received_on"]).clean
        if line.why:
            self._fault(line.why, "", "")
        elif not number:
            self._fault("cases.number.missing", "number", "")
        elif not kind:
            self._fault("cases.kind.unknown", "kind", cell["kind"])
        elif received is None:
            self._fault("cases.day.unreadable", "received_on", cell["received_on"])
        elif number in self.cases:
            self._fault("cases.twice", "number", number)
        else:
            self.cases[number] = StatedCase(
                line.row, number, kind, received, self._day(cell, "accepted_on"),
                self._day(cell, "closed_on"), outcome_of(cell.get("outcome", "")),
                self._right(cell.get("right", "")), cell.get("complainant", "")[:LONGEST_NAME],
                cell.get("respondent", "")[:LONGEST_NAME], self._town(cell.get("town", "")),
            )  # fmt: skip

    def _day(self, cell: dict[str, str] | object, name: str) -> date | None:
        text = cell.get(name, "") if isinstance(cell, dict) else ""
        read = day(text).clean
        if text and read is None:
            self._doubt("cases.day.unreadable", name, text)
        return read

    def _right(self, text: str) -> str:
        if not text:
            return ""
        read = application_number(text)
        if read.clean is None or read.why:
            self._doubt("cases.right.unreadable", "right", text)
            return ""
        return str(read.clean)

    def _town(self, text: str) -> str:
        for town in self._towns:
            if text and (text[:9] == town.code or text in (town.name_zh, town.bare_name)):
                return town.code
        if text:
            self._doubt("cases.town.unknown", "town", text)
        return ""

    def _fault(self, code: str, column: str, value: str) -> None:
        self.findings.append(Finding(code, Severity.FAULT, self._row, column, value[:60]))

    def _doubt(self, code: str, column: str, value: str) -> None:
        self.findings.append(Finding(code, Severity.WARN, self._row, column, value[:60]))
