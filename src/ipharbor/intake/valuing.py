"""Reading rights that are to be valued together: a row each, with what is stated of it.

``COLUMNS`` has the headings and ``docs/reference/value-table.md`` tells them. Rates stand in per
cent, amounts in CNY.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ipharbor.intake._named import NamedRow, Remarks, read_named
from ipharbor.vocabulary.findings import Finding, Severity

SPREADS = ("royalty", "share", "growth", "decay", "discount", "life")
ENDS = ("_low", "", "_high")
LARGEST = 1e13
_ENDED = {"_low": ("low", "最低"), "": ("", ""), "_high": ("high", "最高")}
_NAMED = {
    "royalty": ("royalty", "许可费率", "%"),
    "share": ("share", "利润分成率", "%"),
    "growth": ("growth", "增长率", "%"),
    "decay": ("decay", "年衰减率", "%"),
    "discount": ("discount", "折现率", "%"),
    "life": ("life", "剩余寿命", "年"),
}
_ZH_SUMS = {
    "sales": "年销售额", "profit": "年利润", "earnings": "年收益", "charges": "其他资产贡献",
    "labour": "研发人工", "expense": "研发费用", "overhead": "间接费用",
}  # fmt: skip


def _headings() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {
        "key": ("key", "申请号", "application_number", "专利号", "编号"),
        "title": ("title", "专利名称", "发明名称", "名称"),
        "used": ("used", "已过年限(年)", "已过年限"),
    }
    for name, zh in _ZH_SUMS.items():
        found[name] = (name, f"{zh}(元)", zh)
    found["margin"] = ("margin", "成本利润率(%)", "成本利润率")
    found["tax"] = ("tax", "所得税率(%)", "所得税率", "税率")
    for name, (_en, zh, unit) in _NAMED.items():
        for end in ENDS:
            told = _ENDED[end][1]
            found[name + end] = (name + end, f"{zh}{told}({unit})", f"{zh}{told}")
    return found


COLUMNS: Mapping[str, tuple[str, ...]] = _headings()
"""Headings of each column: the English one, the Chinese one, and others that are known."""
_YEARS = {"used": (0.0, 200.0), **{f"life{end}": (0.0, 100.0) for end in ENDS}}
_MOVES = {f"growth{end}": (-99.0, 100.0) for end in ENDS}
_AMOUNTS = dict.fromkeys(_ZH_SUMS, (0.0, LARGEST))
NUMBERS: Mapping[str, tuple[float, float]] = {
    name: {**_YEARS, **_MOVES, **_AMOUNTS}.get(name, (0.0, 100.0))
    for name in COLUMNS
    if name not in ("key", "title")
}
"""The least and most of each column that holds numbers, as they are typed."""


@dataclass(frozen=True)
class StatedRight:
    """One right; ``numbers`` has what its row tells, as typed: rates in per cent."""

    row: int
    key: str
    title: str
    numbers: Mapping[str, float]


@dataclass(frozen=True)
class RightsToValue:
    """A whole file: ``read = len(rights) + set_aside``; findings in the order of rows, by the
    ``headings`` that stand in the file."""

    rights: tuple[StatedRight, ...]
    findings: tuple[Finding, ...]
    read: int
    set_aside: int
    headings: Mapping[str, str]


def read_rights(path: Path) -> RightsToValue:
    """Read the table at ``path`` (CSV, XLSX, Parquet or JSON lines).

    A row with a cell that cannot be read is set aside: without it the value would be another.
    Raises HarborError ``table.headings`` when no row names the column of keys, and the codes of
    files that cannot be read.
    """
    told = read_named(path, COLUMNS, ("key",))
    found: dict[str, StatedRight] = {}
    for row in told.rows:
        read = _right(row, told.remarks)
        if read is None:
            continue
        if read.key in found:
            told.remarks.add("value.twice", Severity.FAULT, row.row, "key", read.key)
            continue
        found[read.key] = read
    findings = tuple(sorted(told.remarks.found, key=lambda one: one.row))
    aside = len(told.rows) - len(found)
    return RightsToValue(
        tuple(found.values()), findings, len(told.rows), aside, told.remarks.headings
    )


def _right(row: NamedRow, remarks: Remarks) -> StatedRight | None:
    """The right of a row, None where it is set aside with what is wrong."""
    before = remarks.faults
    if row.why:
        remarks.add(row.why, Severity.FAULT, row.row, "", "")
        return None
    key = "".join(row["key"].split())[:60]
    if not key:
        remarks.add("value.key.missing", Severity.FAULT, row.row, "key", "")
    numbers = {}
    for name, text in row.cells.items():
        if text and name in NUMBERS:
            number = _number(text, *NUMBERS[name])
            if number is None:
                least, most = (f"{one:,.0f}" for one in NUMBERS[name])
                remarks.add("value.cell.unreadable", Severity.FAULT, row.row, name, text,
                            least=least, most=most)  # fmt: skip
            else:
                numbers[name] = number
    if remarks.faults == before:
        _order(row, numbers, remarks)
    if remarks.faults > before:
        return None
    return StatedRight(row.row, key, " ".join(row["title"].split())[:300], numbers)


def _order(row: NamedRow, numbers: Mapping[str, float], remarks: Remarks) -> None:
    """Remark on spreads that lack their likeliest value or do not rise."""
    for name in SPREADS:
        ends = [numbers.get(name + end) for end in ENDS]
        told = [one for one in ends if one is not None]
        if told and (ends[1] is None or told != sorted(told)):
            shown = "–".join("" if one is None else f"{one:g}" for one in ends)
            remarks.add("value.spread", Severity.FAULT, row.row, name, shown)


def _number(text: str, least: float, most: float) -> float | None:
    bare = unicodedata.normalize("NFKC", text[:40]).replace(",", "").rstrip("%元年").strip()
    try:
        read = float(bare)
    except ValueError:
        return None
    return read if least <= read <= most else None
