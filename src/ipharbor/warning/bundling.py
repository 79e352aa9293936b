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
    """Incidents that one watch took in one round and that one signal saw, gravest first.

    ``loud`` are those that are to be raised; the others are bundled apart, so that they do not
    hide behind graver ones, nor these among them.
    """

    incidents: tuple[Incident, ...]
    loud: bool

    @property
    def code(self) -> str:
        return self.incidents[0].code

    @property
    def about(self) -> str:
        """What tells the bundle from the others of its watch and round."""
        return self.code if self.loud else f"{self.code}|held"

    @property
    def grade(self) -> Grade:
        """The grade of the gravest."""
        return self.incidents[0].grade

    def decide(self, on: date) -> Decision:
        """Raised, or held: all known more than a year before ``on``, or below the threshold."""
        signals = tuple(one.signal for one in self.incidents[:TOLD])
        if self.loud:
            return Decision(True, "decision.at_or_above_threshold", signals, self.grade)
        late = all(_late(one, on) for one in self.incidents)
        reason = "decision.late_arrival" if late else "decision.below_threshold"
        return Decision(False, reason, signals, self.grade)


def bundled(taken: Iterable[Incident], *, on: date, raise_from: str) -> tuple[Bundle, ...]:
    """The incidents by signal, those at or above ``raise_from`` that became known within the
    year before ``on`` apart from the others; the gravest bundle first."""
    apart: dict[tuple[str, bool], list[Incident]] = {}
    for one in taken:
        grave = GRADES.index(one.grade.colour) >= GRADES.index(raise_from)
        apart.setdefault((one.code, grave and not _late(one, on)), []).append(one)
    bundles = [Bundle(tuple(sorted(some, key=_gravest)), loud) for (_, loud), some in apart.items()]
    return tuple(sorted(bundles, key=lambda one: (not one.loud, -one.grade.score, one.code)))


def _late(one: Incident, on: date) -> bool:
    return one.known_on < on - LATE


def _gravest(one: Incident) -> tuple[int, int, str]:
    return -one.grade.score, -one.known_on.toordinal(), one.mark
