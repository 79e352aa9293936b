"""Reading the holders of a region: firms, universities, institutes, persons.

A table with a row for each holder, headed in English or Chinese; ``COLUMNS`` has the headings
and ``docs/reference/holders-table.md`` tells them. Only ``name`` is needed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from ipharbor.intake import formats
from ipharbor.intake._open import readers
from ipharbor.intake._records import Headings, Reader, Record
from ipharbor.vocabulary import holders as words
from ipharbor.vocabulary.credit_codes import credit_code
from ipharbor.vocabulary.days import day
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.findings import Finding, Severity
from ipharbor.vocabulary.industries import industry
from ipharbor.vocabulary.names import name as read_name
from ipharbor.vocabulary.places import HOME, region, town_of

__all__ = ["COLUMNS", "HolderTable", "StatedHolder", "read_holders"]

COLUMNS = {
    "name": (
        "name", "名称", "单位名称", "企业名称", "公司名称", "权利人", "专利权人", "申请人",
        "姓名或名称",
    ),
    "kind": ("kind", "主体类型", "单位类型", "权利人类型", "申请人类型"),
    "credit_code": ("credit_code", "统一社会信用代码", "信用代码", "社会信用代码"),
    "town": ("town", "镇街", "所属镇街", "所在镇街", "街镇", "镇街代码"),
    "trade": ("trade", "行业", "产业", "所属产业", "主营业务"),
    "industry": (
        "industry", "国民经济行业代码", "行业代码", "国民经济行业分类代码", "行业门类代码",
    ),
    "founded": ("founded", "成立年份", "成立日期", "成立时间"),
    "size": ("size", "企业规模", "规模", "划型"),
    "grades": ("grades", "资质", "企业资质", "荣誉资质", "资质认定"),
    "capital": ("capital", "注册资本(万元)", "注册资本", "注册资本(万元人民币)"),
    "employees": ("employees", "从业人数", "职工人数", "从业人员数", "员工人数", "参保人数"),
    "address": ("address", "地址", "注册地址", "住所", "通讯地址"),
}  # fmt: skip
"""Headings of each column, best first."""
LONGEST_NAME, LONGEST_TRADE, LONGEST_ADDRESS = 200, 60, 300

_LOOKED_AT = 30  # rows in which the header is looked for
_EARLIEST = 1600
_NUMBER = re.compile(r"\d{1,12}(?:\.\d{1,6})?")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
_UNITS = re.compile(r"(万元人民币|万元整|万元|万|人|名|年)$")


@dataclass(frozen=True)
class StatedHolder:
    """One holder as a row states it. What the row leaves empty is empty, 0 or None here.

    ``capital`` is in 10,000 CNY.
    """

    row: int
    name: str
    kind: str = ""
    credit_code: str = ""
    town: str = ""
    trade: str = ""
    industry: str = ""
    founded: int | None = None
    size: str = ""
    grades: tuple[str, ...] = ()
    capital: Decimal | None = None
    employees: int | None = None
    address: str = ""


@dataclass(frozen=True)
class HolderTable:
    """A whole file: ``read = len(holders) + set_aside``; findings in the order of rows.

    No name and no credit code stands twice; ``headings`` are those of the columns that are there.
    """

    holders: tuple[StatedHolder, ...]
    findings: tuple[Finding, ...]
    read: int
    set_aside: int
    headings: dict[str, str]


def read_holders(path: Path, *, within: str = HOME) -> HolderTable:
    """Read the table at ``path`` (CSV, XLSX, Parquet or JSON lines), towns those of a region.

    Raises HarborError ``holders.headings`` when no row names the column of names, and the codes
    of files that cannot be read.
    """
    for reader in readers(path):
        found = _table(reader, within)
        if found is not None:
            return found
    raise HarborError("holders.headings", path=path.name)


def _table(reader: Reader, within: str) -> HolderTable | None:
    columns: dict[str, int] = {}
    gathered = _Gathering(within)
    for count, record in enumerate(reader):
        names = record.names if isinstance(record, Headings) else record.cells
        if not columns or isinstance(record, Headings):
            columns = _header(names) or columns
            gathered.headings = {name: names[at] for name, at in columns.items()} or {}
            if not columns and count >= _LOOKED_AT:
                return None
            continue
        if any(cell.strip() for cell in record.cells):
            gathered.take(record, columns)
    if not columns:
        return None
    gathered.findings.extend(reader.remarks)
    return gathered.done()


def _header(cells: list[str]) -> dict[str, int]:
    folded = [formats.folded(cell) for cell in cells]
    found = {}
    for name, headings in COLUMNS.items():
        at = [folded.index(h) for h in map(formats.folded, headings) if h in folded]
        if at:
            found[name] = at[0]
    return found if "name" in found else {}


class _Gathering:
    """Holders and findings as the rows go by."""

    def __init__(self, within: str) -> None:
        self.holders: list[StatedHolder] = []
        self.findings: list[Finding] = []
        self.headings: dict[str, str] = {}
        self.read = 0
        self._within = within
        self._home = region(within)
        self._row = 0
        self._seen: dict[str, int] = {}

    def take(self, record: Record, columns: dict[str, int]) -> None:
        self.read += 1
        self._row = record.row
        if record.why:
            self._doubt(record.why, Severity.FAULT, "", "")
            return
        cell = {
            name: record.cells[at].replace("\0", "").strip() if at < len(record.cells) else ""
            for name, at in columns.items()
        }
        name, code = read_name(cell["name"]), self._code(cell.get("credit_code", ""))
        if not name or len(name) > LONGEST_NAME:
            self._doubt("holders.name.unreadable", Severity.FAULT, "name", cell["name"])
            return
        for column, said in (("name", name), ("credit_code", code)):
            before = self._seen.get(said)
            if said and before is not None:
                self._doubt("holders.repeated", Severity.FAULT, column, said, first=str(before))
                return
        self._seen |= dict.fromkeys((one for one in (name, code) if one), record.row)
        self.holders.append(self._holder(name, code, cell))

    def done(self) -> HolderTable:
        aside = self.read - len(self.holders)
        return HolderTable(
            tuple(self.holders), tuple(self.findings), self.read, aside, self.headings
        )

    def _holder(self, name: str, code: str, cell: dict[str, str]) -> StatedHolder:
        town, address = cell.get("town", ""), cell.get("address", "")
        return StatedHolder(
            row=self._row,
            name=name,
            kind=self._word("kind", cell, words.holder_kind),
            credit_code=code,
            town=self._town(town, address),
            trade=self._cut("trade", cell, LONGEST_TRADE),
            industry=self._industry(cell.get("industry", "")),
            founded=self._year(cell.get("founded", "")),
            size=self._word("size", cell, words.size),
            grades=self._grades(cell.get("grades", "")),
            capital=self._number("capital", cell.get("capital", "")),
            employees=self._count(cell.get("employees", "")),
            address=self._cut("address", cell, LONGEST_ADDRESS),
        )

    def _code(self, text: str) -> str:
        stated = credit_code(text[:64])
        if stated.why:
            self._doubt(stated.why, Severity.WARN, "credit_code", text)
        return stated.clean or ""

    def _word(self, column: str, cell: dict[str, str], read: Callable[[str], str]) -> str:
        text = cell.get(column, "")
        known = read(text[:64])
        if text and not known:
            self._doubt(f"holders.{column}.unknown", Severity.WARN, column, text)
        return known

    def _cut(self, column: str, cell: dict[str, str], most: int) -> str:
        text = " ".join(cell.get(column, "").split())
        if len(text) > most:
            self._doubt("holders.text.cut", Severity.NOTE, column, text, most=str(most))
        return text[:most]

    def _town(self, text: str, address: str) -> str:
        """The town stated by code or name; the one the address names where none is."""
        if text:
            bare = unicodedata.normalize("NFKC", text)
            found = self._home.town(bare) or next(
                (
                    one
                    for one in self._home.towns
                    if bare in (one.name_zh, one.bare_name, one.name_en, *one.other_names)
                ),
                None,
            )
            if found is None:
                self._doubt("holders.town.unknown", Severity.WARN, "town", text)
            return found.code if found else ""
        seen = town_of(address, within=self._within) if address else None
        return seen.clean.code if seen and seen.clean else ""

    def _industry(self, text: str) -> str:
        stated = industry(text[:64])
        if stated.why:
            self._doubt(stated.why, Severity.WARN, "industry", text)
        return stated.clean or ""

    def _grades(self, text: str) -> tuple[str, ...]:
        known, unknown = words.grades(text[:1000])
        if unknown:
            self._doubt("holders.grade.unknown", Severity.WARN, "grades", "、".join(unknown))
        return known

    def _year(self, text: str) -> int | None:
        bare = _UNITS.sub("", unicodedata.normalize("NFKC", text[:64]))
        found = int(bare) if re.fullmatch(r"[12]\d{3}", bare) else None
        if found is None and bare:
            read = day(bare).clean
            found = read.year if read else None
        if text and (found is None or found < _EARLIEST):
            self._doubt("holders.founded.unreadable", Severity.WARN, "founded", text)
            return None
        return found

    def _number(self, column: str, text: str) -> Decimal | None:
        bare = _UNITS.sub("", _THOUSANDS.sub("", unicodedata.normalize("NFKC", text[:64])))
        if _NUMBER.fullmatch(bare.strip()):
            return round(Decimal(bare.strip()), 2)
        if text:
            self._doubt("holders.number.unreadable", Severity.WARN, column, text)
        return None

    def _count(self, text: str) -> int | None:
        read = self._number("employees", text)
        if read is not None and (read != int(read) or read > 10_000_000):
            self._doubt("holders.number.unreadable", Severity.WARN, "employees", text)
            return None
        return int(read) if read is not None else None

    def _doubt(self, code: str, severity: Severity, column: str, value: str, **params: str) -> None:
        shown = self.headings.get(column, column)
        self.findings.append(Finding(code, severity, self._row, shown, value, params))
