"""What is told at a look, and was not at those of the year before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar

from ipharbor.analysis.sweeping.known import Known
from ipharbor.analysis.sweeping.looks import back

T = TypeVar("T")
BEFORE = 12  # looks back within which the same was told already


def fresh(
    known: Known, name: str, on: date, seen: Callable[[date], Mapping[str, T]]
) -> dict[str, T]:
    """What ``seen`` finds at a month-end under names that it found at none of the twelve before.
    Each look is taken once."""
    kept: dict[date, Mapping[str, T]] = known.once(f"looks.{name}", dict)

    def at(day: date) -> Mapping[str, T]:
        if day not in kept:
            kept[day] = seen(day)
        return kept[day]

    now = at(on)
    if not now:
        return {}
    before = {one for n in range(1, BEFORE + 1) for one in at(back(on, n))}
    return {one: told for one, told in now.items() if one not in before}
