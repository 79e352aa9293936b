"""The naive forecasts that any other must beat, and how to find out whether it does.

A forecaster is a function ``(history, horizon) -> forecast`` of plain arrays; ``evaluate`` lets
it forecast from one point of the past after the other, seeing only what came before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from ipharbor.forecasting.counts import Floats
from ipharbor.vocabulary.errors import HarborError

Forecaster = Callable[[Floats, int], Floats]


def last_value(history: Floats, horizon: int) -> Floats:
    """The newest value again and again."""
    return np.full(horizon, history[-1])


def mean_value(history: Floats, horizon: int) -> Floats:
    """The mean of all values: for counts so sparse that the newest says nothing."""
    return np.full(horizon, history.mean())


def seasonal(season: int) -> Forecaster:
    """What stood at the same place of the newest season of ``season`` values."""

    def forecast(history: Floats, horizon: int) -> Floats:
        if len(history) < season:
            return last_value(history, horizon)
        return np.asarray(history[-season:][np.arange(horizon) % season])

    return forecast


def sparse(chance_weight: float = 0.1, size_weight: float = 0.1) -> Forecaster:
    """Counts that are mostly none: how often there are any, times how many then.

    Both are smoothed exponentially, the chance in every period and the size where there was
    one, so that a subject that has gone quiet is let go of. R. H. Teunter, A. A. Syntetos and
    M. Z. Babai, *Intermittent demand: linking forecasting to inventory obsolescence*,
    European Journal of Operational Research 214 (2011) 606-615.
    """

    def forecast(history: Floats, horizon: int) -> Floats:
        some = history > 0
        if not some.any():
            return np.zeros(horizon)
        chance, size = float(some.mean()), float(history[some].mean())
        for value in history.tolist():
            chance += chance_weight * (float(value > 0) - chance)
            if value > 0:
                size += size_weight * (value - size)
        return np.full(horizon, chance * size)

    return forecast


@dataclass(frozen=True)
class Evaluation:
    """What was forecast from each point of the past, and what came.

    ``points`` are the lengths of the histories; ``forecasts`` and ``outcomes`` have shape
    (points, horizon). ``scale`` is the mean absolute error of the seasonal naive forecast one
    step ahead within the first history; None where it is zero or the history is too short.
    """

    points: tuple[int, ...]
    forecasts: Floats
    outcomes: Floats
    scale: float | None

    @property
    def error(self) -> float:
        """Mean absolute error over all points and steps."""
        return float(np.abs(self.forecasts - self.outcomes).mean())

    @property
    def percentage(self) -> float | None:
        """Mean absolute error as a share of the outcome, outcomes of none left out."""
        some = self.outcomes != 0
        if not some.any():
            return None
        off = np.abs(self.forecasts - self.outcomes)[some] / np.abs(self.outcomes[some])
        return float(off.mean())

    @property
    def scaled(self) -> float | None:
        """MASE: the error as a multiple of ``scale``. Below 1 is better than naive.

        R. J. Hyndman and A. B. Koehler, *Another look at measures of forecast accuracy*,
        International Journal of Forecasting 22 (2006) 679-688.
        """
        return None if self.scale is None else self.error / self.scale

    def by_step(self) -> Floats:
        """Mean absolute error of each step ahead, (horizon,)."""
        return np.asarray(np.abs(self.forecasts - self.outcomes).mean(axis=0))


def scale(history: Floats, season: int = 1) -> float | None:
    """The mean change from one season to the next within ``history``: the unit of MASE."""
    if len(history) <= season:
        return None
    found = float(np.abs(history[season:] - history[:-season]).mean())
    return found or None


def evaluate(
    counts: Floats,
    forecaster: Forecaster,
    *,
    first: int,
    horizon: int = 1,
    step: int = 1,
    season: int = 1,
) -> Evaluation:
    """Forecast ``horizon`` values from the ``first`` ones, then from ``step`` more, to the end.

    The forecaster is given a copy of the history, so it cannot reach what came after. Raises
    ``forecast.run`` where no point leaves ``horizon`` values to compare with.
    """
    points = tuple(range(first, len(counts) - horizon + 1, step))
    if first < 1 or horizon < 1 or not points:
        raise HarborError("forecast.run")
    forecasts = np.stack([forecaster(counts[:point].copy(), horizon) for point in points])
    outcomes = np.stack([counts[point : point + horizon] for point in points])
    return Evaluation(points, forecasts, outcomes, scale(counts[:first], season))


@dataclass(frozen=True)
class Comparison:
    """Forecasters on the same points, the best first. ``beats_naive`` names those that do."""

    errors: tuple[tuple[str, float], ...]
    beats_naive: tuple[str, ...]


def compare(
    counts: Floats,
    forecasters: Mapping[str, Forecaster],
    naive: Mapping[str, Forecaster],
    *,
    first: int,
    horizon: int = 1,
    step: int = 1,
) -> Comparison:
    """Mean absolute errors of all; to beat naive is to be nearer than every one of ``naive``."""
    asked = {**naive, **forecasters}
    errors = {
        name: evaluate(counts, one, first=first, horizon=horizon, step=step).error
        for name, one in asked.items()
    }
    bar = min(errors[name] for name in naive)
    ranked = sorted(errors.items(), key=lambda one: one[1])
    return Comparison(
        tuple(ranked), tuple(name for name, error in ranked if name in forecasters and error < bar)
    )
