"""Day counts: which part of a year lies between two days.

Source of the conventions: ISDA Definitions 2006, section 4.16, (d) act/365 fixed, (e) act/360 and
(f) 30/360.
"""

from __future__ import annotations

import calendar
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from ipharbor.bookkeeping.sums import fen


class DayCount(StrEnum):
    """How days and years are counted."""

    ACT_360 = "act_360"
    ACT_365 = "act_365"
    THIRTY_360 = "thirty_360"


def days(since: date, until: date, by: DayCount) -> int:
    """The days from ``since`` (counted) to ``until`` (not counted) as ``by`` counts them."""
    if by is not DayCount.THIRTY_360:
        return (until - since).days
    first = min(since.day, 30)
    last = 30 if until.day == 31 and first == 30 else until.day
    return 360 * (until.year - since.year) + 30 * (until.month - since.month) + last - first


def fraction(since: date, until: date, by: DayCount) -> Fraction:
    """The part of a year between the days, exact."""
    return Fraction(days(since, until, by), 365 if by is DayCount.ACT_365 else 360)


def interest(principal: Decimal, rate: Decimal, since: date, until: date, by: DayCount) -> Decimal:
    """Simple interest on ``principal`` at the yearly ``rate`` (0.0435 is 4.35 %), to the fen."""
    part = fraction(since, until, by)
    return fen(principal * rate * part.numerator / part.denominator)


def months_later(day: date, months: int) -> date:
    """The same day so many months later, the last of the month where that month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
