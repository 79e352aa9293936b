"""The drawing of grants by month: stacked by type, beside the year before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ipharbor.analysis.region.asking import Asked, end_of_month
from ipharbor.analysis.region.counting import so_far
from ipharbor.analysis.region.figures import MonthCount
from ipharbor.analysis.region.layout import TYPES
from ipharbor.web.cockpit.addresses import Ways

WIDTH, HEIGHT = 720, 210
_BAR, _GAP = 0.5, 0.1  # shares of a month's step: the bar of the year, the space before it


@dataclass(frozen=True)
class Piece:
    """One type's part of a month's bar."""

    type: str
    y: float
    height: float
    count: int


@dataclass(frozen=True)
class DrawnMonth:
    """A month: its bar in pieces, the mark of the year before, and where the list is."""

    month: MonthCount
    x: float
    width: float
    middle: float
    before_x: float
    before_width: float
    before_y: float
    before_height: float
    top: float
    pieces: tuple[Piece, ...]
    address: str


@dataclass(frozen=True)
class Line:
    """A line of the scale."""

    y: float
    value: int


@dataclass(frozen=True)
class Drawing:
    """The whole drawing, in its own units."""

    months: tuple[DrawnMonth, ...]
    lines: tuple[Line, ...]
    width: int = WIDTH
    height: int = HEIGHT


def drawn(
    asked: Asked, months: Sequence[MonthCount], ways: Ways, *, height: int = HEIGHT
) -> Drawing:
    """The drawing of a year's months, so high beside its width of 720."""
    most = max((max(one.count, one.before) for one in months), default=0) or 1
    scale = _scale(most)
    top = scale[-1] or 1
    step = WIDTH / 12
    made = []
    for one in months:
        left = (one.month - 1) * step
        pieces, y = [], float(height)
        for kind in TYPES:
            tall = height * one.by_type[kind] / top
            y -= tall
            if one.by_type[kind]:
                pieces.append(Piece(kind, round(y, 1), round(tall, 1), one.by_type[kind]))
        tall = height * one.before / top
        year = asked.frame.on.year
        cut = so_far(asked).narrowed(
            first=date(year, one.month, 1), last=min(end_of_month(year, one.month), asked.frame.on)
        )
        x = left + step * (_GAP + 0.28)
        made.append(
            DrawnMonth(
                one, round(x, 1), round(step * _BAR, 1), round(left + step / 2, 1),
                round(left + step * _GAP, 1), round(step * 0.28, 1), round(height - tall, 1),
                round(tall, 1), round(y, 1), tuple(pieces), ways.rights(cut) if one.told else "",
            )
        )  # fmt: skip
    lines = tuple(Line(round(height - height * value / top, 1), value) for value in scale)
    return Drawing(tuple(made), lines, height=height)


def _scale(most: int) -> list[int]:
    """Round values from 0 to at least ``most``, four steps or five."""
    step = 1
    while step * 5 < most:
        for factor in (2, 5, 10):
            if step * factor * 5 >= most or factor == 10:
                step *= factor
                break
    return list(range(0, most + step, step))
