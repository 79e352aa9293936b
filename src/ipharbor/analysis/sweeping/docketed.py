"""The rights in dockets as sweeps ask of them, by columns: standing on a day, holders, news."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ipharbor.register.batch import DAYS, EVENTS, kinds, standings
from ipharbor.register.codes import RANK, Kind
from ipharbor.register.encumbrances import Family
from ipharbor.register.events import Event
from ipharbor.register.standing import Right, Standing, standing
from ipharbor.statutes.book import Book

Ints = npt.NDArray[np.int64]
_NOTHING = "{}"
_MOVES = tuple(RANK[kind] for kind in (Kind.TRANSFER, Kind.APPLICATION_TRANSFER))


@dataclass(frozen=True)
class Told:
    """An event of a right in a docket that became known, and the row of that right."""

    row: int
    key: str
    event: Event


@dataclass(frozen=True)
class Docket:
    """The rights of all dockets, each once, with their events.

    ``rights`` has the columns of ``known.RIGHTS`` but the firm, by key; ``kept`` are the firms in
    whose dockets each stands, by row. ``events`` follows ``register.batch.EVENTS``; ``right``,
    ``kind`` and ``known`` are the row of the right, the place in ``codes.KINDS`` and the day of
    knowledge (since 1970-01-01) of each. ``elsewhere`` are the transfers, in the schema
    ``known.EVENTS``, of rights that stand in no docket.
    """

    rights: pa.Table
    kept: tuple[tuple[str, ...], ...]
    events: pa.Table
    details: pa.Array
    right: Ints
    kind: Ints
    known: Ints
    firms: frozenset[str]
    book: Book
    elsewhere: pa.Table
    _last: dict[date, pa.Table] = field(default_factory=dict)

    @cached_property
    def keys(self) -> list[str]:
        """The keys of ``rights``, by row."""
        found: list[str] = self.rights.column("key").to_pylist()
        return found

    @cached_property
    def row(self) -> Mapping[str, int]:
        """The row of each right, by key."""
        return {key: place for place, key in enumerate(self.keys)}

    @cached_property
    def numbered(self) -> Mapping[str, int]:
        """The row of each right, by application number."""
        numbers = self.rights.column("application_number").to_pylist()
        return {number: place for place, number in enumerate(numbers) if number}

    def standings(self, on: date) -> pa.Table:
        """``register.batch.standings`` of all rights on ``on`` as known then, by row.

        The answer of the last day asked is kept, for all sweeps of a night ask the same.
        """
        found = self._last.get(on)
        if found is None:
            held = self.rights.select(["key", "patent_type", "filed_on"])
            held = held.rename_columns(["key", "kind", "filed_on"])
            known = self.events.filter(pa.array(self._seen(on)))
            found = standings(held, known, on=on, book=self.book, data_until=on)
            self._last.clear()
            self._last[on] = found
        return found

    def kept_by(self, key: str) -> tuple[str, ...]:
        """The firms in whose dockets a right stands; none where it stands in none."""
        return self.kept[self.row[key]] if key in self.row else ()

    def standing(self, row: int, on: date) -> Standing:
        """The standing of one right on ``on`` as known then, with everything it rests on."""
        told = self.rights.slice(row, 1).to_pylist()[0]
        right = Right(told["key"], told["patent_type"] or "", told["filed_on"])
        return standing(right, self.events_of(row, on), on=on, book=self.book, data_until=on)

    def events_of(self, row: int, on: date) -> list[Event]:
        """The events of one right known by ``on``."""
        order, begins = self._by_right
        rows = order[begins[row] : begins[row + 1]]
        return [self._event(one) for one in rows.tolist() if self.known[one] <= _number(on)]

    def news(self, since: date, on: date, *among: Kind) -> Iterator[Told]:
        """The events of the kinds ``among`` that became known after ``since`` up to ``on``.

        One act that is told by an old and a new code is given once.
        """
        fresh = (self.known > _number(since)) & (self.known <= _number(on))
        fresh &= np.isin(self.kind, [RANK[one] for one in among])
        fresh &= self._days("on") <= _number(on)
        given: set[tuple[object, ...]] = set()
        for place in np.flatnonzero(fresh).tolist():
            row, event = int(self.right[place]), self._event(place)
            act = (row, event.on, event.kind, event.told("number"))
            if act not in given:
                given.add(act)
                yield Told(row, self.keys[row], event)

    def moved_elsewhere(self, since: date, on: date) -> Iterator[tuple[str, Event]]:
        """The transfers of rights in no docket that became known after ``since`` up to ``on``, with
        the key of each right."""
        day = self.elsewhere.column("known_on")
        fresh = pc.and_(
            pc.greater(day, pa.scalar(since, pa.date32())),
            pc.less_equal(day, pa.scalar(on, pa.date32())),
        )
        for one in self.elsewhere.filter(fresh).to_pylist():
            if one["on"] <= on:
                details = json.loads(one["details"] or _NOTHING)
                yield one["key"], Event(one["code"], one["on"], one["known_on"], details)

    def bearing(self, on: date, family: Family) -> npt.NDArray[np.bool_]:
        """Which rights an encumbrance of ``family`` bears on, by row."""
        found: npt.NDArray[np.bool_] = self.standings(on).column(str(family)).to_numpy()
        return found

    def with_events(self, on: date, *among: Kind) -> frozenset[int]:
        """The rows of rights of which an event of the kinds ``among`` is known on the day."""
        told = np.isin(self.kind, [RANK[one] for one in among]) & self._seen(on)
        return frozenset(np.unique(self.right[told]).tolist())

    def of_kinds(self, rows: pa.Array, on: date, *among: Kind) -> pa.Array:
        """The places in ``events`` of those of the kinds ``among`` that are known on ``on`` of the
        rights in ``rows``, by right."""
        wanted = np.zeros(len(self.keys), dtype=np.bool_)
        wanted[rows.to_numpy()] = True
        told = np.isin(self.kind, [RANK[one] for one in among]) & self._seen(on)
        order, _begins = self._by_right
        return pa.array(order[(told & wanted[self.right])[order]], pa.int64())

    def numbered_otherwise(self, on: date, numbers: frozenset[str], *among: Kind) -> frozenset[int]:
        """The rows ``with_events`` gives, but those of which all such events have one of
        ``numbers``."""
        told = np.isin(self.kind, [RANK[one] for one in among]) & self._seen(on)
        theirs = pa.array(sorted(numbers), pa.string())
        held = pc.is_in(self.events.column("number"), value_set=theirs)
        told &= ~held.to_numpy(zero_copy_only=False)
        return frozenset(np.unique(self.right[told]).tolist())

    def owners(self, on: date) -> dict[int, tuple[str, ...]]:
        """Of rights that were transferred as known on ``on``: the holders since, by row."""
        moved = np.isin(self.kind, _MOVES) & self._seen(on) & (self._days("on") <= _number(on))
        found: dict[int, tuple[str, ...]] = {}
        for place in np.flatnonzero(moved)[np.argsort(self._days("on")[moved], kind="stable")]:
            after = self._event(int(place)).parties("after")
            if after:
                found[int(self.right[place])] = after
        return found

    def held_by(self, row: int, owners: Mapping[int, tuple[str, ...]]) -> tuple[str, ...]:
        """The firms of the region that hold a right: after a transfer those of its holders that
        are in the register, else those in whose dockets it stands."""
        if row not in owners:
            return self.kept[row]
        return tuple(one for one in owners[row] if one in self.firms)

    @cached_property
    def _by_right(self) -> tuple[Ints, Ints]:
        order = np.argsort(self.right, kind="stable")
        return order, np.searchsorted(self.right[order], np.arange(len(self.keys) + 1))

    def _seen(self, on: date) -> npt.NDArray[np.bool_]:
        return np.asarray(self.known <= _number(on))

    def _days(self, name: str) -> Ints:
        return _numbers(self.events.column(name))

    def _event(self, place: int) -> Event:
        told = self.events.slice(place, 1).to_pylist()[0]
        details = json.loads(self.details[place].as_py() or _NOTHING)
        if told["number"] and not details.get("number"):
            details["number"] = told["number"]
        return Event(told["code"], told["on"], told["known_on"], details)


def docket(rights: pa.Table, events: pa.Table, firms: pa.Table, book: Book) -> Docket:
    """The dockets in the tables of ``known.Register``; a right of several stands once.

    A grant that no event tells is taken from the right. Of rights in no docket the transfers are
    kept apart, other events are left out.
    """
    kept: dict[str, list[str]] = {}
    first: list[int] = []
    pairs = zip(rights.column("key").to_pylist(), rights.column("firm").to_pylist(), strict=True)
    for place, (key, firm) in enumerate(pairs):
        if key not in kept:
            first.append(place)
        kept.setdefault(key, []).append(firm)
    once = rights.drop_columns(["firm"]).take(pa.array(first, pa.int64())).combine_chunks()
    told = pc.index_in(events.column("key"), once.column("key").combine_chunks())
    mine = pc.is_valid(told)
    others = events.filter(pc.invert(mine))
    moved = np.isin(kinds(others.select(["code"])), _MOVES)
    events = _with_grants(events.filter(mine), once)
    right = pc.index_in(events.column("key"), once.column("key").combine_chunks())
    columns = in_columns(events)
    return Docket(
        once,
        tuple(tuple(some) for some in kept.values()),
        columns,
        events.column("details").combine_chunks(),
        right.to_numpy().astype(np.int64),
        kinds(columns),
        _numbers(events.column("known_on")),
        frozenset(firms.column("name").to_pylist()),
        book,
        others.filter(pa.array(moved)),
    )


def _with_grants(events: pa.Table, rights: pa.Table) -> pa.Table:
    granted = np.isin(kinds(events.select(["code"])), [RANK[Kind.GRANT]])
    told = events.column("key").filter(pa.array(granted)).combine_chunks()
    untold = pc.and_(
        pc.is_valid(rights.column("granted_on")),
        pc.invert(pc.is_in(rights.column("key"), value_set=told)),
    )
    more = rights.filter(untold)
    if not more.num_rows:
        return events
    day = more.column("granted_on")
    made = {
        "key": more.column("key"), "code": pa.array(["GR01"] * more.num_rows), "on": day,
        "known_on": day, "number": pa.array([""] * more.num_rows),
        "details": pa.array([_NOTHING] * more.num_rows),
    }  # fmt: skip
    table = pa.table({name: made[name] for name in events.column_names}).cast(events.schema)
    return pa.concat_tables([events, table]).combine_chunks()


def in_columns(events: pa.Table) -> pa.Table:
    """Events in the schema ``known.EVENTS`` as ``register.batch.EVENTS``: with the details that
    standing is reckoned from in columns of their own."""
    size = events.num_rows
    columns: dict[str, list[object]] = {name: [None] * size for name in ("text", "days", *DAYS)}
    numbers = events.column("number").to_pylist()
    for place, written in enumerate(events.column("details").to_pylist()):
        if not written or written == _NOTHING:
            continue
        details = json.loads(written)
        told = Event("", date.min, date.min, details)
        numbers[place] = told.told("number") or numbers[place]
        for name in details:
            if name in DAYS:
                columns[name][place] = told.day(name)
            elif name == "days":
                columns[name][place] = told.days()
            elif name == "text":
                columns[name][place] = told.told(name) or None
    columns["number"] = [one or None for one in numbers]
    for name in ("key", "code", "on", "known_on"):
        columns[name] = events.column(name)
    arrays = [
        column
        if isinstance(column := columns[one.name], pa.ChunkedArray)
        else pa.array(column, one.type)
        for one in EVENTS
    ]
    return pa.table(arrays, schema=EVENTS).combine_chunks()


def _number(day: date) -> int:
    return (day - date(1970, 1, 1)).days


def _numbers(days: pa.ChunkedArray) -> Ints:
    return np.asarray(days.cast(pa.int32()).to_numpy(), dtype=np.int64)
