"""The nodes a query is made of.

Leaves carry the canonical name of the field they ask in (``query.fields``), or None where
the default fields are meant. ``all_of`` and ``any_of`` build junctions the way ``parse``
does: flat, and never with fewer than two parts.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias


@dataclass(frozen=True)
class All:
    """Every document: the empty query."""


@dataclass(frozen=True)
class Word:
    """A word without quotes, found as it stands or by all words it is made of.

    ``prefix`` is set only where the word ends in a Latin letter or a digit: ``illumin*``.
    """

    text: str
    field: str | None = None
    prefix: bool = False


@dataclass(frozen=True)
class Phrase:
    """Quoted text, found only as it stands."""

    text: str
    field: str | None = None


@dataclass(frozen=True)
class Exact:
    """A whole name of an applicant, inventor or agency."""

    text: str
    field: str


@dataclass(frozen=True)
class Choice:
    """A coded value: ``type``, ``status``, ``office`` or ``town``."""

    field: str
    value: str


@dataclass(frozen=True)
class Ipc:
    """An IPC section, class, subclass, main group or group without blank: ``F21V29/83``."""

    symbol: str


@dataclass(frozen=True)
class Number:
    """An application or publication number, capitals without blanks, dots or dashes."""

    text: str


@dataclass(frozen=True)
class Cited:
    """Documents that cite a publication number, or claim the priority of a number: ``field`` is
    ``cites`` or ``priority``; the number as in ``Number``."""

    text: str
    field: str


@dataclass(frozen=True, order=True)
class PartDate:
    """A year, a month or a day."""

    year: int
    month: int | None = None
    day: int | None = None

    def first(self) -> date:
        """The first day it covers."""
        return date(self.year, self.month or 1, self.day or 1)

    def last(self) -> date:
        """The last day it covers."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def __str__(self) -> str:
        parts = (f"{self.year:04d}", self.month, self.day)
        return "-".join(p if isinstance(p, str) else f"{p:02d}" for p in parts if p is not None)


@dataclass(frozen=True)
class Span:
    """Days of ``filed``, ``published`` or ``granted``; both ends belong to it, None is open."""

    field: str
    since: PartDate | None
    until: PartDate | None

    def days(self) -> tuple[date | None, date | None]:
        """First and last day, None where open."""
        return (
            self.since.first() if self.since else None,
            self.until.last() if self.until else None,
        )


@dataclass(frozen=True)
class And:
    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Or:
    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Not:
    part: Node


Leaf: TypeAlias = All | Word | Phrase | Exact | Choice | Ipc | Number | Cited | Span
Node: TypeAlias = Leaf | And | Or | Not


def all_of(parts: Iterable[Node]) -> Node:
    """The nodes joined by AND; no part gives All, a single one itself."""
    flat: list[Node] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, And) else (part,))
    if not flat:
        return All()
    return flat[0] if len(flat) == 1 else And(tuple(flat))


def any_of(parts: Iterable[Node]) -> Node:
    """The nodes joined by OR; no part gives All, a single one itself."""
    flat: list[Node] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, Or) else (part,))
    if not flat:
        return All()
    return flat[0] if len(flat) == 1 else Or(tuple(flat))


def leaves(node: Node, *, wanted_only: bool = False) -> Iterator[Leaf]:
    """All leaves from left to right; ``wanted_only`` leaves out what stands under a NOT."""
    if isinstance(node, And | Or):
        for part in node.parts:
            yield from leaves(part, wanted_only=wanted_only)
    elif isinstance(node, Not):
        if not wanted_only:
            yield from leaves(node.part)
    else:
        yield node
