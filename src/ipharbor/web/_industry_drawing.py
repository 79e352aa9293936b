"""Geometry of the small drawings of industries, written as SVG by their templates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from ipharbor.analysis.industry.figures import PlaceRow, UnitRow, YearRow
from ipharbor.web._drawing import DrawnBar, bars

WIDTH, HEIGHT = 600, 150
YEARS = 12
SPAN = 168  # of the strip on which an interval is drawn
_EDGE = 6
_FURTHEST = 8.0  # times, beyond which an index stands at the edge


@dataclass(frozen=True)
class DrawnYear:
    """A year with the bar of everybody and, within it, that of the region."""

    row: YearRow
    whole: DrawnBar
    home: DrawnBar


@dataclass(frozen=True)
class DrawnIndex:
    """An index on a strip of ``SPAN`` units with its interval; ``even`` is where 1 stands."""

    at: float | None
    low: float
    high: float
    even: float = SPAN / 2


@dataclass(frozen=True)
class DrawnPlace:
    """A region with the length of its bar, of 100."""

    row: PlaceRow
    length: float


def years(rows: Sequence[YearRow]) -> tuple[DrawnYear, ...]:
    """The newest years as bars."""
    shown = rows[-YEARS:]
    drawn = bars([row.count for row in shown], width=WIDTH, height=HEIGHT)
    most = max((row.count for row in shown), default=0) or 1
    return tuple(
        DrawnYear(row, whole, _within(whole, HEIGHT * row.home / most))
        for row, whole in zip(shown, drawn, strict=True)
    )


def index(row: UnitRow) -> DrawnIndex | None:
    """The index of a technology with its interval; None where there is none."""
    if row.low is None or row.high is None:
        return None
    at = None if row.index is None else _place(row.index)
    return DrawnIndex(at, _place(row.low), _place(row.high))


def places(rows: Sequence[PlaceRow]) -> tuple[DrawnPlace, ...]:
    """Regions beside one another."""
    most = max((row.count for row in rows), default=0) or 1
    return tuple(DrawnPlace(row, round(100 * row.count / most, 1)) for row in rows)


def _place(value: float) -> float:
    """Where a ratio stands: as far left for a half as right for twice."""
    bounded = min(max(value, 1 / _FURTHEST), _FURTHEST)
    half = SPAN / 2 - _EDGE
    return round(SPAN / 2 + half * log(bounded) / log(_FURTHEST), 1)


def _within(whole: DrawnBar, tall: float) -> DrawnBar:
    top = round(whole.y + whole.height - tall, 1)
    return DrawnBar(whole.x, top, whole.width, round(tall, 1), whole.middle)
