"""Later documents of others that have all features of a right in force of the region."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow.compute as pc

from ipharbor.analysis.sweeping.claims import (
    TOLD,
    Claims,
    Looked,
    days,
    number,
    passages,
    shared,
)
from ipharbor.analysis.sweeping.columns import Columns
from ipharbor.analysis.sweeping.commonness import Commonness
from ipharbor.analysis.sweeping.known import Known, Span
from ipharbor.analysis.sweeping.parted import Ints
from ipharbor.warning.comparing import Weights, coverage
from ipharbor.warning.incident import Element, Incident
from ipharbor.warning.overlap import Covered, Document, Own, Party, claim_overlap, comparable, tie


def overlaps(known: Known, span: Span) -> Iterator[Incident]:
    """One incident for each document that became known in the span and has all features of the
    first claim of rights in force of the region's firms: of all such rights together."""
    claims = known.claims
    seen = Seen(known, span.on)
    fresh = (known.known_days > number(span.since)) & (known.known_days <= number(span.on))
    news = np.flatnonzero(fresh)[np.isin(np.flatnonzero(fresh), claims.rows)]
    if not len(news):
        return
    sieve = claims.sieve(_of_region(known, span.on), span.on)
    sued = _parties(known, "respondent", span.on)
    texts = known.texts(known.documents.column("serial").to_numpy()[news])
    for row, text in zip(news.tolist(), texts.to_pylist(), strict=True):
        told = (text["first_claim"] or "") + (text["abstract"] or "")
        near = sieve.passing(told)
        if not len(near):
            continue
        later = seen.rows(row)
        looked = Looked(passages(text["first_claim"], text["abstract"]), seen.weights)
        own = [one for place in near.tolist() if (one := _own(seen, looked, place, later))]
        if own:
            sued_before = any(sued[name] for name in later["applicants"])
            day = later["known_on"]
            yield claim_overlap(
                document(later, span.on), own, sued=sued_before, on=day, known_on=day
            )


@dataclass
class Seen:
    """What is known on a day, kept while its documents are looked at."""

    known: Known
    on: date
    _rows: dict[int, dict[str, Any]] = field(default_factory=dict)
    _same: dict[int, tuple[frozenset[str], ...]] = field(default_factory=dict)
    _parties: dict[str, Party] = field(default_factory=dict)

    @property
    def claims(self) -> Claims:
        return self.known.claims

    @cached_property
    def weights(self) -> Weights:
        return self.claims.weights(self.on)

    @property
    def common(self) -> Commonness:
        """Which features are common in their field, as known on the day."""
        day = self.claims.basis(self.on)
        found: Commonness = self.known.once(
            f"commonness {day}", lambda: Commonness(self.claims, day, self.weights)
        )
        return found

    @cached_property
    def subclasses(self) -> Mapping[str, frozenset[str]]:
        """The IPC subclasses of the products that each firm sells."""
        return _subclasses_sold(self.known, self.on)

    def rows(self, row: int) -> dict[str, Any]:
        """A document by its row."""
        if row not in self._rows:
            self._rows[row] = self.known.documents.slice(row, 1).to_pylist()[0]
        return self._rows[row]

    def years_left(self, place: int) -> int | None:
        """Whole years that the right of a claim has left, None where it was not in force."""
        return self.known.years_left(int(self.claims.rows[place]), self.on)

    def earlier(self, place: int) -> tuple[frozenset[str], ...]:
        """The applicants of documents that told a claim word for word before it was filed."""
        if place not in self._same:
            filed = self.rows(int(self.claims.rows[place]))["filed_on"] or self.on
            found = self.claims.same(place, min(filed, self.on))[:MOST_LOOKED].tolist()
            self._same[place] = tuple(
                frozenset(self.rows(int(self.claims.rows[at]))["applicants"]) for at in found
            )
        return self._same[place]

    def ties(self, here: Sequence[str], there: Sequence[str]) -> frozenset[str]:
        """By what one of ``here`` and one of ``there`` may belong together, as known by the
        day."""
        every = {tie(self._party(a), self._party(b), self.on) for a in here for b in there}
        return frozenset(every - {""})

    def _party(self, name: str) -> Party:
        if name not in self._parties:
            self._parties[name] = _party(self.known.columns, name, self.on)
        return self._parties[name]

    def covered(self, place: int, chart: tuple[Element, ...], besides: tuple[str, ...]) -> Covered:
        """A claim's chart with what the corpus knew of its wording; a document of ``besides`` or of
        its own holders does not count as somebody else's."""
        told = self.rows(int(self.claims.rows[place]))
        own = {*told["applicants"], *besides}
        art = any(names.isdisjoint(own) for names in self.earlier(place))
        field = self.common.of(told["ipc"][0][:4] if told["ipc"] else "")
        return Covered(chart, field.having(chart, own), field.habit, art)


