"""The drawings of a valuation: ranges on one axis, and what moves a value most. Each is a line of
a table with its figures beside it, so that nobody must read a colour or a length."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ipharbor.valuation.appraisal import Bar, Range

WIDTH = 1000  # of a drawing, in its own units: it is as wide as its cell
_LEAST = 4.0  # a bar is never thinner


@dataclass(frozen=True)
class Axis:
    """What a drawing reaches from and to, in CNY."""

    low: Decimal
    high: Decimal

    def at(self, value: Decimal) -> float:
        """Where the value lies."""
        reach = self.high - self.low or Decimal(1)
        return round(float((value - self.low) / reach) * WIDTH, 1)


@dataclass(frozen=True)
class Bars:
    """A range as it is drawn: a bar from ``x`` so ``wide``, and a line at the median."""

    x: float
    wide: float
    middle: float


@dataclass(frozen=True)
class Swing:
    """What one thing moves: ``bar`` its figures, a dashed bar towards its least, a full one
    towards its most, both from the value with everything at its likeliest."""

    bar: Bar
    least: Bars
    most: Bars
    at_least: str
    at_most: str


def axis_of(ranges: Sequence[Range]) -> Axis:
    """The axis of ranges: from nothing, or from below it where a value lies below."""
    low = min((one.low for one in ranges), default=Decimal(0))
    high = max((one.high for one in ranges), default=Decimal(0))
    return Axis(min(low, Decimal(0)), max(high, Decimal(0)))


def drawn(one: Range, on: Axis) -> Bars:
    """A range on its axis."""
    return _bars(one.low, one.high, one.median, on)


def tornado(bars: Sequence[Bar], centre: Decimal) -> tuple[Axis, list[Swing]]:
    """The swings on one axis, in the order of ``bars``; ``centre`` is the value that they leave."""
    ends = [centre, *(one for bar in bars for one in (bar.at_least, bar.at_most))]
    on = Axis(min(ends), max(ends))
    return on, [
        Swing(
            bar,
            _between(centre, bar.at_least, on),
            _between(centre, bar.at_most, on),
            factor_text(bar.factor, bar.least),
            factor_text(bar.factor, bar.most),
        )
        for bar in bars
    ]


def factor_text(factor: str, value: Decimal) -> str:
    """The value of a factor without its unit: a rate in per cent, a life in years."""
    if factor == "life":
        return f"{value:.1f}"
    return f"{round(value * 100, 2).normalize():f}"


def _between(centre: Decimal, end: Decimal, on: Axis) -> Bars:
    return _bars(min(centre, end), max(centre, end), centre, on)


def _bars(low: Decimal, high: Decimal, middle: Decimal, on: Axis) -> Bars:
    x, end = on.at(low), on.at(high)
    wide = max(round(end - x, 1), _LEAST)
    return Bars(min(x, WIDTH - wide), wide, on.at(middle))
