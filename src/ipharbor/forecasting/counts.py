"""Counts by year and part of the year, as they were known at one point of each year."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from ipharbor.vocabulary.errors import HarborError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Days = npt.NDArray[np.datetime64]

MONTHS = 12
_STARTS = np.cumsum([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]) / 365.0


@dataclass(frozen=True)
class YearCounts:
    """Counts of one or many series, laid out so that no year's forecast can see its future.

    A year is cut into parts: its months, and the month of ``until`` in two where ``until`` is
    not its last day. ``known[s, o, y, c]`` is the count of series ``s`` in part ``c`` of year
    ``first_year + y`` as it was known at the point of year ``first_year + o`` at which the
    last year stands now; nan where the source has nothing for that part. Only ``y < o``, and
    ``y == o`` up to the first ``elapsed`` parts, may be read. ``edges`` are the parts' borders
    as shares of a year of 365 days, one more than there are parts.

    ``known_on`` is the day as of which it is known, ``until`` the day up to which it counts.
    """

    first_year: int
    known_on: date
    until: date
    elapsed: int
    edges: Floats
    known: Floats

    @property
    def year(self) -> int:
        """The year that is not over."""
        return self.until.year

    @property
    def series(self) -> int:
        return int(self.known.shape[0])

    @property
    def years(self) -> int:
        return int(self.known.shape[2])

    @property
    def parts(self) -> int:
        return int(self.known.shape[3])

    def one(self, series: int) -> YearCounts:
        """The same of one series alone."""
        return YearCounts(
            self.first_year, self.known_on, self.until, self.elapsed, self.edges,
            self.known[series : series + 1],
        )  # fmt: skip


def from_months(counts: npt.ArrayLike, first_year: int, *, known_on: date) -> YearCounts:
    """Lay out counts by month: shape (years, 12) or (series, years, 12), nan where unknown.

    Every month counts as known at its end, and nothing is added to it later. A month that
    ``known_on`` falls into counts only on its last day: what a table of months holds of a
    month that is not over cannot be compared. Months behind it may hold anything. Raises
    ``forecast.counts`` for another shape, negative counts or a day outside the years.
    """
    table = np.array(counts, dtype=np.float64)
    table = table[np.newaxis] if table.ndim == 2 else table
    last = known_on.year - first_year
    if table.ndim != 3 or table.shape[2] != MONTHS or not 0 <= last < table.shape[1]:
        raise HarborError("forecast.counts", year=known_on.year)
    table = table[:, : last + 1]
    elapsed = known_on.month if _ends_month(known_on) else known_on.month - 1
    _refuse_negative(table.reshape(len(table), -1)[:, : last * MONTHS + elapsed], known_on.year)
    table[:, last, elapsed:] = np.nan
    until = _month_end(known_on.year, elapsed) if elapsed else date(known_on.year, 1, 1)
    return YearCounts(first_year, known_on, until, elapsed, _STARTS, _everywhere(table))


def from_days(
    on: Days,
    *,
    known_on: date,
    known: Days | None = None,
    series: npt.ArrayLike | None = None,
    count: int = 1,
    since: date | None = None,
    data_until: date | None = None,
) -> YearCounts:
    """Lay out things that happened ``on`` days and were heard of on days ``known``.

    Without ``known`` each was known on its day, as the gazette's are. ``series`` gives each
    one's series, 0 to ``count - 1``; a negative number leaves it out. ``since`` is the day
    from which the source is whole (the start of the first year in it, if not said),
    ``data_until`` the day up to which it is; later days have not happened for all we know.
    Earlier years are looked at as of the same day of the year, with what had been heard by
    then. Raises ``forecast.counts`` where there is nothing to tell the first year from.
    """
    until = known_on if data_until is None else min(known_on, data_until)
    lag = (known_on - until).days
    days = np.asarray(on, dtype="datetime64[D]")
    heard = days if known is None else np.asarray(known, dtype="datetime64[D]")
    which = np.zeros(len(days), np.int64) if series is None else np.asarray(series, np.int64)
    kept = (which >= 0) & (days <= np.datetime64(until, "D")) & (heard <= np.datetime64(known_on))
    if since is not None:
        kept &= days >= np.datetime64(since, "D")
    days, heard, which = days[kept], heard[kept], which[kept]
    if since is None and not len(days):
        raise HarborError("forecast.counts", year=known_on.year)
    first = since.year if since else int(days.min().astype("datetime64[Y]").astype(np.int64)) + 1970
    years = until.year - first + 1
    if years < 1:
        raise HarborError("forecast.counts", year=known_on.year)
    edges, elapsed = _edges(until)
    shape = (count, years, len(edges) - 1)
    row = days.astype("datetime64[Y]").astype(np.int64) + 1970 - first
    cell = (which * years + row) * shape[2] + _part(days, until, elapsed)
    points = [np.datetime64(_same_day(until, first + year), "D") + lag for year in range(years)]
    at = np.zeros_like(cell) if known is None else np.searchsorted(np.array(points), heard)
    heard_then = _tables(cell, at, 1 if known is None else years, shape)
    tables = [_blank(one, first, since, until, elapsed) for one in heard_then]
    then = _everywhere(tables[0]) if known is None else np.stack(tables, axis=1)
    return YearCounts(first, known_on, until, elapsed, edges, then)


def _tables(cell: Ints, at: Ints, points: int, shape: tuple[int, int, int]) -> Floats:
    """Counts by ``cell``, one table of ``shape`` for each point, of what was heard until then."""
    cells = shape[0] * shape[1] * shape[2]
    found = np.bincount(at * cells + cell, minlength=points * cells)
    return found.reshape(points, *shape).cumsum(axis=0).astype(np.float64)


def _everywhere(table: Floats) -> Floats:
    """The same counts at every point: nothing is heard of late."""
    series, years, parts = table.shape
    return np.broadcast_to(table[:, np.newaxis], (series, years, years, parts))


def _blank(table: Floats, first: int, since: date | None, until: date, elapsed: int) -> Floats:
    """``table`` with nan before the source begins and behind the day until which it counts."""
    table = table.copy()
    table[:, -1, elapsed:] = np.nan
    if since is not None and since > date(first, 1, 1):
        edges, _ = _edges(until)
        table[:, 0, : int(np.searchsorted(edges, _share_before(since) - 1e-9))] = np.nan
    return table


def _edges(until: date) -> tuple[Floats, int]:
    if _ends_month(until):
        return _STARTS, until.month
    cut = _STARTS[until.month - 1] + min(until.day, 28 if until.month == 2 else 31) / 365.0
    return np.insert(_STARTS, until.month, cut), until.month


def _part(days: Days, until: date, elapsed: int) -> Ints:
    """Which part of its year each day is in."""
    months = days.astype("datetime64[M]")
    month = months.astype(np.int64) % 12
    if _ends_month(until):
        return month
    of_month = (days - months.astype("datetime64[D]")).astype(np.int64) + 1
    late = (month == elapsed - 1) & (of_month > until.day)
    return month + ((month >= elapsed) | late)


def _share_before(day: date) -> float:
    return float(_STARTS[day.month - 1]) + (min(day.day, 28 if day.month == 2 else 31) - 1) / 365.0


def _same_day(day: date, year: int) -> date:
    """The point of another year that stands where ``day`` stands: a month's end stays one."""
    if _ends_month(day):
        return _month_end(year, day.month)
    return date(year, day.month, day.day)


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _ends_month(day: date) -> bool:
    """Whether a month is over at the end of ``day``; 28 February counts in every year."""
    return day.day == calendar.monthrange(day.year, day.month)[1] or (
        day.month == 2 and day.day == 28
    )


def _refuse_negative(table: Floats, year: int) -> None:
    if bool(np.any(table < 0)):
        raise HarborError("forecast.counts", year=year)