MOST_LOOKED = 60


def _party(columns: Columns, name: str, on: date) -> Party:
    """An applicant as its documents known by a day tell of it. Those that it holds with others
    tell its address only where it stands first; an address without a number is no house."""
    applicants, code = columns.applicants, columns.applicants.number.get(name, -1)
    rows = applicants.rows[applicants.codes == code]
    rows = rows[columns.known[rows] <= number(on)]
    if not len(rows):
        return Party()
    people = columns.inventors
    own = rows[columns.applicants.first(len(columns))[rows] == code]
    codes, houses = columns.addresses
    told = {houses[one] for one in np.unique(codes[own]).tolist() if one >= 0}
    begun = date(1970, 1, 1) + timedelta(int(columns.known[rows].min()))
    return Party(
        frozenset(people.names[one] for one in people.codes[np.isin(people.rows, rows)].tolist()),
        frozenset(house for house in told if any(sign.isdecimal() for sign in house)),
        begun,
    )


def document(told: Mapping[str, Any], on: date) -> Document:
    """A document as an incident of that day names it."""
    return Document(
        told["key"],
        told["title"] or told["title_en"] or "",
        tuple(told["applicants"]),
        tuple(told["ipc"]),
        bool(told["granted_on"] and told["granted_on"] <= on),
    )


def related(here: Mapping[str, Any], there: Mapping[str, Any]) -> bool:
    """Whether two documents have an applicant in common or are of one family."""
    if shared(here["applicants"], there["applicants"]):
        return True
    return shared(
        (here["key"], *here["priority_numbers"]), (there["key"], *there["priority_numbers"])
    )


def _own(seen: Seen, looked: Looked, place: int, later: Mapping[str, Any]) -> Own | None:
    told = seen.rows(int(seen.claims.rows[place]))
    if told["filed_on"] is None or later["filed_on"] is None:
        return None
    if told["filed_on"] >= later["filed_on"] or related(told, later):
        return None
    firms = seen.known.docket.kept_by(told["key"])
    features = seen.claims.features(place)
    if shared(firms, later["applicants"]) or not comparable(features):
        return None
    chart = looked.chart(features)
    if coverage(chart) not in TOLD:
        return None
    left = seen.years_left(place)
    if left is None:
        return None
    covered = seen.covered(place, chart, tuple(later["applicants"]))
    subclasses = {symbol[:4] for symbol in told["ipc"]}
    sells = any(subclasses & seen.subclasses.get(name, frozenset()) for name in firms)
    ties = seen.ties(firms, later["applicants"])
    return Own(document(told, seen.on), firms, left, covered, sells, ties)


def _of_region(known: Known, on: date) -> Ints:
    """The places of claims of rights in dockets that were granted by a day."""
    claims = known.claims
    keys = known.documents.column("key").take(claims.rows)
    mine = pc.is_in(keys, value_set=known.register.rights.column("key").combine_chunks())
    granted = days(known.documents, "granted_on")[claims.rows] <= number(on)
    held = mine.combine_chunks().to_numpy(zero_copy_only=False)
    return np.flatnonzero(held & granted & (claims.known <= number(on)))


def _parties(known: Known, role: str, on: date) -> Counter[str]:
    """How often each party stands in cases received by a day in that role."""
    cases = known.register.cases
    names, received = cases.column(role).to_pylist(), cases.column("received_on").to_pylist()
    return Counter(name for name, day in zip(names, received, strict=True) if day and day <= on)


def complainants(known: Known, on: date) -> Counter[str]:
    """How often each party had complained by a day."""
    return _parties(known, "complainant", on)


def _subclasses_sold(known: Known, on: date) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for one in known.register.products.select(["firm", "ipc", "since"]).to_pylist():
        if one["since"] is None or one["since"] <= on.year:
            found.setdefault(one["firm"], set()).update(symbol[:4] for symbol in one["ipc"] or ())
    return {firm: frozenset(some) for firm, some in found.items()}
