"""Chances of counts, for many subjects at once, and what of many chances may be told.

Arrays are of one length S, one value a subject. Chances below about 1e-15 are told as 0.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def passing(chance: Floats, tried: int, level: float) -> Flags:
    """Which of the chances are told when so many were tried, such that on the average at most
    ``level`` of what is told is chance: the procedure of Y. Benjamini and Y. Hochberg, *Controlling
    the False Discovery Rate*, JRSS B 57 (1995) 289-300. What was tried and is not given has a
    chance of 1."""
    order = np.argsort(chance, kind="stable")
    bounds = level * np.arange(1, len(chance) + 1) / max(tried, len(chance), 1)
    below = np.flatnonzero(chance[order] <= bounds)
    found = np.zeros(len(chance), bool)
    if len(below):
        found[order[: below[-1] + 1]] = True
    return found


def above_rate(count: Ints, past: Ints | Floats, exposure: Floats) -> Floats:
    """The chance of ``count`` or more after ``past`` in ``exposure`` times as long.

    A Poisson count whose rate has Jeffreys' gamma posterior: its predictive distribution is
    negative binomial (Gelman et al., Bayesian Data Analysis, 3rd ed., section 2.6).
    """
    shape = np.asarray(past + 0.5, np.float64)
    first = shape * (np.log(exposure) - np.log1p(exposure))
    step = -np.log1p(exposure)
    return _beyond(count, first, lambda k: np.log(shape + k) - np.log(k + 1) + step)


def above_mean(count: Ints, mean: Floats) -> Floats:
    """The chance of ``count`` or more of a Poisson count with that mean."""
    told = np.maximum(mean, 1e-300)
    return _beyond(count, -told, lambda k: np.log(told) - np.log(k + 1))


def above_scattered(count: Ints, mean: Floats, shape: float) -> Floats:
    """The chance of ``count`` or more of a negative binomial count with that mean, whose rates
    scatter as a gamma distribution of that shape."""
    told = np.maximum(mean, 1e-300)
    odds = np.log(told) - np.log(told + shape)
    first = shape * (np.log(shape) - np.log(told + shape))
    return _beyond(count, first, lambda k: np.log(shape + k) - np.log(k + 1) + odds)


def above_share(count: Ints, whole: Ints, share: Floats) -> Floats:
    """The chance of ``count`` or more among ``whole``, each with chance ``share``: binomial."""
    likely = np.clip(share, 1e-12, 1 - 1e-12)
    odds = np.log(likely) - np.log1p(-likely)
    first = np.asarray(whole * np.log1p(-likely), np.float64)

    def step(k: int) -> Floats:
        left = np.maximum(whole - k, 0)
        with np.errstate(divide="ignore"):
            return np.asarray(np.log(left) - np.log(k + 1) + odds)

    return _beyond(count, first, step)


def _beyond(count: Ints, first: Floats, step: Callable[[int], Floats]) -> Floats:
    """1 less the sum of the chances below ``count``: ``first`` is the logarithm of that of 0,
    and ``step(k)`` what it grows by from k to k + 1."""
    below, term = np.zeros(len(count)), np.asarray(first, np.float64).copy()
    for k in range(int(count.max(initial=0))):
        below += np.where(k < count, np.exp(term), 0.0)
        term = term + step(k)
    return np.clip(1.0 - below, 0.0, 1.0)
