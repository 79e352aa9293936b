"""The grade of a warning: probability times impact, each with its stated points.

The colours follow the scale in use for risk registers: score 16-25 red, 10-15 orange,
5-9 yellow, 1-4 blue, score = probability (0-5) × impact (0-5). No national standard
grades warnings; the points below are this product's own and stand on every warning.
"""

from __future__ import annotations

from dataclasses import dataclass

from ipharbor.warning.observation import Observation
from ipharbor.warning.reasons import DOCUMENTS, Points, given
from ipharbor.warning.signals import Signal

__all__ = ["GRADES", "Grade", "Points", "colour", "grade", "of_points"]

GRADES = ("blue", "yellow", "orange", "red")
_FLOORS = ((16, "red"), (10, "orange"), (5, "yellow"), (0, "blue"))
MANY = 5


@dataclass(frozen=True)
class Grade:
    """A colour with its whole reckoning. ``score`` = ``probability`` × ``impact``."""

    colour: str
    probability: int
    impact: int
    points: tuple[Points, ...]

    @property
    def score(self) -> int:
        return self.probability * self.impact


def grade(seen: Observation, found: tuple[Signal, ...]) -> Grade:
    """Grade an observation by the signals found in it."""
    codes = {signal.code for signal in found}
    told = {
        "grade.own_field": "signal.own_field" in codes,
        "grade.movement": bool({"signal.new_field", "signal.newcomer"} & codes),
        "grade.surge": "signal.surge" in codes,
        "grade.granted": any(document.granted for document in seen.new),
        "grade.many": len(seen.new) >= MANY,
    }
    held = (reason for reason, holds in told.items() if holds)
    return of_points(given(DOCUMENTS, "grade.watched", *held))


def of_points(told: tuple[Points, ...]) -> Grade:
    """The grade that points come to; each side is cut at 0 and 5."""
    probability = max(0, min(5, sum(p.points for p in told if p.side == "probability")))
    impact = max(0, min(5, sum(p.points for p in told if p.side == "impact")))
    return Grade(colour(probability * impact), probability, impact, told)


def colour(score: int) -> str:
    """The colour of a score from 0 to 25."""
    return next(name for floor, name in _FLOORS if score >= floor)
