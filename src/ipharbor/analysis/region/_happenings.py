"""The events of the ledger's rights: the register's, and what publications tell beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ipharbor.analysis.region._arrays import Ints, Mask, day_numbers, filled
from ipharbor.analysis.region._details import unpacked
from ipharbor.analysis.region.layout import FAR
from ipharbor.register import twins
from ipharbor.register.batch import EVENTS, kinds
from ipharbor.register.codes import ENDINGS, KINDS, RANK, Kind
from ipharbor.register.events import Event
from ipharbor.register.standing import Right

if TYPE_CHECKING:
    from ipharbor.analysis.region.making import Register

_STATED_END = {
    "lapsed_fee": "CF01",
    "expired": "CX01",
    "invalidated": "IW01",
    "surrendered": "AV01",
    "dead_application": "WD01",
}
_ENDS = np.array([kind in ENDINGS for kind in KINDS])


@dataclass(frozen=True)
class Happened:
    """The events of the ledger's rights.

    ``rights`` and ``table`` are as ``register.batch`` asks for them; ``table`` has the details'
    columns besides, ``right`` the row of each event's right, ``kind`` its place in ``KINDS``.
    Of each right: the day of grant and when it was known, and how many events the register has.
    """

    rights: pa.Table
    table: pa.Table
    right: Ints
    kind: Ints
    granted: Ints
    granted_known: Ints
    count: Ints


def gathered(told: pa.Table, register: Register, imported: Mapping[int, date]) -> Happened:
    """The events of the documents ``told``, by right."""
    key = filled(told.column("key"))
    right = pc.index_in(register.events.column("key"), key)
    events = register.events.filter(pc.is_valid(right))
    held = unpacked(events)
    rows = np.asarray(filled(right).drop_null(), dtype=np.int64)
    n = told.num_rows
    count = np.bincount(rows, minlength=n)
    kind = kinds(held)
    more, of = _by_publications(told, register, imported, rows, kind)
    table = pa.concat_tables([held, more], promote_options="default").combine_chunks()
    right_of = np.r_[rows, of]
    kind = np.r_[kind, kinds(more)]
    granted, known = _grants(table, right_of, kind, n)
    return Happened(
        _rights(told, table, right_of, kind), table, right_of, kind, granted, known, count
    )


def _by_publications(
    told: pa.Table,
    register: Register,
    imported: Mapping[int, date],
    rows: Ints,
    kind: Ints,
) -> tuple[pa.Table, Ints]:
    """What the publications tell where no event tells it, as a docket takes it."""
    n = told.num_rows
    invention = np.asarray(pc.equal(told.column("patent_type"), "invention"))
    published, granted = (
        np.asarray(day_numbers(told.column(name)), dtype=np.int64)
        for name in ("published_on", "granted_on")
    )
    status, stated = _stated(told, register, imported)
    parts = [
        (_without(rows[kind == RANK[Kind.PUBLICATION]], n) & invention, "PB01", published),
        (_without(rows[kind == RANK[Kind.GRANT]], n), "GR01", granted),
    ]
    unended = _without(rows[_ENDS[kind]], n)
    parts += [
        (unended & np.asarray(pc.equal(status, word)), code, stated)
        for word, code in _STATED_END.items()
    ]
    made, of = [], []
    for mask, code, days in parts:
        at = np.flatnonzero(mask & (days != FAR))
        on = pa.array(days[at].astype(np.int32), pa.int32()).cast(pa.date32())
        made.append(
            pa.table(
                {
                    "key": filled(told.column("key")).take(pa.array(at)),
                    "code": pa.array([code] * len(at), pa.string()),
                    "on": on,
                    "known_on": on,
                }
            )
        )
        of.append(at)
    whole = pa.concat_tables(made)
    for name in EVENTS.names:
        if name not in whole.column_names:
            nothing = pa.nulls(whole.num_rows, EVENTS.field(name).type)
            whole = whole.append_column(name, nothing)
    return whole, np.concatenate(of)


def _stated(
    told: pa.Table, register: Register, imported: Mapping[int, date]
) -> tuple[pa.Array, Ints]:
    """The stated legal status of each right and the day for which it counts.

    As the docket has it; where the right stands in none, an end counts from the last import.
    """
    place = filled(pc.index_in(told.column("key"), filled(register.dockets.column("key"))))
    inside = pc.is_valid(place)
    status = register.dockets.column("stated_status").take(place)
    on = register.dockets.column("stated_on").take(place)
    last = max(imported.values(), default=None)
    status = pc.if_else(inside, status, told.column("legal_status"))
    days = pc.if_else(inside, on, pa.scalar(last, pa.date32()))
    return (
        filled(pc.fill_null(status, "")),
        np.asarray(day_numbers(days), dtype=np.int64),
    )


def _without(rows: Ints, n: int) -> Mask:
    """Which of ``n`` rights have no event among ``rows``."""
    lacking = np.ones(n, dtype=np.bool_)
    lacking[rows] = False
    return lacking


def _grants(table: pa.Table, right: Ints, kind: Ints, n: int) -> tuple[Ints, Ints]:
    """Of each right the first day of grant, and when that became known."""
    at = np.flatnonzero(kind == RANK[Kind.GRANT])
    on = np.asarray(day_numbers(table.column("on")), dtype=np.int64)[at]
    known = np.asarray(day_numbers(table.column("known_on")), dtype=np.int64)[at]
    order = np.lexsort((known, on, right[at]))
    held, first = np.unique(right[at][order], return_index=True)
    granted, granted_known = np.full(n, FAR), np.full(n, FAR)
    granted[held], granted_known[held] = on[order][first], known[order][first]
    return granted, granted_known


def _rights(told: pa.Table, table: pa.Table, right: Ints, kind: Ints) -> pa.Table:
    """The rights as ``register.batch`` reads them, those of declared pairs told of their twin."""
    made = pa.table(
        {"key": told.column("key"), "kind": told.column("patent_type"),
         "filed_on": told.column("filed_on")}
    )  # fmt: skip
    granted, known, declared = _twins(told, table, right, kind)
    for name, days in (("twin_granted_on", granted), ("twin_known_on", known)):
        column = pa.array(days.astype(np.int32), pa.int32(), mask=days == FAR)
        made = made.append_column(name, column.cast(pa.date32()))
    return made.append_column("twin_declared", pa.array(declared))


def _twins(told: pa.Table, table: pa.Table, right: Ints, kind: Ints) -> tuple[Ints, Ints, Mask]:
    """The grants of the other rights of declared pairs; others have no say in a standing."""
    n = told.num_rows
    granted, known = np.full(n, FAR), np.full(n, FAR)
    declared = np.zeros(n, dtype=np.bool_)
    rows = np.flatnonzero(kind == RANK[Kind.TWIN_DECLARED])
    if not len(rows):
        return granted, known, declared
    days = pc.unique(told.column("filed_on").take(pa.array(right[rows])))
    among = np.flatnonzero(np.asarray(pc.is_in(told.column("filed_on"), filled(days))))
    small = told.select(["key", "patent_type", "filed_on"]).take(pa.array(among)).to_pylist()
    held = [Right(one["key"], one["patent_type"], one["filed_on"]) for one in small]
    events: dict[str, list[Event]] = {one.key: [] for one in held}
    told_by = np.flatnonzero(
        np.isin(right, among) & ((kind == RANK[Kind.GRANT]) | (kind == RANK[Kind.TWIN_DECLARED]))
    )
    names = ["key", "code", "on", "known_on", "twin"]
    columns = [name for name in names if name in table.column_names]
    for row in table.select(columns).take(pa.array(told_by)).to_pylist():
        details = {"twin": row.get("twin") or ""}
        events[row["key"]].append(Event(row["code"], row["on"], row["known_on"], details))
    linked = twins.linked(held, {}, events)
    place = {key: at for at, key in zip(among.tolist(), (one.key for one in held), strict=True)}
    epoch = date(1970, 1, 1)
    for one in linked:
        if one.twin is not None and one.twin.declared and one.twin.granted_on is not None:
            at = place[one.key]
            declared[at] = True
            granted[at] = (one.twin.granted_on - epoch).days
            known[at] = ((one.twin.known_on or one.twin.granted_on) - epoch).days
    return granted, known, declared
