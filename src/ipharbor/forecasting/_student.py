"""Quantiles of Student's t for whole degrees of freedom."""

from __future__ import annotations

import math
from functools import cache
from statistics import NormalDist

_NEARLY_NORMAL = 400


@cache
def quantile(level: float, freedom: int) -> float:
    """The half-width q with P(|T| <= q) = ``level``, for ``freedom`` >= 1.

    By bisection of the finite sums of Abramowitz and Stegun (1964), 26.7.3 and 26.7.4.
    """
    if freedom > _NEARLY_NORMAL:
        return NormalDist().inv_cdf((1 + level) / 2)
    low, high = 0.0, 1.0
    while _inside(high, freedom) < level:
        low, high = high, high * 2
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if _inside(middle, freedom) < level else (low, middle)
    return high


def _inside(bound: float, freedom: int) -> float:
    """P(|T| <= ``bound``)."""
    angle = math.atan2(bound, math.sqrt(freedom))
    sine, cosine = math.sin(angle), math.cos(angle)
    odd = freedom % 2
    term = cosine if odd else 1.0
    total = term if freedom > 1 else 0.0
    for step in range(2 if odd else 1, freedom - 1, 2):
        term *= cosine * cosine * step / (step + 1)
        total += term
    return (angle + sine * total) * 2 / math.pi if odd else sine * total
