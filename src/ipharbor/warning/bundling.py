"""One warning about incidents of one kind, and whether it is raised or held."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ipharbor.warning.decision import LATE, Decision
from ipharbor.warning.grading import GRADES, Grade
from ipharbor.warning.incident import Incident

TOLD = 12  # incidents whose sentence stands in a warning; the others are counted


@dataclass(frozen=True)
class Bundle:
    """Incidents that one watch took in one round and that one signal saw, gravest first."""

    incidents: tuple[Incident, ...]

    @property
    def code(self) -> str:
        return self.incidents[0].code

    @property
    def grade(self) -> Grade:
        """The grade of the gravest."""
        return self.incidents[0].grade

    def decide(self, on: date, *, raise_from: str) -> Decision:
        """Raised, or held as below ``raise_from`` or as known more than a year before ``on``."""
        signals = tuple(one.signal for one in self.incidents[:TOLD])
        if all(one.known_on < on - LATE for one in self.incidents):
            return Decision(False, "decision.late_arrival", signals, self.grade)
        if GRADES.index(self.grade.colour) < GRADES.index(raise_from):
            return Decision(False, "decision.below_threshold", signals, self.grade)
        return Decision(True, "decision.at_or_above_threshold", signals, self.grade)


def bundled(taken: Iterable[Incident]) -> tuple[Bundle, ...]:
    """The incidents in one bundle a signal, the gravest bundle first."""
    by_code: dict[str, list[Incident]] = {}
    for one in taken:
        by_code.setdefault(one.code, []).append(one)
    bundles = [Bundle(tuple(sorted(some, key=_gravest))) for some in by_code.values()]
    return tuple(sorted(bundles, key=lambda one: (-one.grade.score, one.code)))


def _gravest(one: Incident) -> tuple[int, int, str]:
    return -one.grade.score, -one.known_on.toordinal(), one.mark
