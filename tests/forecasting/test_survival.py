"""Lives, their measures and their models: against figures of others, and what must always hold."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ipharbor.forecasting import survival_forest, survival_hazard
from ipharbor.forecasting.survival import Lives, kaplan_meier, pseudo_values, year_table
from ipharbor.forecasting.survival_coding import Known, learn
from ipharbor.forecasting.survival_forest import Growth
from ipharbor.forecasting.survival_measures import (
    brier,
    calibration,
    calibration_error,
    concordance,
    concordance_ipcw,
    integrated_brier,
)
from ipharbor.vocabulary.errors import HarborError

Floats = npt.NDArray[np.float64]
YEARS = np.array([1.0, 2, 3, 4, 5])


def invented() -> tuple[Lives, Floats, Floats]:
    """Sixty lives, their risk, and chances to last beyond each of ``YEARS``."""
    rng = np.random.default_rng(2026)
    risk = rng.normal(size=60).round(3)
    life = (rng.weibull(1.4, 60) * 8 * np.exp(-risk * 0.5)).round(4)
    watched = rng.uniform(2, 14, 60).round(4)
    share = np.exp(-np.outer(np.exp(risk * 0.5), (YEARS / 8) ** 1.4)).round(6)
    return Lives(np.minimum(life, watched), life <= watched), risk, share


def test_the_measures_are_those_of_scikit_survival() -> None:
    """Figures of scikit-survival 0.28.0 for the same lives; the first forty tell the censoring."""
    lives, risk, share = invented()
    train, test = lives.only(np.arange(40)), lives.only(np.arange(40, 60))
    assert concordance(lives, risk) == pytest.approx(0.6807531380753138, abs=1e-12)
    uno = concordance_ipcw(train, test, risk[40:], 6.0)
    assert uno == pytest.approx(0.7470278836500289, abs=1e-12)
    found = brier(train, test, share[40:], YEARS)
    assert found == pytest.approx(
        [0.10348168, 0.17236225, 0.21838739, 0.20506472, 0.17774151], abs=1e-8
    )
    whole = integrated_brier(train, test, share[40:], YEARS)
    assert whole == pytest.approx(0.1841064901407546, abs=1e-12)


def test_the_estimate_and_its_band_are_those_of_lifelines() -> None:
    """Figures of lifelines 0.30.3, whose default band is that of log(-log S)."""
    curve = kaplan_meier(invented()[0])
    assert curve.beyond([2, 5]) == pytest.approx([0.86666667, 0.58355369], abs=1e-8)
    low, high = curve.band([2, 5])
    assert low == pytest.approx([0.75102594, 0.44008831], abs=1e-8)
    assert high == pytest.approx([0.93097572, 0.70225633], abs=1e-8)


def test_three_lives_by_hand() -> None:
    """One ends after a year, one is looked away from after two, one ends after three."""
    curve = kaplan_meier(Lives(np.array([1.0, 2, 3]), np.array([True, False, True])))
    assert curve.at.tolist() == [1, 3]
    assert curve.beyond([0.5, 1, 2.9, 3]) == pytest.approx([1, 2 / 3, 2 / 3, 0])
    assert curve.before([1, 3]) == pytest.approx([1, 2 / 3])
    assert curve.variance[0] == pytest.approx(1 / (3 * 2)), "Greenwood: d / (n (n - d))"
    low, high = curve.band([0.5, 3])
    assert (low.tolist(), high.tolist()) == ([1, 0], [1, 0]), "nothing ended, everything ended"


SEEDS = st.integers(0, 2**32 - 1)


def drawn(seed: int) -> Lives:
    """A few lives in whole years, so that many end together."""
    rng = np.random.default_rng(seed)
    count = int(rng.integers(3, 30))
    return Lives(rng.integers(1, 13, count).astype(float), rng.random(count) < 0.6)


@settings(deadline=None)
@given(SEEDS)
def test_a_pseudo_value_is_the_estimate_less_that_without_the_life(seed: int) -> None:
    lives = drawn(seed)
    n, asked = len(lives), np.arange(0.5, 13)
    whole = kaplan_meier(lives).beyond(asked)
    found = pseudo_values(lives, asked)
    for one in range(n):
        rest = kaplan_meier(lives.only(np.arange(n) != one)).beyond(asked)
        assert found[one] == pytest.approx(n * whole - (n - 1) * rest, abs=1e-9)


@settings(deadline=None)
@given(SEEDS)
def test_with_nobody_censored_a_pseudo_value_is_whether_it_lasted(seed: int) -> None:
    lives = drawn(seed)
    every = Lives(lives.years, np.ones(len(lives), dtype=np.bool_))
    asked = np.arange(0.5, 13)
    assert pseudo_values(every, asked) == pytest.approx(
        (every.years[:, np.newaxis] > asked).astype(float), abs=1e-9
    )


@settings(deadline=None)
@given(SEEDS)
def test_who_ended_first_is_found_by_the_time_itself(seed: int) -> None:
    lives = drawn(seed)
    """Risk as the time backwards is always right, forwards always wrong, none a coin."""
    if np.isnan(concordance(lives, np.zeros(len(lives)))):
        return
    tied = lives.years[:, np.newaxis] == lives.years
    mixed = (tied & lives.ended[:, np.newaxis] & ~lives.ended).any()
    if not mixed:
        assert concordance(lives, -lives.years) == 1
        assert concordance(lives, lives.years) == 0
    assert concordance(lives, np.zeros(len(lives))) == 0.5


def test_a_patent_year_counts_the_rights_that_came_into_it() -> None:
    """Three rights from year 3 on: one ends in 3, one in 5, one was last seen whole in 4."""
    first, last = np.array([3, 3, 3]), np.array([3, 5, 4])
    table = year_table(first, last, np.array([True, True, False]))
    assert table.years.tolist() == [3, 4, 5]
    assert table.at_risk.tolist() == [3, 2, 1]
    assert table.ended.tolist() == [1, 0, 1]
    assert table.hazard == pytest.approx([1 / 3, 0, 1])
    nothing = year_table(np.array([5]), np.array([4]), np.array([False]))
    assert len(nothing.years) == 0


def test_without_columns_the_hazard_is_nearly_that_of_the_table() -> None:
    rng = np.random.default_rng(5)
    first = np.full(4000, 3)
    last = np.minimum(first + rng.geometric(0.2, 4000) - 1, 10)
    ended = last < 10
    model = survival_hazard.fit(np.zeros((4000, 1)), first, last, ended)
    share = model.share(np.zeros((1, 1)), np.array([3]), 7)
    table = year_table(first, last, ended)
    assert share[0] == pytest.approx(np.cumprod(1 - table.hazard[:7]), abs=0.01)


def test_a_careless_holders_rights_are_said_to_end_sooner() -> None:
    """Half of the holders let go twice as fast: both models see it, and are calibrated."""
    rng = np.random.default_rng(7)
    careless = rng.random(3000) < 0.5
    life = rng.exponential(np.where(careless, 4.0, 8.0))
    watched = rng.uniform(3, 15, 3000)
    lives = Lives(np.minimum(life, watched), life <= watched)
    table = np.column_stack([careless.astype(float), rng.normal(size=3000)])
    at = np.arange(1.0, 10)
    forest = survival_forest.grow(table, lives, at, Growth(trees=40, least_in_leaf=60))
    share = forest.beyond(table, at)
    assert np.abs(share[careless].mean(axis=0) - np.exp(-at / 4)).max() < 0.03
    assert np.abs(share[~careless].mean(axis=0) - np.exp(-at / 8)).max() < 0.03
    assert bool(np.all(np.diff(share, axis=1) <= 0))
    plain = np.tile(kaplan_meier(lives).beyond(at), (3000, 1))
    assert integrated_brier(lives, lives, share, at) < integrated_brier(lives, lives, plain, at)
    groups = calibration(lives, share[:, 3], 4.0)
    assert sum(one.lives for one in groups) == 3000
    assert calibration_error(groups) < 0.04
    first = np.ones(3000, dtype=np.int64)
    last = np.where(lives.ended, np.ceil(lives.years), np.floor(lives.years)).astype(np.int64)
    hazard = survival_hazard.fit(table, first, last, lives.ended & (last >= 1))
    yearly = hazard.share(table, first, 9)
    assert np.abs(yearly[careless].mean(axis=0) - np.exp(-at / 4)).max() < 0.05


def test_reasons_and_the_mean_make_the_chance() -> None:
    rng = np.random.default_rng(3)
    table = rng.normal(size=(400, 3))
    life = rng.exponential(5 * np.exp(0.8 * table[:, 0]))
    lives = Lives(life, np.ones(400, dtype=np.bool_))
    forest = survival_forest.grow(table, lives, np.array([2.0, 5.0]), Growth(trees=20))
    why = forest.reasons(table, np.full(400, 5.0))
    mean = forest.curve[forest.roots, 1].mean()
    leaves = np.mean([forest.curve[forest._leaves(table, r), 1] for r in forest.roots], axis=0)
    assert why.sum(axis=1) + mean == pytest.approx(leaves, abs=1e-5)
    assert np.abs(why[:, 0]).mean() > 3 * np.abs(why[:, 1]).mean(), "the column that matters"


def test_the_same_seed_grows_the_same_forest() -> None:
    lives, risk, _share = invented()
    one, other = (
        survival_forest.grow(risk[:, np.newaxis], lives, YEARS, Growth(trees=5, least_in_leaf=5))
        for _ in range(2)
    )
    assert bool(np.all(one.curve == other.curve))


def test_a_coding_learns_usual_numbers_and_common_labels_alone() -> None:
    known = Known(
        4,
        {"claims": np.array([1.0, 3, 5, np.nan])},
        {"field": [frozenset({"F21V"}), frozenset({"F21V", "H05B"}), frozenset(), frozenset()]},
    )
    coding = learn(known, least=2)
    assert coding.names == ("claims", "field=F21V")
    assert coding.table(known).tolist() == [[1, 1], [3, 1], [5, 0], [3, 0]]
    with pytest.raises(HarborError) as refused:
        coding.table(Known(1, {}, {"field": [frozenset()]}))
    assert refused.value.code == "survival.columns"


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(HarborError) as refused:
        Lives(np.array([-1.0]), np.array([True]))
    assert refused.value.code == "survival.lives"
    lives, _risk, share = invented()
    with pytest.raises(HarborError):
        brier(lives, lives, share[:, :2], YEARS)
    with pytest.raises(HarborError):
        survival_forest.grow(np.zeros((3, 1)), lives, YEARS)
    with pytest.raises(HarborError):
        survival_hazard.fit(np.zeros((1, 1)), np.array([4]), np.array([3]), np.array([False]))
