"""Reading what a district has set out to reach: a table of targets."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from ipharbor.intake._sheet import Line, sheet
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.findings import Finding, Severity
from ipharbor.vocabulary.places import HOME, region
from ipharbor.vocabulary.targets import FIGURES, LARGEST, YEARS, figure

__all__ = ["COLUMNS", "StatedTarget", "TargetTable", "read_targets"]

COLUMNS = {
    "year": ("year", "年度", "年份"),
    "figure": ("figure", "指标", "指标名称"),
    "town": ("town", "镇街", "所属镇街", "镇街代码"),
    "value": ("value", "目标值", "目标", "数值"),
}
"""Headings of each column, best first."""


@dataclass(frozen=True)
class StatedTarget:
    """One target; ``town`` empty for the whole district. Shares are 0 to 1."""

    row: int
    year: int
    figure: str
    town: str
    value: Decimal


@dataclass(frozen=True)
class TargetTable:
    """A whole file: ``read = len(targets) + set_aside``; findings in the order of rows."""

    targets: tuple[StatedTarget, ...]
    findings: tuple[Finding, ...]
    read: int
    set_aside: int


def read_targets(path: Path, *, within: str = HOME) -> TargetTable:
    """Read the table at ``path`` (CSV, XLSX, Parquet or JSON lines), towns those of a region.

    A row that repeats year, figure and town of an earlier one is set aside. Raises HarborError
    ``targets.headings``, and the codes of files that cannot be read.
    """
    told = sheet(path, COLUMNS, ("year", "figure", "value"))
    if told is None:
        raise HarborError("targets.headings", path=path.name)
    findings: list[Finding] = list(told.remarks)
    found: dict[tuple[int, str, str], StatedTarget] = {}
    for line in told.lines:
        read = _target(line, within)
        if isinstance(read, StatedTarget):
            key = (read.year, read.figure, read.town)
            if key not in found:
                found[key] = read
                continue
            read = Finding("targets.twice", Severity.FAULT, line.row, "figure", read.figure)
        findings.append(read)
    findings.sort(key=lambda one: one.row)
    targets = tuple(found.values())
    return TargetTable(targets, tuple(findings), len(told.lines), len(told.lines) - len(targets))


def _target(line: Line, within: str) -> StatedTarget | Finding:
    cell = line.cells
    if line.why:
        return Finding(line.why, Severity.FAULT, line.row, "", "")
    year = cell["year"].removesuffix("年").strip()
    if not year.isdecimal() or len(year) != 4 or int(year) not in YEARS:
        return Finding("targets.year.unreadable", Severity.FAULT, line.row, "year", cell["year"])
    name = figure(cell["figure"])
    if name is None:
        return Finding(
            "targets.figure.unknown", Severity.FAULT, line.row, "figure", cell["figure"][:40]
        )
    value = _value(cell["value"], name)
    if value is None:
        return Finding("targets.value.unreadable", Severity.FAULT, line.row, "value", cell["value"])
    stated = cell.get("town", "")
    town = _town(stated, within)
    if town is None:
        return Finding("targets.town.unknown", Severity.FAULT, line.row, "town", stated[:40])
    return StatedTarget(line.row, int(year), name, town, value)


def _value(text: str, name: str) -> Decimal | None:
    bare = text.replace(",", "").replace("，", "").strip()
    share = bare.endswith(("%", "％"))
    try:
        read = Decimal(bare.rstrip("%％"))
    except InvalidOperation:
        return None
    read = read / 100 if share else read
    most = Decimal(1) if FIGURES[name] == "share" else LARGEST
    return read if read.is_finite() and 0 <= read <= most else None


def _town(text: str, within: str) -> str | None:
    """The code of a town stated by code or name, empty for none stated; None for an unknown one."""
    if text in ("", "全区", "all"):
        return ""
    home = region(within)
    for town in home.towns:
        if text[:9] == town.code or text in (town.name_zh, town.bare_name, town.name_en):
            return town.code
    return None
