"""The fold of many rights at once: the n-th event of every right in one stroke."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np

from ipharbor.register._columns import FAR, NEVER, Bools, Happened, Ints, Rights
from ipharbor.register._fold import DECISIVE, REGISTERED, STIRRING, UNDATED
from ipharbor.register.codes import KINDS, RANK, Kind
from ipharbor.register.encumbrances import BEGINS, CHANGES, ENDS, Family
from ipharbor.register.moves import (
    FROM_GRANT,
    INVENTIONS_ONLY,
    LIMITING,
    OVER,
    RESTORABLE,
    STATES,
    State,
    move,
)
from ipharbor.register.terms import LENGTHENING, PATENT_KINDS, provision_name
from ipharbor.statutes.book import Book
from ipharbor.statutes.counting import ends

PLACE = {state: place for place, state in enumerate(STATES)}
FAMILIES = tuple(Family)
IMPOSSIBLE, BACK = -1, -2
INVENTION = PATENT_KINDS.index("invention")


@dataclass(frozen=True)
class Moves:
    """The table of moves as arrays (state, kind); ``to`` a place, ``IMPOSSIBLE`` or ``BACK``."""

    to: Ints
    presumes: Bools
    open: Bools


@cache
def moves_as_arrays() -> Moves:
    """The table of moves for look-up by column."""
    shape = (len(STATES), len(KINDS))
    to = np.full(shape, IMPOSSIBLE, dtype=np.int64)
    presumes, unsettled = np.zeros(shape, dtype=np.bool_), np.zeros(shape, dtype=np.bool_)
    for state in STATES[1:]:
        for kind in KINDS:
            m = move(state, kind)
            if m is not None:
                at = PLACE[state], RANK[kind]
                to[at] = PLACE[m.to] if m.to is not None else BACK
                presumes[at] = m.presumes is not None
                unsettled[at] = m.open
    return Moves(to, presumes, unsettled)


def among(kinds: frozenset[Kind]) -> Bools:
    """A mask over the kinds, by rank."""
    return np.array([kind in kinds for kind in KINDS])


@dataclass(frozen=True)
class Lengths:
    """The first day after the term, ``FAR`` where unknown; and whether it may end later."""

    over: Ints
    open: Bools


@dataclass(frozen=True)
class Lives:
    """What the fold of all rights has come to, by row of the rights.

    ``loss`` is the row of the event that took what can be restored, -1 for none.
    """

    state: Ints
    since: Ints
    cause: Ints
    limited: Bools
    doubtful: Bools
    unsettled: Bools
    strange: Bools
    impossible: Ints
    burdened: dict[Family, Bools]
    burdens_certain: Bools
    loss: Ints


def lengths(rights: Rights, events: Happened, book: Book) -> Lengths:
    """The terms of all rights, as ``terms.term`` reckons them."""
    over = np.full(rights.n, FAR)
    filed = rights.filed
    first_day = book.history("counting.term.first_day_counted")
    for place, kind in enumerate(PATENT_KINDS):
        for version in book.history(provision_name(kind)):
            holds = _held(filed, version.since, version.until)
            for rule in first_day:
                both = (rights.kind == place) & holds & _held(filed, rule.since, rule.until)
                start = filed[both] - (1 if rule.flag else 0)
                end = ends(start.astype("datetime64[D]"), version.span)
                over[both] = end.astype(np.int64)
    is_open = np.zeros(rights.n, dtype=np.bool_)
    kinds = among(frozenset(LENGTHENING))[events.kind]
    rows = np.flatnonzero(
        kinds & (events.on >= filed[events.right]) & (rights.kind[events.right] == INVENTION)
    )
    for at in _strokes(events.right[rows]):
        some = rows[at]
        right = events.right[some]
        known = over[right] != FAR
        told, days = events.term_ends[some], events.days[some]
        longer = np.where(told != FAR, np.maximum(told + 1, over[right]), over[right] + days)
        untold = (told == FAR) & (days == FAR)
        over[right] = np.where(known & ~untold, longer, over[right])
        is_open[right] |= untold & known
    return Lengths(over, is_open)


def holds_from(rights: Rights, events: Happened, length: Lengths) -> Ints:
    """The day from which each event is true, as ``_fold.holds_from`` tells it."""
    right, on = events.right, events.on
    granted = np.full(rights.n, FAR)
    rows = np.flatnonzero((events.kind == RANK[Kind.GRANT]) & (on >= rights.filed[right]))
    np.minimum.at(granted, right[rows], on[rows])
    back = np.full(len(on), FAR)
    lapse = events.kind == RANK[Kind.LAPSE_FEE]
    back = np.where(lapse, events.ended, back)
    expiry = (events.kind == RANK[Kind.EXPIRY]) & ~length.open[right]
    back = np.where(expiry, length.over[right], back)
    back = np.where(among(FROM_GRANT)[events.kind], granted[right], back)
    back = np.where(among(REGISTERED)[events.kind], events.registered, back)
    return np.minimum(back, on)


def fold(rights: Rights, events: Happened, since: Ints, day: int) -> Lives:
    """The lives after ``events`` (ordered, each true from ``since``), asked on ``day``."""
    table = moves_as_arrays()
    shut = among(INVENTIONS_ONLY)[events.kind] & (rights.kind[events.right] > INVENTION)
    shut |= events.on < rights.filed[events.right]
    lives = _born(rights)
    past = np.full(rights.n, PLACE[State.IN_FORCE], dtype=np.int64)
    records = _Records(rights, events)
    over, restorable = _places(OVER), _places(RESTORABLE)
    decisive, limiting = among(DECISIVE), among(LIMITING)
    in_force, limited = PLACE[State.IN_FORCE], PLACE[State.IN_FORCE_LIMITED]
    for rows in _strokes(events.right):
        right, kind = events.right[rows], events.kind[rows]
        before = lives.state[right]
        to = table.to[before, kind]
        bad = shut[rows] | (to == IMPOSSIBLE)
        lives.impossible[right[bad]] += 1
        lives.doubtful[right[bad & decisive[kind]]] = True
        good = ~bad
        right, kind, before, to = right[good], kind[good], before[good], to[good]
        lives.limited[right[limiting[kind]]] = True
        after = np.where(to == BACK, past[right], to)
        after = np.where((after == in_force) & lives.limited[right], limited, after)
        lost = restorable[after] & ~over[before]
        past[right[lost]] = np.where(table.presumes[before, kind], in_force, before)[lost]
        moved = after != before
        lives.since[right[moved]] = since[rows[good]][moved]
        lives.cause[right[moved]] = np.where(over[after], kind, -1)[moved]
        lives.loss[right[moved]] = np.where(restorable[after], rows[good], -1)[moved]
        lives.state[right] = after
        lives.unsettled[right[table.open[before, kind]]] = True
        lives.strange[right[kind == RANK[Kind.UNKNOWN]]] = True
        records.take(rows[good])
    lives.burdened.update(records.held(day))
    lives.burdens_certain[events.right[records.ambiguous]] = False
    return lives


def certified(rights: Rights, later: Happened, state: Ints) -> Bools:
    """Which rights a later event proves to have stood in ``state``, as ``_fold.certified``."""
    table = moves_as_arrays()
    proven = np.zeros(rights.n, dtype=np.bool_)
    rows = np.flatnonzero(among(STIRRING)[later.kind])
    right, first = np.unique(later.right[rows], return_index=True)
    rows = rows[first]
    kind, before = later.kind[rows], state[right]
    to = table.to[before, kind]
    proven[right] = (
        (to >= 0)
        & ~table.presumes[before, kind]
        & ~table.open[before, kind]
        & ~among(UNDATED)[kind]
        & ~(among(INVENTIONS_ONLY)[kind] & (rights.kind[right] > INVENTION))
        & ((kind != RANK[Kind.LAPSE_FEE]) | (later.ended[rows] != FAR))
    )
    return proven


class _Records:
    """The registers of encumbrances, one place for each number of each family of each right."""

    def __init__(self, rights: Rights, events: Happened) -> None:
        n = len(KINDS)
        family, act = np.full(n, -1, dtype=np.int64), np.zeros(n, dtype=np.int64)
        for code, kinds in enumerate((BEGINS, CHANGES, ENDS), start=1):
            for kind, of in kinds.items():
                family[RANK[kind]], act[RANK[kind]] = FAMILIES.index(of), code
        self._events = events
        self._act = act[events.kind]
        self._slot = events.right * len(FAMILIES) + family[events.kind]
        self.ambiguous = np.zeros(len(events.kind), dtype=np.bool_)
        held = np.flatnonzero(self._act)
        width = int(events.number.max(initial=0)) + 1
        blank = self._slot[held] * width
        places, found = np.unique(
            np.concatenate([blank + events.number[held], blank]), return_inverse=True
        )
        self._slots = places // width
        self._own, self._bare = np.zeros_like(events.kind), np.zeros_like(events.kind)
        self._own[held], self._bare[held] = found[: len(held)], found[len(held) :]
        self._open = np.zeros(len(places), dtype=np.bool_)
        self._until = np.full(len(places), FAR)
        self._count = np.zeros(rights.n * len(FAMILIES), dtype=np.int64)
        self._sum = np.zeros(rights.n * len(FAMILIES), dtype=np.int64)
        self._n = rights.n

    def take(self, rows: Ints) -> None:
        """The acts of ``rows``, of which no two are of one right."""
        kind = self._events.kind[rows]
        unclear = among(frozenset({Kind.AMBIGUOUS_LICENCE, Kind.AMBIGUOUS_PLEDGE,
                                   Kind.AMBIGUOUS_PRESERVATION}))[kind]  # fmt: skip
        self.ambiguous[rows[unclear]] = True
        act = self._act[rows]
        begins = rows[act == 1]
        own = self._own[begins]
        fresh = ~self._open[own]
        slot = self._slot[begins[fresh]]
        self._count[slot] += 1
        self._sum[slot] += own[fresh]
        self._open[own] = True
        self._until[own] = self._events.until[begins]
        found, acts = self._meant(rows[act > 1])
        changed = acts[self._act[acts] == 2]
        altered = found[self._act[acts] == 2]
        until = self._events.until[changed]
        self._until[altered] = np.where(until != FAR, until, self._until[altered])
        closed = found[self._act[acts] == 3]
        self._open[closed] = False
        self._count[self._slots[closed]] -= 1
        self._sum[self._slots[closed]] -= closed

    def _meant(self, rows: Ints) -> tuple[Ints, Ints]:
        own, bare, slot = self._own[rows], self._bare[rows], self._slot[rows]
        only = (self._events.number[rows] == 0) & (self._count[slot] == 1)
        place = np.where(only, self._sum[slot], -1)
        place = np.where(self._open[bare], bare, place)
        place = np.where(self._open[own], own, place)
        return place[place >= 0], rows[place >= 0]

    def held(self, day: int) -> dict[Family, Bools]:
        """By family, the rights with a record open on ``day``."""
        some = self._slots[self._open & (self._until >= day)]
        found = {}
        for place, family in enumerate(FAMILIES):
            mask = np.zeros(self._n, dtype=np.bool_)
            mask[some[some % len(FAMILIES) == place] // len(FAMILIES)] = True
            found[family] = mask
        return found


def _strokes(right: Ints) -> Iterator[Ints]:
    """Rows of the first event of each right, then of the second, and so on; rights sorted."""
    if not len(right):
        return
    begins = np.flatnonzero(np.r_[True, right[1:] != right[:-1]])
    length = np.diff(np.r_[begins, len(right)])
    for n in range(int(length.max())):
        yield begins[length > n] + n


def _held(days: Ints, since: date | None, until: date | None) -> Bools:
    """Which of ``days`` (told) lie between two days, both included, None for open."""
    held = days != NEVER
    if since is not None:
        held &= days >= days_since_1970(since)
    if until is not None:
        held &= days <= days_since_1970(until)
    return held


def days_since_1970(day: date) -> int:
    """``day`` as the columns hold it."""
    return (day - date(1970, 1, 1)).days


def _places(states: tuple[State, ...]) -> Bools:
    return np.array([state in states for state in STATES])


def _born(rights: Rights) -> Lives:
    def no() -> Bools:
        return np.zeros(rights.n, dtype=np.bool_)

    return Lives(
        state=np.full(rights.n, PLACE[State.FILED], dtype=np.int64),
        since=rights.filed.copy(),
        cause=np.full(rights.n, -1, dtype=np.int64),
        limited=no(),
        doubtful=no(),
        unsettled=no(),
        strange=no(),
        impossible=np.zeros(rights.n, dtype=np.int64),
        burdened={},
        burdens_certain=~no(),
        loss=np.full(rights.n, -1, dtype=np.int64),
    )
