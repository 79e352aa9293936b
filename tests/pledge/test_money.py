"""Schedules, full cost, subsidies, pools and proceeds beside figures that others have reckoned."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from ipharbor.pledge.cost import Charges, Flow, FullCost, full_cost, yearly_rate
from ipharbor.pledge.daycount import DayCount, days, fraction, interest, months_later
from ipharbor.pledge.pool import pool
from ipharbor.pledge.proceeds import distribute
from ipharbor.pledge.schedules import Method, Terms, schedule
from ipharbor.pledge.subsidies import Claimant, Support, supports, total
from ipharbor.statutes.book import load, regional
from ipharbor.vocabulary.errors import HarborError

D = Decimal
NEWYEAR = date(2024, 1, 1)
THIRTY = DayCount.THIRTY_360


# Worked examples of the 30/360 bond basis published beside the ISDA definitions.
@pytest.mark.parametrize(
    ("since", "until", "counted"),
    [
        (date(2007, 1, 15), date(2007, 1, 30), 15),
        (date(2007, 1, 15), date(2007, 2, 15), 30),
        (date(2007, 1, 15), date(2007, 7, 15), 180),
        (date(2007, 9, 30), date(2008, 3, 31), 180),
        (date(2007, 9, 30), date(2007, 10, 31), 30),
        (date(2007, 9, 30), date(2008, 9, 30), 360),
        (date(2007, 1, 15), date(2007, 1, 31), 16),
        (date(2007, 1, 31), date(2007, 2, 28), 28),
        (date(2007, 2, 28), date(2007, 3, 31), 33),
        (date(2006, 8, 31), date(2007, 2, 28), 178),
        (date(2007, 2, 28), date(2007, 8, 31), 183),
        (date(2007, 2, 14), date(2007, 2, 28), 14),
        (date(2007, 2, 26), date(2008, 2, 29), 363),
        (date(2008, 2, 29), date(2009, 2, 28), 359),
        (date(2008, 2, 29), date(2008, 3, 30), 31),
        (date(2008, 2, 29), date(2008, 3, 31), 32),
    ],
)
def test_thirty_days_a_month_as_the_worked_examples_have_it(
    since: date, until: date, counted: int
) -> None:
    assert days(since, until, THIRTY) == counted


def test_the_year_of_a_bank_is_shorter_than_that_of_the_calendar() -> None:
    span = (NEWYEAR, date(2025, 1, 1))
    assert fraction(*span, DayCount.ACT_360) == Fraction(366, 360)
    assert fraction(*span, DayCount.ACT_365) == Fraction(366, 365)
    assert interest(D(1_000_000), D("0.036"), *span, DayCount.ACT_360) == D("36600.00")
    assert months_later(date(2024, 1, 31), 1) == date(2024, 2, 29)


def test_equal_instalments_are_those_of_the_tables() -> None:
    """100,000 at 6 % over 12 months is 8,606.64 a month in every table of annuities; 200,000 at
    6.5 % over 360 months is 1,264.14."""
    year = schedule(Terms(D(100_000), D("0.06"), 12, 1, Method.EQUAL_INSTALMENTS, THIRTY), NEWYEAR)
    assert {one.payment for one in year[:-1]} == {D("8606.64")}
    assert abs(year[-1].payment - D("8606.64")) <= D("0.12")
    assert sum(one.interest for one in year) == sum(one.payment for one in year) - 100_000
    thirty = schedule(
        Terms(D(200_000), D("0.065"), 360, 1, Method.EQUAL_INSTALMENTS, THIRTY), NEWYEAR
    )
    assert thirty[0].payment == D("1264.14")


@pytest.mark.parametrize(("rate", "months"), [("0.0345", 36), ("0.05", 24), ("0.12", 12)])
def test_equal_instalments_agree_with_the_closed_form(rate: str, months: int) -> None:
    monthly = float(rate) / 12
    closed = 1_000_000 * monthly / (1 - (1 + monthly) ** -months)
    told = schedule(
        Terms(D(1_000_000), D(rate), months, 1, Method.EQUAL_INSTALMENTS, THIRTY), NEWYEAR
    )
    assert abs(float(told[0].payment) - closed) <= 0.005 + 1e-9


def test_equal_principal_pays_less_interest_each_time() -> None:
    """120,000 at 6 % over 12 months: interest 600, 550 … 50, in all 3,900."""
    told = schedule(Terms(D(120_000), D("0.06"), 12, 1, Method.EQUAL_PRINCIPAL, THIRTY), NEWYEAR)
    assert [one.interest for one in told] == [D(600) - 50 * n for n in range(12)]
    assert {one.principal for one in told} == {D(10_000)}


def test_a_bullet_pays_interest_by_the_days_of_each_quarter() -> None:
    told = schedule(Terms(D(1_000_000), D("0.0435"), 12, 3, Method.BULLET), date(2023, 1, 15))
    # 90, 91, 92 and 92 days of 360 at 4.35 %
    expected = [D("10875.00"), D("10995.83"), D("11116.67"), D("11116.67")]
    assert [one.interest for one in told] == expected
    assert [one.principal for one in told] == [0, 0, 0, D(1_000_000)]


def test_steps_fall_due_as_weighed_and_the_last_takes_the_rest() -> None:
    terms = Terms(D("1000000.01"), D("0.04"), 12, 4, Method.STEP, steps=(D(1), D(1), D(1)))
    told = schedule(terms, NEWYEAR)
    assert [one.principal for one in told] == [D("333333.33"), D("333333.33"), D("333333.35")]


@settings(deadline=None)
@given(
    st.integers(1, 10**11), st.integers(0, 2400), st.integers(1, 24),
    st.sampled_from([1, 3, 6, 12]), st.sampled_from(list(Method)), st.sampled_from(list(DayCount)),
    st.dates(date(1990, 1, 1), date(2090, 1, 1)),
)  # fmt: skip
def test_whatever_the_terms_the_principal_is_repaid_to_the_fen(
    cents: int, rate: int, count: int, every: int, method: Method, by: DayCount, drawn: date
) -> None:
    steps = tuple(D(n % 3 + 1) for n in range(count)) if method is Method.STEP else ()
    terms = Terms(D(cents) / 100, D(rate) / 10_000, count * every, every, method, by, steps)
    told = schedule(terms, drawn)
    assert sum(one.principal for one in told) == terms.principal
    assert told[-1].closing == 0
    assert all(one.principal >= 0 and one.interest >= 0 for one in told)
    assert [one.opening for one in told[1:]] == [one.closing for one in told[:-1]]


def test_terms_that_cannot_be_are_refused_with_the_field() -> None:
    good = Terms(D(100), D("0.04"), 12)
    for change, code in (
        ({"principal": D("0.001")}, "loan.terms.principal"), ({"rate": D(1)}, "loan.terms.rate"),
        ({"every": 5}, "loan.terms.months"), ({"steps": (D(1),)}, "loan.terms.steps"),
        ({"method": Method.STEP}, "loan.terms.steps"),
    ):  # fmt: skip
        with pytest.raises(HarborError) as told:
            replace(good, **change)  # type: ignore[arg-type]
        assert told.value.code == code


def test_the_yearly_rate_is_that_of_the_spreadsheets_handbook() -> None:
    """The example in the handbook of a spreadsheet's XIRR: 0.373362535."""
    told = [(-10_000, date(2008, 1, 1)), (2750, date(2008, 3, 1)), (4250, date(2008, 10, 30)),
            (3250, date(2009, 2, 15)), (2750, date(2009, 4, 1))]  # fmt: skip
    rate = yearly_rate([Flow(day, D(amount), "") for amount, day in told])
    assert rate is not None
    assert abs(rate - D("0.373362535")) < D("5e-9")


