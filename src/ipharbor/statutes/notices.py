"""The State Council's yearly notice of days off, as a person hands it in.

Source of the form: 国务院办公厅关于部分节假日安排的通知, which names each festival with its days
off and the weekend days that are worked instead.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import yaml

from ipharbor.statutes import _yaml
from ipharbor.statutes.calendar import Rest, WorkingCalendar, Year, festivals, in_every_year
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.findings import Finding, Severity

PREFIX = "calendar.year."
UNIT = "calendar"
INSTRUMENT = "HOLIDAY"
HEADINGS = ("what", "festival", "from", "to")
MOST_ROWS = 60
LONGEST_REST = 31
_SATURDAY = 5


@dataclass(frozen=True)
class Typed:
    """A notice as typed: ``rest`` rows are festival, first day, last day; ``work`` rows first
    day, last day. A last day left empty is the first."""

    rest: tuple[tuple[str, str, str], ...]
    work: tuple[tuple[str, str], ...]


def read(year: int, typed: Typed) -> tuple[Year | None, tuple[Finding, ...]]:
    """The year of a typed notice, or what is wrong with it, cell by cell.

    Empty rows are passed over. A finding's ``row`` is 1 for the first row of its part; its
    ``column`` is ``rest.festival``, ``rest.from``, ``rest.to``, ``work.from`` or ``work.to``,
    empty where the whole notice is meant.
    """
    reading = _Reading(year)
    if len(typed.rest) > MOST_ROWS or len(typed.work) > MOST_ROWS:
        reading.fault("statutes.notice.long", 0, "", "")
        return None, tuple(reading.findings)
    rest = tuple(reading.rests(typed))
    work = tuple(reading.works(typed))
    if not reading.findings:
        named = {one.festival for one in rest}
        for festival in in_every_year():
            if festival not in named:
                reading.lacking(festival)
    made = None if reading.findings else Year(year, rest, tuple(sorted(work)))
    return made, tuple(reading.findings)


def parsed(text: str, form: str) -> tuple[int | None, Typed]:
    """The notice in a file's ``text``: the year it names, if it does, and its rows.

    ``form`` is ``yaml`` (``year``, ``rest`` with ``festival``, ``from``, ``to``, and ``work``
    with days or ``from``, ``to``) or ``csv`` (columns ``HEADINGS``, ``what`` being ``rest`` or
    ``work``). Raises ``statutes.notice.unreadable`` for anything else.
    """
    try:
        return _of_yaml(text) if form == "yaml" else (None, _of_csv(text))
    except (yaml.YAMLError, csv.Error, KeyError, TypeError, ValueError) as trouble:
        raise HarborError("statutes.notice.unreadable", fields=("file",), form=form) from trouble


def typed_of(year: Year) -> Typed:
    """A year as rows, the make-up working days one by one."""
    return Typed(
        tuple((one.festival, one.first.isoformat(), one.last.isoformat()) for one in year.rest),
        tuple((day.isoformat(), "") for day in year.work),
    )


def dump(year: Year) -> str:
    """The YAML form of a year, as ``parsed`` and the book's own file read it."""
    rest = [{"festival": one.festival, "from": one.first, "to": one.last} for one in year.rest]
    return _yaml.dump({"year": year.year, "rest": rest, "work": list(year.work)})


def stored(text: str) -> Year:
    """The year that ``dump`` wrote. Raises ``statutes.calendar.year`` for what it did not."""
    told = "?"
    try:
        named, typed = parsed(text, "yaml")
        told = str(named)
        made, _ = read(named or 0, typed)
    except HarborError:
        made = None
    if made is None:
        raise HarborError("statutes.calendar.year", year=told, day="—")
    return made


def follows(year: int, calendar: WorkingCalendar) -> None:
    """Raise ``statutes.calendar.gap`` unless ``year`` is held or touches the years held."""
    first, last = calendar.announced_from.year, calendar.announced_until.year
    if not first - 1 <= year <= last + 1:
        raise HarborError(
            "statutes.calendar.gap", fields=("year",), year=year, first=first, last=last
        )


