"""What the renewal plan page is asked for: which rights, in which order, for how many years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from django.http import HttpRequest

from ipharbor.actions import permits
from ipharbor.actions.rights.decide import DECISIONS, KEEP, Advised, Bond
from ipharbor.queries import renewals as queries
from ipharbor.queries.renewals import ADVICE, MOST_YEARS, YEARS, Line, Plan
from ipharbor.records.models import Firm
from ipharbor.register.terms import PATENT_KINDS
from ipharbor.vocabulary.errors import HarborError
from ipharbor.web._docketing import data_until
from ipharbor.web.law import book

SPANS = (1, 3, YEARS, 10, MOST_YEARS)
UNDECIDED = "undecided"
SORTS = ("dearest", "next_fee", "oldest", "term", "number")
PER_PAGE = 50
_FAR = date.max
Row = TypeVar("Row")


@dataclass(frozen=True)
class Wanted:
    """Which rights of the plan are wanted, in which order; empty texts leave nothing out."""

    advice: str
    decision: str
    patent_type: str
    text: str
    sort: str

    @property
    def narrows(self) -> bool:
        """Whether anything is left out."""
        return bool(self.advice or self.decision or self.patent_type or self.text)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of rows; ``total`` counts them on all pages."""

    lines: tuple[Row, ...]
    total: int
    number: int
    pages: int


def wanted(request: HttpRequest) -> Wanted:
    """The stated filter and order; what means nothing is not applied."""

    def among(name: str, words: Sequence[str], otherwise: str = "") -> str:
        stated = request.GET.get(name, "")
        return stated if stated in words else otherwise

    return Wanted(
        advice=among("advice", ADVICE),
        decision=among("decision", (*DECISIONS, UNDECIDED)),
        patent_type=among("type", PATENT_KINDS),
        text=request.GET.get("q", "").strip(),
        sort=among("sort", SORTS, SORTS[0]),
    )


def years_asked(request: HttpRequest) -> int:
    """The years stated as ``years``, 1 to ``MOST_YEARS``; HarborError ``renewals.years``."""
    stated = request.GET.get("years", "").strip()
    if not stated:
        return YEARS
    years = int(stated) if stated.isascii() and stated.isdigit() and len(stated) < 4 else 0
    if not 1 <= years <= MOST_YEARS:
        raise HarborError("renewals.years", fields=("years",), value=stated, most=MOST_YEARS)
    return years


def plan_of(firm: Firm, on: date, years: int) -> Plan:
    """The plan of ``firm`` under the law of this installation's region."""
    until = data_until() or date.min
    return queries.plan(firm, law=book(), on=on, data_until=until, years=years)


def together(caller: permits.Actor, on: date, years: int) -> queries.District:
    """The plans of all firms that the caller may read, under the law of this region."""
    until = data_until() or date.min
    among = permits.firms(caller, "docket.read")
    return queries.district(among, law=book(), on=on, data_until=until, years=years)


def chosen(told: Plan, asked: Wanted) -> list[Line]:
    """The wanted rights in the wanted order."""
    words = asked.text.casefold().split()
    found = [
        line
        for line in told.lines
        if asked.advice in ("", line.counsel.word)
        and asked.decision in ("", line.decided.decision if line.decided else UNDECIDED)
        and asked.patent_type in ("", line.record.patent_type)
        and all(one in _searched(line) for one in words)
    ]
    if asked.sort == "dearest":
        found.sort(key=lambda line: -line.total)
    elif asked.sort == "next_fee":
        found.sort(key=lambda line: -(line.next_fee or 0))
    elif asked.sort == "oldest":
        found.sort(key=lambda line: line.record.filed_on or _FAR)
    elif asked.sort == "term":
        found.sort(key=lambda line: line.standing["term_ends"] or _FAR)
    return found


def page(rows: Sequence[Row], at: int) -> Page[Row]:
    """Page ``at`` of ``rows``, or the last one where there are fewer."""
    pages = max(1, -(-len(rows) // PER_PAGE))
    at = min(at, pages)
    return Page(tuple(rows[(at - 1) * PER_PAGE : at * PER_PAGE]), len(rows), at, pages)


def with_fees(told: Plan, shown: Page[Line]) -> list[tuple[Line, tuple[queries.Fee, ...]]]:
    """The rights of a page, each with its annuities."""
    return [(line, told.fees(line)) for line in shown.lines]


def bindings(firm: Firm, lines: Sequence[Line], on: date) -> tuple[queries.Binding, ...]:
    """What binds those of ``lines`` that others hold rights in."""
    records = [line.record for line in lines if line.counsel.bound]
    until = data_until() or date.min
    return queries.bindings(firm, records, law=book(), on=on, data_until=until)


def advised(
    lines: Sequence[Line], bound: Sequence[queries.Binding], decision: str
) -> list[Advised]:
    """What a person is told of each right, as the action takes it."""
    bonds: dict[str, list[Bond]] = {}
    for one in bound if decision != KEEP else ():
        made = Bond(
            id=one.id,
            family=str(one.encumbrance.family),
            number=one.encumbrance.number,
            rules=tuple(rule.name for rule in one.rules),
        )
        bonds.setdefault(one.record.key, []).append(made)
    return [
        Advised(
            line.record.key,
            line.counsel.word,
            line.counsel.reasons,
            tuple(bonds.get(line.record.key, ())),
        )
        for line in lines
    ]


def _searched(line: Line) -> str:
    record = line.record
    return " ".join((record.key, record.application_number, record.title, record.ipc)).casefold()
