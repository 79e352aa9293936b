"""Whether a right was in force on a day, as known then, and for how many years yet."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import cached_property

import pyarrow as pa

from ipharbor.register.events import Event
from ipharbor.register.moves import IN_FORCE
from ipharbor.register.standing import Right, standing
from ipharbor.statutes.book import Book


class Standings:
    """The rights in dockets by their events, others by their grant and term alone."""

    def __init__(self, rights: pa.Table, events: pa.Table, book: Book) -> None:
        self._rights = rights
        self._events = events
        self._book = book

    @cached_property
    def firms(self) -> Mapping[str, tuple[str, ...]]:
        """The firms in whose dockets each right stands, by key."""
        found: dict[str, list[str]] = {}
        names = self._rights.column("firm").to_pylist()
        for key, firm in zip(self._rights.column("key").to_pylist(), names, strict=True):
            found.setdefault(key, []).append(firm)
        return {key: tuple(dict.fromkeys(some)) for key, some in found.items()}

    def years_left(
        self, key: str, kind: str, filed_on: date | None, granted_on: date | None, on: date
    ) -> int | None:
        """Whole years of its term that a right in force on ``on`` has left; None where it is not
        in force as known then. Of a right in no docket only grant and term are known."""
        if granted_on is None or granted_on > on or filed_on is None:
            return None
        events = [*self._told(key), Event("GR01", granted_on, granted_on)]
        known = [one for one in events if one.known_on <= on]
        found = standing(Right(key, kind, filed_on), known, on=on, book=self._book, data_until=on)
        if found.state not in IN_FORCE or found.term_ends is None:
            return None
        return max(0, (found.term_ends - on).days // 365)

    def _told(self, key: str) -> list[Event]:
        first, last = self._rows.get(key, (0, 0))
        return [
            Event(row["code"], row["on"], row["known_on"], _details(row))
            for row in self._events.slice(first, last - first).to_pylist()
        ]

    @cached_property
    def _rows(self) -> Mapping[str, tuple[int, int]]:
        found: dict[str, tuple[int, int]] = {}
        for at, key in enumerate(self._events.column("key").to_pylist()):
            found[key] = (found[key][0] if key in found else at, at + 1)
        return found


def _details(row: Mapping[str, str]) -> dict[str, str]:
    details: dict[str, str] = json.loads(row["details"] or "{}")
    if row["number"]:
        details.setdefault("number", row["number"])
    return details