class _Reading:
    """One notice on its way to a year."""

    def __init__(self, year: int) -> None:
        self.year = year
        self.findings: list[Finding] = []
        self.taken: set[date] = set()

    def fault(self, code: str, row: int, column: str, cell: str, **params: str) -> None:
        told = {"year": str(self.year)} | params
        self.findings.append(Finding(code, Severity.FAULT, row, column, cell, told))

    def lacking(self, festival: str) -> None:
        names = festivals()[festival]
        self.fault("statutes.notice.lacking", 0, "", festival, zh=names["zh"], en=names["en"])

    def rests(self, typed: Typed) -> Iterator[Rest]:
        for at, (festival, low, high) in enumerate(typed.rest, start=1):
            if not (festival or low or high):
                continue
            if festival not in festivals():
                self.fault("statutes.notice.festival", at, "rest.festival", festival)
            span = self.span(at, "rest", low, high)
            if span and festival in festivals():
                yield Rest(festival, *span)

    def works(self, typed: Typed) -> Iterator[date]:
        for at, (low, high) in enumerate(typed.work, start=1):
            if not (low or high):
                continue
            span = self.span(at, "work", low, high)
            if not span:
                continue
            for day in _days(*span):
                if day.weekday() < _SATURDAY:
                    self.fault("statutes.notice.weekday", at, "work.from", day.isoformat())
                yield day

    def span(self, at: int, part: str, low: str, high: str) -> tuple[date, date] | None:
        first = self.day(at, f"{part}.from", low)
        last = self.day(at, f"{part}.to", high) if high else first
        if first is None or last is None:
            return None
        if last < first or (last - first).days >= LONGEST_REST:
            self.fault("statutes.notice.order", at, f"{part}.to", high)
            return None
        for day in _days(first, last):
            if day in self.taken:
                self.fault("statutes.notice.twice", at, f"{part}.from", day.isoformat())
                return None
            self.taken.add(day)
        return first, last

    def day(self, at: int, column: str, cell: str) -> date | None:
        try:
            told = date.fromisoformat(cell)
        except ValueError:
            self.fault("statutes.notice.day", at, column, cell)
            return None
        # The notice may move the last days of the year before.
        begins = date(max(self.year - 1, 1), 12, 1)
        if not (begins <= told and told.year <= self.year):
            self.fault("statutes.notice.beyond", at, column, cell)
            return None
        return told


def _of_yaml(text: str) -> tuple[int | None, Typed]:
    loaded = _yaml.stated(text)
    if not isinstance(loaded, dict) or not set(loaded) <= {"year", "rest", "work"}:
        raise ValueError("keys")
    rest = tuple(
        (_cell(one["festival"]), _cell(one["from"]), _cell(one.get("to"))) for one in loaded["rest"]
    )
    work = tuple(
        (_cell(one["from"]), _cell(one.get("to"))) if isinstance(one, dict) else (_cell(one), "")
        for one in loaded.get("work") or ()
    )
    year = loaded.get("year")
    if year is not None and type(year) is not int:
        raise ValueError("year")
    return year, Typed(rest, work)


def _of_csv(text: str) -> Typed:
    if len(text) > _yaml.LONGEST:
        raise ValueError("long")
    lines = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    if not set(HEADINGS) <= set(lines.fieldnames or ()):
        raise ValueError("headings")
    rest: list[tuple[str, str, str]] = []
    work: list[tuple[str, str]] = []
    for line in lines:
        what, festival, low, high = (str(line[key] or "").strip() for key in HEADINGS)
        if what == "rest":
            rest.append((festival, low, high))
        elif what == "work":
            work.append((low, high))
        elif what or festival or low or high:
            raise ValueError("what")
    return Typed(tuple(rest), tuple(work))


def _cell(told: object) -> str:
    if told is None:
        return ""
    if not isinstance(told, str | int | date):
        raise ValueError("cell")
    return str(told)


def _days(first: date, last: date) -> Iterator[date]:
    for k in range((last - first).days + 1):
        yield first + timedelta(days=k)
