"""What came although the forecast did not allow for it: counts outside their interval.

A pure function for many series at once, for whoever warns. It says of one period of each
series whether its count lies outside the interval that was forecast from what was known
before it. Whether that is worth a warning is decided elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ipharbor.forecasting.counts import Floats, Ints
from ipharbor.forecasting.ensemble import Verdict, backtest, record
from ipharbor.vocabulary.errors import HarborError

LEVEL = 0.95
LEAST_TRIALS = 8
"""With fewer earlier forecasts an interval is a guess, and nothing is said."""

Marks = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Exceeded:
    """One row for each of S series, by columns of length S.

    ``actual`` is the count, ``expected`` what was forecast, ``low`` and ``high`` its interval
    at ``level`` (whole counts, both inside). ``judged`` is whether anything can be said: the
    series is old enough, its count is known, and ``trials``, the earlier forecasts so far ahead
    whose outcome was known, are at least ``LEAST_TRIALS``. ``above`` and ``below`` are set only
    where it is judged. ``excess`` is how far outside the count lies, negative below, 0 inside.
    ``held`` is how often the earlier intervals held: an interval that often did not is no
    good witness. ``shown`` is whether the forecast had been nearer than both naive ones.

    Columns of numbers are nan where a series is too young; ``trials`` is 0 there.
    """

    level: float
    actual: Floats
    expected: Floats
    low: Floats
    high: Floats
    above: Marks
    below: Marks
    excess: Floats
    trials: Ints
    held: Floats
    judged: Marks
    shown: Marks

    @property
    def outside(self) -> Marks:
        """Above or below."""
        return self.above | self.below


def exceeded(
    counts: npt.ArrayLike,
    *,
    season: int,
    at: int | None = None,
    ahead: int = 1,
    level: float = LEVEL,
) -> Exceeded:
    """Whether period ``at`` of ``counts`` (S, T) came out as forecast ``ahead`` periods before.

    ``season`` is the number of periods of a year: 4 for quarters, 12 for months. ``at`` is the
    newest period, if not said; later ones are not looked at. Give counts of whole periods
    only, by the day on which each thing became known; nan where the source has nothing. What
    comes out of a series does not depend on the others it was asked with. Raises
    ``forecast.run`` for a period or a distance that is not there.
    """
    table = np.atleast_2d(np.array(counts, dtype=np.float64))
    at = table.shape[1] - 1 if at is None else at
    point = at - ahead + 1
    if not 0 <= at < table.shape[1] or ahead < 1 or point < 0 or not 0 < level < 1:
        raise HarborError("forecast.run")
    tried = backtest(
        table[:, : at + 1], season=season, horizon=ahead, levels=(level,),
        since=max(point - _TOLD * season, 0),
    )  # fmt: skip
    actual = table[:, at]
    step = ahead - 1
    expected = tried.expected[:, point, step]
    low, high = tried.low[:, point, step, 0], tried.high[:, point, step, 0]
    told = record(tried, point)
    judged = ~np.isnan(expected) & ~np.isnan(actual) & (told.trials >= LEAST_TRIALS)
    above, below = judged & (actual > high), judged & (actual < low)
    return Exceeded(
        level=level,
        actual=actual,
        expected=expected,
        low=low,
        high=high,
        above=above,
        below=below,
        excess=np.where(above, actual - high, np.where(below, actual - low, 0.0)),
        trials=told.trials,
        held=told.held[:, 0],
        judged=judged,
        shown=np.array([one is Verdict.SHOWN for one in told.verdict], dtype=np.bool_),
    )


_TOLD = 6  # years of earlier intervals by which ``held`` is told
