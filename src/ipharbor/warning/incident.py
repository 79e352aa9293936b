"""Incidents: things that happened in the region's field, each seen by one signal.

A watch on a query is shown documents. All other watches are shown incidents: a sweep finds
them once for the whole region, and every watch takes those that concern it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from ipharbor.vocabulary.chains import within
from ipharbor.vocabulary.standards import bases
from ipharbor.warning import altered
from ipharbor.warning.altered import Altered
from ipharbor.warning.grading import Grade, Points, of_points
from ipharbor.warning.signals import Signal

LONGEST_MARK = 200


@dataclass(frozen=True)
class Element:
    """One line of a feature chart: a part of a claim beside what was found of it.

    ``reading`` is ``literal``, ``equivalent``, ``unclear`` or ``missing``; ``nearness`` is
    from 0 to 1.
    """

    claimed: str
    found: str
    reading: str
    nearness: float


@dataclass(frozen=True)
class Incident:
    """One thing that happened, with what a decision about it rests on.

    ``mark`` is the same whenever the same thing is seen again: by it nothing is told twice. One
    longer than 200 characters is kept by its beginning and its SHA-256. ``on`` is the day on
    which it was true, ``known_on`` the first on which it could be known. ``points`` grade it
    before anything is known of its reader.

    ``firms`` are the names of the region's firms that it concerns, ``others`` the other parties.
    ``rights`` and ``documents`` are keys (application numbers) of the firms' own rights and of
    the publications it rests on; ``product`` the name of the product of the first of ``firms``.
    ``symbols`` are IPC symbols of its field, ``lenders`` the pledgees that it touches,
    ``standards`` the numbers of the standards that it names, ``changes`` the provisions of the
    law that changed.
    """

    mark: str
    signal: Signal
    on: date
    known_on: date
    points: tuple[Points, ...]
    firms: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    rights: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    product: str = ""
    symbols: tuple[str, ...] = ()
    lenders: tuple[str, ...] = ()
    chart: tuple[Element, ...] = ()
    standards: tuple[str, ...] = ()
    changes: tuple[Altered, ...] = ()

    def __post_init__(self) -> None:
        if not self.mark:
            raise ValueError("an incident without a mark")
        if len(self.mark) > LONGEST_MARK:
            digest = sha256(self.mark.encode("utf-8")).hexdigest()
            short = self.mark[: LONGEST_MARK - len(digest) - 1]
            object.__setattr__(self, "mark", f"{short}#{digest}")

    @property
    def code(self) -> str:
        return self.signal.code

    @property
    def grade(self) -> Grade:
        return of_points(self.points)

    def facets(self) -> Iterator[tuple[str, str]]:
        """What it can be found by: pairs of a facet and its value."""
        yield "code", self.code
        yield from (("firm", one) for one in self.firms)
        yield from (("other", one) for one in self.others)
        yield from (("right", one) for one in self.rights)
        yield from (("lender", one) for one in self.lenders)
        yield from (("symbol", one) for one in self.symbols)
        yield from (("standard", one) for number in self.standards for one in bases(number))
        if self.product and self.firms:
            yield "product", f"{self.firms[0]}|{self.product}"


def written(seen: Incident) -> dict[str, Any]:
    """The incident as plain JSON, to be kept as it was."""
    told = asdict(seen)
    told["signal"] = {"code": seen.code, "facts": dict(seen.signal.facts)}
    return told | {"on": seen.on.isoformat(), "known_on": seen.known_on.isoformat()}


def read(told: Mapping[str, Any]) -> Incident:
    """The incident that ``written`` gave; what a later version added may be missing."""
    signal = Signal(told["signal"]["code"], tuple(told["signal"]["facts"].items()))
    lists = ("firms", "others", "rights", "documents", "symbols", "lenders", "standards")
    return Incident(
        mark=told["mark"],
        signal=signal,
        on=date.fromisoformat(told["on"]),
        known_on=date.fromisoformat(told["known_on"]),
        points=tuple(Points(**given) for given in told["points"]),
        product=told.get("product", ""),
        chart=tuple(Element(**line) for line in told.get("chart", ())),
        changes=tuple(altered.read(row) for row in told.get("changes", ())),
        **{name: tuple(told.get(name, ())) for name in lists},
    )


@dataclass(frozen=True)
class Scope:
    """Which incidents a watch takes: those of one of ``codes`` (all where it is empty) that have
    one of ``values`` in ``facet``; ``symbol`` takes those under one of them, ``any`` takes all."""

    facet: str
    values: frozenset[str]
    codes: frozenset[str] = frozenset()

    def takes(self, seen: Incident) -> bool:
        if self.codes and seen.code not in self.codes:
            return False
        if self.facet == "any":
            return True
        found = {value for facet, value in seen.facets() if facet == self.facet}
        if self.facet == "symbol":
            return any(within(one, other) for one in found for other in self.values)
        return not self.values.isdisjoint(found)


def taken(scopes: Mapping[int, Scope], seen: Iterable[Incident]) -> dict[int, list[Incident]]:
    """The incidents each scope takes, by its number; scopes that take none are left out.

    Exact facets are looked up, so that many scopes over many incidents cost what is found.
    """
    incidents = list(seen)
    by_value: dict[tuple[str, str], list[Incident]] = {}
    for one in incidents:
        for facet in one.facets():
            by_value.setdefault(facet, []).append(one)
    found: dict[int, list[Incident]] = {}
    for number, scope in scopes.items():
        if scope.facet in ("any", "symbol"):
            mine = [one for one in incidents if scope.takes(one)]
        else:
            near = {
                one.mark: one
                for value in scope.values
                for one in by_value.get((scope.facet, value), ())
            }
            mine = [one for one in near.values() if not scope.codes or one.code in scope.codes]
        if mine:
            found[number] = sorted(mine, key=lambda one: (one.known_on, one.mark))
    return found