@settings(deadline=None)
@given(st.integers(1, 2000), st.integers(0, 30_000), st.integers(1, 36))
def test_the_yearly_rate_agrees_with_another_solver(rate: int, fee: int, months: int) -> None:
    terms = Terms(D(1_000_000), D(rate) / 10_000, months, 1, Method.EQUAL_PRINCIPAL)
    cost = full_cost(terms, Charges(guarantee=D(fee), valuation=D(5000)), NEWYEAR)
    assert cost.rate is not None
    years = np.array([(flow.on - NEWYEAR).days / 365 for flow in cost.flows])
    amounts = np.array([float(flow.amount) for flow in cost.flows])
    peer = brentq(lambda r: float((amounts / (1 + r) ** years).sum()), -0.99, 900, xtol=1e-13)
    assert abs(float(cost.rate) - peer) < 1e-9
    assert sum(flow.amount for flow in cost.flows) == -cost.total


def test_what_looks_cheaper_costs_more_in_full() -> None:
    """3.6 % with a guarantee of 1.5 % a year and an appraisal beside 4.35 % without."""
    low = full_cost(
        Terms(D(2_000_000), D("0.036"), 12, 3), Charges(D(30_000), D(0), D(8000)), NEWYEAR
    )
    high = full_cost(Terms(D(2_000_000), D("0.0435"), 12, 3), Charges(), NEWYEAR)
    assert low.rate is not None
    assert high.rate is not None
    assert low.interest < high.interest
    assert low.rate > high.rate
    assert low.total > high.total


def test_flows_without_a_rate_have_none() -> None:
    assert yearly_rate([]) is None
    assert yearly_rate([Flow(NEWYEAR, D(5), ""), Flow(NEWYEAR, D(6), "")]) is None


