"""Schedules: when how much of a loan is to be repaid, with the interest of each span.

Interest is simple within a span and counted by the loan's day count. What is rounded is rounded to
the fen, and the last instalment takes what is left, so that the principal is repaid to the fen.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from enum import StrEnum
from fractions import Fraction

from ipharbor.bookkeeping.sums import FEN, fen, whole
from ipharbor.pledge.daycount import DayCount, fraction, interest, months_later
from ipharbor.vocabulary.errors import HarborError

LONGEST = 360  # months


class Method(StrEnum):
    """How the principal comes back."""

    EQUAL_INSTALMENTS = "equal_instalments"  # 等额本息
    EQUAL_PRINCIPAL = "equal_principal"  # 等额本金
    BULLET = "bullet"  # 按期付息到期还本
    STEP = "step"  # 分期按比例还本


@dataclass(frozen=True)
class Terms:
    """What a loan is lent on: ``principal`` in CNY, the yearly ``rate``, ``months`` from the day of
    drawing, an instalment ``every`` so many of them.

    ``steps`` are for STEP alone: the parts of the principal that fall due with each instalment, as
    weights; one for each.
    """

    principal: Decimal
    rate: Decimal
    months: int
    every: int = 1
    method: Method = Method.BULLET
    by: DayCount = DayCount.ACT_360
    steps: tuple[Decimal, ...] = ()

    def __post_init__(self) -> None:
        if not whole(self.principal) or self.principal <= 0:
            raise HarborError("loan.terms.principal", fields=("principal",))
        if not self.rate.is_finite() or not 0 <= self.rate < 1:
            raise HarborError("loan.terms.rate", fields=("rate",))
        if not 1 <= self.months <= LONGEST or self.every < 1 or self.months % self.every:
            raise HarborError("loan.terms.months", fields=("months",), most=LONGEST)
        stepped = self.method is Method.STEP
        fits = len(self.steps) == self.count and sum(self.steps) > 0 and min(self.steps) >= 0
        if (stepped and not fits) or (not stepped and self.steps):
            raise HarborError("loan.terms.steps", fields=("steps",), count=self.count)

    @property
    def count(self) -> int:
        """The number of instalments."""
        return self.months // self.every


@dataclass(frozen=True)
class Instalment:
    """What falls due on a day: ``opening`` is owed before, ``closing`` after it."""

    number: int
    due_on: date
    opening: Decimal
    principal: Decimal
    interest: Decimal
    closing: Decimal

    @property
    def payment(self) -> Decimal:
        return self.principal + self.interest


def schedule(terms: Terms, drawn_on: date) -> tuple[Instalment, ...]:
    """All instalments of a loan drawn on that day; their principal adds up to the loan's."""
    days = [months_later(drawn_on, terms.every * n) for n in range(terms.count + 1)]
    level = _level(terms, days) if terms.method is Method.EQUAL_INSTALMENTS else Decimal(0)
    parts = _parts(terms)
    told: list[Instalment] = []
    owed = terms.principal
    for number, (since, due) in enumerate(itertools.pairwise(days), 1):
        charged = interest(owed, terms.rate, since, due, terms.by)
        back = parts[number - 1] if parts else max(level - charged, Decimal("0.00"))
        back = owed if number == terms.count else min(back, owed)
        told.append(Instalment(number, due, owed, back, charged, owed - back))
        owed -= back
    return tuple(told)


def _parts(terms: Terms) -> list[Decimal]:
    """The principal that falls due with each instalment, where that does not hang on interest."""
    match terms.method:
        case Method.EQUAL_INSTALMENTS:
            return []
        case Method.BULLET:
            return [Decimal("0.00")] * (terms.count - 1) + [terms.principal]
        case Method.EQUAL_PRINCIPAL:
            weights: Sequence[Decimal] = [Decimal(1)] * terms.count
        case Method.STEP:
            weights = terms.steps
    total = sum(weights, Decimal(0))
    parts = [(terms.principal * w / total).quantize(FEN, ROUND_FLOOR) for w in weights]
    parts[-1] += terms.principal - sum(parts, Decimal(0))
    return parts


def _level(terms: Terms, days: Sequence[date]) -> Decimal:
    """The payment that, made on every due day, repays principal and interest: the principal over
    the sum of the discount factors of the spans, which differ where days are counted."""
    rate = Fraction(terms.rate)
    factor, annuity = Fraction(1), Fraction(0)
    for since, due in itertools.pairwise(days):
        factor /= 1 + rate * fraction(since, due, terms.by)
        # Exact fractions grow with each span; forty digits are beyond any fen.
        factor = Fraction(round(factor * 10**40), 10**40)
        annuity += factor
    paid = Fraction(terms.principal) / annuity
    return fen(Decimal(paid.numerator) / Decimal(paid.denominator))
