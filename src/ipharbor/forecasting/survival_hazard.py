"""The hazard by patent year: of the rights that come into a year, how likely each ends in it.

An annuity falls due once a year, so a right's life is a row of yearly decisions: a logistic
regression over right-years (D. R. Cox, JRSS B 34 (1972) 187-220, section on discrete time; J. D.
Singer and J. B. Willett, Journal of Educational Statistics 18 (1993) 155-195), drawn towards
the mean of all rights by a penalty on the squares of the weights.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ipharbor.forecasting.counts import Floats, Ints
from ipharbor.forecasting.survival import Bools
from ipharbor.vocabulary.errors import HarborError

PENALTY = 300.0
"""Ours, the best of five tried on folds of seed 0 of `experiments/survival`; columns are scaled."""
_ROUNDS, _NEAR = 50, 1e-8
_FIRST_STEPS = 4  # the first years that a right can end in have levels of their own


@dataclass(frozen=True)
class Hazard:
    """The weights: of the patent years from ``first_year`` on, of the years since the first that
    the right could end in, and of the table's columns after ``centre`` and ``scale``."""

    first_year: int
    of_year: Floats
    of_step: Floats
    of_column: Floats
    centre: Floats
    scale: Floats

    def share(self, table: Floats, first: Ints, years: int) -> Floats:
        """The chance that each right outlasts its 1st, 2nd, … of ``years`` decisions, the first
        of which is in the patent year ``first``; (rights, years)."""
        base = ((table - self.centre) / self.scale) @ self.of_column
        stays = np.ones((len(table), years))
        for step in range(years):
            place = np.clip(first + step - self.first_year, 0, len(self.of_year) - 1)
            level = base + self.of_year[place] + self.of_step[min(step, _FIRST_STEPS)]
            stays[:, step] = 1 / (1 + np.exp(level))
        return np.asarray(np.cumprod(stays, axis=1))


def fit(table: Floats, first: Ints, last: Ints, ended: Bools, penalty: float = PENALTY) -> Hazard:
    """The hazard learnt from rights that could end in the patent years ``first`` to ``last``.

    ``ended`` is whether it did in ``last``; a year that is not over is not among them. Raises
    ``survival.shape`` where the columns do not fit each other or no right-year is there.
    """
    steps = np.maximum(last - first + 1, 0)
    if not len(table) == len(first) == len(last) == len(ended) or not int(steps.sum()):
        raise HarborError("survival.shape")
    centre, scale = table.mean(axis=0), table.std(axis=0)
    scale = np.where(scale > 0, scale, 1.0)
    of = np.repeat(np.arange(len(table)), steps)
    step = np.arange(len(of)) - np.repeat(np.cumsum(steps) - steps, steps)
    year = first[of] + step
    over = ended[of] & (step == steps[of] - 1)
    begin, width = int(year.min()), int(year.max() - year.min()) + 1
    design = np.concatenate(
        [
            np.eye(width)[year - begin],
            np.eye(_FIRST_STEPS + 1)[np.minimum(step, _FIRST_STEPS)],
            ((table - centre) / scale)[of],
            np.ones((len(of), 1)),
        ],
        axis=1,
    )
    pull = np.full(design.shape[1], penalty)
    pull[: width + _FIRST_STEPS + 1] = 1.0
    pull[-1] = 0.0  # the mean of all rights is not drawn anywhere
    weight = _newton(design, over.astype(np.float64), pull)
    return Hazard(
        begin,
        weight[:width] + weight[-1],
        weight[width : width + _FIRST_STEPS + 1],
        weight[width + _FIRST_STEPS + 1 : -1],
        centre,
        scale,
    )


def _newton(design: Floats, over: Floats, pull: Floats) -> Floats:
    """The weights that make the penalised likelihood largest (Newton and Raphson)."""
    weight = np.zeros(design.shape[1])
    for _round in range(_ROUNDS):
        chance = 1 / (1 + np.exp(-(design @ weight)))
        slope = design.T @ (chance - over) + pull * weight
        bend = (design * (chance * (1 - chance))[:, np.newaxis]).T @ design + np.diag(pull)
        move = np.linalg.solve(bend + 1e-9 * np.eye(len(weight)), slope)
        weight = weight - move
        if float(np.abs(move).max()) < _NEAR:
            break
    return weight
