"""The least value that keeps to a budget."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ipharbor.warning.tuning import WEEKS, Past, meant, tuned

MONDAY = date(2021, 6, 7)


def week(number: int) -> date:
    return MONDAY + timedelta(days=7 * number)


pasts = st.lists(
    st.builds(
        Past,
        week=st.integers(0, WEEKS - 1).map(week),
        value=st.integers(0, 500).map(lambda one: one / 100),
        red=st.booleans(),
        hit=st.sampled_from([True, False, None]),
    ),
    max_size=60,
)


@given(pasts, st.integers(1, 3))
def test_what_is_chosen_keeps_to_the_budget_and_loses_nothing(
    past: list[Past], budget: int
) -> None:
    told = tuned(past, budget=budget)
    assert told.raised + told.held == len(past)
    above = [one for one in past if not one.red and one.value >= told.least]
    assert len(above) <= budget * WEEKS
    by_week: dict[date, list[Past]] = {}
    for one in past:
        by_week.setdefault(one.week, []).append(one)
    most = sum(max(budget, sum(one.red for one in some)) for some in by_week.values())
    assert told.raised <= most


@given(pasts, st.integers(0, 3), st.floats(0, 5), st.floats(0, 5))
def test_a_higher_least_value_raises_no_more(
    past: list[Past], budget: int, one: float, other: float
) -> None:
    low, high = sorted((one, other))
    assert (
        meant(past, budget=budget, least=high).raised
        <= meant(past, budget=budget, least=low).raised
    )


def test_without_verdicts_it_is_the_smallest_that_keeps_to_the_budget() -> None:
    past = [Past(week(n), 1 + n / 100, False, None) for n in range(WEEKS)] * 2
    told = tuned(past, budget=1)
    assert told.least == 1.13
    assert (told.raised, told.held) == (13, 39)
    assert tuned(past, budget=2).least == 0


def test_with_verdicts_the_value_that_parts_good_from_bad_is_found() -> None:
    bad = [Past(week(n % WEEKS), 0.8, False, False) for n in range(20)]
    good = [Past(week(n % WEEKS), 2.4, False, True) for n in range(20)]
    told = tuned(bad + good, budget=2)
    assert (told.least, told.raised, told.hits) == (2.4, 20, 20)


def test_red_is_raised_whatever_the_least_value() -> None:
    assert meant([Past(MONDAY, 0.1, True, None)], budget=1, least=5).raised == 1


def test_nothing_in_the_past_means_nothing() -> None:
    assert tuned([], budget=3).raised == 0
