"""The forecast of the next periods: honest about its past, blind to its future."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from ipharbor.forecasting._members import LEVEL, MEMBERS, SPARSE, THETA, YEAR, members, plain
from ipharbor.forecasting.ensemble import Verdict, backtest, record
from ipharbor.vocabulary.errors import HarborError

QUARTERS = np.array([10.0, 20, 30, 40, 12, 22, 32, 42, 14, 24, 34, 44, 16, 26, 36, 46])
SERIES = arrays.arrays(
    np.float64, st.tuples(st.integers(1, 3), st.integers(20, 34)), elements=st.integers(0, 60)
)


def poisson(rate: float, series: int = 200, periods: int = 48, seed: int = 7) -> np.ndarray:
    return np.random.default_rng(seed).poisson(rate, (series, periods)).astype(np.float64)


def test_the_naive_forecasts_stand_beside_every_forecast() -> None:
    tried = backtest(QUARTERS, season=4, horizon=4)
    assert tried.naive[0, 16, :, 0].tolist() == [46, 46, 46, 46]
    assert tried.naive[0, 16, :, 1].tolist() == [16, 26, 36, 46]
    assert tried.naive[0, 12, :, 1].tolist() == [14, 24, 34, 44]
    assert tried.reached[0, 12].tolist() == [16, 26, 36, 46]


def test_a_level_that_never_changes_is_forecast_by_every_member() -> None:
    looks = members(np.full((1, 24), 30.0), 4, 2)
    assert looks.names == MEMBERS
    for name in set(MEMBERS) - {SPARSE}:
        assert looks.of(name)[0, 24] == pytest.approx([30, 30]), name
    assert looks.of(SPARSE)[0, 24] == pytest.approx([30, 30], rel=0.1), "its chance nears one"


def test_theta_goes_on_by_half_the_slope_and_the_year_is_a_mean() -> None:
    looks = members(np.arange(1.0, 41.0)[np.newaxis], 4, 4)
    ahead = looks.of(THETA)[0, 40] - looks.of(LEVEL)[0, 40]
    assert (np.diff(ahead) > 0).all() and ahead[0] > 0
    assert looks.of(YEAR)[0, 40].tolist() == [38.5] * 4
    assert plain(np.arange(1.0, 41.0)[np.newaxis], 4, 1).ahead[0, 40, 0].tolist() == [40, 37]


def test_a_subject_gone_quiet_is_let_go_of() -> None:
    quiet = np.concatenate([np.tile([0.0, 3, 0, 2], 6), np.zeros(12)])
    expected = backtest(quiet, season=4, horizon=4).expected[0]
    assert expected[36].mean() < expected[24].mean() / 2


@settings(max_examples=40, deadline=None)
@given(SERIES, st.integers(0, 1_000))
def test_nothing_that_came_later_changes_what_was_forecast(counts: np.ndarray, cut: int) -> None:
    point = 1 + cut % (counts.shape[1] - 1)
    other = counts.copy()
    other[:, point:] = 77
    with_one, with_other = (backtest(one, season=4, horizon=2) for one in (counts, other))
    begun = (counts[:, :point] > 0).any(axis=1)
    for part in ("expected", "low", "high", "naive"):
        seen = (getattr(one, part)[begun, : point + 1] for one in (with_one, with_other))
        np.testing.assert_array_equal(*seen)
    told = [record(one, point) for one in (with_one, with_other)]
    np.testing.assert_array_equal(told[0].errors[begun], told[1].errors[begun])
    np.testing.assert_array_equal(told[0].held[begun], told[1].held[begun])


@settings(max_examples=25, deadline=None)
@given(SERIES)
def test_a_series_is_forecast_alike_alone_and_with_others(counts: np.ndarray) -> None:
    together = backtest(counts, season=4, horizon=3)
    for at, alone in enumerate(counts):
        np.testing.assert_allclose(
            backtest(alone, season=4, horizon=3).expected[0], together.expected[at]
        )


@settings(max_examples=25, deadline=None)
@given(SERIES)
def test_intervals_are_whole_counts_never_below_none_around_the_forecast(
    counts: np.ndarray,
) -> None:
    tried = backtest(counts, season=4, horizon=2)
    given_ = ~np.isnan(tried.low)
    low, high = tried.low[given_], tried.high[given_]
    assert (low >= 0).all() and (low == np.floor(low)).all() and (high == np.ceil(high)).all()
    wide, middle = tried.expected[..., np.newaxis], given_
    assert (np.broadcast_to(wide, tried.low.shape)[middle] >= low - 1e-9).all()
    assert (np.broadcast_to(wide, tried.low.shape)[middle] <= high + 1e-9).all()
    narrow_in_wide = tried.high[..., 0] <= tried.high[..., 1]
    assert narrow_in_wide[~np.isnan(tried.high[..., 0])].all()


@pytest.mark.parametrize("rate", [0.4, 3.0, 40.0])
def test_the_intervals_of_steady_counts_hold_at_least_about_as_often_as_they_say(
    rate: float,
) -> None:
    """Whole counts make the intervals of small ones wider than they need be, never narrower."""
    held = np.nanmean(record(backtest(poisson(rate), season=4, horizon=4)).held, axis=0)
    assert held[0] > 0.78
    assert held[1] > 0.93


def test_steady_counts_are_better_forecast_than_by_their_newest() -> None:
    told = record(backtest(poisson(5.0), season=4, horizon=4))
    shown = [one is Verdict.SHOWN for one in told.verdict]
    assert np.mean(shown) > 0.95
    assert np.nanmean(told.errors[:, 0]) < 0.85 * np.nanmean(told.errors[:, 1])
    assert np.nanmean(told.scaled) < 0.9


def test_a_random_walk_is_not_shown_as_a_forecast_more_often_than_by_luck() -> None:
    """Nothing beats the newest count of a walk; now and then luck seems to."""
    steps = np.random.default_rng(3).normal(0, 12, (200, 60))
    walk = np.maximum(400 + steps.cumsum(axis=1), 0).round()
    told = record(backtest(walk, season=4, horizon=4))
    assert np.mean([one is Verdict.SHOWN for one in told.verdict]) < 0.3


def test_a_young_series_is_silent_and_one_with_few_trials_says_so() -> None:
    young = np.zeros((3, 30))
    young[0, 22:], young[1, 12:], young[2] = 3, 3, 3
    told = record(backtest(young, season=4, horizon=4))
    assert told.verdict[:2] == (Verdict.SILENT, Verdict.FEW)
    assert told.verdict[2] is not Verdict.FEW
    assert told.trials.tolist() == [0, 3, 15]
    assert np.isnan(told.errors[0]).all()


@pytest.mark.parametrize("periods", [1, 2, 3, 5, 8])
def test_a_table_shorter_than_what_is_asked_for_is_silent(periods: int) -> None:
    tried = backtest(np.full((2, periods), 4.0), season=4, horizon=12)
    assert tried.expected.shape == (2, periods + 1, 12)
    assert set(record(tried).verdict) == {Verdict.SILENT}


def test_a_series_of_nothing_is_silent() -> None:
    told = record(backtest(np.zeros((2, 40)), season=4, horizon=4))
    assert set(told.verdict) == {Verdict.SILENT}


def test_a_period_that_the_source_lacks_is_no_outcome_and_no_none() -> None:
    lacking = poisson(30.0, series=1)
    lacking[0, 40] = np.nan
    tried = backtest(lacking, season=4, horizon=4)
    assert tried.expected[0, 41].min() > 20, "the others speak for it"
    assert np.isnan(tried.reached[0, 40, 0])
    assert record(tried).trials[0] == 33 - 4


@pytest.mark.parametrize("wrong", [[[1.0, -1.0]], np.zeros((0, 4)), [[[1.0]]]])
def test_what_is_no_table_of_counts_is_refused(wrong: object) -> None:
    with pytest.raises(HarborError, match=r"forecast\.run"):
        backtest(wrong, season=4, horizon=4)  # type: ignore[arg-type]
