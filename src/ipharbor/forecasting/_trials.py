"""All forecasts at every point at once: what each method said, what was combined, what chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ipharbor.forecasting._methods import METHODS, look, naive
from ipharbor.forecasting._scale import PRIOR_SPREAD, counted, reach, steady
from ipharbor.forecasting.counts import Floats, Ints, YearCounts

_PRIOR_TRIALS = 2.0  # all methods begin equal, as if each had been off so many times
_LEAST_TRIALS = 5  # before that the combination is taken
_SINCE_WEIGHT = 0.7  # of the level since a change; the rest is the usual forecast's
_CLEARLY_BETTER = 0.7  # of the combination's error: only then is one method taken alone


@dataclass(frozen=True)
class Trials:
    """Shapes: S series, Y points (years), K methods, L levels.

    ``expected`` is the total forecast at each point, ``low`` and ``high`` its bounds
    (S, Y, L). ``method`` is an index into ``METHODS``, K for the combination, K + 1 where a
    change of level was believed; ``weights`` are those of the newest point (S, K). ``naive``
    holds the naive forecasts (S, Y, 2), ``reached`` what each year came to as known at the
    last point, nan where it is not known.
    """

    so_far: Floats
    share: Floats
    late: Floats
    expected: Floats
    low: Floats
    high: Floats
    method: Ints
    weights: Floats
    naive: Floats
    reached: Floats


def trials(counts: YearCounts, levels: Sequence[float]) -> Trials:
    """Forecast every year of ``counts`` from the same point of the year, seeing only its past."""
    shape = (counts.series, counts.years)
    so_far, share, late, chosen = (np.full(shape, np.nan) for _ in range(4))
    rest = np.full((*shape, len(METHODS) + 1), np.nan)
    plain = np.full((*shape, 2), np.nan)
    low, high = (np.full((*shape, len(levels)), np.nan) for _ in range(2))
    method = np.full(shape, len(METHODS), np.int64)
    weights = np.zeros((counts.series, len(METHODS)))
    for point in range(counts.years):
        seen, ahead = look(counts, point)
        rest[:, point, :-1] = ahead.rest
        so_far[:, point], share[:, point] = seen.so_far, seen.share
        late[:, point] = seen.late
        plain[:, point] = naive(counts, point, seen)
        outcome = counts.known[:, point, :point].sum(axis=2) - so_far[:, :point]
        outcome[:, :1] = np.nan  # the first year had nothing to be forecast from
        weights = _weights(_errors(outcome, rest[:, :point, :-1]))
        rest[:, point, -1] = (weights * rest[:, point, :-1]).sum(axis=1)
        method[:, point] = _choice(_errors(outcome, rest[:, :point]))
        picked = method[:, point, np.newaxis]
        usual = np.take_along_axis(rest[:, point], picked, axis=1)[:, 0]
        shifted = ~np.isnan(ahead.since_shift)
        chosen[:, point] = np.where(shifted, _between(ahead.since_shift, usual), usual)
        method[shifted, point] = len(METHODS) + 1
        past = steady(outcome) - steady(chosen[:, :point])
        bounds = _bounds(chosen[:, point], past, seen.share, levels)
        low[:, point], high[:, point] = _widened(bounds, usual, ahead.since_shift)
    reached = counts.known[:, -1].sum(axis=2)
    return Trials(
        so_far, share, late, so_far + chosen, so_far[..., np.newaxis] + low,
        so_far[..., np.newaxis] + high, method, weights, plain, reached,
    )  # fmt: skip


def _between(since: Floats, usual: Floats) -> Floats:
    """Between what the level since a change gives and what is usual, nearer to the former."""
    return counted(_SINCE_WEIGHT * steady(since) + (1 - _SINCE_WEIGHT) * steady(usual))


def _widened(bounds: tuple[Floats, Floats], usual: Floats, since: Floats) -> tuple[Floats, Floats]:
    """Bounds that hold both where a change is believed: nobody knows whether it lasts."""
    both = np.stack([usual, np.where(np.isnan(since), usual, since)], axis=1)
    low = np.minimum(bounds[0], np.floor(both.min(axis=1, keepdims=True)))
    return low, np.maximum(bounds[1], np.ceil(both.max(axis=1, keepdims=True)))


def _errors(outcome: Floats, rest: Floats) -> Floats:
    """How far off each method was at earlier points, on the steady scale, (S, points, K)."""
    return np.asarray(steady(outcome)[..., np.newaxis] - steady(rest))


def _weights(errors: Floats) -> Floats:
    """Weights by the inverse of the mean square error so far (Bates and Granger 1969)."""
    known = ~np.isnan(errors)
    squared = np.where(known, errors, 0.0) ** 2
    mean = (squared.sum(axis=1) + _PRIOR_TRIALS * PRIOR_SPREAD**2) / (
        known.sum(axis=1) + _PRIOR_TRIALS
    )
    weights = 1 / np.maximum(mean, 1e-6)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def _choice(errors: Floats) -> Ints:
    """The method to take: the last, which is the combination, unless another is clearly better."""
    known = ~np.isnan(errors)
    many = known[:, :, -1].sum(axis=1)
    mean = np.where(known, np.abs(errors), 0.0).sum(axis=1) / np.maximum(many, 1)[:, np.newaxis]
    best = mean[:, :-1].argmin(axis=1)
    clearly = mean[:, :-1].min(axis=1) < _CLEARLY_BETTER * mean[:, -1]
    return np.where((many >= _LEAST_TRIALS) & clearly, best, errors.shape[2] - 1)


def _bounds(
    rest: Floats, past: Floats, share: Floats, levels: Sequence[float]
) -> tuple[Floats, Floats]:
    """Bounds of what is still to come, whole counts, (S, L) each; none of a year that is over."""
    centre = steady(rest)
    widths = np.stack([reach(past, level) for level in levels], axis=1)
    over = (share >= 1 - 1e-9)[:, np.newaxis]
    low = np.floor(counted(centre[:, np.newaxis] - widths))
    high = np.ceil(counted(centre[:, np.newaxis] + widths))
    return np.where(over, 0.0, low), np.where(over, 0.0, high)
