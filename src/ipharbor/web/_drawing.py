"""Geometry of the small drawings that templates write as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ipharbor.queries.patents import Milestone
from ipharbor.warning.track_record import Verdicts

RECORD_WIDTH = 400  # of the line that _track_record.html draws
_GAP = 0.28  # share of a step that is left blank between bars
_APART = 62  # two of these hold a label, for labels stand above and below by turns


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
    """A day on the life line and all that happened on it; ``above`` the line or below it."""

    whats: tuple[str, ...]
    on: date
    x: float
    above: bool
    anchor: str


@dataclass(frozen=True)
class DrawnShare:
    """A share on its line: the dot ``at``, the interval from ``low`` on."""

    at: float
    low: float
    width: float


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


def record_line(of: Verdicts) -> DrawnShare | None:
    """The share that verdicts tell, and its interval, along ``RECORD_WIDTH``; None where they
    tell none."""
    worth = of.worth
    if worth is None:
        return None
    low, high = (round(RECORD_WIDTH * one, 1) for one in (worth.low, worth.high))
    return DrawnShare(round(RECORD_WIDTH * worth.share, 1), low, round(high - low, 1))


def life_line(days: Sequence[Milestone], *, width: float) -> tuple[DrawnDay, ...]:
    """The days over ``width`` in proportion to time, labels above and below by turns.

    Days that lie close together are moved apart so that their labels can be read.
    """
    if not days:
        return ()
    merged: dict[date, tuple[str, ...]] = {}
    for milestone in days:
        merged[milestone.on] = (*merged.get(milestone.on, ()), milestone.what)
    places = _apart([on.toordinal() for on in merged], width)
    last = len(places) - 1
    return tuple(
        DrawnDay(
            whats=whats,
            on=on,
            x=x,
            above=place % 2 == 0,
            anchor="start" if place == 0 < last else "end" if place == last > 0 else "middle",
        )
        for place, (x, (on, whats)) in enumerate(zip(places, merged.items(), strict=True))
    )


def _apart(days: Sequence[int], width: float) -> list[float]:
    """Places of rising days from 0 to ``width``, neighbours at least ``_APART`` apart."""
    if len(days) == 1:
        return [width / 2]
    span = days[-1] - days[0]
    places = [width * (day - days[0]) / span for day in days]
    for place in range(1, len(places)):
        places[place] = max(places[place], places[place - 1] + _APART)
    for back, place in enumerate(reversed(range(len(places)))):
        places[place] = min(places[place], width - back * _APART)
    return [round(x, 1) for x in places]
