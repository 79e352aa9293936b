"""Rights and events as columns: read, ordered, each act once."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ipharbor.register.codes import ENDINGS, RANK, Kind, groups, kind_of
from ipharbor.register.terms import PATENT_KINDS
from ipharbor.vocabulary.errors import HarborError

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

FAR = np.int64(2**31 - 1)  # a day that is untold, later than any
NEVER = -FAR  # a filing day that is untold, earlier than any
RIGHTS = pa.schema(
    [
        ("key", pa.string()),
        ("kind", pa.string()),
        ("filed_on", pa.date32()),
        ("twin_granted_on", pa.date32()),
        ("twin_known_on", pa.date32()),
        ("twin_declared", pa.bool_()),
    ]
)
EVENTS = pa.schema(
    [
        ("key", pa.string()),
        ("code", pa.string()),
        ("on", pa.date32()),
        ("known_on", pa.date32()),
        ("number", pa.string()),
        ("text", pa.string()),
        ("ended_on", pa.date32()),
        ("days", pa.int64()),
        ("term_ends_on", pa.date32()),
        ("registered_on", pa.date32()),
        ("until", pa.date32()),
        ("notice_on", pa.date32()),
        ("obstacle_ended_on", pa.date32()),
    ]
)
_REQUIRED = {"rights": ("key", "kind", "filed_on"), "events": ("key", "code", "on", "known_on")}


@dataclass(frozen=True)
class Rights:
    """``n`` rights; ``kind`` the place in ``PATENT_KINDS`` or -1; days since 1970-01-01."""

    key: pa.Array
    kind: Ints
    filed: Ints
    twin_granted: Ints
    twin_known: Ints

    @property
    def n(self) -> int:
        return len(self.kind)


@dataclass(frozen=True)
class Happened:
    """Events as columns of one length, ``right`` the row of their right.

    ``number`` is 0 where none is told, else the place of the number among all, sorted.
    """

    right: Ints
    kind: Ints
    on: Ints
    known: Ints
    number: Ints
    ended: Ints
    days: Ints
    term_ends: Ints
    registered: Ints
    until: Ints
    notice: Ints
    obstacle: Ints

    def only(self, rows: Any) -> Happened:
        """These rows, by mask or by order."""
        return Happened(*(getattr(self, column.name)[rows] for column in fields(self)))


def read_rights(table: pa.Table) -> Rights:
    """The rights of ``table`` (schema ``RIGHTS``, twin columns optional).

    Raises ``register.column_missing`` and ``register.right_twice``.
    """
    _check(table, "rights")
    key = _column(table, "key", pa.string())
    if pc.count_distinct(key).as_py() != len(key):
        raise HarborError("register.right_twice", count=len(key))
    granted = _days(table, "twin_granted_on")
    declared = _column(table, "twin_declared", pa.bool_()).fill_null(False)
    declared = declared.to_numpy(zero_copy_only=False)
    known = _days(table, "twin_known_on")
    kind = pc.index_in(_column(table, "kind", pa.string()), pa.array(PATENT_KINDS)).fill_null(-1)
    return Rights(
        key,
        kind.to_numpy().astype(np.int64),
        _days(table, "filed_on", NEVER),
        np.where(declared, granted, FAR),
        np.where(known == FAR, granted, known),
    )


def read_events(table: pa.Table, rights: Rights) -> Happened:
    """The events of ``table`` (schema ``EVENTS``; only the first four columns are required).

    Raises ``register.column_missing``, ``register.event_without_day`` and
    ``register.right_unknown``.
    """
    _check(table, "events")
    for name in ("on", "known_on"):
        if table.column(name).null_count:
            raise HarborError(
                "register.event_without_day", column=name, count=table.column(name).null_count
            )
    key = _column(table, "key", pa.string())
    right = pc.index_in(key, rights.key)
    if right.null_count:
        strange = key.filter(pc.is_null(right))
        raise HarborError(
            "register.right_unknown", count=right.null_count, key=str(strange[0].as_py())
        )
    days = _column(table, "days", pa.int64()).fill_null(-1).to_numpy()
    return Happened(
        right.to_numpy().astype(np.int64),
        kinds_of(table),
        _days(table, "on"),
        _days(table, "known_on"),
        _numbers(_column(table, "number", pa.string())),
        _days(table, "ended_on"),
        np.where(days < 0, FAR, days),
        _days(table, "term_ends_on"),
        _days(table, "registered_on"),
        _days(table, "until"),
        _days(table, "notice_on"),
        _days(table, "obstacle_ended_on"),
    )


def with_twins(events: Happened, rights: Rights) -> Happened:
    """``events`` and, for each declared twin that is granted, the event that tells of it."""
    rows = np.flatnonzero(rights.twin_granted != FAR)
    if not len(rows):
        return events
    far = np.full(len(rows), FAR)
    kind = np.full(len(rows), RANK[Kind.TWIN_GRANTED], dtype=np.int64)
    more = Happened(
        rows, kind, rights.twin_granted[rows], rights.twin_known[rows],
        np.zeros(len(rows), dtype=np.int64), far, far, far, far, far, far, far,
    )  # fmt: skip
    return Happened(
        *(
            np.concatenate([getattr(events, c.name), getattr(more, c.name)])
            for c in fields(Happened)
        )
    )


def ordered(events: Happened) -> Happened:
    """``events`` by right, day and kind, as ``events.visible`` orders them, each act once."""
    blank = events.number == 0
    place = ((events.right << 23) + (events.on + (1 << 22))) << 7
    place += (events.kind << 1) + blank
    order = np.argsort(place, kind="stable")
    sorted_place = place[order]
    same = sorted_place[1:] == sorted_place[:-1]
    if same.any():
        tied = np.flatnonzero(np.r_[same, False] | np.r_[False, same])
        rows = order[tied]
        untold = (events.days == FAR) & (events.term_ends == FAR)
        days = np.where(events.days == FAR, 0, events.days)
        keys = (events.obstacle, events.notice, events.until, events.registered,
                events.term_ends, days, untold, events.ended, events.number, place)  # fmt: skip
        order[tied] = rows[np.lexsort(tuple(column[rows] for column in keys))]
    events = events.only(order)
    return events.only(~_repeated(events))


def _repeated(events: Happened) -> Bools:
    if not len(events.right):
        return np.zeros(0, dtype=np.bool_)
    ending = (events.kind >= RANK[ENDINGS[0]]) & (events.kind <= RANK[ENDINGS[-1]])
    sort = np.where(ending, -1, events.kind)
    together = (
        (events.right[1:] == events.right[:-1])
        & (events.on[1:] == events.on[:-1])
        & (sort[1:] == sort[:-1])
    )
    number = events.number
    again = together & (ending[1:] | (number[1:] == 0) | (number[1:] == number[:-1]))
    return np.r_[False, again]


def kinds_of(table: pa.Table) -> Ints:
    """The place in ``KINDS`` of what each event tells; reads ``code`` and, if there, ``text``."""
    coded = _column(table, "code", pa.string()).fill_null("").dictionary_encode()
    of_code = np.array(
        [RANK[kind_of(code)] for code in coded.dictionary.to_pylist()] or [0], dtype=np.int64
    )
    kind = of_code[coded.indices.to_numpy()]
    if "text" in table.column_names:
        text = _column(table, "text", pa.string())
        for group in groups():
            rows = np.flatnonzero(kind == RANK[group])
            if len(rows):
                kind[rows] = _settled(group, text.take(pa.array(rows)))
    return kind


def _settled(group: Kind, text: pa.Array) -> Ints:
    said = pc.utf8_lower(text.fill_null(""))
    found = np.zeros(len(text), dtype=np.int64)
    told = np.full(len(text), RANK[group], dtype=np.int64)
    for kind, words in groups()[group].tells.items():
        hit = np.zeros(len(text), dtype=np.bool_)
        for word in words:
            hit |= pc.match_substring(said, word).to_numpy(zero_copy_only=False)
        told = np.where(hit, RANK[kind], told)
        found += hit
    return np.where(found == 1, told, RANK[group])


def _numbers(column: pa.Array) -> Ints:
    coded = pc.utf8_trim_whitespace(column.fill_null("")).dictionary_encode()
    known = coded.dictionary
    place = np.empty(len(known), dtype=np.int64)
    place[pc.sort_indices(known).to_numpy()] = np.arange(len(known))
    if not len(known):
        return np.zeros(0, dtype=np.int64)
    first = 0 if pc.any(pc.equal(known, "")).as_py() else 1
    return (place + first)[coded.indices.to_numpy()]


def _days(table: pa.Table, name: str, untold: np.int64 = FAR) -> Ints:
    column = _column(table, name, pa.date32()).cast(pa.int32()).cast(pa.int64())
    return column.fill_null(int(untold)).to_numpy()


def _column(table: pa.Table, name: str, kind: pa.DataType) -> pa.Array:
    if name not in table.column_names:
        return pa.nulls(table.num_rows, kind)
    column = table.column(name).cast(kind)
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _check(table: pa.Table, which: str) -> None:
    missing = [name for name in _REQUIRED[which] if name not in table.column_names]
    if missing:
        raise HarborError("register.column_missing", table=which, columns=", ".join(missing))
