"""A sum that comes in early: what it pays, and what falls due after it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipharbor.pledge.daycount import DayCount, interest
from ipharbor.pledge.prepaying import Line, Prepaid, prepaid
from ipharbor.pledge.schedules import Method, Terms, schedule

D = Decimal
DRAWN = date(2021, 11, 30)
TERMS = Terms(D(1_000_000), D("0.0385"), 12, 3, Method.BULLET)


def lines(terms: Terms = TERMS, after: int = 0) -> list[Line]:
    told = schedule(terms, DRAWN)
    return [Line(one.number, one.due_on, one.principal, one.interest) for one in told[after:]]


def paid(amount: str, on: date, since: date = DRAWN, *, owing: Any = None) -> Prepaid:
    return prepaid(
        lines() if owing is None else owing, D(amount), on=on, since=since, rate=TERMS.rate,
        by=TERMS.by,
    )  # fmt: skip


def test_principal_paid_early_takes_the_interest_on_it_along() -> None:
    # 30 days of 360 at 3.85 %: 1.00320833 a yuan; 200,000 / 1.00320833 = 199,360.38
    told = paid("200000.00", date(2021, 12, 30))
    assert (told.principal, told.interest, told.kept) == (D("199360.38"), D("639.62"), D("0.00"))
    assert interest(told.principal, TERMS.rate, DRAWN, date(2021, 12, 30), TERMS.by) == D("639.61")
    left = D(1_000_000) - told.principal
    assert [one.principal for one in told.left] == [D("0.00")] * 3 + [left]
    # what is left bears the interest of its own whole span: 90 and 91, 92, 92 days
    assert told.left[0].interest == (left * D("0.0385") * 90 / 360).quantize(D("0.01"))
    assert told.left[1].interest == (left * D("0.0385") * 91 / 360).quantize(D("0.01"))


def test_the_last_instalments_go_first_and_those_before_keep_their_principal() -> None:
    terms = Terms(D(400_000), D("0.0385"), 12, 3, Method.EQUAL_PRINCIPAL)
    told = paid("150000.00", DRAWN, owing=lines(terms))
    assert told.interest == 0
    assert [one.principal for one in told.left] == [D(100_000), D(100_000), D(50_000), D(0)]
    assert told.left[3].whole == 0


def test_overdue_instalments_come_first_and_each_as_a_whole() -> None:
    on = date(2022, 6, 1)  # two quarters are overdue: 9,625.00 and 9,731.94
    told = paid("15000.00", on, date(2022, 5, 30))
    assert [one.number for one in told.paid] == [1]
    assert (told.principal, told.interest, told.kept) == (0, 0, D("5375.00"))
    assert told.left == tuple(lines()[2:])
    told = paid("100000.00", on, date(2022, 5, 30))
    assert [one.number for one in told.paid] == [1, 2]
    assert told.principal + told.interest == D("100000.00") - D("9625.00") - D("9731.94")


def test_who_paid_instalments_before_their_day_pays_no_interest_for_days_to_come() -> None:
    told = paid("1000.00", DRAWN, date(2022, 2, 28), owing=lines(after=1))
    assert (told.principal, told.interest) == (D("1000.00"), 0)


@given(
    amount=st.decimals("0.01", "990000", places=2),
    days=st.integers(0, 400),
    method=st.sampled_from([Method.BULLET, Method.EQUAL_PRINCIPAL, Method.EQUAL_INSTALMENTS]),
    by=st.sampled_from(list(DayCount)),
)
def test_no_fen_is_lost_whatever_comes_in(
    amount: Decimal, days: int, method: Method, by: DayCount
) -> None:
    terms = Terms(TERMS.principal, TERMS.rate, 12, 3, method, by)
    owing = lines(terms)
    on = date.fromordinal(DRAWN.toordinal() + days)
    before = [one.due_on for one in owing if one.due_on <= on]
    told = prepaid(owing, amount, on=on, since=max([DRAWN, *before]), rate=terms.rate, by=by)
    spent = sum((one.whole for one in told.paid), D(0))
    assert spent + told.principal + told.interest + told.kept == amount
    owed = sum(one.principal for one in owing)
    unpaid = [one for one in owing if one.due_on <= on and one not in told.paid]
    still = sum(one.principal for one in (*unpaid, *told.left))
    back = told.principal + sum((one.principal for one in told.paid), D(0))
    assert still + back == owed
    assert all(one.principal >= 0 and one.interest >= 0 for one in told.left)
    exact = interest(told.principal, terms.rate, max([DRAWN, *before]), on, by)
    assert told.kept or pytest.approx(float(exact), abs=0.011) == float(told.interest)
