"""Whose filings multiply: the surge of one watch (``signals.surge``) for thousands of subjects.

The last three, six and twelve months of each subject are compared with the three years before
them. Two things are allowed for that the rule for one watch does not allow for: that everybody
files more (the exposure is what all filed together), and that filings come in bunches (counts
are divided by how many times Poisson's their variance is, after Wedderburn's quasi-likelihood,
Biometrika 61 (1974) 439-447). The level is corrected for the three windows and for the number of
subjects.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ipharbor.forecasting.shifts import LEAST as SHIFT_LEAST
from ipharbor.forecasting.shifts import shifts
from ipharbor.warning.chances import Flags, Floats, Ints, above_rate, passing

WINDOWS = (3, 6, 12)  # months
PAST = 36  # months before the window
QUARTER = 3
PRIOR = 20  # quarters as which the scatter of all counts
LEAST = 5  # documents in the window
SETTLED = 6  # documents in the past: before, multiplying means little
RATIO = 2.0  # times as many as usual
LEVEL = 0.01  # of false ones among those told as beyond chance, at each look
CHANCE = 0.001  # below which one is told at all


@dataclass(frozen=True)
class Surges:
    """One value for each subject: the window of ``months`` months in which its count is least
    likely. ``usual`` is what its past lets expect where all file as much as now; ``chance`` that
    of ``count`` or more, 1 where nothing is judged; ``seen`` whether it is told, ``sure`` whether
    it passes when all judged are counted."""

    months: Ints
    count: Ints
    usual: Floats
    chance: Floats
    seen: Flags
    sure: Flags


def surges(months: Ints, total: Ints) -> Surges:
    """Of ``months`` (S, T), counts by month with the newest last, and ``total`` (T,), those of
    everybody. Subjects without a document in the first of the three years are new and not
    judged; nor is anything with fewer than 39 months."""
    size = len(months)
    zero, no = np.zeros(size, np.int64), np.zeros(size, bool)
    best = Surges(zero, zero.copy(), np.zeros(size), np.ones(size), no, no)
    judged = np.zeros(size, bool)
    for window in WINDOWS:
        if months.shape[1] < PAST + window:
            continue
        able, count, usual, chance = _window(months, total, window)
        judged |= able
        better = chance < best.chance
        best.months[better], best.count[better] = window, count[better]
        best.usual[better], best.chance[better] = usual[better], chance[better]
    chance = np.minimum(1.0, best.chance * len(WINDOWS))
    sure = np.zeros(size, bool)
    sure[judged] = passing(chance[judged], int(judged.sum()), LEVEL)
    return Surges(best.months, best.count, best.usual, chance, (chance < CHANCE) | sure, sure)


def _window(months: Ints, total: Ints, window: int) -> tuple[Flags, Ints, Floats, Floats]:
    """What is judged, and count, what is usual, and chance, for a window of so many months."""
    count = months[:, -window:].sum(axis=1)
    past = months[:, -window - PAST : -window].reshape(len(months), -1, QUARTER).sum(axis=2)
    whole = total[-window - PAST : -window].reshape(-1, QUARTER).sum(axis=1)
    whole = np.maximum(whole, 1).astype(np.float64)
    summed, exposure = past.sum(axis=1), whole.sum() / max(1, int(total[-window:].sum()))
    usual = summed / exposure
    judged = (past[:, : past.shape[1] // 3].sum(axis=1) > 0) & (summed >= SETTLED)
    able = judged & (count >= LEAST) & (count >= RATIO * usual)
    chance = np.ones(len(months))
    scatter = _scatter(past, summed, whole, judged)[able]
    chance[able] = above_rate(
        np.ceil(count[able] / scatter).astype(np.int64),
        summed[able] / scatter,
        np.full(int(able.sum()), exposure),
    )
    return judged, count, usual, chance


def _scatter(past: Ints, summed: Ints, whole: Floats, judged: Flags) -> Floats:
    """How many times Poisson's the variance is, at least once. Twelve quarters tell it badly, so
    each subject's is drawn to the mean of all judged, which counts as ``PRIOR`` quarters (after
    G. K. Smyth's moderated variances, Stat. Appl. Genet. Mol. Biol. 3, 2004)."""
    expected = np.outer(summed, whole / whole.sum())
    squared = (past - expected) ** 2 / np.where(expected > 0, expected, 1.0)
    free = past.shape[1] - 1
    own = squared.sum(axis=1) / free
    pooled = float(own[judged].mean()) if judged.any() else 1.0
    return np.asarray(np.maximum((free * own + PRIOR * pooled) / (free + PRIOR), 1.0))


def changed(months: Ints, total: Ints) -> Ints:
    """How many months ago each subject's level changed, by its likeliest change point in the
    last five years; 0 where the years are too few."""
    size = min(60, months.shape[1] // QUARTER * QUARTER)
    if size // QUARTER < SHIFT_LEAST:
        return np.zeros(len(months), np.int64)
    quarters = months[:, -size:].reshape(len(months), -1, QUARTER).sum(axis=2).astype(np.float64)
    whole = np.maximum(total[-size:].reshape(-1, QUARTER).sum(axis=1), 1).astype(np.float64)
    found = shifts(quarters, np.broadcast_to(whole, quarters.shape))
    return np.asarray((quarters.shape[1] - found.at) * QUARTER)
