"""How good forecasts of lives are: order, error with censoring, and calibration."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ipharbor.forecasting.counts import Floats, Ints
from ipharbor.forecasting.survival import Lives, kaplan_meier
from ipharbor.vocabulary.errors import HarborError

_AT_ONCE = 1_000  # rows of the table of pairs


def concordance(lives: Lives, risk: Floats) -> float:
    """Of the pairs of which it is known who ended first, the share in which that one had the
    higher ``risk``; equal risks count half. 0.5 is chance; nan without such a pair.

    F. E. Harrell and others, JAMA 247 (1982) 2543-2546. A pair that ends at one time counts
    only where one of the two was censored then.
    """
    return _concordance(lives, risk, np.ones(len(lives)))


def concordance_ipcw(train: Lives, lives: Lives, risk: Floats, until: float) -> float:
    """The same up to ``until`` years, weighted so that it does not depend on the censoring.

    H. Uno and others, Statistics in Medicine 30 (2011) 1105-1117; the censoring is that of
    ``train``.
    """
    kept = kaplan_meier(train.censoring).beyond(lives.years)
    weight = np.where((lives.years < until) & (kept > 0), 1 / np.maximum(kept, 1e-9) ** 2, 0.0)
    return _concordance(lives, risk, weight)


def _concordance(lives: Lives, risk: Floats, weight: Floats) -> float:
    right = pairs = 0.0
    first = np.flatnonzero(lives.ended & (weight > 0))
    for begin in range(0, len(first), _AT_ONCE):
        some = first[begin : begin + _AT_ONCE]
        own = lives.years[some, np.newaxis]
        later = (lives.years > own) | ((lives.years == own) & ~lives.ended)
        higher = (risk[some, np.newaxis] > risk) + 0.5 * (risk[some, np.newaxis] == risk)
        pairs += float(weight[some] @ later.sum(axis=1))
        right += float(weight[some] @ (later * higher).sum(axis=1))
    return right / pairs if pairs else float("nan")


def brier(train: Lives, lives: Lives, share: Floats, years: Floats) -> Floats:
    """The mean squared error of ``share`` (lives, years), the chance to last beyond each of
    ``years``, with every life weighted by its chance not to have been censored.

    E. Graf and others, Statistics in Medicine 18 (1999) 2529-2545. The chance of censoring is
    that of ``train``, by Kaplan and Meier. ``years`` must lie within both follow-ups.
    """
    if share.shape != (len(lives), len(years)) or not len(years):
        raise HarborError("survival.shape")
    censoring = kaplan_meier(train.censoring)
    at_end = np.maximum(censoring.before(lives.years), 1e-9)[:, np.newaxis]
    at_year = np.maximum(censoring.beyond(years), 1e-9)[np.newaxis, :]
    over = lives.years[:, np.newaxis] <= years
    ended = over & lives.ended[:, np.newaxis]
    error = np.where(ended, share**2 / at_end, np.where(over, 0.0, (1 - share) ** 2 / at_year))
    return np.asarray(error.mean(axis=0))


def integrated_brier(train: Lives, lives: Lives, share: Floats, years: Floats) -> float:
    """The mean of ``brier`` over the time from the first to the last of ``years``, which are
    in order, by the trapezoidal rule."""
    found = brier(train, lives, share, years)
    if len(years) == 1:
        return float(found[0])
    return float(np.trapezoid(found, years) / (years[-1] - years[0]))


@dataclass(frozen=True)
class Group:
    """Lives with like chances: how many, what was said on average, and what came of them.

    ``seen`` is Kaplan and Meier's share, ``low`` and ``high`` its band.
    """

    lowest: float
    highest: float
    lives: int
    said: float
    seen: float
    low: float
    high: float

    @property
    def holds(self) -> bool:
        """Whether what was said lies in the band of what was seen."""
        return self.low <= self.said <= self.high


def calibration(
    lives: Lives, share: Floats, years: float, *, groups: int = 10, level: float = 0.95
) -> tuple[Group, ...]:
    """Chances to last beyond ``years`` beside what came of it, in groups of equal size by chance.

    Fewer groups come out where many chances are equal; groups without lives are left out.
    """
    edges = np.unique(np.quantile(share, np.linspace(0, 1, groups + 1)))
    place: Ints = np.searchsorted(edges[1:-1], share, side="right").astype(np.int64)
    found = []
    for one in range(max(1, len(edges) - 1)):
        rows = np.flatnonzero(place == one)
        if not len(rows):
            continue
        curve = kaplan_meier(lives.only(rows))
        low, high = curve.band([years], level)
        said = share[rows]
        found.append(
            Group(
                float(said.min()), float(said.max()), len(rows), float(said.mean()),
                float(curve.beyond([years])[0]), float(low[0]), float(high[0]),
            )
        )  # fmt: skip
    return tuple(found)


def calibration_error(groups: tuple[Group, ...]) -> float:
    """The mean distance between what was said and what was seen, by lives."""
    count = sum(one.lives for one in groups)
    return sum(one.lives * abs(one.said - one.seen) for one in groups) / count if count else 0.0
