"""Answers as plain rows: the table that stands under each chart for those who read text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from ipharbor.analysis.answers import Answer

Cell = str | int | float | bool | None


class Kind(StrEnum):
    """How a page prints a column."""

    TEXT = "text"
    YEAR = "year"
    COUNT = "count"
    SHARE = "share"  # 0 to 1
    CHANGE = "change"  # 0.5 for half as many again
    INDEX = "index"  # HHI
    MEAN = "mean"  # with one decimal
    YES = "yes"


@dataclass(frozen=True)
class Column:
    """``name`` is the field of the rows, ``heading`` its words."""

    name: str
    heading: str
    kind: Kind


@dataclass(frozen=True)
class Line:
    """Cells in the order of the columns, None where there is no figure; and the row's link."""

    cells: tuple[Cell, ...]
    href: str


@dataclass(frozen=True)
class PlainTable:
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]


KINDS: Mapping[str, Kind] = {
    "year": Kind.YEAR,
    "patent_type": Kind.TEXT,
    "name": Kind.TEXT,
    "code": Kind.TEXT,
    "town": Kind.TEXT,
    "sector_en": Kind.TEXT,
    "sector_zh": Kind.TEXT,
    "name_en": Kind.TEXT,
    "name_zh": Kind.TEXT,
    "number": Kind.COUNT,
    "count": Kind.COUNT,
    "of": Kind.COUNT,
    "inventions": Kind.COUNT,
    "recent": Kind.COUNT,
    "before": Kind.COUNT,
    "applicants": Kind.COUNT,
    "documents": Kind.COUNT,
    "active": Kind.COUNT,
    "entrants": Kind.COUNT,
    "leavers": Kind.COUNT,
    "invention": Kind.COUNT,
    "utility_model": Kind.COUNT,
    "design": Kind.COUNT,
    "untyped": Kind.COUNT,
    "share": Kind.SHARE,
    "invention_share": Kind.SHARE,
    "cr4": Kind.SHARE,
    "growth": Kind.CHANGE,
    "hhi": Kind.INDEX,
    "complete": Kind.YES,
    "truncated": Kind.YES,
    "entrants_censored": Kind.YES,
}


def to_table(
    answer: Answer[Any], words: Mapping[str, str], link: Callable[[str], str], lang: str
) -> PlainTable:
    """All rows of an answer, also those that its chart leaves out.

    Headings are ``words["column.<field>"]``; patent types are worded by ``type.<value>``;
    of names in two languages the one of ``lang`` is kept, under the heading without it. An
    empty answer gives a table without columns.
    """
    if not answer.table:
        return PlainTable((), ())
    other = "_en" if lang == "zh" else "_zh"
    names = [f.name for f in fields(answer.table[0]) if f.name != "query"]
    names = [name for name in names if not name.endswith(other)]
    columns = tuple(
        Column(name, words[f"column.{name.removesuffix(f'_{lang}')}"], KINDS[name])
        for name in names
    )
    return PlainTable(
        columns,
        tuple(
            Line(tuple(_cell(row, name, words) for name in names), link(row.query))
            for row in answer.table
        ),
    )


def _cell(row: Any, name: str, words: Mapping[str, str]) -> Cell:
    value: Cell = getattr(row, name)
    return words[f"type.{value}"] if name == "patent_type" else value
