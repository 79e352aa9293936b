"""Sweeps for terms that end: key rights of firms, and rights of others in their fields."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ipharbor.analysis.sweeping.known import Known, Span
from ipharbor.analysis.sweeping.weighing import Weighing, main_group
from ipharbor.register.batch import standings
from ipharbor.register.moves import IN_FORCE
from ipharbor.register.terms import PATENT_KINDS
from ipharbor.warning.incident import Incident
from ipharbor.warning.terms import (
    AHEAD,
    FIELD_LEAST,
    Quarter,
    field_opens,
    key_right_expiring,
    months_before,
    quarters,
    step,
)
from ipharbor.warning.weight import LAST_PARTIES

_HOLDERS = 5
_IN_FORCE = pa.array([str(state) for state in IN_FORCE])
_LONGEST_TERM = 26  # years, with all that can be added


def key_rights(known: Known, span: Span) -> Iterator[Incident]:
    """Rights in force on which others or sales rest, whose term ends in 12 or 3 months."""
    stood = known.docket.standings(span.on)
    term_ends = stood.column("term_ends").combine_chunks()
    alive = pc.is_in(stood.column("state").cast(pa.string()).combine_chunks(), value_set=_IN_FORCE)
    latest = span.on + timedelta(days=31 * max(AHEAD))
    near = pc.and_(
        pc.greater(term_ends, pa.scalar(span.on, pa.date32())),
        pc.less_equal(term_ends, pa.scalar(latest, pa.date32())),
    )
    rows = np.flatnonzero(pc.fill_null(pc.and_(alive, near), False).to_numpy(zero_copy_only=False))
    told = {
        row: (ends, found)
        for row, ends in zip(rows.tolist(), term_ends.take(pa.array(rows)).to_pylist(), strict=True)
        if (found := step(ends, span.since, span.on)) is not None
    }
    subjects = Weighing(known, span.on).subjects(list(told))
    for row, (ends, (months, day)) in told.items():
        subject = subjects[row]
        if subject.weight.key and (subject.firms or subject.lenders):
            yield key_right_expiring(subject, ends, months, day)


def fields(known: Known, span: Span) -> Iterator[Incident]:
    """Rights of others that end by their term within a quarter, in fields of the region's firms.

    A field is a main group of the IPC in which a firm has a right in force. Chinese rights only,
    and those in no docket.
    """
    for quarter in quarters(span.since, span.on):
        yield from _opening(known, quarter)


def _opening(known: Known, quarter: Quarter) -> Iterator[Incident]:
    at_work = working(known, quarter.told_on)
    by_field: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for key, symbol, holder in _ending(known, quarter):
        if main_group(symbol) in at_work:
            by_field[main_group(symbol)].append((key, holder))
    for group in sorted(by_field):
        found = by_field[group]
        if len(found) < FIELD_LEAST:
            continue
        holders = Counter(holder for _key, holder in found if holder)
        most = sorted(holders, key=lambda name: (-holders[name], name))[:_HOLDERS]
        keys = tuple(sorted(key for key, _holder in found))
        yield field_opens(group, quarter, keys, tuple(most), at_work[group])


def working(known: Known, on: date) -> dict[str, tuple[str, ...]]:
    """The firms with rights in force in each main group, those with most first."""
    docket = known.docket
    stood = docket.standings(on)
    alive = pc.is_in(stood.column("state").cast(pa.string()).combine_chunks(), value_set=_IN_FORCE)
    rows = np.flatnonzero(alive.to_numpy(zero_copy_only=False))
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row, symbol in zip(
        rows.tolist(), docket.rights.column("ipc").take(pa.array(rows)).to_pylist(), strict=True
    ):
        if group := main_group(symbol or ""):
            counts[group].update(docket.kept[row])
    return {
        group: tuple(sorted(some, key=lambda firm: (-some[firm], firm))[:LAST_PARTIES])
        for group, some in counts.items()
    }


def _ending(known: Known, quarter: Quarter) -> Iterator[tuple[str, str, str]]:
    """Key, main symbol and first applicant of granted rights in no docket that end in it."""
    documents = known.documents
    day = pa.scalar(quarter.told_on, pa.date32())
    filed, granted = documents.column("filed_on"), documents.column("granted_on")
    oldest = months_before(quarter.first, 12 * _LONGEST_TERM)
    kept = pc.and_(pc.equal(documents.column("office"), "CN"), pc.less_equal(granted, day))
    kept = pc.and_(kept, pc.greater(filed, pa.scalar(oldest, pa.date32())))
    kept = pc.and_(kept, pc.less_equal(documents.column("known_on"), day))
    kept = pc.and_(kept, pc.is_in(documents.column("patent_type"), pa.array(PATENT_KINDS)))
    own = known.docket.rights.column("key").combine_chunks()
    kept = pc.and_(kept, pc.invert(pc.is_in(documents.column("key"), value_set=own)))
    rows = documents.select(["key", "patent_type", "filed_on", "ipc", "applicants"])
    rows = rows.filter(pc.fill_null(kept, False))
    held = rows.select(["key", "patent_type", "filed_on"]).rename_columns(
        ["key", "kind", "filed_on"]
    )
    nothing = known.docket.events.slice(0, 0)
    ends = standings(
        held, nothing, on=quarter.told_on, book=known.book, data_until=quarter.told_on
    ).column("term_ends")
    within = pc.and_(
        pc.greater_equal(ends, pa.scalar(quarter.first, pa.date32())),
        pc.less(ends, pa.scalar(quarter.after, pa.date32())),
    )
    for one in rows.filter(pc.fill_null(within, False)).to_pylist():
        holders = one["applicants"] or [""]
        if one["ipc"] and known.docket.firms.isdisjoint(holders):
            yield one["key"], one["ipc"][0], holders[0]
