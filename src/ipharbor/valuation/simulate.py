"""The range of an income's value, for many rights at once, in bounded memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.random import Generator

from ipharbor.valuation.columns import stream
from ipharbor.valuation.draws import FACTORS, Dependence, triangular, uniforms
from ipharbor.valuation.methods import Timing
from ipharbor.vocabulary.errors import HarborError

Floats = npt.NDArray[np.float64]

QUANTILES = (0.1, 0.5, 0.9)
LEAST_DRAWS, MOST_DRAWS = 100, 1_000_000
_CELLS = 500_000  # numbers in one array; some thirty such arrays live at once


@dataclass(frozen=True)
class Streams:
    """Incomes of rights. ``net`` is what the first year brings for each part of the rate that is
    the holder's, after tax: base times one less tax. Of each factor the columns are least,
    likeliest and most (rights by 3)."""

    net: Floats
    rate: Floats
    growth: Floats
    decay: Floats
    discount: Floats
    life: Floats
    timing: Timing = Timing.MIDDLE

    def __post_init__(self) -> None:
        rights = len(self.net)
        for name in FACTORS:
            held = self.spread(name)
            ordered = bool(np.all(np.diff(held, axis=1) >= 0))
            if held.shape != (rights, 3) or not ordered:
                raise HarborError("valuation.spread", told=name)

    def spread(self, name: str) -> Floats:
        """The three columns of a factor."""
        found: Floats = getattr(self, name)
        return found

    def part(self, rows: slice) -> Streams:
        """The same of some rights."""
        cut: dict[str, Any] = {name: self.spread(name)[rows] for name in FACTORS}
        return Streams(self.net[rows], timing=self.timing, **cut)


@dataclass(frozen=True)
class Ranges:
    """Of each right the values that one in ten, one in two and nine in ten draws do not exceed
    (rights by 3), the mean; and ``total``, the sum of all rights in each draw."""

    quantiles: Floats
    mean: Floats
    total: Floats


def ranges(
    streams: Streams, *, draws: int, tied: Dependence, rng: Generator, shared: Floats | None = None
) -> Ranges:
    """What ``draws`` draws make of the incomes, rights taken in portions of a bounded size.
    ``shared`` are the normal numbers that all have in common with others drawn before.

    Raises HarborError ``valuation.draws`` for fewer than 100 or more than a million draws.
    """
    if not LEAST_DRAWS <= draws <= MOST_DRAWS:
        raise HarborError("valuation.draws", fields=("draws",), n=draws)
    rights = len(streams.net)
    if shared is None and tied.common:
        shared = rng.standard_normal((len(FACTORS), draws))
    quantiles, mean = np.empty((rights, len(QUANTILES))), np.empty(rights)
    total = np.zeros(draws)
    at_once = max(1, _CELLS // draws)
    for begin in range(0, rights, at_once):
        rows = slice(begin, min(begin + at_once, rights))
        values = drawn(streams.part(rows), draws, tied, rng, shared)
        quantiles[rows] = quantiles_of(values)
        mean[rows] = values.mean(axis=1)
        total += values.sum(axis=0)
    return Ranges(quantiles, mean, total)


def drawn(
    streams: Streams, draws: int, tied: Dependence, rng: Generator, shared: Floats | None
) -> Floats:
    """The value of each right in each draw."""
    found = uniforms(len(streams.net), draws, tied, rng, shared)
    return valued(streams, {name: found[name] for name in FACTORS})


def valued(streams: Streams, uniform: dict[str, Floats]) -> Floats:
    """The value that each draw of the factors gives."""
    told = {name: triangular(uniform[name], streams.spread(name)) for name in FACTORS}
    first = streams.net[:, None] * told["rate"]
    return stream(
        first, told["growth"], told["decay"], told["discount"], told["life"], streams.timing
    )


def quantiles_of(values: Floats, at: Sequence[float] = QUANTILES) -> Floats:
    """The quantiles along the rows, each right a row."""
    return np.asarray(np.quantile(values, at, axis=1).T)


def error_of_median(values: Floats) -> float:
    """Half the width of the band in which the median lies with 95 %, by the order of the draws."""
    held = np.sort(values)
    half = 0.98 * np.sqrt(len(held))
    low = int(max(np.floor(len(held) / 2 - half), 0))
    high = int(min(np.ceil(len(held) / 2 + half), len(held) - 1))
    return float(held[high] - held[low]) / 2
