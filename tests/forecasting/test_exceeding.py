"""What came although the forecast did not allow for it."""

from __future__ import annotations

import numpy as np
import pytest

from ipharbor.forecasting.ensemble import ERRORS_KEPT, backtest
from ipharbor.forecasting.exceeding import LEAST_TRIALS, exceeded
from ipharbor.vocabulary.errors import HarborError


def steady(rate: float, series: int = 300, periods: int = 48) -> np.ndarray:
    return np.random.default_rng(11).poisson(rate, (series, periods)).astype(np.float64)


def test_a_planted_swelling_is_found_and_so_is_a_silence() -> None:
    counts = steady(20.0, series=3)
    counts[0, -1], counts[1, -1] = 80, 0
    found = exceeded(counts, season=4)
    assert found.above.tolist()[:2] == [True, False]
    assert found.below.tolist()[:2] == [False, True]
    assert found.excess[0] == 80 - found.high[0] > 0
    assert found.excess[1] == 0 - found.low[1] < 0
    assert found.outside.sum() >= 2 and found.judged.all()


@pytest.mark.parametrize("rate", [0.5, 4.0, 60.0])
def test_steady_counts_exceed_no_more_often_than_the_interval_says(rate: float) -> None:
    found = exceeded(steady(rate), season=4, level=0.95)
    assert found.outside.mean() < 0.08
    assert (found.below & (found.low == 0)).sum() == 0, "no count is below none"


def test_it_is_judged_by_what_was_known_before_the_period() -> None:
    counts = steady(9.0, series=5)
    then = exceeded(counts[:, :40], season=4, ahead=2)
    since = exceeded(counts, season=4, at=39, ahead=2)
    for column in ("actual", "expected", "low", "high", "trials", "held", "above"):
        np.testing.assert_array_equal(getattr(then, column), getattr(since, column))
    changed = counts.copy()
    changed[:, 39] += 500
    told = exceeded(changed, season=4, at=39, ahead=2)
    np.testing.assert_array_equal(told.high, since.high)
    assert told.above.all()


def test_the_interval_is_that_of_the_back_test() -> None:
    counts = steady(6.0, series=4)
    tried = backtest(counts, season=4, horizon=1)
    found = exceeded(counts, season=4)
    np.testing.assert_array_equal(found.high, tried.high[:, 47, 0, 1])
    assert (found.trials == tried.points - 2 - 12).all()
    assert found.trials[0] > ERRORS_KEPT


def test_nothing_is_said_of_what_is_young_unknown_or_hardly_tried() -> None:
    counts = steady(30.0, series=3)
    counts[0, :38], counts[1, -1], counts[2, : 48 - 12 - LEAST_TRIALS] = 0, np.nan, 0
    counts[2, -1] = 400
    found = exceeded(counts, season=4)
    assert not found.judged.any() and not found.outside.any()
    assert found.trials.tolist()[0] == 0 and found.trials[2] == LEAST_TRIALS - 1
    assert np.isnan(found.expected[0]) and found.actual[2] == 400
    one_more = np.concatenate([counts, np.full((3, 1), 400.0)], axis=1)
    assert exceeded(one_more, season=4).judged.tolist()[2]


@pytest.mark.parametrize(
    "asked", [{"at": 48}, {"at": -1}, {"ahead": 0}, {"ahead": 60}, {"level": 1}]
)
def test_a_period_that_is_not_there_is_refused(asked: dict[str, int]) -> None:
    with pytest.raises(HarborError, match=r"forecast\.run"):
        exceeded(steady(3.0, series=1), season=4, **asked)  # type: ignore[arg-type]
