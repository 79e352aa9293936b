"""One enforcement case, its number, and what is known of it on a day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True)
class Case:
    """A case; days are None and texts empty where there is nothing to tell. ``right`` is an
    application number."""

    kind: str
    received: date
    accepted: date | None
    closed: date | None
    outcome: str
    right: str
    complainant: str
    respondent: str
    town: str
    number: str = ""


def numbered(made: list[Case]) -> list[Case]:
    """The cases by the day of receipt with numbers whose serials begin with 9."""
    made = sorted(made, key=lambda one: (one.received, one.complainant, one.respondent, one.right))
    given: dict[int, int] = {}
    found = []
    for one in made:
        year = one.received.year
        given[year] = given.get(year, 0) + 1
        found.append(replace(one, number=f"番知（样）字〔{year}〕9{given[year]:04d}号"))
    return found


def known(made: list[Case], until: date) -> list[Case]:
    """What is known on a day: cases received by then, their later days left out."""
    return [_known(one, until) for one in made if one.received <= until]


def _known(one: Case, until: date) -> Case:
    if one.closed and one.closed > until:
        one = replace(one, closed=None, outcome="")
    if one.accepted and one.accepted > until:
        one = replace(one, accepted=None)
    return one
