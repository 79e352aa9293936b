"""What accrued on an instalment that is paid past its day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ipharbor.pledge.daycount import DayCount
from ipharbor.pledge.penalty import accrued
from ipharbor.records.models import Loan, LoanInstalment
from ipharbor.statutes import calendar


def extra(loan: Loan, one: LoanInstalment, on: date) -> Decimal:
    """What has accrued on the instalment by the day ``on``; see ``pledge.penalty``."""
    return accrued(
        one.principal + one.interest, loan.rate, loan.penalty, DayCount(loan.day_count),
        due_on=one.due_on, on=on, calendar=calendar.load(),
    )  # fmt: skip
