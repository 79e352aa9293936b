"""How long a right will bring something."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ipharbor.valuation.life import Survival, expected_life, life, years_between

ON = date(2021, 11, 30)
D = Decimal


def test_the_least_of_law_model_and_contract_binds() -> None:
    told = {"in_force": True, "term_ends": date(2036, 11, 30), "on": ON}
    assert life(**told).bound == "law"
    assert life(**told).years == 15
    bound = life(**told, contract_ends=date(2026, 11, 30))
    assert (bound.bound, bound.years) == ("contract", 5)
    short = life(**told, economic=D(4), contract_ends=date(2026, 11, 30))
    assert (short.bound, short.years) == ("economic", 4)
    doubtful = Survival(ON, ((1, D("0.5")), (3, D("0.2")), (5, D("0.1"))))
    model = life(**told, survival=doubtful)
    assert model.bound == "survival"
    assert model.years == model.survival


def test_a_right_that_does_not_stand_has_no_life() -> None:
    assert life(in_force=False, term_ends=date(2036, 11, 30), on=ON).years == 0
    assert life(in_force=True, term_ends=None, on=ON).years == 0
    assert life(in_force=True, term_ends=date(2021, 11, 29), on=ON).years == 0


def test_the_days_of_the_last_year_are_a_part_of_it() -> None:
    assert years_between(ON, date(2022, 11, 30)) == 1
    assert years_between(date(2021, 1, 1), date(2021, 7, 2)) == D("0.4986")  # 182 of 365 days
    assert years_between(date(2020, 2, 29), date(2021, 2, 28)) == 1


def test_the_expected_life_is_the_area_under_the_chances() -> None:
    certain = Survival(ON, ((1, D(1)), (3, D(1)), (5, D(1))))
    assert expected_life(certain, D(10)) == 10
    falling = Survival(ON, ((1, D("0.5")),))
    # a trapezoid of 0.75, and after it a half that keeps halving each year
    expected = 0.75 + 0.5 * (1 - 0.5**9) / 0.6931471805599453
    assert abs(float(expected_life(falling, D(10))) - expected) < 1e-4
    assert expected_life(falling, D("0.5")) == D("0.4375")


@given(
    st.lists(st.decimals("0", "1", places=3), min_size=3, max_size=3),
    st.decimals("0", "20", places=2),
)
def test_nobody_lives_longer_than_the_law(parts: list[Decimal], law: Decimal) -> None:
    first, second, third = sorted(parts, reverse=True)
    told = Survival(ON, ((1, first), (3, second), (5, third)))
    assert 0 <= expected_life(told, law) <= law


def test_a_life_that_the_model_bounds_is_open_and_one_of_the_law_is_not() -> None:
    told = {"in_force": True, "term_ends": date(2036, 11, 30), "on": ON}
    assert life(**told).spread.certain
    doubtful = Survival(ON, ((1, D("0.9")), (3, D("0.7")), (5, D("0.5"))))
    spread = life(**told, survival=doubtful).spread
    assert spread.low == 0
    assert spread.high == 15
