"""Rights granted in a market to which a product of the region's firms is sold that has all their
features.

Offices abroad publish no Chinese claims. A right abroad is compared through the Chinese document
of its family (a common priority, or the Chinese application as priority), by its first claim and,
where the product has not all of that, by its abstract, for claims differ from office to office.
A right without Chinese document is compared in its own language with features told in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ipharbor.analysis.sweeping.claims import TOLD, Flags, Looked, days, number
from ipharbor.analysis.sweeping.known import Known, Span
from ipharbor.analysis.sweeping.overlapping import Seen, complainants, document
from ipharbor.analysis.sweeping.reading_on import Offered, offered
from ipharbor.vocabulary.markets import HOME, offices
from ipharbor.warning.comparing import coverage
from ipharbor.warning.features import of_abstract, of_claim
from ipharbor.warning.incident import Element, Incident
from ipharbor.warning.overlap import Covered, Document, comparable, export_market_right

_EPOCH = date(1970, 1, 1)
_TERM = 20  # years from filing: the term of patents in all offices that are read


@dataclass(frozen=True)
class Abroad:
    """A right granted abroad and the document it is compared by; the ``day`` both are known."""

    row: int
    member: int
    day: date


@dataclass(frozen=True)
class Text:
    """What is compared: ``claim`` or ``abstract``, and its features."""

    basis: str
    features: tuple[str, ...]


def exported(known: Known, span: Span) -> Iterator[Incident]:
    """Rights granted abroad, of which a product sold there has all features. Seen when the last of
    grant, Chinese document and product became known."""
    goods = [
        (one, frozenset(office for land in one.markets if land != HOME for office in offices(land)))
        for one in offered(known)
        if any(land != HOME for land in one.markets) and one.sold_on(span.on)
    ]
    seen = Seen(known, span.on)
    fresh = any(one.since and span.since < one.since <= span.on for one, _there in goods)
    rights = [one for one in abroad(known, span.on) if fresh or one.day > span.since]
    asked: list[tuple[Abroad, Offered, date]] = []
    for right in rights:
        office = seen.rows(right.row)["office"]
        for one, there in goods:
            day = max(right.day, one.since or date.min)
            if office in there and span.since < day <= span.on:
                asked.append((right, one, day))
    texts = _texts(known, {right.member for right, _one, _day in asked})
    owners = complainants(known, span.on)
    looked: dict[int, Looked] = {}
    for right, one, day in asked:
        if id(one) not in looked:
            looked[id(one)] = Looked(one.passages, seen.weights)
        yield from _read(seen, right, one, looked[id(one)], texts[right.member], owners, day)


def abroad(known: Known, on: date) -> list[Abroad]:
    """The rights granted abroad by a day, each with the Chinese document of its family that is
    known by then, else itself."""
    table = known.documents
    chinese = pc.equal(table.column("office"), HOME).combine_chunks()
    home = chinese.to_numpy(zero_copy_only=False) & (known.known_days <= number(on))
    granted = days(table, "granted_on")
    foreign = ~chinese.to_numpy(zero_copy_only=False) & (granted <= number(on))
    rows = np.flatnonzero(foreign)
    if not len(rows):
        return []
    numbers = table.column("priority_numbers").take(pa.array(rows)).to_pylist()
    members = _members(table, home, {one for some in numbers for one in some})
    found = []
    for row, some in zip(rows.tolist(), numbers, strict=True):
        member = next((members[one] for one in some if one in members), row)
        known_on = max(int(granted[row]), int(known.known_days[row]), int(known.known_days[member]))
        found.append(Abroad(row, member, _EPOCH + timedelta(known_on)))
    return found


def _members(table: pa.Table, home: Flags, asked: set[str]) -> dict[str, int]:
    """The Chinese document that has each of these numbers, as its own or as a priority."""
    wanted = pa.array(sorted(asked), pa.string())
    lists = table.column("priority_numbers").combine_chunks()
    owner = pc.list_parent_indices(lists)
    told = pc.list_flatten(lists)
    hits = pc.is_in(told, value_set=wanted)
    pairs = zip(told.filter(hits).to_pylist(), owner.filter(hits).to_pylist(), strict=True)
    found = {one: int(row) for one, row in pairs if home[row]}
    keys = table.column("key").combine_chunks()
    own = pc.indices_nonzero(pc.is_in(keys, value_set=wanted)).to_pylist()
    return found | {keys[row].as_py(): row for row in own if home[row]}


def _read(
    seen: Seen, right: Abroad, one: Offered, looked: Looked, texts: tuple[Text, ...],
    owners: Mapping[str, int], day: date,
) -> Iterator[Incident]:  # fmt: skip
    told, member = seen.rows(right.row), seen.rows(right.member)
    if one.sold.firm in (*told["applicants"], *member["applicants"]):
        return
    left = _years_left(told, seen.on)
    if left < 0:
        return
    for text in texts:
        if not comparable(text.features):
            continue
        chart = looked.chart(text.features)
        if coverage(chart) not in TOLD:
            continue
        yield export_market_right(
            _named(told, member, seen.on),
            one.sold,
            _covered(seen, right.member, chart),
            member=member["key"],
            basis=text.basis,
            market="、".join(
                land for land in one.markets if land != HOME and told["office"] in offices(land)
            ),
            office=told["office"],
            years_left=left,
            litigious=any(owners[name] for name in (*told["applicants"], *member["applicants"])),
            on=day,
        )
        return


def _named(told: Mapping[str, Any], member: Mapping[str, Any], on: date) -> Document:
    """The right with the names of both documents: an applicant is written in many ways."""
    found = document(told, on)
    names = tuple(dict.fromkeys((*member["applicants"], *told["applicants"])))
    return replace(found, title=member["title"] or found.title, applicants=names)


def _covered(seen: Seen, member: int, chart: tuple[Element, ...]) -> Covered:
    place = seen.claims.place.get(member)
    if place is None:
        return Covered(chart)
    return replace(seen.covered(place, chart, ()), anticipated=False)


def _texts(known: Known, members: set[int]) -> dict[int, tuple[Text, ...]]:
    """What each of these documents is compared by, asked for at once."""
    rows = np.array(sorted(members), dtype=np.int64)
    told = known.texts(known.documents.column("serial").to_numpy()[rows]).to_pylist()
    return {
        row: (
            Text("claim", of_claim(one["first_claim"] or "")),
            Text("abstract", of_abstract(one["abstract"] or "")),
        )
        for row, one in zip(rows.tolist(), told, strict=True)
    }


def _years_left(told: Mapping[str, Any], on: date) -> int:
    filed = told["filed_on"]
    if filed is None:
        return 0
    return int((number(filed) + _TERM * 365.25 - number(on)) // 365)
