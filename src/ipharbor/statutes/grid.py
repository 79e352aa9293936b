"""Tables and lists of the law as a sheet of typed cells, and two values side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from ipharbor.statutes._valuing import LAST_ROW, TIME_UNITS, Unfit, meet, number, single, written
from ipharbor.statutes.values import Row, Single, Table, Term, Terms, Value
from ipharbor.vocabulary.findings import Finding, Severity

COLUMNS = {"table": ("kind", "from", "to", "value"), "list": ("code", "zh", "en", "kind")}
MOST_ROWS = 200
LONGEST_CELL = 500
_UNPRINTED = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True)
class Grid:
    """A sheet: ``unit`` is ``table`` or ``list``, ``of`` the unit of a table's values, and each
    of ``rows`` the text of its cells in the order of ``columns``."""

    unit: str
    of: str
    rows: tuple[tuple[str, ...], ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        return COLUMNS[self.unit]


@dataclass(frozen=True)
class Beside:
    """A line of two values side by side; ``change`` is ``same``, ``changed``, ``added`` or
    ``removed``, and the side that has no such line is empty."""

    label: str
    was: str
    now: str
    change: str


def grid(value: Value) -> Grid | None:
    """The sheet of a table or a list; None for other values."""
    if isinstance(value, Terms):
        terms = tuple((term.code, term.zh, term.en, term.kind) for term in value.items)
        return Grid("list", "", terms)
    if not isinstance(value, Table):
        return None
    rows = tuple(
        (row.kind, str(row.low), "" if row.high is None else str(row.high), written(row.value)[0])
        for row in value.rows
    )
    return Grid("table", written(value.rows[0].value)[1], rows)


def units_beside(unit: str) -> tuple[str, ...]:
    """The units in which a value of ``unit`` could be stated as well, itself among them."""
    return tuple(sorted(TIME_UNITS)) if unit in TIME_UNITS else (unit,)


def read(sheet: Grid) -> tuple[Table | Terms | None, tuple[Finding, ...]]:
    """The value of a typed sheet, or what is wrong with it, cell by cell.

    Empty rows are passed over. A finding's ``row`` is 1 for the first row of the sheet, its
    ``column`` one of the sheet's columns.
    """
    reading = _Reading(sheet)
    if len(sheet.rows) > MOST_ROWS:
        reading.fault("statutes.grid.long", 0, "", str(len(sheet.rows)))
        return None, tuple(reading.findings)
    value = reading.terms() if sheet.unit == "list" else reading.table()
    return (None if reading.findings else value), tuple(reading.findings)


def beside(was: Value, now: Value, lang: str) -> tuple[Beside, ...]:
    """Two values line by line: those of the old in their order, the new where they come."""
    old, new = _lines(was, lang), _lines(now, lang)
    matcher = SequenceMatcher(a=[key for key, _ in old], b=[key for key, _ in new], autojunk=False)
    told: list[Beside] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            for (key, one), (_, other) in zip(old[a:b], new[c:d], strict=True):
                told.append(Beside(key, one, other, "same" if one == other else "changed"))
            continue
        told += [Beside(key, text, "", "removed") for key, text in old[a:b]]
        told += [Beside(key, "", text, "added") for key, text in new[c:d]]
    return tuple(told)


class _Reading:
    """One sheet on its way to a value."""

    def __init__(self, sheet: Grid) -> None:
        self.sheet = sheet
        self.findings: list[Finding] = []

    def fault(self, code: str, row: int, column: str, cell: str, **params: str) -> None:
        self.findings.append(Finding(code, Severity.FAULT, row, column, cell, params))

    def filled(self) -> Iterator[tuple[int, Sequence[str]]]:
        found = False
        for at, cells in enumerate(self.sheet.rows, start=1):
            stripped = [cell.strip() for cell in cells]
            for column, cell in zip(self.sheet.columns, stripped, strict=True):
                if len(cell) > LONGEST_CELL or _UNPRINTED.search(cell):
                    self.fault("statutes.cell.text", at, column, cell)
            if any(stripped):
                found = True
                yield at, stripped
        if not found:
            self.fault("statutes.grid.empty", 0, "", "")

    def terms(self) -> Terms:
        met: dict[str, int] = {}
        items = []
        for at, (code, zh, en, kind) in self.filled():
            for column, cell in (("code", code), ("zh", zh), ("en", en)):
                if not cell:
                    self.fault("statutes.cell.empty", at, column, "")
            if code and code in met:
                self.fault("statutes.cell.twice", at, "code", code, other=str(met[code]))
            met.setdefault(code, at)
            items.append(Term(code, zh, en, kind))
        return Terms(tuple(items))

    def table(self) -> Table:
        placed: list[tuple[int, Row]] = []
        for at, (kind, low, high, amount) in self.filled():
            first = self.whole(at, "from", low, 1)
            last = self.whole(at, "to", high, None)
            worth = self.worth(at, amount)
            if first is None or worth is None:
                continue
            if last is not None and last < first:
                self.fault("statutes.cell.order", at, "to", high)
                continue
            row = Row(kind, first, last, worth)
            for other, before in placed:
                if meet(before, row):
                    self.fault("statutes.cell.overlap", at, "from", low, other=str(other))
                    break
            placed.append((at, row))
        return Table(tuple(row for _, row in placed))

    def whole(self, at: int, column: str, cell: str, empty: int | None) -> int | None:
        if not cell:
            return empty
        if not (cell.isascii() and cell.isdigit() and len(cell) < 8 and int(cell) <= LAST_ROW):
            self.fault("statutes.cell.whole", at, column, cell)
            return None
        return int(cell)

    def worth(self, at: int, cell: str) -> Single | None:
        unit = self.sheet.of
        try:
            return single(number(cell, unit), unit)
        except Unfit:
            self.fault(
                "statutes.cell.value" if cell else "statutes.cell.empty",
                at, "value", cell, unit=unit,
            )  # fmt: skip
            return None


def _lines(value: Value, lang: str) -> list[tuple[str, str]]:
    if isinstance(value, Terms):
        return [
            (term.code, " / ".join(part for part in (term.zh, term.en, term.kind) if part))
            for term in value.items
        ]
    if not isinstance(value, Table):
        return [("", value.text(lang))]
    return [
        (f"{row.kind} {row.low}–{row.high or ''}".strip(), row.value.text(lang))
        for row in value.rows
    ]
