"""Growth curves: planted courses are found, and what cannot be told is not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from ipharbor.forecasting.growth import (
    AHEAD,
    CURVES,
    LEAST_COUNT,
    LEAST_YEARS,
    Growth,
    Phase,
    Why,
    growth,
)
from ipharbor.vocabulary.errors import HarborError


def logistic(saturation: float, rate: float, middle: float, years: int) -> np.ndarray:
    return saturation * np.diff(1 / (1 + np.exp(-rate * (np.arange(years + 1) - middle))))


def looked(counts: np.ndarray, first_year: int = 2000, seed: int = 0) -> Growth:
    return growth(counts, first_year, lots=np.random.default_rng(seed))


def came(expected: np.ndarray, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).poisson(expected).astype(np.float64)


def test_a_field_that_is_nearly_over_is_saturated_and_its_size_is_found() -> None:
    told = looked(came(logistic(2_000, 0.5, 10, 20)))
    assert (told.phase, told.why) == (Phase.SATURATED, None)
    assert told.years == (2000, 2019)
    one = next(curve for curve in told.curves if curve.name == "logistic")
    assert one.low <= 2_000 <= one.high
    assert one.high < 1.15 * one.low
    assert one.peak == pytest.approx(2010, abs=1)
    assert one.ahead[0] < 20 and len(one.ahead) == AHEAD


def test_growth_without_an_end_has_no_saturation_but_a_rate() -> None:
    told = looked(came(5 * np.exp(0.2 * np.arange(15))))
    assert (told.phase, told.why) == (Phase.UNTOLD, Why.NO_END)
    assert told.endless is not None
    assert told.endless.low <= np.expm1(0.2) <= told.endless.high
    assert told.endless.ahead[0] == pytest.approx(5 * np.exp(0.2 * 15), rel=0.15)


def test_a_field_that_neither_grows_nor_shrinks_has_no_phase() -> None:
    told = looked(came(np.full(15, 30.0)))
    assert (told.phase, told.why) == (Phase.UNTOLD, Why.NO_END)
    assert told.endless is not None and told.endless.low < 0 < told.endless.high


def test_what_is_short_or_small_is_not_looked_at() -> None:
    assert looked(np.full(LEAST_YEARS - 1, 500.0)).why is Why.SHORT
    few = np.zeros(20)
    few[:10] = (LEAST_COUNT - 1) / 10
    assert looked(np.floor(few)).why is Why.FEW
    late = np.zeros(20)
    late[-7:] = 100
    told = looked(late)
    assert (told.why, told.years, told.curves) == (Why.SHORT, (2013, 2019), ())


def test_curves_that_differ_tell_nothing_together() -> None:
    """At the turning point a logistic's end can be seen, Gompertz's lies far behind."""
    told = looked(came(logistic(2_000, 0.5, 18, 20)))
    assert (told.phase, told.why) == (Phase.UNTOLD, Why.DISAGREE)
    assert len({curve.phase for curve in told.curves}) > 1


def test_a_phase_that_is_told_is_mostly_the_planted_one() -> None:
    """Sixty fields of many sizes and ages: few are told, and of those most are right."""
    lots = np.random.default_rng(4)
    told = right = 0
    for seed in range(60):
        saturation, rate = np.exp(lots.uniform(5.5, 8)), lots.uniform(0.2, 0.7)
        middle, years = lots.uniform(4, 24), int(lots.integers(12, 24))
        found = looked(came(logistic(saturation, rate, middle, years), seed), seed=seed)
        if found.why is None:
            reached = 1 / (1 + np.exp(-rate * (years - middle)))
            borders = {Phase.EMERGING: (0, 0.1), Phase.GROWING: (0.1, 0.5),
                       Phase.MATURING: (0.5, 0.9), Phase.SATURATED: (0.9, 1)}  # fmt: skip
            low, high = borders[found.phase]
            told, right = told + 1, right + (low <= reached <= high)
    assert told >= 12
    assert right / told >= 0.8


@settings(max_examples=40, deadline=None)
@given(
    arrays.arrays(
        np.float64, st.integers(1, 25), elements=st.integers(0, 200) | st.just(float("nan"))
    )
)
def test_any_course_of_years_is_looked_at_and_the_same_lots_tell_the_same(
    counts: np.ndarray,
) -> None:
    told = looked(counts)
    assert (told.why is None) == (told.phase is not Phase.UNTOLD)
    assert [curve.name for curve in told.curves] in ([], list(CURVES))
    for curve in told.curves:
        assert curve.low <= curve.high
        assert 0 <= curve.reached <= 1
    assert repr(looked(counts)) == repr(told)


@pytest.mark.parametrize("wrong", [[[1.0, 2.0]], [3.0, -1.0]])
def test_what_is_no_course_of_counts_is_refused(wrong: object) -> None:
    with pytest.raises(HarborError, match=r"forecast\.run"):
        growth(wrong, 2000, lots=np.random.default_rng(0))  # type: ignore[arg-type]
