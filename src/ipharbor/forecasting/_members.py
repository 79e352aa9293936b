"""The forecasts that are combined: each for many series at once, from every point of the past.

Shapes: S series, T periods, H periods ahead. A member gives (S, T + 1, H): at place ``o`` what
it forecast when ``o`` periods were known, nan where it could not. What stands at ``o`` rests on
``counts[:, :o]`` alone, the choice of its parameters included: they are those that were best
one step ahead until then. ``counts`` is nan before a series begins and where nothing is known.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ipharbor.forecasting._scale import counted, steady
from ipharbor.forecasting.counts import Floats

LEVEL, TREND, THETA, SEASON, SEASON_THETA, YEAR, SPARSE = (
    "level", "trend", "theta", "season", "season_theta", "year", "sparse",
)  # fmt: skip
MEMBERS = (LEVEL, TREND, THETA, SEASON, SEASON_THETA, YEAR, SPARSE)
NAIVE, SEASONAL_NAIVE = "naive", "seasonal_naive"
PLAIN = (NAIVE, SEASONAL_NAIVE)

_LEVELS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 0.9)
_TREND_LEVELS = (0.1, 0.2, 0.3, 0.5, 0.7)
_TREND_SLOPES = (0.05, 0.1, 0.2, 0.4)
_DAMPINGS = (0.8, 0.9, 0.98)
_ERRORS_KEPT = 0.98  # of its weight in the choice of parameters an error keeps a period
_SEASONS_KEPT = 0.8  # of its weight in the usual season a year keeps
_PRIOR_SEASONS = 2.0  # no season at all weighs as much as so many years of one
_SPARSE_CHANCE, _SPARSE_SIZE = 0.1, 0.1
_FIRST_CHANCE = 0.5


@dataclass(frozen=True)
class Looks:
    """What each of ``names`` forecast at every point, (S, T + 1, H, K)."""

    names: tuple[str, ...]
    ahead: Floats

    def of(self, name: str) -> Floats:
        """One member's forecasts, (S, T + 1, H)."""
        return self.ahead[..., self.names.index(name)]


def members(counts: Floats, season: int, horizon: int) -> Looks:
    """All of ``MEMBERS``; ``season`` is the number of periods of a year."""
    run = steady(counts)
    level = _smoothed(run, horizon, [(one, 0.0, 1.0) for one in _LEVELS])
    trend = _smoothed(
        run, horizon,
        [(a, b, p) for a in _TREND_LEVELS for b in _TREND_SLOPES for p in _DAMPINGS],
    )  # fmt: skip
    theta = level + _half_slope(run)[..., np.newaxis] * np.arange(1, horizon + 1)
    usual = _season(run, season, horizon)
    steadily = (level, trend, theta, level + usual, theta + usual)
    year = np.repeat(_mean_of_last(counts, season)[..., np.newaxis], horizon, axis=2)
    return Looks(
        MEMBERS,
        np.stack([*(counted(one) for one in steadily), year, _sparse(counts, horizon)], axis=-1),
    )


def plain(counts: Floats, season: int, horizon: int) -> Looks:
    """The naive forecasts: the newest count again, and what stood there a year ago."""
    series, periods = counts.shape
    ahead = np.full((series, periods + 1, horizon, 2), np.nan)
    ahead[:, 1:, :, 0] = counts[..., np.newaxis]
    for step in range(horizon):
        back = season - step % season
        ahead[:, back:, step, 1] = counts[:, : max(periods + 1 - back, 0)]
    return Looks(PLAIN, ahead)


def _smoothed(run: Floats, horizon: int, grid: list[tuple[float, float, float]]) -> Floats:
    """Level and damped trend by exponential smoothing (Gardner and McKenzie 1985).

    ``grid`` holds what may be taken for level, slope and damping; a slope of none is simple
    smoothing. At each point the one with the least absolute errors one step ahead is taken.
    """
    alpha, beta, phi = (np.array(one)[:, np.newaxis] for one in zip(*grid, strict=True))
    series, periods = run.shape
    damped = np.cumsum(phi ** np.arange(1, horizon + 1), axis=1)
    level = np.full((len(grid), series), np.nan)
    slope, errors = np.zeros_like(level), np.zeros_like(level)
    ahead = np.full((series, periods + 1, horizon), np.nan)
    column = np.arange(series)
    for point in range(periods + 1):
        best = errors.argmin(axis=0)
        ahead[:, point] = (
            level[best, column][:, np.newaxis] + damped[best] * slope[best, column][:, np.newaxis]
        )
        if point == periods:
            break
        value = run[:, point]
        known = ~np.isnan(value)
        begins = known & np.isnan(level[0])
        expected = level + phi * slope
        error = np.where(known & ~begins, value - expected, 0.0)
        errors = _ERRORS_KEPT * errors + np.abs(error)
        slope = np.where(begins, 0.0, phi * slope + alpha * beta * error)
        level = np.where(begins, value, expected + alpha * error)
    return ahead


