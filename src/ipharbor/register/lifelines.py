"""Where each of many rights stood on any day, as known on any day: spans over both days."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import cast

import numpy as np
import pyarrow as pa

from ipharbor.register import _columns as columns
from ipharbor.register import _many as many
from ipharbor.register._columns import FAR, Bools, Happened, Ints, Rights
from ipharbor.register.codes import KINDS, Kind
from ipharbor.register.moves import IN_FORCE, PENDING, STATES, State, move
from ipharbor.register.terms import LENGTHENING
from ipharbor.statutes.book import Book

SPANS = pa.schema(
    [
        ("right", pa.int32()),
        ("state", pa.int8()),
        ("cause", pa.int8()),
        ("since", pa.int32()),
        ("until", pa.int32()),
        ("known", pa.int32()),
        ("known_until", pa.int32()),
    ]
)
"""``right`` is the row of the right, ``state`` its place in ``STATES``, ``cause`` that in ``KINDS``
or -1. A right stood so on the days from ``since`` until before ``until`` as was known on the days
from ``known`` until before ``known_until``; days since 1970-01-01, ``FAR`` for no end."""
_DAY = np.int64(1) << 32  # room for a day beside a place in one number
_EARLY = frozenset({Kind.PUBLICATION, Kind.EXAMINATION_EFFECTIVE})


def lifelines(rights: pa.Table, events: pa.Table, *, book: Book) -> pa.Table:
    """The spans of ``rights`` beyond the application, by schema ``SPANS``, those in force first.

    A right stands in one span at most on a day as known on a day; in none while it is not filed
    or its application is pending. The tables and the errors are those of ``batch.standings``,
    which gives the same state. The moves between the stages of an application are not told.
    """
    held = columns.read_rights(rights)
    told = columns.with_twins(columns.read_events(events, held), held)
    moving = told.only(moves_out_of_application()[told.kind])
    versions = _versions(moving)
    virtual = _virtual(held, versions.right)
    known = columns.ordered(_in_all_later(moving, versions))
    length = many.lengths(virtual, known, book)
    since = many.holds_from(virtual, known, length)
    points = _points(virtual, known.right, since, length.over)
    there = _virtual(virtual, points.version)
    happened, since = _by_then(known, since, points, virtual)
    lives = many.fold(there, happened, since, 0)
    state, cause = lives.state, lives.cause
    over = length.over[points.version]
    reckoned = _among(IN_FORCE)[state] & (over != FAR) & (points.day >= over)
    reckoned &= ~length.open[points.version]
    state = np.where(reckoned, many.PLACE[State.EXPIRED], state)
    cause = np.where(reckoned, KINDS.index(Kind.EXPIRY), cause)
    return _told(versions, points, state, cause)


@cache
def moves_out_of_application() -> Bools:
    """A mask over the kinds, by rank: those that can grant, end, revive or lengthen a right."""
    return np.array([kind in LENGTHENING or _moves(kind) for kind in KINDS])


def _moves(kind: Kind) -> bool:
    if kind in _EARLY:
        return False
    found = ((state, move(state, kind)) for state in STATES[1:])
    return any(m is not None and (m.to is not state or m.open) for state, m in found)


@dataclass(frozen=True)
class _Versions:
    """Each day on which more became known of a right, by right and day. ``last`` is the place
    of the right's last version, ``of`` the place of each event's."""

    right: Ints
    known: Ints
    last: Ints
    of: Ints


@dataclass(frozen=True)
class _Points:
    """Days on which the state of a version of a right may change, by version and day."""

    version: Ints
    day: Ints


def _versions(events: Happened) -> _Versions:
    found, of = np.unique(events.right * _DAY + events.known + FAR, return_inverse=True)
    right, known = np.divmod(found, _DAY)
    return _Versions(right, known - FAR, _last(right), cast("Ints", of.reshape(-1)))


def _last(sorted_places: Ints) -> Ints:
    """For each entry the position of the last one of the same place."""
    ends = np.searchsorted(sorted_places, sorted_places, side="right")
    return ends - 1


def _virtual(rights: Rights, rows: Ints) -> Rights:
    """A right for each of ``rows``. Their twins' grants are among the events already."""
    far = np.full(len(rows), FAR)
    return Rights(pa.nulls(0), rights.kind[rows], rights.filed[rows], far, far)


