"""Valuations that are kept: the list, one of them with its figures, whether it still stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from django.db.models import QuerySet
from django.utils import timezone

from ipharbor.records.models import Firm, Valuation
from ipharbor.statutes.book import Book
from ipharbor.statutes.values import Terms
from ipharbor.valuation.appraisal import Appraisal, Range, RightValue, appraise, ranges
from ipharbor.valuation.methods import Method
from ipharbor.valuation.scorecard import OURS, STANDARD
from ipharbor.valuation.subject import SCENARIOS, Basis, Subject
from ipharbor.valuation.writing import digest, figures, read


@dataclass(frozen=True)
class ValuationRow:
    """A valuation as lists show it: the values in CNY that one, five and nine in ten draws do not
    exceed. ``status`` is draft, signed or superseded."""

    id: int
    firm_id: int
    firm: str
    rights: int
    version: int
    valued_on: date
    scenario: str
    low: Decimal
    median: Decimal
    high: Decimal
    status: str
    drawn_up_on: date
    drawn_up_by: str
    signed_by: str
    signed_for: str


@dataclass(frozen=True)
class Opened:
    """A valuation opened: what it rests on, its figures reckoned again, and whether these, the
    kept ones and the hash agree."""

    held: Valuation
    basis: Basis
    made: Appraisal
    stands: bool

    @cached_property
    def ranges(self) -> tuple[tuple[tuple[Method, Range], ...], ...]:
        """For each right the range of every method that gives a value."""
        return ranges(self.basis, self.made)

    @property
    def pairs(self) -> Sequence[tuple[Subject, RightValue]]:
        """Each right with its value."""
        return tuple(zip(self.basis.subjects, self.made.rights, strict=True))


def of_firms(firms: QuerySet[Firm]) -> QuerySet[Valuation]:
    """The valuations of the firms, the newest first."""
    held = Valuation.objects.filter(firm__in=firms).select_related("firm")
    return held.order_by("-drawn_up_at", "-pk")


def rows(found: Iterable[Valuation]) -> tuple[ValuationRow, ...]:
    """Valuations as they are listed."""
    return tuple(
        ValuationRow(
            one.pk, one.firm_id, one.firm.name, len(one.keys), one.version, one.valued_on,
            one.scenario, one.low, one.median, one.high, one.status, _day(one.drawn_up_at),
            one.drawn_up_by_name, one.signed_by_name, one.signed_for,
        )
        for one in found
    )  # fmt: skip


def one(number: int) -> Valuation | None:
    """The valuation of that number."""
    return Valuation.objects.select_related("firm").filter(pk=number).first()


def opened(held: Valuation) -> Opened:
    """The valuation reckoned again from what it rests on."""
    basis = read(held.inputs)
    made = appraise(basis)
    same = figures(made) == held.result and digest(held.inputs, held.result) == held.hash
    return Opened(held, basis, made, same)


def versions(held: Valuation) -> tuple[Valuation, ...]:
    """All versions of the valuation, the newest first."""
    first = held
    while first.supersedes is not None:
        first = first.supersedes
    found, last = [first], first
    while following := Valuation.objects.filter(supersedes=last).first():
        found.append(following)
        last = following
    return tuple(reversed(found))


def scenarios(law: Book, on: date, lang: str) -> list[tuple[str, str]]:
    """The uses that the book lists, with their names."""
    return [
        (one.code, one.zh if lang == "zh" else one.en) for one in law.on(on)[SCENARIOS].terms.items
    ]


def indicators(law: Book, on: date, lang: str) -> Mapping[str, str]:
    """The names of indicators, of ours and of the standard's second level, by code."""
    found: dict[str, str] = {}
    for name in (STANDARD, OURS):
        told: Terms = law.on(on)[name].terms
        found |= {one.code: one.zh if lang == "zh" else one.en for one in told.items}
    return found


def _day(at: datetime) -> date:
    return timezone.localdate(at)
