"""Templates of texts, taken apart once: each of their forms has a number.

A template holds choices in angle brackets: ``<左|右>`` takes one of them, ``<k:左|右>`` takes one
and remembers it under ``k``, ``<k>`` says it again.
"""

from __future__ import annotations

import re
from functools import lru_cache

_CHOICE = re.compile(r"<(?:(\w+):)?([^<>]+)>")


class Form:
    """A template whose forms are numbered from 0 to below ``count``."""

    __slots__ = ("_choices", "_pieces", "_said", "count")

    def __init__(self, template: str) -> None:
        self._pieces: list[str | int] = []
        self._choices: list[tuple[str, ...]] = []
        self._said: dict[int, str] = {}
        named: dict[str, int] = {}
        end = 0
        for found in _CHOICE.finditer(template):
            if found.start() > end:
                self._pieces.append(template[end : found.start()])
            self._pieces.append(self._place(found, named))
            end = found.end()
        self._pieces.append(template[end:])
        self.count = 1
        for choices in self._choices:
            self.count *= len(choices)

    def said(self, number: int) -> str:
        """The form of that number; numbers beyond the last begin anew."""
        number %= self.count
        found = self._said.get(number)
        if found is None:
            found = self._said[number] = self._spoken(number)
        return found

    def _place(self, found: re.Match[str], named: dict[str, int]) -> str | int:
        choices: tuple[str, ...] = tuple(found[2].split("|"))
        if len(choices) == 1 and not found[1]:
            return named.get(choices[0], choices[0])
        self._choices.append(choices)
        if found[1]:
            named[found[1]] = len(self._choices) - 1
        return len(self._choices) - 1

    def _spoken(self, number: int) -> str:
        taken = []
        for choices in self._choices:
            number, at = divmod(number, len(choices))
            taken.append(choices[at])
        return "".join(piece if isinstance(piece, str) else taken[piece] for piece in self._pieces)


@lru_cache(maxsize=20_000)
def form(template: str) -> Form:
    """The form of a template, kept."""
    return Form(template)
