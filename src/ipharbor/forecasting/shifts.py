"""Whether a run of counts changed its level, and where.

A cumulative-sum test: what was counted until each point, less what a steady level would have
given, is a Brownian bridge while nothing changes (Page 1954; Csörgő and Horváth 1997), so the
largest excursion is judged by Kolmogorov's distribution. Counts that scatter more than
Poisson's are allowed for. The place is that of the best two-level Poisson fit (Hinkley 1970).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ipharbor.forecasting.counts import Floats, Ints
from ipharbor.vocabulary.errors import HarborError

LEAST = 8
"""Shorter runs are not judged."""


@dataclass(frozen=True)
class Shift:
    """The likeliest change of level in a run.

    ``at`` is the index of the first count of the new level. ``before`` and ``after`` are counts
    for one unit of exposure. ``p`` is the probability of so large an excursion while nothing
    changes; 1 for a run too short, or in which nothing was ever counted.
    """

    at: int
    before: float
    after: float
    p: float


@dataclass(frozen=True)
class Shifts:
    """``Shift`` by columns: one value for each of S runs."""

    at: Ints
    before: Floats
    after: Floats
    p: Floats


def shift(counts: npt.ArrayLike, exposure: npt.ArrayLike | None = None) -> Shift:
    """The likeliest change in one run; ``exposure`` is what a steady level would be like.

    Give the usual share of each month as its exposure, and a season is not taken for a change.
    Counts may be nan: such a place tells nothing. Raises ``forecast.run`` for an exposure of
    another length, or one that is not positive.
    """
    run = np.asarray(counts, dtype=np.float64)[np.newaxis]
    even = np.ones_like(run)
    given = even if exposure is None else np.asarray(exposure, dtype=np.float64)[np.newaxis]
    if given.shape != run.shape or not bool(np.all(given > 0)):
        raise HarborError("forecast.run")
    found = shifts(run, given)
    return Shift(int(found.at[0]), float(found.before[0]), float(found.after[0]), float(found.p[0]))


def shifts(counts: Floats, exposure: Floats) -> Shifts:
    """The likeliest change in each of many runs: both arguments of shape (S, T)."""
    known = ~np.isnan(counts) & (exposure > 0)
    count, expose = np.where(known, counts, 0.0), np.where(known, exposure, 0.0)
    summed, exposed = np.cumsum(count, axis=1), np.cumsum(expose, axis=1)
    total, whole = summed[:, -1:], exposed[:, -1:]
    level = total / np.where(whole > 0, whole, 1.0)
    fit = _fit(summed[:, :-1], exposed[:, :-1]) + _fit(
        total - summed[:, :-1], whole - exposed[:, :-1]
    )
    last = fit.argmax(axis=1)
    rows = np.arange(len(counts))
    early, width = summed[rows, last], exposed[rows, last]
    scatter = _scatter(count, level * expose, known)
    bridge = np.abs(summed - level * exposed).max(axis=1)
    size = np.sqrt(np.maximum(scatter * total[:, 0], 1e-12))
    judged = (known.sum(axis=1) >= LEAST) & (total[:, 0] > 0)
    return Shifts(
        at=last + 1,
        before=early / np.where(width > 0, width, 1.0),
        after=(total[:, 0] - early) / np.where(whole[:, 0] > width, whole[:, 0] - width, 1.0),
        p=np.where(judged, _kolmogorov(bridge / size), 1.0),
    )


def _fit(count: Floats, exposure: Floats) -> Floats:
    """Poisson's log-likelihood at its best level, but for what does not depend on it."""
    some = (count > 0) & (exposure > 0)
    rate = np.where(some, count, 1.0) / np.where(some, exposure, 1.0)
    return np.asarray(np.where(some, count * np.log(rate), 0.0))


def _scatter(count: Floats, expected: Floats, known: npt.NDArray[np.bool_]) -> Floats:
    """How many times Poisson's the variance is, at least once, from neighbours' differences.

    A change of level touches one difference alone, so it does not hide itself.
    """
    residual = (count - expected) / np.sqrt(np.where(expected > 0, expected, 1.0))
    pairs = known[:, 1:] & known[:, :-1]
    squared = np.where(pairs, np.diff(residual, axis=1) ** 2, 0.0)
    return np.maximum(squared.sum(axis=1) / np.maximum(2 * pairs.sum(axis=1), 1), 1.0)


def _kolmogorov(excursion: Floats) -> Floats:
    """P(sup |Brownian bridge| >= ``excursion``)."""
    bound = np.maximum(excursion, 0.2)[..., np.newaxis]
    term = np.arange(1, 40)
    series = 2 * np.sum((-1.0) ** (term - 1) * np.exp(-2 * (term * bound) ** 2), axis=-1)
    return np.asarray(np.clip(np.where(excursion < 0.2, 1.0, series), 0.0, 1.0))