def _in_all_later(events: Happened, versions: _Versions) -> Happened:
    """Each event once in its version and in every later one of its right."""
    copies = versions.last[versions.of] - versions.of + 1
    rows = np.repeat(np.arange(len(copies)), copies)
    return replace(events.only(rows), right=versions.of[rows] + _counted(copies))


def _counted(copies: Ints) -> Ints:
    """0, 1, … for each run of ``copies``."""
    begins = np.cumsum(copies) - copies
    return cast("Ints", np.arange(copies.sum()) - np.repeat(begins, copies))


def _points(virtual: Rights, version: Ints, since: Ints, over: Ints) -> _Points:
    ending = np.flatnonzero(over != FAR)
    places = np.concatenate([np.arange(virtual.n), version, ending])
    days = np.concatenate([virtual.filed, since, over[ending]])
    days = np.maximum(days, virtual.filed[places])
    marks = np.sort(places * _DAY + days + FAR)  # faster than asking for distinct ones
    at, day = np.divmod(marks[np.diff(marks, prepend=-1) != 0], _DAY)
    return _Points(at, day - FAR)


def _by_then(
    events: Happened, since: Ints, points: _Points, virtual: Rights
) -> tuple[Happened, Ints]:
    """The events that have come true at each point, in their order."""
    marks = points.version * _DAY + points.day + FAR
    day = np.maximum(since, virtual.filed[events.right])
    first = np.searchsorted(marks, events.right * _DAY + day + FAR)
    last = np.searchsorted(points.version, events.right, side="right")
    copies = last - first
    rows = np.repeat(np.arange(len(copies)), copies)
    place = first[rows] + _counted(copies)
    order = np.argsort(place, kind="stable")
    rows, place = rows[order], place[order]
    return replace(events.only(rows), right=place), since[rows]


def _told(versions: _Versions, points: _Points, state: Ints, cause: Ints) -> pa.Table:
    told = np.flatnonzero(~_among((State.UNFILED, *PENDING))[state])
    version, state, cause = points.version[told], state[told], cause[told]
    since, until = points.day[told], _next(points.day, points.version)[told]
    what = (versions.right[version] * len(STATES) + state) * (len(KINDS) + 1) + cause
    # In one version by day, so that what goes on stands behind what it goes on from.
    first, last = _runs((version, what), since, until)
    what, since, until, version = what[first], since[first], until[last], version[first]
    known, known_until = versions.known[version], _next(versions.known, versions.right)[version]
    order = np.lexsort((known, since * _DAY + until, what))
    what, since, until, known, known_until = (
        column[order] for column in (what, since, until, known, known_until)
    )
    first, last = _runs((what, since, until), known, known_until)
    what, since, until = what[first], since[first], until[first]
    known, known_until = known[first], known_until[last]
    rest, cause = np.divmod(what + 1, len(KINDS) + 1)
    right, state = np.divmod(rest, len(STATES))
    columns = (right, state, cause - 1, since, until, known, known_until)
    order = np.lexsort((known, since, right, ~_among(IN_FORCE)[state]))
    arrays = [
        pa.array(column[order].astype(kind.to_pandas_dtype()), kind)
        for column, kind in zip(columns, SPANS.types, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=SPANS)


def _runs(same: tuple[Ints, ...], begins: Ints, ends: Ints) -> tuple[Ints, Ints]:
    """The first and the last row of each run of rows that are alike in ``same`` and of which each
    begins where the one before it ends."""
    goes_on = begins[1:] == ends[:-1]
    for column in same:
        goes_on &= column[1:] == column[:-1]
    first = np.flatnonzero(np.r_[True, ~goes_on]) if len(begins) else np.zeros(0, dtype=np.int64)
    return first, np.r_[first[1:], len(begins)][: len(first)] - 1


def _next(days: Ints, place: Ints) -> Ints:
    """The day that follows each at its place, ``FAR`` after the last."""
    after = np.full(len(days), FAR)
    goes_on = place[1:] == place[:-1]
    after[:-1][goes_on] = days[1:][goes_on]
    return after


def _among(states: tuple[State, ...]) -> Bools:
    return np.array([state in states for state in STATES])
