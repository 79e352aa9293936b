"""Days in columns: the gazette's, working days, anniversaries, and the course of a year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import cast

import numpy as np
import numpy.typing as npt

from ipharbor.samples.parameters import Triangle

Days = npt.NDArray[np.datetime64]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Lots = np.random.Generator
NEVER = np.datetime64("NaT", "D")
_ONE = np.timedelta64(1, "D")
_TUESDAY, _FRIDAY = 1, 4
_WORKS_AT_WEEKENDS = 0.03


def day64(day: date) -> np.datetime64:
    """``day`` for columns."""
    return np.datetime64(day, "D")


def days_from(days: Days, ahead: npt.ArrayLike) -> Days:
    """The days so many days ahead (behind, where negative); parts of a day are dropped."""
    return cast(Days, days + np.asarray(ahead).astype("int64").astype("timedelta64[D]"))


def between(days: Days, until: Days) -> Ints:
    """How many days from ``days`` to ``until``."""
    return cast(Ints, (until - days).astype("int64"))


def years_of(days: Days) -> Ints:
    """The calendar years."""
    return cast(Ints, days.astype("datetime64[Y]").astype("int64") + 1970)


def weekday(days: Days) -> Ints:
    """0 for Monday to 6 for Sunday."""
    return cast(Ints, (days.astype("int64") + 3) % 7)


def gazetted(days: Days) -> Days:
    """The first Tuesday or Friday on or after each day."""
    on = weekday(days)
    ahead = np.minimum((_TUESDAY - on) % 7, (_FRIDAY - on) % 7)
    return days_from(days, ahead)


def gazettes(year: int) -> Days:
    """The gazette's days of a year."""
    first = np.datetime64(f"{year}-01-01", "D")
    days = np.arange(first, np.datetime64(f"{year + 1}-01-01", "D"), _ONE)
    return days[np.isin(weekday(days), (_TUESDAY, _FRIDAY))]


def worked(days: Days, rng: Lots) -> Days:
    """Days at weekends moved to the Friday before, but for a few."""
    on = weekday(days)
    back = np.where((on > 4) & (rng.random(len(days)) >= _WORKS_AT_WEEKENDS), on - 4, 0)
    return days_from(days, -back)


def workday(days: Days) -> Days:
    """Days at weekends moved to the Monday after."""
    on = weekday(days)
    return days_from(days, np.where(on > 4, 7 - on, 0))


def years_after(days: Days, years: npt.ArrayLike) -> Days:
    """The same day so many years later, the 28th of February for the 29th where there is none."""
    months = days.astype("datetime64[M]")
    then = months + (np.asarray(years) * 12).astype("timedelta64[M]")
    day = then.astype("datetime64[D]") + (days - months.astype("datetime64[D]"))
    last = (then + np.timedelta64(1, "M")).astype("datetime64[D]") - _ONE
    return cast(Days, np.minimum(day, last))


def patent_years(filed: Days, on: Days) -> Ints:
    """The patent year in which ``on`` lies; the first begins with the filing."""
    year = np.maximum(years_of(on) - years_of(filed), 0)
    year = year + (years_after(filed, year) <= on)
    return cast(Ints, np.maximum(year, 1))


def lagged(lag: Triangle, count: int, rng: Lots) -> Floats:
    """``count`` spans of days by a triangular law."""
    shortest, longest, usual = lag
    return rng.triangular(shortest, usual, longest, count)


def course(level: Sequence[float], months: Sequence[float], scatter: float, rng: Lots) -> Floats:
    """Weights of a year's twelve months: the months' own, bent so that the year passes evenly
    from the level of the year before to that of the year after. ``level`` has the three."""
    before, now, after = (max(each, 1e-9) for each in level)
    place = (np.arange(12) + 0.5) / 12 - 0.5
    bend = np.where(
        place < 0, now + (now - before) * place * 0.8, now + (after - now) * place * 0.8
    )
    weights = np.asarray(months) * np.maximum(bend, now * 0.2)
    weights = weights * np.exp(rng.normal(0.0, scatter, 12))
    return cast(Floats, weights / weights.sum())
