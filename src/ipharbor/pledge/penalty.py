"""What accrues on an instalment that is past due.

What was due, principal and interest, bears the loan's rate with what the contract adds to it, from
the day on which it was due to that of payment, by the loan's day count. It is simple: nothing
accrues on what accrued. Source of the practice: the notice behind the provisions
``pledge.penalty.least`` and ``pledge.penalty.most``, by which principal and interest past due bear
the rate of default.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ipharbor.bookkeeping.sums import NOTHING
from ipharbor.pledge.daycount import DayCount, interest
from ipharbor.statutes.calendar import WorkingCalendar


def accrued(
    due: Decimal, rate: Decimal, penalty: Decimal | None, by: DayCount, *, due_on: date, on: date,
    calendar: WorkingCalendar,
) -> Decimal:  # fmt: skip
    """What accrued by the day ``on`` on ``due`` CNY of an instalment that is not paid.

    ``penalty`` is what the contract adds to the yearly ``rate``, 0.3 for 30 % of it; where it says
    nothing (None) nothing accrues. What is paid by the working day after a rest day is in time.
    """
    if penalty is None or on <= calendar.rolled_day(due_on)[0]:
        return NOTHING
    return interest(due, rate * (1 + penalty), due_on, on, by)
