"""Chances of counts, against printed tables and against one another."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipharbor.warning.chances import (
    above_mean,
    above_rate,
    above_scattered,
    above_share,
    passing,
)
from ipharbor.warning.shares import Pairs, cited, gained, index, joined
from ipharbor.warning.signals import at_least
from ipharbor.warning.surging import changed, surges


def one(value: float) -> np.ndarray:
    return np.array([value])


@pytest.mark.parametrize(
    ("count", "mean", "chance"), [(10, 5.0, 0.0318), (3, 1.0, 0.0803), (0, 2.0, 1)]
)
def test_poisson_as_printed(count: int, mean: float, chance: float):
    assert above_mean(np.array([count]), one(mean))[0] == pytest.approx(chance, abs=5e-5)


@pytest.mark.parametrize(
    ("count", "whole", "share", "chance"), [(8, 10, 0.5, 0.0547), (10, 10, 0.9, 0.3487)]
)
def test_binomial_as_printed(count: int, whole: int, share: float, chance: float):
    found = above_share(np.array([count]), np.array([whole]), one(share))[0]
    assert found == pytest.approx(chance, abs=5e-5)


@given(st.integers(0, 40), st.integers(0, 60), st.integers(4, 30))
def test_many_subjects_at_once_have_the_chance_of_one(count: int, past: int, windows: int):
    found = above_rate(np.array([count, 3]), np.array([past, 1.0]), np.array([windows, 5.0]))[0]
    assert found == pytest.approx(at_least(count, past, windows), abs=1e-9)


def test_rates_that_hardly_scatter_are_poisson():
    assert above_scattered(np.array([9]), one(4.0), 1e7)[0] == pytest.approx(
        above_mean(np.array([9]), one(4.0))[0], abs=1e-6
    )


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.integers(1, 200))
def test_what_passes_among_more_passes_among_fewer(chances: list[float], more: int):
    given_ = np.array(chances)
    many = passing(given_, len(chances) + more, 0.05)
    assert not (many & ~passing(given_, len(chances), 0.05)).any()


def test_of_chances_that_are_nothing_but_chance_few_looks_tell_any():
    rng = np.random.default_rng(5)
    looks = [passing(rng.random(500), 500, 0.05).any() for _ in range(400)]
    assert sum(looks) / 400 < 0.09  # 5 % and three standard errors


def monthly(*rates: tuple[int, float], seed: int = 1) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return np.concatenate([rng.poisson(rate, months) for months, rate in rates])


def test_a_tripling_is_found_and_told_from_when():
    months = np.stack([monthly((54, 2.0), (6, 6.0)), monthly((60, 2.0), seed=2)])
    found = surges(months, np.full(60, 100))
    assert found.sure.tolist() == [True, False]
    assert abs(changed(months, np.full(60, 100))[0] - 6) <= 3


def test_who_grows_as_everybody_does_has_no_surge():
    months = monthly((48, 2.0), (12, 6.0))[np.newaxis]
    assert not surges(months, np.r_[np.full(48, 100), np.full(12, 300)]).seen[0]


def test_of_a_thousand_that_do_not_change_hardly_one_is_told():
    rng = np.random.default_rng(3)
    months = rng.poisson(rng.gamma(1.5, 1.0, 1000)[:, np.newaxis], (1000, 60))
    assert surges(months, months.sum(axis=0)).sure.sum() <= 1


def test_who_is_new_has_no_surge():
    assert not surges(monthly((50, 0.0), (10, 9.0))[np.newaxis], np.full(60, 100)).seen[0]


def test_a_share_that_grows_by_ten_points_beyond_chance_is_told():
    now, before = np.array([20, 5, 6]), np.array([15, 15, 6])
    found = gained(now, np.full(3, 60), before, np.full(3, 180))
    assert found.told.tolist() == [True, False, False]


def test_one_alone_has_an_index_of_ten_thousand():
    assert index(np.array([[7.0, 0.0], [2.0, 2.0]])).tolist() == [10_000, 5_000]


def pair(both: int, one: int, other: int, whole: int) -> Pairs:
    return Pairs(np.array([both]), np.array([one]), np.array([other]), whole)


@pytest.mark.parametrize(
    ("both", "before", "told"), [(15, 0, True), (15, 60, False), (5, 0, False)],
    ids=["new", "as ever", "too few"],
)  # fmt: skip
def test_a_pair_of_classes_is_told_when_it_is_new_and_more_than_chance(both, before, told):
    found = joined(pair(both, 60, 50, 2000), pair(before, 240, 200, 8000))
    assert found.told[0] == told


def test_classes_that_meet_by_chance_are_not_told():
    found = joined(pair(15, 600, 500, 20000), pair(0, 600, 500, 20000))
    assert not found.told[0]


def test_a_pair_that_grows_because_its_classes_grow_is_not_told():
    found = joined(pair(60, 200, 200, 4000), pair(30, 100, 100, 2000))
    assert not found.told[0]


def test_a_right_cited_far_more_than_others_is_told():
    everybody = np.r_[np.random.default_rng(1).poisson(0.3, 2000), 12]
    found = cited(everybody, np.full(2001, 0.3), everybody)
    assert np.flatnonzero(found.told).tolist() == [2000]
