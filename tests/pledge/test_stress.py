"""The loss distribution of a lender's portfolio, beside forms that are known exactly."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from statistics import NormalDist

import numpy as np
import pytest
from numpy.random import default_rng

from ipharbor.pledge.stress import (
    Assumptions,
    Portfolio,
    assumptions,
    conditional,
    given_default,
    limit_loss,
    losses,
    quantile,
    stress,
)
from ipharbor.statutes import book
from ipharbor.vocabulary.errors import HarborError

ALIKE = Assumptions({"c": 0.03}, correlation=0.15, realised=0.3, spread=0.8, dependence=0.3)
BANK = {"bank": 1.0}


def alike(count: int, cover: float = 0.0, pooled: bool = True) -> Portfolio:
    return Portfolio(
        np.full(count, 1.0), np.full(count, cover), np.arange(count), ["c"] * count,
        np.full(count, pooled),
    )  # fmt: skip


def test_the_book_says_what_is_assumed_and_that_nobody_measured_it() -> None:
    law = book.load().on(date(2026, 11, 30))
    told = assumptions(law)
    assert told.default["e"] > told.default["a"]
    assert told.of("strange") == told.default["ungraded"]
    assert not law["pledge.stress.default"].certain


def test_the_chance_of_default_is_what_was_put_in_on_average_over_the_factor() -> None:
    factor = default_rng(1).standard_normal(400_000)
    given = conditional(np.array([0.01, 0.2]), 0.15, factor)
    assert given.mean(axis=0) == pytest.approx([0.01, 0.2], rel=0.01)


def test_without_correlation_losses_are_binomial() -> None:
    flat = replace(ALIKE, correlation=0.0)
    total, _pooled = losses(alike(200), flat, draws=40_000, lots=default_rng(2))
    assert total.mean() == pytest.approx(6, abs=4 * math.sqrt(200 * 0.03 * 0.97 / 40_000))
    assert total.var() == pytest.approx(200 * 0.03 * 0.97, rel=0.03)


def test_a_large_portfolio_nears_the_closed_form_of_vasicek() -> None:
    closed = limit_loss(0.99, 0.03, 0.15, lambda factor: 1.0)
    by_hand = NormalDist().cdf(
        (NormalDist().inv_cdf(0.03) + math.sqrt(0.15) * NormalDist().inv_cdf(0.99))
        / math.sqrt(0.85)
    )
    assert closed == pytest.approx(by_hand)
    total, _pooled = losses(alike(3000), ALIKE, draws=20_000, lots=default_rng(3))
    at, error = quantile(total / 3000, 0.99)
    assert abs(at - closed) < 4 * error + 0.002  # a portfolio of 3,000 is not infinitely fine


def test_with_collateral_the_loss_follows_the_option_form() -> None:
    total, _pooled = losses(alike(2000, cover=3.0), ALIKE, draws=20_000, lots=default_rng(4))
    closed = limit_loss(0.99, 0.03, 0.15, lambda factor: given_default(3.0, ALIKE, factor))
    at, error = quantile(total / 2000, 0.99)
    assert abs(at - closed) < 4 * error + 0.002


def test_what_is_lost_in_default_is_a_mean_over_what_a_sale_brings() -> None:
    lots = default_rng(5)
    factor, own = -1.3, lots.standard_normal(400_000)
    moved = math.sqrt(0.3) * factor + math.sqrt(0.7) * own
    simulated = np.maximum(1 - 2.0 * 0.3 * np.exp(0.8 * moved), 0).mean()
    assert given_default(2.0, ALIKE, factor) == pytest.approx(simulated, rel=0.01)
    assert given_default(0.0, ALIKE, factor) == 1.0
    assert given_default(2.0, ALIKE, -3) > given_default(2.0, ALIKE, 3)


def test_loans_of_one_borrower_default_together() -> None:
    apart = replace(alike(100), borrower=np.arange(100))
    one = replace(alike(100), borrower=np.zeros(100, dtype=np.int64), grades=["c"])
    flat = replace(ALIKE, correlation=0.0)
    together, _pooled = losses(one, flat, draws=20_000, lots=default_rng(6))
    assert set(np.unique(together)) == {0.0, 100.0}
    scattered, _pooled = losses(apart, flat, draws=20_000, lots=default_rng(6))
    assert scattered.max() < 30


def test_the_errors_it_tells_are_the_spread_of_repeated_runs() -> None:
    runs = [
        stress(alike(200), ALIKE, shares=BANK, fund=None, draws=2000, lots=default_rng(seed))
        for seed in range(60)
    ]
    means, tails = np.array([[one.expected, one.at_level] for one in runs]).T
    told, told_tail = np.mean([[one.expected_error, one.at_level_error] for one in runs], axis=0)
    assert told == pytest.approx(means.std(ddof=1), rel=0.35)
    assert told_tail == pytest.approx(tails.std(ddof=1), rel=0.35)


def test_the_parties_bear_the_whole_loss_in_their_shares() -> None:
    shares = {"fund": 0.54, "bank": 0.26, "insurer": 0.16, "appraiser": 0.04}
    told = stress(alike(300), ALIKE, shares=shares, fund=None, draws=4000, lots=default_rng(7))
    assert sum(one.expected for one in told.parties) == pytest.approx(told.expected)
    for one in told.parties:
        assert one.expected == pytest.approx(told.expected * shares[one.party])


def test_a_fund_bears_no_more_than_it_holds_and_the_bank_the_rest() -> None:
    shares = {"fund": 0.5, "bank": 0.5}
    told = stress(alike(300), ALIKE, shares=shares, fund=5.0, draws=4000, lots=default_rng(7))
    borne = {one.party: one for one in told.parties}
    assert borne["fund"].at_level == 5.0
    assert borne["bank"].expected > borne["fund"].expected
    assert sum(one.expected for one in told.parties) == pytest.approx(told.expected)


def test_what_the_pool_does_not_cover_is_the_banks() -> None:
    shares = {"fund": 0.5, "bank": 0.5}
    loans = alike(300, pooled=False)
    told = stress(loans, ALIKE, shares=shares, fund=None, draws=2000, lots=default_rng(7))
    assert {one.party: one.expected for one in told.parties}["fund"] == 0


def test_the_same_lots_give_the_same_answer_and_progress_ends_at_the_end() -> None:
    seen: list[tuple[int, int]] = []
    first, again = (
        stress(alike(50), ALIKE, shares=BANK, fund=None, draws=3000, lots=default_rng(9),
               progress=lambda done, of: seen.append((done, of)))
        for _ in range(2)
    )  # fmt: skip
    assert first == again
    assert seen[-1] == (3000, 3000)
    assert sum(first.histogram) == pytest.approx(1)


def test_an_empty_portfolio_loses_nothing() -> None:
    told = stress(alike(0), ALIKE, shares=BANK, fund=None, draws=1000, lots=default_rng(1))
    assert (told.expected, told.at_level, told.principal, told.none) == (0, 0, 0, 1)


@pytest.mark.parametrize(
    ("assumed", "shares", "draws", "code"),
    [
        (replace(ALIKE, correlation=1.0), BANK, 1000, "pledge.stress.assumption"),
        (replace(ALIKE, default={"c": -0.1}), BANK, 1000, "pledge.stress.assumption"),
        (replace(ALIKE, spread=9), BANK, 1000, "pledge.stress.assumption"),
        (ALIKE, {"bank": 0.9}, 1000, "pledge.stress.shares"),
        (ALIKE, BANK, 10, "pledge.stress.draws"),
    ],
)
def test_what_cannot_be_is_refused(
    assumed: Assumptions, shares: dict[str, float], draws: int, code: str
) -> None:
    with pytest.raises(HarborError) as refused:
        stress(alike(5), assumed, shares=shares, fund=None, draws=draws, lots=default_rng(1))
    assert refused.value.code == code