def _half_slope(run: Floats) -> Floats:
    """Half the slope of the straight line through all that is known at each point, (S, T + 1).

    Theta's drift: V. Assimakopoulos and K. Nikolopoulos (2000); R. J. Hyndman and B. Billah,
    *Unmasking the Theta method* (2003).
    """
    known = (~np.isnan(run)).astype(np.float64)
    value = np.nan_to_num(run)
    time = np.arange(run.shape[1], dtype=np.float64)
    n, sx, sxx, sy, sxy = (
        _before(one)
        for one in (known, known * time, known * time**2, value, value * time)
    )  # fmt: skip
    spread = n * sxx - sx**2
    some = spread > 0
    return np.where(some, (n * sxy - sx * sy) / np.where(some, spread, 1.0), 0.0) / 2


def _season(run: Floats, season: int, horizon: int) -> Floats:
    """How far each period ahead usually lies from the year's level, drawn towards nothing.

    The distance is from the mean of the ``season`` periods up to it; newer years weigh more.
    """
    series, periods = run.shape
    level = _mean_of_last(run, season)
    summed, weight = np.zeros((series, season)), np.zeros((series, season))
    ahead = np.zeros((series, periods + 1, horizon))
    for point in range(periods + 1):
        usual = summed / (weight + _PRIOR_SEASONS)
        usual = usual - usual.mean(axis=1, keepdims=True)
        ahead[:, point] = usual[:, (point + np.arange(horizon)) % season]
        if point == periods:
            break
        off = run[:, point] - level[:, point + 1]
        known = ~np.isnan(off)
        place = point % season
        summed[:, place] = np.where(
            known, _SEASONS_KEPT * summed[:, place] + np.nan_to_num(off), summed[:, place]
        )
        weight[:, place] = np.where(known, _SEASONS_KEPT * weight[:, place] + 1, weight[:, place])
    return ahead


def _sparse(counts: Floats, horizon: int) -> Floats:
    """How often there are any, times how many then (Teunter, Syntetos and Babai 2011).

    Both are smoothed, the chance in every period, so that a subject gone quiet is let go of.
    """
    series, periods = counts.shape
    chance, size = np.full(series, np.nan), np.full(series, np.nan)
    ahead = np.full((series, periods + 1), np.nan)
    for point in range(periods):
        count = counts[:, point]
        known = ~np.isnan(count)
        begins = known & np.isnan(chance)
        some = known & (count > 0)
        chance = np.where(begins, _FIRST_CHANCE, chance)
        size = np.where(begins, np.maximum(count, 1.0), size)
        chance = np.where(known, chance + _SPARSE_CHANCE * (some - chance), chance)
        size = np.where(some, size + _SPARSE_SIZE * (count - size), size)
        ahead[:, point + 1] = chance * size
    return np.repeat(ahead[..., np.newaxis], horizon, axis=2)


def _mean_of_last(counts: Floats, many: int) -> Floats:
    """The mean of what is known of the last ``many`` periods at each point, (S, T + 1)."""
    known: npt.NDArray[np.float64] = (~np.isnan(counts)).astype(np.float64)
    summed, number = _before(np.nan_to_num(counts)), _before(known)
    start = np.maximum(np.arange(counts.shape[1] + 1) - many, 0)
    summed, number = summed - summed[:, start], number - number[:, start]
    return np.where(number > 0, summed / np.maximum(number, 1.0), np.nan)


def _before(values: Floats) -> Floats:
    """The sum of all that stands before each point, (S, T + 1)."""
    return np.concatenate([np.zeros((len(values), 1)), np.cumsum(values, axis=1)], axis=1)
