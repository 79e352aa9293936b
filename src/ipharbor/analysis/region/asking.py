"""A ledger asked in a frame: what stood and what had happened, as known on a day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from ipharbor.analysis.region._arrays import Ints, Mask, same
from ipharbor.analysis.region.layout import (
    FAMILIES,
    FAR,
    NONE,
    OUTSIDE,
    TYPES,
    day_number,
)
from ipharbor.analysis.region.ledger import Ledger
from ipharbor.analysis.region.standards import Standards
from ipharbor.register.moves import STATES, State

T = TypeVar("T")
INVENTION = TYPES.index("invention")
NO_STANDARDS = Standards()


@dataclass(frozen=True)
class Frame:
    """As known on ``known``, of how things stood on ``on``; of one ``town`` (code) or of all."""

    known: date
    on: date
    town: str = ""

    @property
    def year_so_far(self) -> tuple[date, date]:
        """The first day of the year of ``on``, and ``on``."""
        return date(self.on.year, 1, 1), self.on

    def a_year_earlier(self) -> Frame:
        """The same asked a year before: it knew as little of its present as this one does."""
        return replace(self, known=year_before(self.known), on=year_before(self.on))


def year_before(day: date, years: int = 1) -> date:
    """The same day so many ``years`` before; 28 February for the 29th."""
    if (day.month, day.day) == (2, 29):
        return date(day.year - years, 2, 28)
    return day.replace(year=day.year - years)


class Asked:
    """A ledger in a frame. Masks are over the ledger's rights; they are kept once reckoned."""

    def __init__(self, ledger: Ledger, frame: Frame, by: Standards = NO_STANDARDS) -> None:
        self.ledger = ledger
        self.frame = frame
        self.by = by
        self._known = self.known_day = day_number(frame.known)
        self._on = day_number(frame.on)
        self._kept: dict[str, Any] = {}

    @cached_property
    def earlier(self) -> Asked:
        """The same ledger asked a year earlier."""
        return Asked(self.ledger, self.frame.a_year_earlier(), self.by)

    def at_end_of_year_before(self) -> Asked:
        """The state at the end of the year before, with what is known now."""
        end = date(self.frame.on.year - 1, 12, 31)
        return self.kept(
            "at_end_of_year_before",
            lambda: Asked(self.ledger, replace(self.frame, on=end), self.by),
        )

    @cached_property
    def local(self) -> Mask:
        """Rights of the region by origin that were known, of the frame's town."""
        mine = self.ledger.flags("rights", "local") & self.seen
        return mine & self._of_town(self.ledger.column("rights", "town"))

    @cached_property
    def seen(self) -> Mask:
        """Rights of which anything was known."""
        rights = self.ledger
        seen = rights.column("rights", "known") <= self._known
        return seen | (rights.column("rights", "granted_known") <= self._known)

    @cached_property
    def holder(self) -> Ints:
        """Who held each right: a holder, ``OUTSIDE`` or ``NONE``."""
        held = self.ledger.column("rights", "holder").astype(np.int64)
        held[~self.ledger.flags("rights", "local")] = OUTSIDE
        since = self.ledger.column("transferred", "since")
        taker = self.ledger.column("transferred", "taker")
        past = (since <= self._on) & (self.ledger.column("transferred", "known") <= self._known)
        past &= taker != NONE
        held[self.ledger.column("transferred", "right")[past]] = taker[past]
        return held

    @cached_property
    def town(self) -> Ints:
        """Where each right was held: a place among the towns, -1 where nobody tells.

        The town of the right's own address; after a transfer that of whoever took it.
        """
        town = self.ledger.column("rights", "town").astype(np.int64)
        moved = self.holder != self.ledger.column("rights", "holder")
        seats = np.r_[self.ledger.column("holders", "town").astype(np.int64), NONE, NONE]
        town[moved] = seats[self.holder[moved]]  # OUTSIDE and NONE count from the end
        return town

    @cached_property
    def in_force(self) -> Mask:
        """Rights of the region in force on the day."""
        ledger = self.ledger
        rows = ledger.in_force_spans
        known, until = (ledger.column("spans", one)[rows] for one in ("known", "known_until"))
        stood = (known <= self._known) & (self._known < until)
        since, ended = (ledger.column("spans", one)[rows] for one in ("since", "until"))
        stood &= (since <= self._on) & (self._on < ended)
        mask = np.zeros(ledger.rights, dtype=np.bool_)
        mask[ledger.column("spans", "right")[rows][stood]] = True
        return mask & self._held_here

    @cached_property
    def states(self) -> Ints:
        """The state of each right on the day, as a place in ``STATES``."""
        ledger = self.ledger
        known, until = (ledger.column("spans", one) for one in ("known", "known_until"))
        since, ended = (ledger.column("spans", one) for one in ("since", "until"))
        stood = (known <= self._known) & (self._known < until)
        stood &= (since <= self._on) & (self._on < ended)
        published = ledger.column("rights", "published") <= min(self._on, self._known)
        applying = np.where(published, STATES.index(State.PUBLISHED), STATES.index(State.FILED))
        applying[ledger.column("spans", "right")[stood]] = ledger.column("spans", "state")[stood]
        return applying

    @cached_property
    def _held_here(self) -> Mask:
        return np.asarray((self.holder != OUTSIDE) & self._of_town(self.town))

    def kept(self, name: str, reckon: Callable[[], T]) -> T:
        """What was reckoned in this frame under ``name``, or is now."""
        if name not in self._kept:
            self._kept[name] = reckon()
        found: T = self._kept[name]
        return found

    def granted(self, first: date, last: date) -> Mask:
        """Rights of the region by origin that were granted in these days, both included."""
        return self.kept(f"granted {first} {last}", lambda: self._granted(first, last))

    def _granted(self, first: date, last: date) -> Mask:
        day = self.ledger.column("rights", "granted")
        known = self.ledger.column("rights", "granted_known") <= self._known
        last = min(last, self.frame.on)
        inside = (day >= day_number(first)) & (day <= day_number(last))
        return inside & known & self.local

    def published(self, first: date, last: date) -> Mask:
        """Rights of the region by origin that were first published in these days."""
        day = self.ledger.column("rights", "published")
        last = min(last, self.frame.on)
        return (day >= day_number(first)) & (day <= day_number(last)) & self.local

    def ended(self, first: date, last: date) -> Mask:
        """Rights that had been in force and ended in these days, as far as was known."""
        return self._ended(first, last)[0]

    def ended_state(self, first: date, last: date) -> Ints:
        """The place in ``STATES`` of what each right ended in, of those that ended so."""
        mask, state = self._ended(first, last)
        return np.where(mask, state, NONE)

    def causes(self, first: date, last: date) -> dict[str, int]:
        """How many rights ended in these days, by the state they ended in."""
        mask, state = self._ended(first, last)
        counts = np.bincount(state[mask], minlength=len(STATES))
        return {str(STATES[at]): int(n) for at, n in enumerate(counts) if n}

    def _ended(self, first: date, last: date) -> tuple[Mask, Ints]:
        return self.kept(f"ended {first} {last}", lambda: self._reckon_ended(first, last))

    def _reckon_ended(self, first: date, last: date) -> tuple[Mask, Ints]:
        ledger = self.ledger
        rows = slice(ledger.in_force_spans.stop, None)
        since = ledger.column("spans", "since")[rows]
        last = min(last, self.frame.on)
        there = (since >= day_number(first)) & (since <= day_number(last))
        known, until = (ledger.column("spans", one)[rows] for one in ("known", "known_until"))
        there &= (known <= self._known) & (self._known < until)
        right = ledger.column("spans", "right")[rows][there]
        state = np.full(ledger.rights, 0)
        state[right] = ledger.column("spans", "state")[rows][there]
        mask = np.zeros(ledger.rights, dtype=np.bool_)
        mask[right] = True
        granted = ledger.column("rights", "granted_known") <= self._known
        return mask & granted & self._held_here, state

    def under(self, family: str) -> Mask:
        """Rights under a record of ``family`` on the day, whether in force or not."""
        mask = np.zeros(self.ledger.rights, dtype=np.bool_)
        mask[self.ledger.column("burdens", "right")[self.running(family)]] = True
        return mask & self._held_here

    def running(self, family: str) -> Mask:
        """Which rows of burdens are records of ``family`` that ran on the day."""
        ledger = self.ledger
        stands = self.recorded(family) & (ledger.column("burdens", "until") >= self._on)
        over = ledger.column("burdens", "over") <= self._on
        over &= ledger.column("burdens", "over_known") <= self._known
        return stands & ~over

    def recorded(self, family: str, first: date | None = None, last: date | None = None) -> Mask:
        """Which rows of burdens are records of ``family`` that were made by the day, and in
        these days; of rights held here."""
        ledger = self.ledger
        since = ledger.column("burdens", "since")
        mine = ledger.column("burdens", "family") == FAMILIES.index(family)
        mine &= (since <= self._on) & (ledger.column("burdens", "known") <= self._known)
        if first is not None:
            mine &= since >= day_number(first)
        if last is not None:
            mine &= since <= day_number(last)
        return np.asarray(mine & self._held_here[ledger.column("burdens", "right")])

    def transfers(self, first: date, last: date) -> Mask:
        """Which rows of transfers were made in these days, from or to a holder of the region (of
        the frame's town)."""
        ledger = self.ledger
        since = ledger.column("transferred", "since")
        made = (since >= day_number(first)) & (since <= day_number(min(last, self.frame.on)))
        made &= ledger.column("transferred", "known") <= self._known
        if not self.frame.town:
            return made
        seats = np.r_[ledger.column("holders", "town").astype(np.int64), NONE, NONE]
        town = self.ledger.town_place(self.frame.town)
        sides = (seats[ledger.column("transferred", side)] for side in ("giver", "taker"))
        return np.asarray(made & np.logical_or.reduce([same(side, town) for side in sides]))

    def abroad(self) -> Mask:
        """Rights with a member of their family granted at another office."""
        ledger = self.ledger
        told = ledger.column("abroad", "granted") <= self._on
        told &= ledger.column("abroad", "known") <= self._known
        mask = np.zeros(ledger.rights, dtype=np.bool_)
        mask[ledger.column("abroad", "right")[told]] = True
        return mask

    def of_type(self, name: str) -> Mask:
        """Rights of a type, whatever was known of them."""
        return same(self.ledger.column("rights", "type"), TYPES.index(name))

    def filed_before(self, day: date) -> Mask:
        """Rights filed before ``day``."""
        filed = self.ledger.column("rights", "filed")
        return np.asarray((filed < day_number(day)) & (filed != FAR))

    def _of_town(self, town: Ints) -> Mask:
        if not self.frame.town:
            return np.ones(len(town), dtype=np.bool_)
        return same(town, self.ledger.town_place(self.frame.town))


def end_of_month(year: int, month: int) -> date:
    """The last day of a month."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)
