"""Each method of one right against sums done by hand, and columns against single rights."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipharbor.valuation import columns, income
from ipharbor.valuation.cost import Costs, cost
from ipharbor.valuation.income import Rates
from ipharbor.valuation.market import Adjustment, Comparable, market
from ipharbor.valuation.methods import TIMINGS, Method, Timing
from ipharbor.vocabulary.errors import HarborError

D = Decimal


def rates(
    growth: str = "0", decay: str = "0", discount: str = "0", tax: str = "0", life: str = "1"
):
    return Rates(D(growth), D(decay), D(discount), D(tax), D(life))


def test_two_years_of_royalties_without_interest_and_tax_are_twice_the_royalty() -> None:
    found = income.relief(D(1_000_000), D("0.03"), rates(life="2"))
    assert found.value == D("60000.00")
    assert [one.net for one in found.years] == [D(30000), D(30000)]


def test_a_year_counts_from_its_middle_for_royalties_and_from_its_end_for_profits() -> None:
    held = rates(discount="0.21", life="1")
    assert income.relief(D(1100), D("0.1"), held).value == D("100.00")  # 110 over root of 1.21
    assert income.profit_share(D(1210), D("0.1"), held).value == D("100.00")  # 121 over 1.21


def test_the_formula_of_the_dossier_by_hand() -> None:
    # 100,000 · 5 % · 0.75 = 3,750 a year, worn by a tenth, discounted by 10 % from the middle:
    # 3,750/1.1^0.5 + 3,375/1.1^1.5 + 3,037.5/1.1^2.5
    found = income.relief(D(100_000), D("0.05"), rates(decay="0.1", discount="0.1", tax="0.25",
                                                      life="3"))  # fmt: skip
    by_hand = 3750 / 1.1**0.5 + 3375 / 1.1**1.5 + 3037.5 / 1.1**2.5
    assert float(found.value) == pytest.approx(by_hand, abs=0.005)
    assert found.value == sum((one.present for one in found.years), D(0)).quantize(D("0.01"))


def test_half_a_year_brings_half_from_its_own_middle() -> None:
    found = income.relief(D(1000), D("0.1"), rates(discount="0.44", life="0.5"))
    assert [(one.part, one.at) for one in found.years] == [(D("0.5"), D("0.25"))]
    assert float(found.value) == pytest.approx(50 / 1.44**0.25, abs=0.005)


def test_earnings_that_do_not_cover_the_charges_leave_less_than_nothing() -> None:
    assert income.excess_earnings(D(100), D(150), rates(life="1")).value == D("-50.00")


def test_a_right_without_a_life_brings_nothing() -> None:
    assert income.relief(D(1000), D("0.1"), rates(life="0")).value == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [("growth", "-1"), ("decay", "1"), ("discount", "-0.1"), ("tax", "2"), ("life", "101")],
)
def test_rates_that_no_income_has_are_refused(name: str, value: str) -> None:
    with pytest.raises(HarborError) as refused:
        rates(**{name: value})
    assert refused.value.code == "valuation.rates"
    assert refused.value.fields == (name,)


def part(low: str, high: str, places: int = 4) -> st.SearchStrategy[Decimal]:
    return st.decimals(low, high, places=places, allow_nan=False)


STREAMS = st.tuples(
    part("1", "90000000", 2), part("0.001", "0.3"), part("-0.5", "1"), part("0", "0.6"),
    part("0", "0.5"), part("0", "0.5"), part("0", "20", 3),
)  # fmt: skip


@given(st.lists(STREAMS, min_size=1, max_size=20))
def test_columns_give_the_same_fen_as_each_right_alone(
    rights: list[tuple[Decimal, ...]],
) -> None:
    table = [np.array(one, np.float64) for one in zip(*rights, strict=True)]
    base, rate, growth, decay, discount, tax, life = table
    many = {
        Method.RELIEF: columns.relief(base, rate, growth, decay, discount, tax, life),
        Method.PROFIT_SHARE: columns.profit_share(base, rate, growth, decay, discount, tax, life),
        Method.EXCESS: columns.excess_earnings(
            base, base * rate, growth, decay, discount, tax, life
        ),
    }
    for at, (s, part_, g, d, r, t, n) in enumerate(rights):
        held = Rates(g, d, r, t, n)
        one = {
            Method.RELIEF: income.relief(s, part_, held),
            Method.PROFIT_SHARE: income.profit_share(s, part_, held),
            Method.EXCESS: income.excess_earnings(s, s * part_, held),
        }
        for method, told in one.items():
            fen = columns.cents(many[method])[at]
            exact = sum((year.present for year in told.years), D(0)) * 100
            near_a_half = abs(exact % 1 - D("0.5")) < abs(exact) * D(
                "1e-14"
            )  # where a float cannot tell
            assert abs(fen - int(told.value * 100)) <= (1 if near_a_half else 0), method


@given(STREAMS)
def test_more_growth_is_worth_more_and_a_higher_discount_less(one: tuple[Decimal, ...]) -> None:
    base, rate, growth, decay, discount, tax, life = (np.array([x], np.float64) for x in one)
    value = columns.relief(base, rate, growth, decay, discount, tax, life)
    faster = columns.relief(base, rate, growth + 0.05, decay, discount, tax, life)
    dearer = columns.relief(base, rate, growth, decay, discount + 0.05, tax, life)
    longer = columns.relief(base, rate, growth, decay, discount, tax, life + 1)
    assert faster >= value * (1 - 1e-12)
    assert dearer <= value * (1 + 1e-12)
    assert longer >= value * (1 - 1e-12)


def lamp(name: str, price: int, weight: str = "1", **told: object) -> Comparable:
    return Comparable(name, D(price), date(2021, 5, 1), D(weight), **told)  # type: ignore[arg-type]


def test_comparables_weigh_as_stated_and_are_adjusted() -> None:
    found = market(
        [lamp("甲", 100_000, "2"), lamp("乙", 200_000, adjustments=(Adjustment("较早", D("0.9")),)),
         lamp("丙", 400_000)],
        least=3,
    )  # fmt: skip
    assert found.value == D("195000.00")  # (2·100 + 180 + 400) / 4 thousand
    assert (found.low, found.median, found.high) == (100_000, 180_000, 400_000)
    assert found.findings == ()
    assert sum(one.part for one in found.compared) == 1


def test_fewer_than_three_comparables_are_a_finding_and_none_an_error() -> None:
    (finding,) = market([lamp("甲", 1), lamp("乙", 2)], least=3).findings
    assert finding.code == "valuation.few_comparables"
    assert "2" in finding.told("zh").what
    with pytest.raises(HarborError) as none:
        market([], least=3)
    assert none.value.code == "valuation.no_comparables"


def test_prices_are_brought_to_the_sales_of_the_right_where_both_are_told() -> None:
    sold = lamp("甲", 300_000, size=D(1_000_000))
    assert market([sold], least=1, size=D(500_000)).value == D("150000.00")
    assert market([sold], least=1).value == D("300000.00")


def test_columns_of_comparables_are_as_one_by_one() -> None:
    prices = np.array([[100_000.0, 200_000.0, 0.0], [5.0, 0.0, 0.0]])
    weights = np.array([[2.0, 1.0, 0.0], [1.0, 0.0, 0.0]])
    adjusted = np.array([[1.0, 0.9, 1.0], [2.0, 1.0, 1.0]])
    found = columns.market(prices, weights, adjusted)
    alone = market(
        [lamp("甲", 100_000, "2"), lamp("乙", 200_000, adjustments=(Adjustment("早", D("0.9")),))],
        least=1,
    )
    assert columns.cents(found).tolist() == [int(alone.value * 100), 1000]
    assert np.isnan(columns.market(prices[:1], weights[:1] * 0, adjusted[:1]))[0]


def test_what_has_worn_off_is_the_used_part_of_the_whole_life() -> None:
    found = cost(Costs(D(600), D(200), D(200), D("0.1")), used=D(5), life=D(15))
    assert (found.replacement, found.value) == (D("1100.00"), D("825.00"))
    assert found.depreciation == D("0.25")
    assert cost(Costs(D(600)), used=D(5), life=D(0)).value == 0
    many = columns.cost(*(np.array([x]) for x in (600.0, 200.0, 200.0, 0.1, 5.0, 15.0)))
    assert columns.cents(many).tolist() == [82500]


def test_the_timing_of_each_income_method_is_that_of_its_formula() -> None:
    assert TIMINGS[Method.RELIEF] is Timing.MIDDLE
    assert TIMINGS[Method.PROFIT_SHARE] is TIMINGS[Method.EXCESS] is Timing.END
