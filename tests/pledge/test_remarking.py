"""Signed values rolled forward by the life that is left."""

from __future__ import annotations

import math
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipharbor.pledge.remarking import YEAR, Values, counted, factors, rolled

SIGNED = date(2026, 1, 1)


def value(
    yuan: int, years: float, rate: float | None = None, decline: float | None = None
) -> tuple[Values, np.ndarray]:
    ends = np.array([np.datetime64(SIGNED, "D") + round(years * YEAR)])
    told = Values(
        np.array([yuan * 100]), np.array([np.datetime64(SIGNED, "D")]), ends,
        np.array([math.nan if rate is None else rate]),
        np.array([math.nan if decline is None else decline]),
    )  # fmt: skip
    return told, ends


def part(told: tuple[Values, np.ndarray], days: int) -> float:
    return float(factors(*told, np.datetime64(SIGNED + timedelta(days), "D"))[0])


def test_without_a_rate_the_value_falls_in_a_straight_line() -> None:
    told = value(1000, 8)  # 2922 days
    assert part(told, 0) == 1
    assert part(told, 1461) == pytest.approx(0.5)
    assert part(told, 2922) == 0
    assert part(told, 5000) == 0


def test_at_a_rate_it_is_the_present_value_of_the_years_that_are_left() -> None:
    told = value(1000, 8, rate=0.12)
    left = (1 - math.exp(-0.12 * 4)) / (1 - math.exp(-0.12 * 8))
    assert part(told, 1461) == pytest.approx(left)
    assert left > 0.5  # the years far off weigh little, so that half of them holds more than half


def test_a_stream_that_declines_is_worth_less_as_its_best_years_are_gone() -> None:
    told = value(1000, 8, rate=0.12, decline=0.2)
    speed = 0.32
    left = math.exp(-0.2 * 4) * (1 - math.exp(-speed * 4)) / (1 - math.exp(-speed * 8))
    assert part(told, 1461) == pytest.approx(left)


def test_it_is_the_same_as_summing_the_stream_day_by_day() -> None:
    told = value(1000, 6, rate=0.1, decline=0.15)
    days = np.arange(round(6 * YEAR)) + 0.5
    stream = np.exp(-0.15 * days / YEAR)
    whole = (stream * np.exp(-0.1 * days / YEAR)).sum()
    for gone in (100, 777, 2000):
        rest = (stream[gone:] * np.exp(-0.1 * (days[gone:] - gone) / YEAR)).sum()
        assert part(told, gone) == pytest.approx(rest / whole, rel=1e-6)


def test_the_right_ends_before_the_life_that_the_valuer_took() -> None:
    told, _ends = value(1000, 8)
    term = np.array([np.datetime64(SIGNED, "D") + 1461])
    day = np.datetime64(SIGNED + timedelta(730), "D")
    assert float(factors(told, term, day)[0]) == pytest.approx(731 / 2922)


def test_a_life_that_nobody_told_is_none() -> None:
    told, _ends = value(1000, 8)
    untold = np.array([np.datetime64("NaT", "D")])
    blind = Values(told.fen, told.valued, untold, told.rate, told.decline)
    assert rolled(blind, untold, np.datetime64(SIGNED, "D")).tolist() == [0]


@given(
    st.integers(1, 10**9), st.integers(30, 20 * 365), st.floats(0, 0.5), st.floats(0, 0.5),
    st.lists(st.integers(0, 22 * 365), min_size=2, max_size=2),
)  # fmt: skip
def test_time_never_adds_value(
    yuan: int, life: int, rate: float, decline: float, days: list[int]
) -> None:
    told = value(yuan, life / YEAR, rate, decline)
    first, second = sorted(days)
    early, late = (
        int(rolled(*told, np.datetime64(SIGNED + timedelta(one), "D"))[0])
        for one in (first, second)
    )
    assert yuan * 100 >= early >= late >= 0


def test_what_counts_is_rounded_down_to_the_fen() -> None:
    assert counted(np.array([333, 101]), np.array([0.5, 0.2])).tolist() == [166, 20]
