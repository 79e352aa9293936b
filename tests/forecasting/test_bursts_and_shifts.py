"""Bursts and changes of level: published cases, planted truth, and an exhaustive search."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ipharbor.forecasting.bursts import of_batches, of_events
from ipharbor.forecasting.shifts import shift, shifts
from ipharbor.vocabulary.errors import HarborError

# British coal-mining disasters a year, 1851-1962: R. G. Jarrett, A note on the intervals between
# coal-mining disasters, Biometrika 66 (1979) 191-193.
COAL = [int(year) for year in (
    "4541043406334026335453144155342522342132211113001011003103220111010100021000110233112111124"
    "200014000100000100101"
)]  # fmt: skip


def test_the_coal_mines_grew_safer_after_1891() -> None:
    """Carlin, Gelfand and Smith, Applied Statistics 41 (1992) 389-405: 3.1 a year, then 0.9."""
    assert (len(COAL), sum(COAL)) == (112, 191)
    found = shift(COAL)
    assert 1851 + found.at - 1 == 1891
    assert (round(found.before, 1), round(found.after, 1)) == (3.1, 0.9)
    assert found.p < 1e-6


def test_a_season_is_no_change_of_level() -> None:
    season = np.array([2.0, 1.0, 1.0, 6.0] * 8)
    assert shift(10 * season, season).p > 0.9
    moved = 10 * season
    moved[20:] /= 2
    found = shift(moved, season)
    assert (found.at, round(found.before), round(found.after)) == (20, 10, 5)
    assert found.p < 0.001


@pytest.mark.parametrize("spread", [0.0, 0.1, 0.5])
@pytest.mark.parametrize("months", [24, 60])
def test_where_nothing_changed_it_cries_no_oftener_than_it_says(spread: float, months: int) -> None:
    rng = np.random.default_rng(months)
    mean = 30 * (
        rng.gamma(1 / spread, spread, (4000, months)) if spread else np.ones((4000, months))
    )
    run = rng.poisson(mean).astype(np.float64)
    cried = float((shifts(run, np.ones_like(run)).p < 0.05).mean())
    assert cried < 0.05 + 3 * math.sqrt(0.05 * 0.95 / 4000) + 0.005


def test_a_planted_halving_is_found_where_it_was_planted() -> None:
    rng = np.random.default_rng(8)
    run = np.concatenate([rng.poisson(40, (500, 20)), rng.poisson(20, (500, 16))], axis=1) * 1.0
    found = shifts(run, np.ones_like(run))
    assert float((found.p < 0.01).mean()) > 0.99
    assert float((np.abs(found.at - 20) <= 1).mean()) > 0.95


def test_gaps_in_a_run_tell_nothing_and_short_or_empty_runs_are_not_judged() -> None:
    run = np.array([9.0] * 10 + [2.0] * 10)
    gaps = run.copy()
    gaps[[3, 15]] = np.nan
    assert shift(gaps).at == shift(run).at == 10
    assert shift([5, 1, 5, 1]).p == shift([0] * 30).p == 1


def test_the_example_of_the_published_port_gives_its_bursts() -> None:
    """The offsets of pybursts 0.1.1's manual, with what that program answers for them."""
    offsets = [4, 17, 23, 27, 33, 35, 37, 76, 77, 82, 84, 88, 90, 92]
    found = of_events(offsets, ratio=2, cost=0.1)
    assert [(one.level, one.first, one.last) for one in found] == [
        (1, 33, 37), (1, 76, 92), (2, 76, 77),
    ]  # fmt: skip
    other = of_events(offsets, ratio=1.5, cost=0.3)
    assert [(one.level, one.first, one.last) for one in other] == [(1, 76, 92)]


def test_a_planted_burst_among_batches_is_found_with_its_ends() -> None:
    rng = np.random.default_rng(3)
    total = np.full(60, 400)
    relevant = rng.binomial(
        total, np.where((np.arange(60) >= 24) & (np.arange(60) < 36), 0.12, 0.03)
    )
    found = of_batches(relevant, total)
    assert [(one.first, one.last) for one in found] == [(24, 35)]
    assert found[0].weight > 50


def test_an_even_stream_has_no_burst() -> None:
    assert of_batches([5] * 30, [100] * 30) == ()
    assert of_events(range(0, 300, 10)) == ()
    assert of_batches([], []) == of_batches([0, 0], [3, 4]) == of_events([3]) == ()


@given(st.lists(st.integers(0, 12), min_size=2, max_size=8), st.floats(0.1, 2.0))
@settings(max_examples=60, deadline=None)
def test_no_other_sequence_of_states_is_cheaper(relevant: list[int], cost: float) -> None:
    """Against all 2^n sequences, reckoned from the formulas of the paper."""
    total = [20] * len(relevant)
    share = sum(relevant) / sum(total)
    if not 0 < share < 0.5:
        return
    climb = cost * math.log(len(relevant))

    def price(states: tuple[int, ...]) -> float:
        spent, before = 0.0, 0
        for state, some, whole in zip(states, relevant, total, strict=True):
            p = share * 2**state
            spent += climb * max(state - before, 0)
            spent -= some * math.log(p) + (whole - some) * math.log(1 - p)
            before = state
        return spent

    inside = np.zeros(len(relevant), int)
    for one in of_batches(relevant, total, cost=cost):
        inside[int(one.first) : int(one.last) + 1] = 1
    cheapest = min(price(states) for states in itertools.product((0, 1), repeat=len(relevant)))
    assert price(tuple(inside.tolist())) == pytest.approx(cheapest)


def test_runs_that_cannot_be_are_refused() -> None:
    for wrong in (
        lambda: of_batches([5], [3]),
        lambda: of_batches([1, 2], [3]),
        lambda: of_batches([1], [3], ratio=1),
        lambda: of_events([2, 2, 3]),
        lambda: shift([1, 2], [1, 0]),
        lambda: shift([1, 2], [1]),
    ):
        with pytest.raises(HarborError, match=r"forecast\.run"):
            wrong()
