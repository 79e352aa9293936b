"""Products of the region's firms that have all features of another's right in force at home."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from ipharbor.analysis.sweeping.claims import TOLD, Looked, days, number
from ipharbor.analysis.sweeping.known import Known, Span
from ipharbor.analysis.sweeping.overlapping import Seen, complainants, document
from ipharbor.analysis.sweeping.parted import Ints
from ipharbor.vocabulary.markets import HOME
from ipharbor.warning.comparing import Passages, coverage
from ipharbor.warning.features import parts
from ipharbor.warning.incident import Incident
from ipharbor.warning.overlap import Sold, comparable, product_reads_on


@dataclass(frozen=True)
class Offered:
    """A product with what sweeps ask of it; ``since`` the first day of the year from which it is
    told to be sold, None where untold."""

    sold: Sold
    features: tuple[str, ...]
    markets: tuple[str, ...]
    since: date | None
    ended_on: date | None

    @cached_property
    def text(self) -> str:
        return "\n".join(self.features)

    @cached_property
    def passages(self) -> Passages:
        return Passages(tuple(part for one in self.features for part in parts(one)))

    def known_by(self, on: date) -> bool:
        """Whether it is on sale by a day, as far as is told."""
        return self.since is None or self.since <= on

    def sold_on(self, on: date) -> bool:
        return self.known_by(on) and (self.ended_on is None or self.ended_on > on)


def readings(known: Known, span: Span) -> Iterator[Incident]:
    """Products that have all features of a right of somebody else's, seen when the right is granted
    or, where that was before, when the product is new."""
    seen = Seen(known, span.on)
    claims = known.claims
    granted = days(known.documents, "granted_on")[claims.rows]
    granted = np.maximum(granted, claims.known)
    by_now = granted <= number(span.on)
    fresh = np.flatnonzero(by_now & (granted > number(span.since)))
    owners = complainants(known, span.on)
    goods = [one for one in offered(known) if HOME in one.markets and one.sold_on(span.on)]
    for one in goods:
        new = one.since is not None and one.since > span.since
        if new and not one.known_by(span.since):
            yield from _of_product(seen, one, np.flatnonzero(by_now), owners)
    if len(fresh):
        sieve = claims.sieve(fresh, span.on)
        for one in goods:
            if one.known_by(span.since):
                for place in sieve.passing(one.text).tolist():
                    yield from _read(seen, one, place, owners)


def offered(known: Known) -> list[Offered]:
    """The products of the register that tell their features."""
    found = []
    for one in known.register.products.to_pylist():
        if one["features"]:
            share = one["share"]
            untold = share is None or math.isnan(share)
            told = Sold(one["firm"], one["name"], None if untold else share)
            since = date(one["since"], 1, 1) if one["since"] else None
            found.append(
                Offered(told, tuple(one["features"]), tuple(one["markets"] or ()), since,
                        one["ended_on"])
            )  # fmt: skip
    return found


def under(known: Known, product: Offered, on: date) -> Iterator[Incident]:
    """The rights of others in force on a day of which a product has all features."""
    claims = known.claims
    granted = days(known.documents, "granted_on")[claims.rows]
    places = np.flatnonzero((granted <= number(on)) & (claims.known <= number(on)))
    yield from _of_product(Seen(known, on), product, places, complainants(known, on))


def _of_product(
    seen: Seen, one: Offered, places: Ints, owners: Mapping[str, int]
) -> Iterator[Incident]:
    for place in seen.claims.sieve(places, seen.on).passing(one.text).tolist():
        yield from _read(seen, one, place, owners)


def _read(seen: Seen, one: Offered, place: int, owners: Mapping[str, int]) -> Iterator[Incident]:
    told = seen.rows(int(seen.claims.rows[place]))
    firm = one.sold.firm
    if firm in told["applicants"] or firm in seen.known.docket.kept_by(told["key"]):
        return
    features = seen.claims.features(place)
    if not comparable(features):
        return
    chart = Looked(one.passages, seen.weights).chart(features)
    if coverage(chart) not in TOLD:
        return
    left = seen.years_left(place)
    if left is None:
        return
    filed = told["filed_on"]
    day = max(told["granted_on"], told["known_on"], one.since or date.min)
    yield product_reads_on(
        document(told, seen.on),
        one.sold,
        seen.covered(place, chart, (firm,)),
        years_left=left,
        litigious=any(owners[name] for name in told["applicants"]),
        own_art=any(firm in names for names in seen.earlier(place)),
        sold_before=one.since is not None and one.since.year < filed.year,
        ties=seen.ties((firm,), told["applicants"]),
        on=day,
    )
