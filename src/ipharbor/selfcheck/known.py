"""What the register knows that bears on the questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Anchor:
    """A day from which the law counts for one thing, such as the grant of a right.

    With a ``rule`` the period of that rule runs from ``day``; without one ``day`` itself is the
    last day, and ``certain`` tells whether anything in it is assumed. ``of`` names the thing.
    """

    day: date
    of: str
    rule: str = ""
    certain: bool = True


@dataclass(frozen=True)
class Evidence:
    """One fact: its ``value``, what fills its sentence besides, and the days that hang on it."""

    fact: str
    value: int
    params: Mapping[str, str] = field(default_factory=dict)
    anchors: tuple[Anchor, ...] = ()


@dataclass(frozen=True)
class Known:
    """All facts of a firm by their name; one that is not there is not known."""

    facts: Mapping[str, Evidence] = field(default_factory=dict)

    def value(self, fact: str) -> int | None:
        """The value of a fact, None where it is not known."""
        held = self.facts.get(fact)
        return held.value if held is not None else None

    def anchors(self, fact: str) -> tuple[Anchor, ...]:
        """The days that hang on a fact."""
        held = self.facts.get(fact)
        return held.anchors if held is not None else ()
