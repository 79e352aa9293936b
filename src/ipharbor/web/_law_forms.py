"""The forms of the law page: what was typed, read again, and shown with its faults."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ipharbor.actions.law.correct import Draft
from ipharbor.statutes.book import stated_value, written_value
from ipharbor.statutes.grid import MOST_ROWS, Beside, Grid, beside, grid, read, units_beside
from ipharbor.statutes.provision import Provision, instruments
from ipharbor.statutes.values import Flag, Value
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.findings import Finding
from ipharbor.vocabulary.messages import Message

ADD, REMOVE = "add", "remove-"
COLUMNS: Mapping[str, str | Promise] = {
    "kind": _("Kind"),
    "from": _("From number"),
    "to": _("To number"),
    "value": _("Value"),
    "code": _("Code"),
    "zh": _("Chinese wording"),
    "en": _("English wording"),
}
UNITS: Mapping[str, str | Promise] = {
    "hour": _("hours"),
    "day": _("days"),
    "working_day": _("working days"),
    "month": _("months"),
    "year": _("years"),
    "CNY": _("CNY"),
    "share": _("share of one, or percent"),
    "times": _("times"),
    "count": _("count"),
    "flag": _("yes or no"),
}


@dataclass(frozen=True)
class Cell:
    """A cell of the sheet: the name of its field, its column and heading, its text and its
    fault."""

    name: str
    column: str
    heading: str | Promise
    text: str
    fault: Message | None = None


@dataclass(frozen=True)
class Editor:
    """The form that corrects a value; a single value has no ``rows``."""

    value: str
    unit: str
    units: tuple[str, ...]
    flag: bool
    sheet: Grid | None
    rows: tuple[tuple[Cell, ...], ...]
    whole: tuple[Message, ...]
    since: str
    open_start: bool
    reason: str
    instrument: str
    article: str

    @property
    def columns(self) -> list[str | Promise]:
        """The headings of the sheet's columns, none for a single value."""
        return [COLUMNS[name] for name in self.sheet.columns] if self.sheet else []

    @property
    def unit_choices(self) -> list[tuple[str, str | Promise]]:
        """The units the value could be stated in, with their names."""
        return [(unit, UNITS.get(unit, unit)) for unit in self.units]


@dataclass(frozen=True)
class Comparison:
    """A correction before it is saved: the old and the new line by line."""

    value: str
    unit: str
    since: date | None
    reason: str
    instrument: str
    article: str
    lines: tuple[Beside, ...]
    new: bool

    @property
    def changed(self) -> int:
        """How many lines differ."""
        return sum(line.change != "same" for line in self.lines)


class Faulty(Exception):
    """A sheet whose cells cannot be read; ``findings`` tell which."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(findings)
        self.findings = findings


def sheet_of(request: HttpRequest, value: Value) -> Grid | None:
    """The sheet as typed, with a row more or less where a button asked for it; that of
    ``value`` where nothing was typed; None for single values."""
    held = grid(value)
    stated = request.POST.get("rows", "")
    if held is None or not (stated.isascii() and stated.isdecimal() and len(stated) < 5):
        return held
    rows = [
        tuple(request.POST.get(f"c-{row}-{column}", "") for column in held.columns)
        for row in range(min(int(stated), MOST_ROWS + 1))
    ]
    act = request.POST.get("act", "")
    if act == ADD:
        rows.append(("",) * len(held.columns))
    gone = act.removeprefix(REMOVE)
    if act.startswith(REMOVE) and gone.isdecimal() and len(gone) < 5 and int(gone) < len(rows):
        del rows[int(gone)]
    unit = request.POST.get("unit", "")
    of = unit if unit in units_beside(held.of) else held.of
    return replace(held, of=of, rows=tuple(rows))


def typed_value(request: HttpRequest, value: Value) -> tuple[str, str]:
    """Text and unit of what was typed in place of ``value``.

    Raises ``Faulty`` for a sheet that cannot be read, and HarborError
    ``statutes.value.unfit``.
    """
    sheet = sheet_of(request, value)
    if sheet is not None:
        made, findings = read(sheet)
        if made is None:
            raise Faulty(findings)
        return written_value(made)
    text, unit = request.POST.get("value", ""), request.POST.get("unit", "")
    if not text.strip():
        raise HarborError("statutes.value.unfit", fields=("value",), value="", unit=unit)
    return written_value(stated_value(text, unit))


def editor(
    request: HttpRequest,
    latest: Provision,
    *,
    open_start: bool,
    findings: Sequence[Finding] = (),
    lang: str,
) -> Editor:
    """The form for correcting ``latest``, with what was typed into it so far."""
    sheet = sheet_of(request, latest.value)
    text, unit = ("", sheet.of) if sheet else written_value(latest.value)
    typed = request.POST if request.POST.get("act", "verify") != "verify" else {}
    asked = str(typed.get("unit", unit))
    units = units_beside(unit) if unit else ()
    return Editor(
        value=str(typed.get("value", text)),
        unit=asked if asked in units else unit,
        units=units,
        flag=isinstance(latest.value, Flag),
        sheet=sheet,
        rows=_rows(sheet, findings, lang) if sheet else (),
        whole=tuple(one.told(lang) for one in findings if not one.row),
        since=str(typed.get("since", "")),
        open_start=open_start,
        reason=str(typed.get("reason", "")),
        instrument=str(typed.get("instrument", "")),
        article=str(typed.get("article", "")),
    )


def comparison(draft: Draft, lang: str) -> Comparison:
    """The draft as the page shows it before it is saved."""
    record = draft.record
    if draft.was is not None:
        lines = beside(draft.was, draft.now, lang)
    else:
        made = beside(draft.now, draft.now, lang)
        lines = tuple(replace(line, was="", change="added") for line in made)
    return Comparison(
        record.value, record.unit, record.since, record.reason, record.instrument, record.article,
        lines, draft.was is None,
    )  # fmt: skip


def instrument_choices(lang: str) -> list[tuple[str, str]]:
    """Every instrument that can be cited: its key and its title."""
    return [(key, titles[lang]) for key, titles in instruments().items()]


def _rows(sheet: Grid, findings: Sequence[Finding], lang: str) -> tuple[tuple[Cell, ...], ...]:
    faults = {(one.row, one.column): one.told(lang) for one in reversed(findings)}
    return tuple(
        tuple(
            Cell(f"c-{row}-{column}", column, COLUMNS[column], text, faults.get((row + 1, column)))
            for column, text in zip(sheet.columns, cells, strict=True)
        )
        for row, cells in enumerate(sheet.rows)
    )
