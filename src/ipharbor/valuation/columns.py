"""The values of many rights at once; what ``income``, ``market`` and ``cost`` tell of one."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ipharbor.valuation.methods import Timing

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
_TIE = 2e-15  # relative; a half cent that a float falls short of still rounds up
_MIDDLE = 0.5


def relief(
    sales: Floats,
    royalty: Floats,
    growth: Floats,
    decay: Floats,
    discount: Floats,
    tax: Floats,
    life: Floats,
    timing: Timing = Timing.MIDDLE,
) -> Floats:
    """Relief from royalty: the royalties on ``sales`` (of the first year, CNY) that the holder
    need not pay, after tax. Rates are parts of one, ``life`` years, of which the last may be a
    part of a year. All arrays have one shape or broadcast to it."""
    return stream(sales * royalty * (1 - tax), growth, decay, discount, life, timing)


def profit_share(
    profit: Floats,
    share: Floats,
    growth: Floats,
    decay: Floats,
    discount: Floats,
    tax: Floats,
    life: Floats,
    timing: Timing = Timing.END,
) -> Floats:
    """The ``share`` of the right in a ``profit`` before tax."""
    return stream(profit * share * (1 - tax), growth, decay, discount, life, timing)


def excess_earnings(
    earnings: Floats,
    charges: Floats,
    growth: Floats,
    decay: Floats,
    discount: Floats,
    tax: Floats,
    life: Floats,
    timing: Timing = Timing.END,
) -> Floats:
    """What ``earnings`` leave after the ``charges`` for all other assets, after tax."""
    return stream((earnings - charges) * (1 - tax), growth, decay, discount, life, timing)


def stream(
    first: Floats, growth: Floats, decay: Floats, discount: Floats, life: Floats, timing: Timing
) -> Floats:
    """The present value of ``first`` a year, grown by ``growth`` and worn by ``decay`` each year.

    A part of a year brings its part, in the middle (or at the end) of that part.
    """
    middle = timing is Timing.MIDDLE
    whole = np.floor(life)
    rest = life - whole
    step = (growth - decay - growth * decay - discount) / (1 + discount)
    log = np.log1p(step)
    log_discount = np.log1p(discount)
    small = np.abs(step) < 1e-300
    with np.errstate(invalid="ignore", divide="ignore"):
        terms = np.where(small, whole, np.expm1(whole * log) / np.where(small, 1.0, step))
    begun = np.exp(-log_discount * (_MIDDLE if middle else 1.0))
    last = rest * np.exp(whole * log - log_discount * rest * (_MIDDLE if middle else 1.0))
    return np.asarray(first * (begun * terms + last))


def market(prices: Floats, weights: Floats, adjustments: Floats) -> Floats:
    """The weighted mean of adjusted prices; each array is rights by comparables, a missing
    comparable has weight 0. ``nan`` for a right without any."""
    total = weights.sum(axis=1)
    held = np.where(weights > 0, prices * adjustments, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray((held * weights).sum(axis=1) / np.where(total > 0, total, np.nan))


def cost(
    labour: Floats, expense: Floats, overhead: Floats, profit: Floats, used: Floats, life: Floats
) -> Floats:
    """What making it again would cost, less what has worn off: ``used`` years of ``used`` and
    ``life`` together. ``profit`` is a part of the costs. Nothing is left where ``life`` is 0."""
    whole = used + life
    left = np.divide(life, whole, out=np.zeros_like(whole), where=whole > 0)
    return np.asarray((labour + expense + overhead) * (1 + profit) * left)


def cents(values: Floats) -> Ints:
    """``values`` in fen (0.01 CNY), halves away from nothing."""
    hundredfold = np.abs(values) * 100
    nearest = np.floor(hundredfold * (1 + _TIE) + 0.5)
    return np.asarray(np.where(values < 0, -nearest, nearest), dtype=np.int64)