def law(region: str, on: date = NEWYEAR):  # type: ignore[no-untyped-def]
    return load(regional(region)).on(on)


def test_losses_are_shared_as_each_city_has_it() -> None:
    assert pool(law("4420")).borne(D("1000000.01")) == {
        "fund": D("540000.01"), "bank": D("260000.00"), "insurer": D("160000.00"),
        "appraiser": D("40000.00"),
    }  # fmt: skip
    assert pool(law("4404")).borne(D(100)) == {"bank": D(60), "fund": D(40)}
    assert pool(law("4403")).borne(D("0.01")) == {"fund": D("0.01"), "bank": D("0.00")}
    guangzhou = pool(law("440113"))
    assert guangzhou.borne(D(1)) == {"fund": D("0.50"), "bank": D("0.50")}
    assert guangzhou.at_most
    assert not guangzhou.certain
    assert pool(law("110105")).borne(D(7)) == {"bank": D(7)}


@settings(deadline=None)
@given(st.integers(1, 10**12), st.sampled_from(["4420", "4404", "4403", "4401"]))
def test_no_cent_of_a_loss_is_lost(cents: int, region: str) -> None:
    loss = D(cents) / 100
    assert sum(pool(law(region)).borne(loss).values()) == loss


def _cost(interest: int, **fees: int) -> FullCost:
    given = dict.fromkeys(("guarantee", "insurance", "valuation", "other"), D(0))
    told = given | {name: D(fee) for name, fee in fees.items()}
    return FullCost(interest=D(interest), subsidy=D(0), rate=None, flows=(), **told)


def by_what(told: tuple[Support, ...]) -> dict[str, tuple[Decimal, str]]:
    return {one.what: (one.amount, one.why) for one in told}


def test_a_city_supports_a_share_of_the_loan_up_to_its_cap() -> None:
    panyu = law("440113")
    some = supports(panyu, D(1_000_000), D("0.04"), _cost(40_000, valuation=9000), Claimant())
    assert by_what(some) == {"loan": (D(20_000), "ceiling")}
    little = supports(panyu, D(1_000_000), D("0.01"), _cost(10_000, valuation=500), Claimant())
    assert by_what(little) == {"loan": (D(10_500), "")}
    much = supports(panyu, D(90_000_000), D("0.04"), _cost(3_600_000), Claimant())
    assert by_what(much) == {"loan": (D(800_000), "ceiling")}
    had = Claimant(from_city=D(790_000))
    assert total(supports(panyu, D(90_000_000), D("0.04"), _cost(3_600_000), had)) == D(10_000)
    assert supports(law("440113", date(2028, 1, 19)), D(1), D(0), _cost(1), Claimant()) == ()


def test_a_district_supports_fees_and_interest_and_not_guarantee_with_insurance() -> None:
    nansha = law("440115")
    cost = _cost(100_000, guarantee=60_000, insurance=80_000, valuation=120_000)
    told = by_what(supports(nansha, D(1_000_000), D("0.04"), cost, Claimant(lpr=D("0.03"))))
    assert told["valuation"] == (D(50_000), "ceiling")
    assert told["guarantee"] == (D(0), "not_together")
    assert told["insurance"] == (D(40_000), "")
    assert told["interest"] == (D(37_500), "")
    assert told["loan"] == (D(0), "other_level")


def test_interest_is_supported_once_a_year_and_uncertain_without_the_prime_rate() -> None:
    nansha, cost = law("440115"), _cost(100_000, valuation=2)
    untold = supports(nansha, D(1_000_000), D("0.04"), cost, Claimant())
    assert by_what(untold)["interest"] == (D(50_000), "lpr_unknown")
    second = supports(nansha, D(1_000_000), D("0.04"), cost, Claimant(loans_this_year=1))
    assert by_what(second)["interest"] == (D(0), "loans_a_year")
    assert by_what(second)["loan"] == (D(20_000), "ceiling")
    assert by_what(second)["valuation"] == (D(0), "other_level")
    had = Claimant(interest_this_year=D(990_000), lpr=D("0.05"))
    near = supports(nansha, D(1_000_000), D("0.04"), cost, had)
    assert by_what(near)["interest"][0] in (D(10_000), D(0))


def test_proceeds_pay_costs_then_interest_then_the_debt() -> None:
    claims = {"costs": D(30), "interest": D(50), "principal": D(1000)}
    little = distribute(law("440113"), D(100), claims)
    assert little.paid == {"costs": D(30), "interest": D(50), "principal": D(20)}
    assert little.short == {"costs": 0, "interest": 0, "principal": D(980)}
    assert little.surplus == 0
    much = distribute(law("440113"), D(1100), claims)
    assert much.surplus == D(20)
    assert sum(much.paid.values()) + much.surplus == D(1100)
