"""What accrues past the day on which it was due, beside figures worked by hand."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from ipharbor.pledge.daycount import DayCount
from ipharbor.pledge.penalty import accrued
from ipharbor.statutes import calendar

D = Decimal
DUE = date(2022, 11, 30)  # a Wednesday


def told(due: str, days: int, by: DayCount = DayCount.ACT_360, penalty: str | None = "0.3",
         due_on: date = DUE) -> Decimal:  # fmt: skip
    return accrued(
        D(due), D("0.0385"), None if penalty is None else D(penalty), by, due_on=due_on,
        on=due_on + timedelta(days=days), calendar=calendar.load(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("due", "days", "by", "penalty", "expected"),
    [
        # 3.85 % and 30 % of it on top are 5.005 %: 9,625 x 0.05005 x 30 / 360
        ("9625.00", 30, DayCount.ACT_360, "0.3", "40.14"),
        # 50,542.43644... a year: x 45 / 360, / 365, and 44 of 360 by months of thirty days
        ("1009838.89", 45, DayCount.ACT_360, "0.3", "6317.80"),
        ("1009838.89", 45, DayCount.ACT_365, "0.3", "6231.26"),
        ("1009838.89", 45, DayCount.THIRTY_360, "0.3", "6177.41"),
        # half of it on top: 5.775 %, a year of actual days
        ("1000000.00", 365, DayCount.ACT_365, "0.5", "57750.00"),
        # nothing on top: the rate of the loan runs on
        ("1000000.00", 360, DayCount.ACT_360, "0", "38500.00"),
    ],
)
def test_overdue_sums_bear_the_rate_and_what_is_added_to_it(
    due: str, days: int, by: DayCount, penalty: str, expected: str
) -> None:
    assert told(due, days, by, penalty) == D(expected)


def test_nothing_accrues_before_the_day_nor_where_the_contract_says_nothing() -> None:
    assert told("9625.00", 0) == told("9625.00", -5) == 0
    assert told("9625.00", 30, penalty=None) == 0


def test_what_is_paid_on_the_working_day_after_a_rest_day_is_in_time() -> None:
    saturday = date(2022, 8, 27)
    assert told("9625.00", 2, due_on=saturday) == 0
    # three days from the Saturday: 9,625 x 0.05005 x 3 / 360
    assert told("9625.00", 3, due_on=saturday) == D("4.01")
