"""A year of the working calendar as a picture, and its notice as rows of a form."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest

from ipharbor.statutes.calendar import WorkingCalendar, festivals
from ipharbor.statutes.notices import MOST_ROWS, Typed
from ipharbor.vocabulary.findings import Finding
from ipharbor.vocabulary.messages import Message

_SATURDAY = 5


@dataclass(frozen=True)
class Day:
    """A day of the picture: ``kind`` is ``worked``, ``weekend``, ``off`` or ``make_up``."""

    number: int
    kind: str
    festival: str


@dataclass(frozen=True)
class Month:
    """A month by weeks, Monday first; None where a week reaches into another month."""

    first: date
    weeks: tuple[tuple[Day | None, ...], ...]
    working: int


@dataclass(frozen=True)
class Line:
    """A row of the notice: its number, its texts by column, its faults."""

    number: int
    festival: str
    first: str
    last: str
    faults: tuple[Message, ...]


def months(year: int, calendar: WorkingCalendar) -> tuple[Month, ...]:
    """The twelve months of ``year`` as ``calendar`` has them."""
    made = []
    for month in range(1, 13):
        weeks = tuple(
            tuple(_day(day, calendar) if day.month == month else None for day in week)
            for week in Calendar().monthdatescalendar(year, month)
        )
        days = [day for week in weeks for day in week if day is not None]
        working = sum(day.kind in ("worked", "make_up") for day in days)
        made.append(Month(date(year, month, 1), weeks, working))
    return tuple(made)


def typed_notice(request: HttpRequest) -> Typed:
    """The rows of the form, with one more where a button asked for it."""
    rest = [
        (_cell(request, f"rest-{row}-festival"), *_days(request, "rest", row))
        for row in range(_count(request, "rest"))
    ]
    work = [_days(request, "work", row) for row in range(_count(request, "work"))]
    act = request.POST.get("act", "")
    if act == "add-rest":
        rest.append(("", "", ""))
    if act == "add-work":
        work.append(("", ""))
    return Typed(tuple(rest), tuple(work))


def filled(typed: Typed) -> Typed:
    """The notice without the festivals that the form offers and the year does not have."""
    rest = tuple(row if row[1] or row[2] else ("", "", "") for row in typed.rest)
    return Typed(rest, typed.work)


def lines(
    part: str, rows: Sequence[tuple[str, ...]], findings: Sequence[Finding], lang: str
) -> tuple[Line, ...]:
    """Rows of ``part`` (``rest`` or ``work``) with what is wrong with each."""
    made = []
    for at, row in enumerate(rows):
        festival, first, last = row if len(row) == 3 else ("", *row)
        faults = tuple(
            one.told(lang)
            for one in findings
            if one.row == at + 1 and one.column.startswith(f"{part}.")
        )
        made.append(Line(at, festival, first, last, faults))
    return tuple(made)


def _day(day: date, calendar: WorkingCalendar) -> Day:
    works = calendar.is_working(day).value
    weekend = day.weekday() >= _SATURDAY
    festival = calendar.festival(day)
    if works:
        return Day(day.day, "make_up" if weekend else "worked", "")
    kind = "off" if festival else "weekend"
    return Day(day.day, kind, festival if festival in festivals() else "")


def _count(request: HttpRequest, part: str) -> int:
    stated = request.POST.get(f"{part}-rows", "")
    return min(int(stated), MOST_ROWS + 1) if stated.isdecimal() and len(stated) < 4 else 0


def _days(request: HttpRequest, part: str, row: int) -> tuple[str, str]:
    return _cell(request, f"{part}-{row}-from"), _cell(request, f"{part}-{row}-to")


def _cell(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").strip()[:40]
