"""The standing of many rights on one day, by columns; the same answer as one by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from ipharbor.register import _columns as columns
from ipharbor.register import _many as many
from ipharbor.register._columns import EVENTS, FAR, NEVER, RIGHTS, Bools, Ints
from ipharbor.register._losses import restorable
from ipharbor.register.codes import KINDS
from ipharbor.register.events import Event
from ipharbor.register.moves import IN_FORCE, OVER, PENDING, RESTORABLE, STATES, State
from ipharbor.register.standing import Certainty, Right
from ipharbor.statutes.book import Book

__all__ = ["EVENTS", "RIGHTS", "STANDINGS", "kinds", "laid_out", "standings", "tables"]

STANDINGS = pa.schema(
    [
        ("key", pa.string()),
        ("state", pa.dictionary(pa.int8(), pa.string())),
        ("since", pa.date32()),
        ("cause", pa.dictionary(pa.int8(), pa.string())),
        ("certainty", pa.dictionary(pa.int8(), pa.string())),
        ("term_ends", pa.date32()),
        ("limited", pa.bool_()),
        *[(str(family), pa.bool_()) for family in many.FAMILIES],
        ("encumbrances_certain", pa.bool_()),
        ("impossible", pa.int64()),
        ("restorable_until", pa.date32()),
        ("restorable_at_latest", pa.date32()),
    ]
)
DAYS = ("ended_on", "term_ends_on", "registered_on", "until", "notice_on", "obstacle_ended_on")
_CERTAIN, _PRESUMED, _UNKNOWN = range(3)
_CERTAINTIES = (Certainty.CERTAIN, Certainty.PRESUMED, Certainty.UNKNOWN)


def standings(
    rights: pa.Table,
    events: pa.Table,
    *,
    on: date,
    book: Book,
    data_until: date,
    known_on: date | None = None,
) -> pa.Table:
    """The standing of each right on ``on`` as ``standing.standing`` tells it, by columns.

    ``rights`` and ``events`` follow ``RIGHTS`` and ``EVENTS`` (further columns are not read);
    the answer follows ``STANDINGS``, one row a right, in the order of ``rights``. The columns
    named after families of encumbrances tell whether one bears on the right on the day;
    ``restorable_until`` is the last day for good cause, ``restorable_at_latest`` that after
    which nothing restores it, neither rolled. Raises
    ``register.column_missing``, ``register.right_twice``, ``register.right_unknown`` and
    ``register.event_without_day``.
    """
    knowing = data_until if known_on is None else known_on
    held = columns.read_rights(rights)
    known = columns.with_twins(columns.read_events(events, held), held)
    known = columns.ordered(known.only(known.known <= many.days_since_1970(knowing)))
    length = many.lengths(held, known, book)
    since = many.holds_from(held, known, length)
    past = since <= many.days_since_1970(on)
    taken = known.only(past)
    lives = many.fold(held, taken, since[past], many.days_since_1970(on))
    proven = many.certified(held, known.only(~past), lives.state)
    until = min(data_until, knowing)
    losses = restorable(lives, taken, book)
    return _answer(held, lives, length, proven, losses, many.days_since_1970(on), late=on > until)


def kinds(events: pa.Table) -> Ints:
    """What each event tells, as a place in ``codes.KINDS``; reads ``code`` and ``text``."""
    return columns.kinds_of(events)


def tables(rights: Iterable[Right], events: Mapping[str, Iterable[Event]]) -> tuple[pa.Table, ...]:
    """Rights and their events (by key) as the two tables that ``standings`` reads."""
    held = [
        {
            "key": right.key,
            "kind": right.kind,
            "filed_on": right.filed_on,
            "twin_granted_on": right.twin.granted_on if right.twin else None,
            "twin_known_on": right.twin.known_on if right.twin else None,
            "twin_declared": right.twin.declared if right.twin else None,
        }
        for right in rights
    ]
    named = [(key, event) for key, some in events.items() for event in some]
    told = laid_out(
        [key for key, _event in named],
        [event.code for _key, event in named],
        [event.on for _key, event in named],
        [event.known_on for _key, event in named],
        {place: event for place, (_key, event) in enumerate(named) if event.details},
    )
    return pa.Table.from_pylist(held, RIGHTS), told


def laid_out(
    key: Sequence[str],
    code: Sequence[str],
    on: Sequence[date] | pa.Array,
    known_on: Sequence[date] | pa.Array,
    detailed: Mapping[int, Event],
) -> pa.Table:
    """Events as the table that ``standings`` reads. ``detailed`` are, by place, those that tell
    more than code and days; most tell nothing more."""
    columns: dict[str, Sequence[Any]] = {"key": key, "code": code, "on": on, "known_on": known_on}
    more: dict[str, list[Any]] = {
        name: [None] * len(key) for name in EVENTS.names if name not in columns
    }
    for place, event in detailed.items():
        for name in event.details.keys() & more.keys():
            if name == "days":
                more[name][place] = event.days()
            elif name in DAYS:
                more[name][place] = event.day(name)
            else:
                more[name][place] = event.told(name) or None
    return pa.table({**columns, **more}, schema=EVENTS)


def _answer(
    held: columns.Rights, lives: many.Lives, length: many.Lengths, proven: Bools,
    losses: tuple[Ints, Ints], day: int, *, late: bool,
) -> pa.Table:  # fmt: skip
    over_term = (length.over != FAR) & (day >= length.over)
    living = _is(lives.state, IN_FORCE)
    unfiled = held.filed > day
    reckoned = living & over_term & ~length.open & ~unfiled
    state = np.where(reckoned, many.PLACE[State.EXPIRED], lives.state)
    state = np.where(unfiled, many.PLACE[State.UNFILED], state)
    since = np.where(reckoned, length.over, lives.since)
    since = np.where(unfiled, NEVER, since)
    cause = np.where(reckoned, KINDS.index("expiry"), np.where(unfiled, -1, lives.cause))
    doubt = lives.unsettled | lives.doubtful
    doubt |= over_term & (_is(lives.state, PENDING) | (living & length.open))
    ended = _is(lives.state, OVER)
    weak = np.where(ended, _is(lives.state, RESTORABLE) & late, reckoned | ~proven) | lives.strange
    certainty = np.where(doubt, _UNKNOWN, np.where(weak, _PRESUMED, _CERTAIN))
    certainty = np.where(unfiled, _CERTAIN, certainty)
    alive = _is(state, (*PENDING, *IN_FORCE))
    return pa.Table.from_arrays(
        [
            held.key,
            _named(state, [str(one) for one in STATES]),
            _dates(since, since == NEVER),
            _named(cause, [str(one) for one in KINDS]),
            _named(certainty, [str(one) for one in _CERTAINTIES]),
            _dates(length.over - 1, length.over == FAR),
            pa.array(lives.limited),
            *[pa.array(lives.burdened[family] & alive) for family in many.FAMILIES],
            pa.array(lives.burdens_certain),
            pa.array(lives.impossible),
            *[_dates(days, unfiled | (days == FAR)) for days in losses],
        ],
        schema=STANDINGS,
    )


def _is(state: Ints, among: tuple[State, ...]) -> Bools:
    return np.array([one in among for one in STATES])[state]


def _named(places: Ints, names: list[str]) -> pa.Array:
    index = pa.array(places.astype(np.int8), mask=places < 0)
    return pa.DictionaryArray.from_arrays(index, pa.array(names))


def _dates(days: Ints, untold: Bools) -> pa.Array:
    shown = np.where(untold, 0, days).astype(np.int32)
    return pa.array(shown, pa.int32(), mask=untold).cast(pa.date32())
