"""Making a ledger: from documents, holders and events to its tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ipharbor.analysis.choosing import chosen
from ipharbor.analysis.region import _abroad, _acts, _happenings
from ipharbor.analysis.region._arrays import Ints, coded, codes_in, day_numbers, filled
from ipharbor.analysis.region.layout import (
    CERTAINTIES,
    HOLDERS,
    NAMES,
    NONE,
    PARTS,
    RIGHTS,
    TYPES,
    day_number,
    day_of,
)
from ipharbor.register.batch import standings
from ipharbor.register.lifelines import lifelines
from ipharbor.statutes.book import Book

_DOCUMENT = (
    "serial", "key", "application_number", "title", "title_en", "patent_type", "applicants",
    "ipc", "agency", "filed_on", "published_on", "granted_on", "known_on", "town", "cited_by",
    "legal_status", "first_vintage",
)  # fmt: skip


@dataclass(frozen=True)
class Register:
    """What the register holds, as tables.

    ``holders``: id, name, kind, credit_code, town (code), trade, industry, size, grades.
    ``dockets``: key, stated_status, stated_on. ``events``: key, code, on, known_on, number,
    details (JSON text). Days are of type date32.
    """

    holders: pa.Table
    dockets: pa.Table
    events: pa.Table


@dataclass(frozen=True)
class Made:
    """The tables of a ledger by the names of ``layout.TABLES``, its last day, and how many
    rights are not in it and why."""

    tables: Mapping[str, pa.Table]
    until: date
    left_out: Mapping[str, int]


def make(
    documents: ibis.Table,
    register: Register,
    *,
    towns: Sequence[str],
    imported: Mapping[int, date],
    book: Book,
    texts: pa.Table | None = None,
) -> Made:
    """The ledger of the region with these ``towns`` (codes).

    ``texts`` tells which documents have an abstract and a first claim, by ``serial``.

    A right is of the region when its first applicant's address lies in one of the towns, or
    when its first applicant is a holder of the register; further ones come in when they are
    transferred to such a holder. ``imported`` are the days of import by volume.
    """
    own = _own_holders(register.holders, towns)
    told = _with_texts(_documents(documents, register, own, towns), texts)
    local = _local(told, own, towns)
    rights, names = _rights(told, register, local, towns)
    happened = _happenings.gathered(told, register, imported)
    until = _until(rights, happened.table)
    states = standings(
        happened.rights, happened.table, on=until, book=book, data_until=until
    )  # fmt: skip
    certainty = codes_in(pc.cast(states.column("certainty"), pa.string()), CERTAINTIES)
    rights = _with(rights, happened, certainty)
    acts = _acts.Parties(names.holders)
    tables = {
        "rights": rights,
        "spans": lifelines(happened.rights, happened.table, book=book),
        "holders": names.table,
        "transferred": _acts.transferred(happened, acts),
        "burdens": _acts.burdens(happened),
        "abroad": _abroad.granted(documents, rights),
        "agencies": _list(names.agencies),
        "symbols": _list(names.symbols),
    }
    in_dockets = pc.is_in(register.dockets.column("key"), told.column("key"))
    left_out = {"docket_not_of_region": len(in_dockets) - (pc.sum(in_dockets).as_py() or 0)}
    return Made(tables, until, left_out)


def newest_by_volume(documents: ibis.Table) -> dict[int, str]:
    """The last day, in ISO form, of the documents that each volume was the first to tell of."""
    dated = documents.filter(documents.known_on.notnull())
    told = dated.group_by("first_vintage").aggregate(newest=dated.known_on.max()).to_pyarrow()
    return {row["first_vintage"]: row["newest"].isoformat() for row in told.to_pylist()}


@dataclass(frozen=True)
class _Names:
    holders: dict[str, int]
    table: pa.Table
    agencies: Sequence[str]
    symbols: Sequence[str]


def _own_holders(holders: pa.Table, towns: Sequence[str]) -> pa.Array:
    """The names of the register's holders who sit in the region, or of whom nobody says where."""
    town = pc.utf8_slice_codeunits(holders.column("town"), 0, 9)
    own = pc.or_(pc.equal(town, ""), pc.is_in(town, pa.array(towns, pa.string())))
    return filled(holders.filter(own).column("name"))


def _documents(
    documents: ibis.Table, register: Register, own: pa.Array, towns: Sequence[str]
) -> pa.Table:
    typed = documents.filter((documents.office == "CN") & documents.patent_type.notnull())
    first = (typed.applicants.length() > 0).ifelse(typed.applicants[0], ibis.null("string"))
    seen = typed.select("serial", "key", "town", first=first).to_pyarrow()
    of_town = pc.is_in(seen.column("town"), pa.array(towns, pa.string()))
    bought = _acts.bought_by(register.events, own)
    wanted = pc.or_(of_town, pc.is_in(seen.column("first"), own))
    wanted = pc.or_(wanted, pc.is_in(seen.column("key"), bought))
    serials = seen.filter(wanted).column("serial").to_numpy()
    with chosen(typed, serials) as those:
        asked = those.select(*_DOCUMENT, told=_told(those)).order_by("key")
        return asked.to_pyarrow().combine_chunks()


def _told(documents: ibis.Table) -> ibis.Value:
    """Which of ``PARTS`` the columns of each document tell, as bits."""
    bits = ibis.literal(0)
    for at, name in enumerate(PARTS):
        if name in documents.columns:
            column = documents[name]
            told = (column != "") if column.type().is_string() else column.length() > 0
            bits = bits + told.fill_null(False).ifelse(1 << at, 0)
    return bits.cast("int8")


