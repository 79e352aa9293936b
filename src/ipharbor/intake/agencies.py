"""Reading a table of agencies: name, code, founded, practitioners, town."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from ipharbor.intake._named import NamedRow, Remarks, read_named
from ipharbor.vocabulary.findings import Finding, Severity
from ipharbor.vocabulary.names import name as read_name
from ipharbor.vocabulary.places import HOME, Region, region

__all__ = ["COLUMNS", "AgencyTable", "StatedAgency", "read_agencies"]

COLUMNS = {
    "name": ("name", "名称", "机构名称", "代理机构名称", "代理机构"),
    "code": ("code", "机构代码", "代理机构代码", "代码"),
    "founded": ("founded", "成立年份", "成立时间", "成立日期", "设立年份"),
    "practitioners": (
        "practitioners", "执业代理师人数", "代理师人数", "执业专利代理师", "执业人数",
    ),
    "town": ("town", "镇街", "所属镇街", "所在镇街"),
}  # fmt: skip
"""Headings of each column, best first."""
LONGEST_NAME = 200
_CODE = re.compile(r"\d{5}")
_YEAR = re.compile(r"(1[6-9]\d{2}|20\d{2}|21\d{2})")
_COUNT = re.compile(r"\d{1,5}")


@dataclass(frozen=True)
class StatedAgency:
    """One agency as a row states it; empty or None where the row does not say."""

    row: int
    name: str
    code: str = ""
    founded: int | None = None
    practitioners: int | None = None
    town: str = ""


@dataclass(frozen=True)
class AgencyTable:
    """A whole file: ``read = len(agencies) + set_aside``. No name and no code stands twice."""

    agencies: tuple[StatedAgency, ...]
    remarks: Remarks
    read: int

    @property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(self.remarks.found)


def read_agencies(path: Path, *, within: str = HOME) -> AgencyTable:
    """Read the table at ``path``; a town outside the region is none. Raises HarborError
    ``table.headings`` and the codes of files that cannot be read."""
    table = read_named(path, COLUMNS, ("name",))
    home, seen = region(within), dict[str, int]()
    found = [one for row in table.rows if (one := _agency(row, table.remarks, home, seen))]
    return AgencyTable(tuple(found), table.remarks, len(table.rows))


def _agency(
    row: NamedRow, remarks: Remarks, home: Region, seen: dict[str, int]
) -> StatedAgency | None:
    if row.why:
        remarks.add(row.why, Severity.FAULT, row.row, "", "")
        return None
    name = read_name(row["name"])
    if not name or len(name) > LONGEST_NAME:
        remarks.add("agency.name.unreadable", Severity.FAULT, row.row, "name", row["name"])
        return None
    code = _read(row, "code", _CODE, remarks)
    for column, said in (("name", name), ("code", code)):
        if said and said in seen:
            remarks.add("agency.repeated", Severity.FAULT, row.row, column, said,
                        first=str(seen[said]))  # fmt: skip
            return None
    seen |= dict.fromkeys((one for one in (name, code) if one), row.row)
    founded = _read(row, "founded", _YEAR, remarks)
    practitioners = _read(row, "practitioners", _COUNT, remarks)
    return StatedAgency(
        row=row.row,
        name=name,
        code=code,
        founded=int(founded) if founded else None,
        practitioners=int(practitioners) if practitioners else None,
        town=_town(row, remarks, home),
    )


def _read(row: NamedRow, column: str, shape: re.Pattern[str], remarks: Remarks) -> str:
    """The cell where it has the shape; a year may stand at the head of a day."""
    bare = unicodedata.normalize("NFKC", row[column])
    found = shape.match(bare) if shape is _YEAR else shape.fullmatch(bare)
    if bare and found is None:
        remarks.add("agency.cell.unreadable", Severity.WARN, row.row, column, row[column])
    return found[0] if found else ""


def _town(row: NamedRow, remarks: Remarks, home: Region) -> str:
    found = home.called(row["town"])
    if found is None and row["town"]:
        remarks.add("agency.town.elsewhere", Severity.NOTE, row.row, "town", row["town"])
    return found.code if found is not None else ""
