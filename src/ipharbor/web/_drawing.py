"""Geometry of the small drawings that templates write as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ipharbor.queries.patents import Milestone

_GAP = 0.28  # share of a step that is left blank between bars


@dataclass(frozen=True)
class DrawnBar:
    """A bar in units of the drawing; ``middle`` is where its label stands."""

    x: float
    y: float
    width: float
    height: float
    middle: float


@dataclass(frozen=True)
class DrawnDay:
    """A day on the life line: its place, and whether its label stands above the line."""

    what: str
    on: date
    x: float
    above: bool
    anchor: str


def bars(counts: Sequence[int], *, width: float, height: float) -> tuple[DrawnBar, ...]:
    """Bars of equal width that stand on the bottom of ``width`` × ``height``."""
    most = max(counts, default=0) or 1
    step = width / max(1, len(counts))
    drawn = []
    for place, count in enumerate(counts):
        tall = round(height * count / most, 1)
        x = round(place * step + step * _GAP / 2, 1)
        middle = round((place + 0.5) * step, 1)
        drawn.append(
            DrawnBar(x, round(height - tall, 1), round(step * (1 - _GAP), 1), tall, middle)
        )
    return tuple(drawn)


def life_line(days: Sequence[Milestone], *, width: float) -> tuple[DrawnDay, ...]:
    """The days spread over ``width`` in proportion to time, labels above and below by turns."""
    if not days:
        return ()
    first, last = days[0].on.toordinal(), days[-1].on.toordinal()
    span = max(1, last - first)
    drawn = []
    for place, milestone in enumerate(days):
        share = (milestone.on.toordinal() - first) / span if len(days) > 1 else 0.5
        anchor = "start" if share < 0.12 else "end" if share > 0.88 else "middle"
        x = round(share * width, 1)
        drawn.append(DrawnDay(milestone.what, milestone.on, x, place % 2 == 0, anchor))
    return tuple(drawn)
