"""The naive forecasts and the measures, against hand-reckoned figures."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from ipharbor.forecasting.backtest import (
    compare,
    evaluate,
    last_value,
    mean_value,
    scale,
    seasonal,
    sparse,
)
from ipharbor.vocabulary.errors import HarborError

QUARTERS = np.array([10.0, 20, 30, 40, 12, 22, 32, 42, 14, 24, 34, 44])


def test_the_naive_forecasts_say_what_anyone_would() -> None:
    assert last_value(QUARTERS, 2).tolist() == [44, 44]
    assert mean_value(np.array([0.0, 0, 3]), 1).tolist() == [1]
    assert seasonal(4)(QUARTERS, 5).tolist() == [14, 24, 34, 44, 14]
    assert seasonal(4)(np.array([7.0]), 2).tolist() == [7, 7], "no season yet: the newest"


def test_the_scaled_error_is_a_multiple_of_the_mean_change_between_seasons() -> None:
    """From 8 values on: the season before is off by 2 each time; within the first 8, by 2 too."""
    assert scale(QUARTERS[:8], 4) == 2
    found = evaluate(QUARTERS, seasonal(4), first=8, horizon=1, season=4)
    assert found.points == (8, 9, 10, 11)
    assert (found.error, found.scaled) == (2, 1)
    assert found.percentage == pytest.approx((2 / 14 + 2 / 24 + 2 / 34 + 2 / 44) / 4)
    last = evaluate(QUARTERS, last_value, first=8, horizon=2, step=2, season=4)
    assert last.outcomes.tolist() == [[14, 24], [34, 44]]
    assert last.by_step().tolist() == [(28 + 10) / 2, (18 + 20) / 2]


def test_a_sparse_count_is_how_often_times_how_many() -> None:
    """Chance 1/2 of 4: after a none with weights 0.5 the chance is 1/4, then 5/8."""
    forecast = sparse(0.5, 0.5)(np.array([0.0, 4.0]), 2)
    assert forecast.tolist() == [(5 / 8) * 4] * 2
    assert sparse()(np.zeros(6), 3).tolist() == [0, 0, 0]


def test_a_subject_gone_quiet_is_let_go_of() -> None:
    lively = np.array([0.0, 3, 0, 0, 2, 0, 4, 0, 3])
    quiet = np.concatenate([lively, np.zeros(40)])
    assert sparse()(quiet, 1)[0] < 0.1 * sparse()(lively, 1)[0]


def test_on_sparse_poisson_counts_the_sparse_forecast_beats_the_newest_value() -> None:
    counts = np.random.default_rng(6).poisson(0.4, 300).astype(np.float64)
    told = compare(
        counts, {"sparse": sparse()}, {"last": last_value, "seasonal": seasonal(12)}, first=60
    )
    assert told.beats_naive == ("sparse",)
    assert told.errors[0][0] == "sparse"


def test_a_forecaster_that_does_not_beat_every_naive_one_is_not_named() -> None:
    told = compare(
        QUARTERS, {"newest": last_value}, {"mean": mean_value, "season": seasonal(4)}, first=8
    )
    assert told.beats_naive == ()
    assert told.errors[0] == ("season", 2)


def test_a_forecaster_cannot_reach_what_came_after() -> None:
    seen: list[int] = []

    def peeking(history: npt.NDArray[np.float64], horizon: int) -> npt.NDArray[np.float64]:
        seen.append(len(history) if history.base is None else -1)
        history[:] = -1
        return np.zeros(horizon)

    evaluate(QUARTERS, peeking, first=9)
    assert seen == [9, 10, 11]
    assert QUARTERS.min() == 10


def test_too_little_to_compare_with_is_refused() -> None:
    for first, horizon in ((12, 1), (0, 1), (8, 0), (8, 5)):
        with pytest.raises(HarborError, match=r"forecast\.run"):
            evaluate(QUARTERS, last_value, first=first, horizon=horizon)
    assert evaluate(np.ones(6), last_value, first=3).scaled is None
