"""To raise a warning or to hold it, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from ipharbor.warning.grading import GRADES, Grade, grade
from ipharbor.warning.observation import Observation
from ipharbor.warning.signals import Signal, signals

LATE = timedelta(days=365)  # known longer than this before the watch looks: no news


@dataclass(frozen=True)
class Decision:
    """``raised`` or held, with the code of the reason, the signals and the grade."""

    raised: bool
    reason: str
    signals: tuple[Signal, ...]
    grade: Grade


def decide(seen: Observation, *, raise_from: str) -> Decision | None:
    """Decide on what became known; None when nothing did.

    Held are warnings below ``raise_from`` (``decision.below_threshold``) and those whose
    documents were all known more than a year ago (``decision.late_arrival``): they come
    from an import of old records. Held ones are kept with their reason.
    """
    found = signals(seen)
    if not found:
        return None
    graded = grade(seen, found)
    if all(document.known_on < seen.on - LATE for document in seen.new):
        return Decision(False, "decision.late_arrival", found, graded)
    if GRADES.index(graded.colour) < GRADES.index(raise_from):
        return Decision(False, "decision.below_threshold", found, graded)
    return Decision(True, "decision.at_or_above_threshold", found, graded)
