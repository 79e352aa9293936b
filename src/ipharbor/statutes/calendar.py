"""Working days as the State Council announced them, and what is assumed beyond."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

from ipharbor.statutes._yaml import load as read_yaml
from ipharbor.vocabulary.errors import HarborError

FIRST = date(1790, 1, 1)
LAST = date(2299, 12, 31)
_ZERO = np.datetime64(FIRST, "D")
_LENGTH = (LAST - FIRST).days + 1
_SATURDAY = 5
# The notice for a year may still move the days behind this one in the year before.
LAST_SETTLED = (12, 28)

Days = npt.NDArray[np.datetime64]
Mask = npt.NDArray[np.bool_]
Offsets = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Answer:
    """A yes or no, and whether it rests on an announced calendar."""

    value: bool
    certain: bool


@dataclass(frozen=True)
class Rest:
    """A run of days off, both ends included, announced for ``festival``."""

    festival: str
    first: date
    last: date


@dataclass(frozen=True)
class Year:
    """What was announced for a year: days off, and weekend days that are worked instead."""

    year: int
    rest: tuple[Rest, ...]
    work: tuple[date, ...]


class WorkingCalendar:
    """Working days from 1790 to 2299; announced ones within the years it was given.

    Outside the announced years Saturdays and Sundays are taken for rest days, all others for
    working days, and every answer says ``certain=False``; so do the last days of the last
    announced year, which the next notice may still move. A day beyond 2299 or before 1790
    raises ``statutes.day.out_of_range``.
    """

    def __init__(self, years: Sequence[Year]) -> None:
        held = {year.year: year for year in years}
        self.years = tuple(held[year] for year in sorted(held))
        self.announced_from, self.announced_until = _unbroken(self.years)
        weekdays = (np.arange(_LENGTH) + FIRST.weekday()) % 7
        working = weekdays < _SATURDAY
        self._festival: dict[int, str] = {}
        for year in self.years:
            _check(year)
            for rest in year.rest:
                for offset in range(_offset(rest.first), _offset(rest.last) + 1):
                    working[offset] = False
                    self._festival[offset] = rest.festival
        for year in self.years:
            for day in year.work:
                working[_offset(day)] = True
        self._arrays(working)

    def _arrays(self, working: Mask) -> None:
        self._working: Mask = working
        self._position: Offsets = np.flatnonzero(working)  # n-th working day → offset
        self._rank: Offsets = np.searchsorted(self._position, np.arange(_LENGTH + 1))
        self._bytes = working.tobytes()
        self._rank_list: list[int] = self._rank.tolist()
        self._position_list: list[int] = self._position.tolist()
        self._known = (_offset(self.announced_from), _offset(self.announced_until))

    def is_working(self, day: date) -> Answer:
        """Whether ``day`` is a working day."""
        offset = _offset(day)
        return Answer(self._bytes[offset] == 1, self._is_known(offset))

    def festival(self, day: date) -> str:
        """The key of the festival for which ``day`` was announced to be off; else empty."""
        return self._festival.get(_offset(day), "")

    def rolled_day(self, day: date) -> tuple[date, bool]:
        """``day`` if it is a working day, else the next one; and whether that is certain."""
        offset = _offset(day)
        found = self._position_list[_within(self._rank_list[offset], self._position_list)]
        return FIRST + timedelta(days=found), self._is_known(offset) and self._is_known(found)

    def forward(self, day: date, n: int) -> tuple[date, bool]:
        """The ``n``-th working day after ``day`` (``day`` itself for 0), and if certain."""
        if n == 0:
            return day, True
        offset = _offset(day)
        rank = self._rank_list[offset + 1] + n - 1
        found = self._position_list[_within(rank, self._position_list)]
        return FIRST + timedelta(days=found), self._is_known(offset + 1) and self._is_known(found)

    def between(self, start: date, end: date) -> int:
        """How many working days lie after ``start`` up to and including ``end``."""
        return self._rank_list[_offset(end) + 1] - self._rank_list[_offset(start) + 1]

    def working(self, days: Days) -> Mask:
        """Whether each of ``days`` (``datetime64[D]``) is a working day; ``NaT`` is none."""
        offsets, real = self._offsets(days)
        return np.asarray(self._working[offsets] & real)

    def rolled(self, days: Days) -> tuple[Days, Mask]:
        """Each of ``days`` (``datetime64[D]``) moved to the next working day where it is none.

        The second array says which are certain. ``NaT`` stays ``NaT`` and is not certain.
        """
        offsets, real = self._offsets(days)
        found = self._position[self._rank[offsets]]
        known = (offsets >= self._known[0]) & (found <= self._known[1]) & real
        moved = _ZERO + found.astype("timedelta64[D]")
        moved[~real] = np.datetime64("NaT")
        return moved, known

    def forwarded(self, days: Days, n: int) -> Days:
        """The ``n``-th working day after each of ``days``; ``days`` themselves for 0."""
        if n == 0:
            return days
        offsets, real = self._offsets(days)
        moved = _ZERO + self._position[self._rank[offsets + 1] + n - 1].astype("timedelta64[D]")
        moved[~real] = np.datetime64("NaT")
        return moved

    def _offsets(self, days: Days) -> tuple[Offsets, Mask]:
        real = ~np.isnat(days)
        offsets = np.where(real, (days - _ZERO).astype(np.int64), 0)
        if offsets.size and (offsets.min() < 0 or offsets.max() > self._position[-1]):
            raise HarborError("statutes.day.out_of_range", first=FIRST, last=LAST)
        return offsets, real

    def _is_known(self, offset: int) -> bool:
        return self._known[0] <= offset <= self._known[1]


def load(extra: Sequence[Year] = ()) -> WorkingCalendar:
    """The shipped calendar with ``extra`` years added; a year given again replaces its own."""
    if not extra:
        return _shipped()
    return WorkingCalendar((*_shipped().years, *extra))


def year(raw: dict[str, Any]) -> Year:
    """A year from its YAML form: ``{year, rest: [{festival, from, to}], work: [day]}``.

    Raises ``statutes.calendar.year`` for anything else.
    """
    try:
        rest = tuple(Rest(str(one["festival"]), one["from"], one["to"]) for one in raw["rest"])
        made = Year(int(raw["year"]), rest, tuple(raw["work"]))
        _check(made)
    except (KeyError, TypeError, ValueError, AttributeError):
        told = raw.get("year", "?") if isinstance(raw, dict) else "?"
        raise HarborError("statutes.calendar.year", year=told, day="—") from None
    return made


@cache
def festivals() -> dict[str, dict[str, str]]:
    """The names of the festivals: key → language → name."""
    named: dict[str, dict[str, str]] = _file()["festivals"]
    return named


@cache
def in_every_year() -> tuple[str, ...]:
    """The festivals that the notice of every year names."""
    return tuple(_file()["in_every_year"])


@cache
def _file() -> dict[str, Any]:
    text = files("ipharbor.statutes").joinpath("book/calendar.yaml").read_text("utf-8")
    loaded: dict[str, Any] = read_yaml(text)
    return loaded


@cache
def _shipped() -> WorkingCalendar:
    return WorkingCalendar([year(raw) for raw in _file()["years"]])


def _unbroken(years: Sequence[Year]) -> tuple[date, date]:
    if not years:
        return date(FIRST.year + 1, 1, 1), FIRST
    last = years[0].year
    for one in years[1:]:
        if one.year == last + 1:
            last = one.year
    return date(years[0].year, 1, 1), date(last, *LAST_SETTLED)


def _check(told: Year) -> None:
    off = [day for rest in told.rest for day in _days(rest)]
    for day in (*off, *told.work):
        if not date(told.year - 1, 12, 1) <= day <= date(told.year, 12, 31):
            raise HarborError("statutes.calendar.year", year=told.year, day=day.isoformat())
    for day in told.work:
        if day.weekday() < _SATURDAY or day in off:
            raise HarborError("statutes.calendar.year", year=told.year, day=day.isoformat())
    if len(set(off)) != len(off):
        raise HarborError("statutes.calendar.year", year=told.year, day="—")


def _days(rest: Rest) -> Iterator[date]:
    if rest.last < rest.first:
        raise ValueError(rest)
    for k in range((rest.last - rest.first).days + 1):
        yield rest.first + timedelta(days=k)


def _offset(day: date) -> int:
    offset = day.toordinal() - FIRST.toordinal()
    if not 0 <= offset < _LENGTH:
        raise HarborError("statutes.day.out_of_range", first=FIRST, last=LAST)
    return offset


def _within(rank: int, positions: list[int]) -> int:
    if rank >= len(positions):
        raise HarborError("statutes.day.out_of_range", first=FIRST, last=LAST)
    return rank
