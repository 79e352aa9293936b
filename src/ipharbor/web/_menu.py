"""Which groups of sections are folded into a menu, so that all stand in one row of a wide page.

The width of words is estimated, a little above what they take, so that the row stands as it is
from the first moment and the same for everybody of a role."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

ROOM = 79.0
"""What a row takes on a page 1,440 pixels wide, in widths of the letter size of the page."""
ORDER = ("house", "warn", "look", "lend", "own")
"""Which group is folded first."""
_LETTER, _CHARACTER = 0.5, 0.95
_AROUND, _BETWEEN, _UNREAD, _SIGN = 1.2, 1.9, 2.4, 1.0
_FIRST_OF_CHARACTERS = "\u2e80"

Words = Sequence[tuple[str, bool]]
"""The words of a group's sections, each with whether a number of unread stands beside it."""


def folded(groups: Mapping[str, tuple[str, Words]]) -> frozenset[str]:
    """The groups to fold, by name; of each its own words and those of its sections. A group of one
    section stays as it is."""
    open_ones = {name: wide(words) for name, (_own, words) in groups.items()}
    as_menu = {name: wide([(own, False)]) + _SIGN for name, (own, _words) in groups.items()}
    found: set[str] = set()
    for name in (one for one in ORDER if one in groups and len(groups[one][1]) > 1):
        if _sum(open_ones, as_menu, found) <= ROOM:
            break
        found.add(name)
    return frozenset(found)


def wide(words: Iterable[tuple[str, bool]]) -> float:
    """How wide a row of links is."""
    return sum(
        sum(_CHARACTER if one >= _FIRST_OF_CHARACTERS else _LETTER for one in text)
        + _AROUND + (_UNREAD if unread else 0.0)
        for text, unread in words
    )  # fmt: skip


def _sum(open_ones: Mapping[str, float], as_menu: Mapping[str, float], found: set[str]) -> float:
    told = sum(as_menu[one] if one in found else open_ones[one] for one in open_ones)
    return told + _BETWEEN * max(len(open_ones) - 1, 0)
