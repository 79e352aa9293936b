"""What a sum that comes in early pays of a loan, and the schedule that is left.

Overdue instalments come first, the oldest before the others and each as a whole. With what is left
principal is paid early, together with the interest on it since the last due day. It is taken from
the last instalments: those before keep their principal, and the loan is over sooner.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction

from ipharbor.bookkeeping.sums import FEN, NOTHING
from ipharbor.pledge.daycount import DayCount, fraction, interest


@dataclass(frozen=True)
class Line:
    """An instalment that is not paid; ``extra`` is what accrued on it since it was due."""

    number: int
    due_on: date
    principal: Decimal
    interest: Decimal
    extra: Decimal = NOTHING

    @property
    def whole(self) -> Decimal:
        """All that pays it."""
        return self.principal + self.interest + self.extra


@dataclass(frozen=True)
class Prepaid:
    """What a sum paid: the overdue instalments ``paid`` by it, ``principal`` paid early with the
    ``interest`` on it; ``kept`` is what paid nothing, as it did not pay the next overdue instalment
    as a whole. ``left`` are the instalments that are to come, as they now stand: where nothing
    falls due any more they are nought."""

    paid: tuple[Line, ...]
    principal: Decimal
    interest: Decimal
    kept: Decimal
    left: tuple[Line, ...]


def prepaid(
    lines: Sequence[Line], amount: Decimal, *, on: date, since: date, rate: Decimal, by: DayCount
) -> Prepaid:
    """``amount`` CNY paid on the day ``on``; ``lines`` by number, ``since`` the first day of the
    span in which ``on`` lies. What it paid and what is kept add up to it."""
    late = [one for one in lines if one.due_on <= on]
    coming = [one for one in lines if one.due_on > on]
    paid: list[Line] = []
    for one in late:
        if one.whole > amount:
            return Prepaid(tuple(paid), NOTHING, NOTHING, amount, tuple(coming))
        paid.append(one)
        amount -= one.whole
    owed = sum((one.principal for one in coming), NOTHING)
    part = fraction(min(since, on), on, by)
    ratio = 1 + Fraction(rate) * part
    back = Fraction(amount) / ratio
    principal = (Decimal(back.numerator) / back.denominator).quantize(FEN, ROUND_FLOOR)
    charged = amount - principal
    if principal >= owed:
        principal = owed
        charged = min(interest(owed, rate, min(since, on), on, by), amount - owed)
    kept = amount - principal - charged
    return Prepaid(tuple(paid), principal, charged, kept, _left(coming, principal, since, rate, by))


def _left(
    coming: Sequence[Line], principal: Decimal, since: date, rate: Decimal, by: DayCount
) -> tuple[Line, ...]:
    """The instalments to come after ``principal`` is taken from the last of them."""
    parts = [one.principal for one in coming]
    for place in range(len(parts) - 1, -1, -1):
        taken = min(parts[place], principal)
        parts[place] -= taken
        principal -= taken
    owed = sum(parts, NOTHING)
    told, first = [], since
    for one, part in zip(coming, parts, strict=True):
        told.append(
            replace(one, principal=part, interest=interest(owed, rate, first, one.due_on, by))
        )
        owed -= part
        first = one.due_on
    return tuple(told)
