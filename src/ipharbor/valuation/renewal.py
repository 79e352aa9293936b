"""What the option to renew is worth: the holder pays while the right is expected to return more.

Each year the holder sees what the right returns and pays the next annuity while the return of
the year and what it leaves to come are worth more; the return wears off and moves by chance. The
way of Pakes (1986), with the wear and the movement stated instead of estimated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from ipharbor.valuation.income import money
from ipharbor.vocabulary.errors import HarborError

Floats = npt.NDArray[np.float64]

_POINTS = 1600
_LEAST, _MOST = 1e-4, 1e4  # of the largest annuity: the returns between which the grid lies
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(15)


@dataclass(frozen=True)
class Course:
    """How returns go: the yearly ``wear``, ``volatility`` (of the logarithm, a year) and
    ``discount``."""

    wear: float
    volatility: float
    discount: float

    def __post_init__(self) -> None:
        fit = 0 <= self.wear < 1 and 0 <= self.volatility <= 2 and 0 <= self.discount <= 1
        if not fit:
            raise HarborError("valuation.course", fields=("volatility",))


@dataclass(frozen=True)
class Renewal:
    """The option to renew a right, in CNY.

    ``committed`` is what the right would be worth to whoever must pay to the end, ``value`` what
    it is worth to whoever may stop; ``stops`` the return of each year below which the annuity is
    not paid.
    """

    value: Decimal
    committed: Decimal
    annuities: tuple[Decimal, ...]
    stops: tuple[Decimal, ...]


def renewal(annuities: Sequence[Decimal], first_return: Decimal, course: Course) -> Renewal:
    """The option of one right. ``annuities`` are those to come, the next first, one for each
    year; 0 for a year that is paid. ``first_return`` is what the next year is expected to return
    before the annuity. Raises HarborError ``valuation.annuities`` for none."""
    solved = _Solved(annuities, course)
    returns = np.array([float(first_return)])
    slope, costs = solved.slopes[0], solved.sunk[0]
    return Renewal(
        money(Decimal(float(solved.values(returns)[0]))),
        money(Decimal(float(returns[0] * slope - costs))),
        tuple(annuities),
        tuple(money(Decimal(one)) for one in solved.stops),
    )


def renewals(annuities: Sequence[Decimal], first_returns: Floats, course: Course) -> Floats:
    """The options of many rights that have the same annuities to come, each with its return."""
    return _Solved(annuities, course).values(first_returns)


class _Solved:
    """The value of a right by its return, from the last year back to the first."""

    def __init__(self, annuities: Sequence[Decimal], course: Course) -> None:
        if not annuities or min(annuities) < 0:
            raise HarborError("valuation.annuities", fields=("annuities",))
        self.course = course
        self.costs = [float(one) for one in annuities]
        largest = max(*self.costs, 1.0)
        self.grid = np.geomspace(largest * _LEAST, largest * _MOST, _POINTS)
        self.slopes, self.sunk = self._linear()
        self.stops: list[float] = [0.0] * len(self.costs)
        self.first = self._back()

    def values(self, returns: Floats) -> Floats:
        """The value now, by the return of the first year."""
        return self._between(returns, self.first, 0)

    def _linear(self) -> tuple[list[float], list[float]]:
        """Slope and sunk costs by year for returns so high that nobody stops."""
        one = 1 / (1 + self.course.discount)
        slope = sunk = 0.0
        slopes, all_sunk = [0.0], [0.0]
        for cost in reversed(self.costs):
            slope = one**0.5 + one * (1 - self.course.wear) * slope
            sunk = cost + one * sunk
            slopes.append(slope)
            all_sunk.append(sunk)
        return slopes[::-1], all_sunk[::-1]

    def _back(self) -> Floats:
        one = 1 / (1 + self.course.discount)
        spread = self.course.volatility
        moves = (1 - self.course.wear) * np.exp(spread * _NODES - spread**2 / 2)
        weights = _WEIGHTS / _WEIGHTS.sum()
        after = np.zeros_like(self.grid)
        for year in range(len(self.costs) - 1, -1, -1):
            to_come = np.zeros_like(self.grid)
            for move, weight in zip(moves, weights, strict=True):
                to_come += weight * self._between(self.grid * move, after, year + 1)
            kept = self.grid * one**0.5 - self.costs[year] + one * to_come
            self.stops[year] = self._stop(kept)
            after = np.maximum(kept, 0.0)
        return after

    def _between(self, returns: Floats, values: Floats, year: int) -> Floats:
        inside = np.interp(returns, self.grid, values)
        low = returns < self.grid[0]
        inside = np.where(low, values[0] * returns / self.grid[0], inside)
        beyond = returns * self.slopes[year] - self.sunk[year]
        return np.where(returns > self.grid[-1], np.maximum(beyond, 0.0), inside)

    def _stop(self, kept: Floats) -> float:
        """The return at which keeping is worth nothing; 0 where it always is worth something."""
        if kept[0] >= 0:
            return 0.0
        return float(np.interp(0.0, kept, self.grid))