def _with_texts(told: pa.Table, texts: pa.Table | None) -> pa.Table:
    """The same with the bits of the long texts."""
    if texts is None:
        return told
    place = pc.index_in(told.column("serial"), filled(texts.column("serial")))
    bits = np.asarray(told.column("told"), dtype=np.int64)
    for at, name in enumerate(PARTS):
        if name in texts.column_names:
            there = pc.fill_null(texts.column(name).take(filled(place)), False)
            bits = bits | (np.asarray(there).astype(np.int64) << at)
    at = told.schema.get_field_index("told")
    return told.set_column(at, "told", pa.array(bits, pa.int8()))


def _local(told: pa.Table, own: pa.Array, towns: Sequence[str]) -> pa.Array:
    of_town = pc.is_in(told.column("town"), pa.array(towns, pa.string()))
    return filled(pc.or_(of_town, pc.is_in(_first(told), own)))


def _first(told: pa.Table) -> pa.Array:
    """The first applicants, null for none."""
    return pc.list_element(_never_empty(filled(told.column("applicants"))), 0)


def _never_empty(lists: pa.Array) -> pa.Array:
    empty = pc.equal(pc.list_value_length(lists), 0)
    return pc.if_else(empty, pa.scalar([None], lists.type), lists)


def _rights(
    told: pa.Table, register: Register, local: pa.Array, towns: Sequence[str]
) -> tuple[pa.Table, _Names]:
    holders, table = _holders(register.holders, _first(told), towns)
    agencies, agency = coded(told.column("agency"))
    lists = filled(told.column("ipc"))
    symbols, symbol = coded(lists.flatten())
    title = pc.coalesce(told.column("title"), told.column("title_en"), pa.scalar(""))
    arrays = {
        "key": told.column("key"),
        "application_number": pc.fill_null(told.column("application_number"), ""),
        "title": title,
        "holders": pc.binary_join(told.column("applicants"), " | "),
        "type": pa.array(codes_in(told.column("patent_type"), TYPES), pa.int8()),
        "local": local,
        "holder": pa.array([holders.get(one, NONE) for one in _first(told).to_pylist()]),
        "town": pa.array(codes_in(told.column("town"), towns), pa.int8()),
        "filed": day_numbers(told.column("filed_on")),
        "published": day_numbers(told.column("published_on")),
        "known": day_numbers(told.column("known_on")),
        "granted": day_numbers(told.column("granted_on")),
        "granted_known": day_numbers(told.column("granted_on")),
        "symbols": pa.ListArray.from_arrays(_from_zero(lists), pa.array(symbol, pa.int32())),
        "agency": pa.array(agency, pa.int32()),
        "cited_by": pc.fill_null(told.column("cited_by"), NONE),
        "docket": pc.is_in(told.column("key"), filled(register.dockets.column("key"))),
        "events": pa.array(np.zeros(told.num_rows), pa.int32()),
        "certainty": pa.array(np.zeros(told.num_rows), pa.int8()),
        "told": told.column("told"),
    }
    made = pa.Table.from_arrays(
        [filled(arrays[field.name]).cast(field.type) for field in RIGHTS], schema=RIGHTS
    )
    return made, _Names(holders, table, agencies, symbols)


def _from_zero(lists: pa.ListArray) -> pa.Array:
    return pc.subtract(lists.offsets, lists.offsets[0]) if len(lists) else lists.offsets


def _holders(
    held: pa.Table, first: pa.Array, towns: Sequence[str]
) -> tuple[dict[str, int], pa.Table]:
    """The holders of the register, then the first applicants who are not there."""
    known = held.column("name").to_pylist()
    there = set(known)
    others = [one for one in pc.unique(first).to_pylist() if one and one not in there]
    more = len(others)
    town = codes_in(pc.utf8_slice_codeunits(held.column("town"), 0, 9), towns)
    blank = pa.array([""] * more, pa.string())
    columns = {
        "id": pa.array([*held.column("id").to_pylist(), *[NONE] * more], pa.int64()),
        "name": pa.array([*known, *others], pa.string()),
        "town": pa.array(np.r_[town, np.full(more, NONE)], pa.int8()),
        "grades": pa.array([*held.column("grades").to_pylist(), *[[]] * more],
                           pa.list_(pa.string())),
    }  # fmt: skip
    for name in ("kind", "credit_code", "trade", "industry", "size"):
        columns[name] = pa.concat_arrays([filled(held.column(name)).cast(pa.string()), blank])
    table = pa.Table.from_arrays([columns[field.name] for field in HOLDERS], schema=HOLDERS)
    return {name: at for at, name in enumerate([*known, *others])}, table


def _with(rights: pa.Table, happened: _happenings.Happened, certainty: Ints) -> pa.Table:
    """``rights`` with what the events tell: the day of grant, how many, how certain."""
    changed = {
        "granted": happened.granted,
        "granted_known": happened.granted_known,
        "events": happened.count,
        "certainty": certainty,
    }
    for name, values in changed.items():
        at = RIGHTS.get_field_index(name)
        rights = rights.set_column(at, RIGHTS.field(at), pa.array(values, RIGHTS.field(at).type))
    return rights


def _until(rights: pa.Table, events: pa.Table) -> date:
    """The last day on which anything became known."""
    days = rights.column("known").to_numpy()
    days = days[days != day_number(date.max)] if len(days) else days
    known = [pc.max(events.column("known_on")).as_py()] if events.num_rows else []
    if len(days):
        known.append(day_of(int(days[days < 2**31 - 1].max(initial=0))))
    return max((one for one in known if one is not None), default=date(1970, 1, 1))


def _list(names: Sequence[str]) -> pa.Table:
    return pa.Table.from_arrays([pa.array(names, pa.string())], schema=NAMES)
