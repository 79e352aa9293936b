"""The sweep for rights that went to somebody who makes nothing and has complained often."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ipharbor.analysis.sweeping.known import Known, Span
from ipharbor.analysis.sweeping.weighing import Weighing, main_group
from ipharbor.register.codes import Kind
from ipharbor.register.events import Event
from ipharbor.warning.buyers import Buyer, Near, concerned, litigious_buyer, nearness, pairs
from ipharbor.warning.incident import Incident
from ipharbor.warning.weight import Subject, Weight


def litigious(known: Known, span: Span) -> Iterator[Incident]:
    """Transfers to buyers without filings and products who complain, of rights in dockets and, as
    far as the register's events tell of them, of others."""
    docket = known.docket
    news = list(docket.news(span.since, span.on, Kind.TRANSFER, Kind.APPLICATION_TRANSFER))
    moved = [(one.key, one.event) for one in news]
    moved += docket.moved_elsewhere(span.since, span.on)
    buyers = _buyers(known, span.on, {name for _, one in moved for name in one.parties("after")})
    told = {
        (key, event.on): (event, buyers[name])
        for key, event in moved
        for name in event.parties("after")
        if buyers[name].litigious
    }
    own = {docket.row[key] for key, _on in told if key in docket.row}
    subjects = {one.key: one for one in Weighing(known, span.on).subjects(own).values()}
    for (key, _on), (event, buyer) in told.items():
        subject = subjects.get(key) or _published(known, span.on, key)
        if subject is not None:
            found = _working_on(known, span.on, subject, event)
            documents = tuple(key for some in found.values() for key in some)
            yield litigious_buyer(subject, event, buyer, tuple(found), documents)


def _published(known: Known, on: date, key: str) -> Subject | None:
    """A right in no docket as its publication known on the day tells of it; None without one."""
    rows = known.documents.filter(pc.equal(known.documents.column("key"), key))
    one = next(iter(rows.select(["title", "ipc", "known_on"]).to_pylist()), None)
    if one is None or one["known_on"] > on:
        return None
    symbol = one["ipc"][0] if one["ipc"] else ""
    return Subject(key, key.removeprefix("CN"), one["title"] or "", symbol, (), Weight())


def _buyers(known: Known, on: date, names: set[str]) -> dict[str, Buyer]:
    """What is known of ``names`` on the day."""
    if not names:
        return {}
    wanted = pa.array(sorted(names))
    rows = known.register.cases
    seen = pc.less_equal(rows.column("received_on"), pa.scalar(on, pa.date32()))
    brought = _counts(rows.filter(seen).column("complainant"), wanted)
    applicants = known.documents.column("applicants").combine_chunks()
    places = pc.list_parent_indices(applicants).to_numpy()
    published = known.known_days[places] <= (on - date(1970, 1, 1)).days
    filed = _counts(applicants.flatten().filter(pa.array(published)), wanted)
    makers = set(known.register.products.column("firm").to_pylist())
    return {
        name: Buyer(name, brought.get(name, 0), filed.get(name, 0), name in makers)
        for name in sorted(names)
    }


def _counts(column: pa.ChunkedArray, wanted: pa.Array) -> Mapping[str, int]:
    found = column.filter(pc.is_in(column, value_set=wanted)).value_counts().to_pylist()
    return {one["values"]: one["counts"] for one in found}


def _working_on(
    known: Known, on: date, subject: Subject, moved: Event
) -> Mapping[str, tuple[str, ...]]:
    """The firms of the region that work on the same thing as the right that moved, as their
    documents known on the day tell: same main group of the IPC, where the right has one, and a
    title like its own."""
    parties = {*moved.parties("before"), *moved.parties("after")}
    documents = known.documents
    own = pairs(subject.title)
    near = np.flatnonzero(_in_group(documents, main_group(subject.ipc)))
    near = near[known.known_days[near] <= (on - date(1970, 1, 1)).days]
    rows = documents.select(["key", "title", "applicants"]).take(pa.array(near)).to_pylist()
    return concerned(
        Near(firm, one["key"], nearness(own, pairs(one["title"] or "")))
        for one in rows
        for firm in one["applicants"] or ()
        if firm in known.docket.firms and firm not in parties
    )


def _in_group(documents: pa.Table, group: str) -> np.ndarray:
    """Which documents have a symbol of the main group; those without symbols for none."""
    symbols = documents.column("ipc").combine_chunks()
    if not group:
        length = pc.fill_null(pc.list_value_length(symbols), 0)
        return np.asarray(length.to_numpy(zero_copy_only=False) == 0)
    hits = pc.starts_with(symbols.flatten(), pattern=f"{group}/").to_numpy(zero_copy_only=False)
    found = np.zeros(documents.num_rows, dtype=np.bool_)
    found[pc.list_parent_indices(symbols).to_numpy()[hits]] = True
    return found
