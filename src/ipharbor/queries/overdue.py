"""What has accrued on instalments that are past due and not paid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from decimal import Decimal

from ipharbor.pledge.daycount import DayCount
from ipharbor.pledge.penalty import accrued
from ipharbor.queries.law import calendar
from ipharbor.records.models import LoanInstalment


def overdue(loans: Collection[int], *, on: date) -> dict[int, dict[int, Decimal]]:
    """By loan and number of the instalment what has accrued by the day ``on``; of loans that are
    owed and whose contract adds to the rate."""
    found = LoanInstalment.objects.filter(
        loan__in=list(loans), paid_on=None, due_on__lt=on, loan__penalty__isnull=False
    ).exclude(loan__stage="enforced")
    told: dict[int, dict[int, Decimal]] = defaultdict(dict)
    for one in found.select_related("loan"):
        told[one.loan_id][one.number] = accrued(
            one.principal + one.interest, one.loan.rate, one.loan.penalty,
            DayCount(one.loan.day_count), due_on=one.due_on, on=on, calendar=calendar(),
        )  # fmt: skip
    return dict(told)
