"""What the next periods will bring: a combination of plain methods, tried at every earlier point.

Seven members (``MEMBERS``) forecast from every point of the past; their mean is the forecast.
Its errors at earlier points give the interval (conformal), and tell whether it has been nearer
than both naive forecasts. Only then may it be called a forecast. Many series at once: shapes
are S series, T periods, H periods ahead, L levels. Methods and sources:
``docs/explanation/forecasting.md``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from ipharbor.forecasting._members import MEMBERS, PLAIN, Looks, members, plain
from ipharbor.forecasting._scale import counted, reach, steady
from ipharbor.forecasting.counts import Floats, Ints
from ipharbor.vocabulary.errors import HarborError

__all__ = ["LEVELS", "MEMBERS", "PLAIN", "Backtest", "Record", "Verdict", "backtest", "record"]

LEVELS = (0.80, 0.95)
SEASONS_BEFORE = 3
"""A forecast is made from so many years of a series on, never from fewer."""
SEASONS_TRIED = 2
"""With trials over fewer years nothing is said of skill."""
ERRORS_KEPT = 24
"""An interval rests on so many of the newest errors: older ones are of other times."""


class Verdict(StrEnum):
    """Whether it may be called a forecast, and if not, why."""

    SHOWN = "shown"
    NOT_BETTER = "not_better"
    FEW = "few"
    SILENT = "silent"


@dataclass(frozen=True)
class Backtest:
    """Forecasts from every point of the past, each from what came before it alone.

    ``expected`` is (S, T + 1, H): at place ``o`` of the second axis stands what was forecast
    when ``o`` periods were known, so the last place is the forecast of what is to come. ``low``
    and ``high`` are whole counts, (S, T + 1, H, L), both inside. ``naive`` holds the newest
    count and the one of a year before, (S, T + 1, H, 2). ``reached`` is what came, nan where
    it has not yet. All are nan where the series was younger than ``SEASONS_BEFORE`` years.
    """

    season: int
    levels: tuple[float, ...]
    expected: Floats
    low: Floats
    high: Floats
    naive: Floats
    reached: Floats

    @property
    def points(self) -> int:
        """T + 1."""
        return int(self.expected.shape[1])


@dataclass(frozen=True)
class Record:
    """How good the forecasts were that were made before a point, for each of S series.

    ``trials`` is the number of earlier points whose whole horizon has come; ``errors`` the mean
    absolute errors there of the forecast, of naive and of seasonal naive (S, 3), nan without
    trials; ``scaled`` the first as a multiple of the series' mean change from year to year
    (MASE); ``held`` how often the intervals that were given there held (S, L).
    """

    verdict: tuple[Verdict, ...]
    trials: Ints
    errors: Floats
    scaled: Floats
    held: Floats


def backtest(
    counts: npt.ArrayLike,
    *,
    season: int,
    horizon: int,
    levels: Sequence[float] = LEVELS,
    since: int = 0,
) -> Backtest:
    """Forecast ``horizon`` periods from every point of ``counts`` (S, T), or (T,).

    ``season`` is the number of periods of a year. Leading periods of none are before the
    series began and tell nothing; give nan for what is not known. Intervals are given from
    ``since`` periods on. Raises ``forecast.run`` for negative counts, no series or no horizon.
    """
    table = np.array(counts, dtype=np.float64)
    table = table[np.newaxis] if table.ndim == 1 else table
    if table.ndim != 2 or not table.size or season < 1 or horizon < 1 or bool(np.any(table < 0)):
        raise HarborError("forecast.run")
    begun = _begun(table)
    table = np.where(np.arange(table.shape[1]) >= begun[:, np.newaxis], table, np.nan)
    reached = _ahead(table, horizon)
    old = np.arange(table.shape[1] + 1) - begun[:, np.newaxis] >= SEASONS_BEFORE * season
    tried = np.arange(table.shape[1] + 1) - begun[:, np.newaxis] >= season
    everywhere = combined(members(table, season, horizon))
    expected = np.where(tried[..., np.newaxis], everywhere, np.nan)
    low, high = _bounds(expected, reached, tuple(levels), since)
    aged = old[..., np.newaxis]
    return Backtest(
        season,
        tuple(levels),
        np.where(aged, expected, np.nan),
        np.where(aged[..., np.newaxis], low, np.nan),
        np.where(aged[..., np.newaxis], high, np.nan),
        np.where(aged[..., np.newaxis], plain(table, season, horizon).ahead, np.nan),
        reached,
    )


def combined(looks: Looks) -> Floats:
    """The mean of the members, (S, T + 1, H): no weights, which would have to be learnt."""
    return np.asarray(looks.ahead.mean(axis=-1))


def record(tried: Backtest, point: int | None = None) -> Record:
    """What had come of the forecasts before ``point`` (the newest, if not said) by then."""
    point = tried.points - 1 if point is None else point
    horizon = tried.expected.shape[2]
    until = max(point - horizon + 1, 0)
    reached = tried.reached[:, :until]
    known = ~(_lacks(tried.expected[:, :until]) | _lacks(reached))
    trials = known.sum(axis=1)
    off = np.abs(
        np.concatenate([tried.expected[:, :until, :, np.newaxis], tried.naive[:, :until]], axis=-1)
        - reached[..., np.newaxis]
    ).mean(axis=2)
    errors = _mean(off, known[..., np.newaxis])
    inside = (tried.low[:, :until] <= reached[..., np.newaxis]) & (
        reached[..., np.newaxis] <= tried.high[:, :until]
    )
    given = known[..., np.newaxis] & ~np.isnan(tried.low[:, :until, 0])
    return Record(
        _verdicts(tried, point, trials, errors),
        trials,
        errors,
        errors[:, 0] / _steps(tried, point),
        _mean(inside.mean(axis=2), given),
    )


def _verdicts(tried: Backtest, point: int, trials: Ints, errors: Floats) -> tuple[Verdict, ...]:
    silent = np.isnan(tried.expected[:, point, 0])
    few = trials < SEASONS_TRIED * tried.season
    better = np.asarray(errors[:, 0] < np.minimum(errors[:, 1], errors[:, 2]))
    return tuple(
        Verdict.SILENT if none else Verdict.FEW if short else
        Verdict.SHOWN if won else Verdict.NOT_BETTER
        for none, short, won in zip(silent, few, better, strict=True)
    )  # fmt: skip


def _lacks(values: Floats) -> npt.NDArray[np.bool_]:
    """Where something of the horizon is unknown, (S, N) of (S, N, H)."""
    return np.asarray(np.isnan(values).sum(axis=2) > 0)


def _steps(tried: Backtest, point: int) -> Floats:
    """The mean change from year to year of what was known at ``point``, nan where none."""
    known = tried.reached[:, :point, 0]
    change = np.abs(known[:, tried.season :] - known[:, : -tried.season or None])
    mean = _mean(change[..., np.newaxis], ~np.isnan(change)[..., np.newaxis])[:, 0]
    return np.where(mean > 0, mean, np.nan)


def _bounds(
    expected: Floats, reached: Floats, levels: tuple[float, ...], since: int
) -> tuple[Floats, Floats]:
    """Whole counts around ``expected``, from the errors that were known at each point."""
    errors = steady(reached) - steady(expected)
    centre = steady(expected[:, since:])
    low, high = (np.full((*expected.shape, len(levels)), np.nan) for _ in range(2))
    for step in range(expected.shape[2]):
        past = _newest(errors[..., step], step, since)
        for at, level in enumerate(levels):
            width = reach(past, level)
            low[:, since:, step, at] = np.floor(counted(centre[..., step] - width))
            high[:, since:, step, at] = np.ceil(counted(centre[..., step] + width))
    return low, high


def _newest(errors: Floats, step: int, since: int) -> Floats:
    """The newest errors that were known at each point from ``since`` on, (S, P, ERRORS_KEPT).

    At a point the outcomes of forecasts ``step + 1`` periods ahead are known of those made more
    than ``step`` periods before.
    """
    before = np.full((len(errors), ERRORS_KEPT + step), np.nan)
    padded = np.concatenate([before, errors[:, : max(errors.shape[1] - 1 - step, 0)]], axis=1)
    windows = np.lib.stride_tricks.sliding_window_view(padded, ERRORS_KEPT, axis=1)
    return np.asarray(windows[:, since : errors.shape[1]])


def _begun(counts: Floats) -> Ints:
    """The period of the first count above none; behind the end where there is none."""
    some = np.nan_to_num(counts) > 0
    return np.where(some.any(axis=1), some.argmax(axis=1), counts.shape[1])


def _ahead(counts: Floats, horizon: int) -> Floats:
    """What came after each point, (S, T + 1, H), nan behind the end."""
    series, periods = counts.shape
    ahead = np.full((series, periods + 1, horizon), np.nan)
    for step in range(min(horizon, periods)):
        ahead[:, : periods - step, step] = counts[:, step:]
    return ahead


def _mean(values: Floats, known: npt.NDArray[np.bool_]) -> Floats:
    """The mean over the second axis of what is ``known`` (S, N, 1), nan where nothing is."""
    number = known.sum(axis=1)
    summed = np.where(known, np.nan_to_num(values), 0.0).sum(axis=1)
    return np.where(number > 0, summed / np.maximum(number, 1), np.nan)
