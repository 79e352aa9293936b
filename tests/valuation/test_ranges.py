"""Draws, ranges, the option to renew and portfolios against what is known of them."""

from __future__ import annotations

from decimal import Decimal
from statistics import NormalDist

import numpy as np
import pytest
from numpy.random import PCG64, Generator

from invented_valuations import basis, lantern, years
from ipharbor.valuation._normal import below
from ipharbor.valuation.appraisal import appraise
from ipharbor.valuation.appraisal import ranges as of_methods
from ipharbor.valuation.draws import FACTORS, Dependence, triangular, uniforms
from ipharbor.valuation.market import Comparable
from ipharbor.valuation.methods import Method
from ipharbor.valuation.renewal import Course, renewal, renewals
from ipharbor.valuation.simulate import Streams, ranges
from ipharbor.valuation.spread import Spread, exactly
from ipharbor.valuation.writing import digest, figures, read, written
from ipharbor.vocabulary.errors import HarborError

D = Decimal


def lots(seed: int = 1) -> Generator:
    return Generator(PCG64(seed))


def test_the_normal_distribution_is_that_of_the_table() -> None:
    z = np.linspace(-6, 6, 241)
    known = np.array([NormalDist().cdf(one) for one in z])
    assert np.abs(below(z) - known).max() < 1e-7


def test_draws_are_uniform_and_tied_as_asked() -> None:
    tied = Dependence((("rate-growth", 0.6), ("decay-life", -0.5)))
    found = uniforms(1, 200_000, tied, lots())
    for name in FACTORS:
        assert abs(found[name].mean() - 0.5) < 0.004
        assert abs(found[name].var() - 1 / 12) < 0.001
    # rank correlation of a Gaussian copula: 6/pi asin(r/2)
    together = np.corrcoef(found["rate"][0], found["growth"][0])[0, 1]
    against = np.corrcoef(found["decay"][0], found["life"][0])[0, 1]
    assert together == pytest.approx(6 / np.pi * np.arcsin(0.3), abs=0.01)
    assert against == pytest.approx(6 / np.pi * np.arcsin(-0.25), abs=0.01)
    assert abs(np.corrcoef(found["rate"][0], found["discount"][0])[0, 1]) < 0.01


def test_ties_that_contradict_one_another_are_refused() -> None:
    with pytest.raises(HarborError) as refused:
        Dependence((("rate-growth", 0.9), ("growth-decay", 0.9), ("rate-decay", -0.9)))
    assert refused.value.code == "valuation.dependence"
    with pytest.raises(HarborError):
        Dependence((("rate-moon", 0.1),))


def test_a_triangle_has_its_mean_and_its_ends() -> None:
    spread = np.array([[1.0, 2.0, 6.0], [3.0, 3.0, 3.0]])
    drawn = triangular(lots().random((2, 100_000)), spread)
    assert drawn[0].mean() == pytest.approx(3.0, abs=0.02)
    assert drawn[0].min() >= 1
    assert drawn[0].max() <= 6
    assert set(drawn[1]) == {3.0}


def held(n: int = 3) -> Streams:
    ones = np.ones((n, 1))
    return Streams(
        np.full(n, 1000.0), ones * [0.02, 0.03, 0.05], ones * [-0.02, 0.0, 0.05],
        ones * [0.0, 0.1, 0.2], ones * [0.1, 0.15, 0.2], ones * [3.0, 6.0, 9.0],
    )  # fmt: skip


def test_what_is_certain_has_no_range_and_equals_the_single_value() -> None:
    certain = {name: np.repeat(held().spread(name)[:, 1:2], 3, axis=1) for name in FACTORS}
    found = ranges(Streams(held().net, **certain), draws=500, tied=Dependence(), rng=lots())
    assert np.ptp(found.quantiles, axis=1).max() < 1e-9


def test_rights_of_a_portfolio_that_have_nothing_in_common_spread_less() -> None:
    apart = ranges(held(40), draws=4000, tied=Dependence(), rng=lots())
    alike = ranges(held(40), draws=4000, tied=Dependence(common=1.0), rng=lots())
    width = [np.quantile(one.total, 0.9) - np.quantile(one.total, 0.1) for one in (apart, alike)]
    assert width[0] < width[1] / 5  # the root of 40 is 6.3
    assert apart.total.mean() == pytest.approx(alike.total.mean(), rel=0.02)
    assert alike.quantiles.sum(axis=0) == pytest.approx(
        np.quantile(alike.total, (0.1, 0.5, 0.9)), rel=1e-9
    )


def test_the_median_settles_as_draws_grow() -> None:
    seen = [
        np.median(ranges(held(1), draws=draws, tied=Dependence(), rng=lots(seed)).quantiles[0, 1])
        for draws in (100_000,)
        for seed in range(4)
    ]
    assert np.ptp(seen) / np.mean(seen) < 0.01


def test_an_option_without_chance_is_the_best_year_to_stop() -> None:
    annuities, wear, discount, begin = [D(900), D(1200), D(2000), D(4000)], 0.4, 0.1, 3000.0
    best = worth = 0.0
    for year, cost in enumerate(annuities):
        worth += (begin * (1 - wear) ** year * 1.1**-0.5 - float(cost)) / 1.1**year
        best = max(best, worth)
    found = renewal(annuities, D(3000), Course(wear, 0.0, discount))
    assert float(found.value) == pytest.approx(best, rel=2e-3)
    assert found.committed == pytest.approx(D(worth), rel=D("0.001"))
    assert found.value > found.committed


def test_the_option_is_what_paths_that_stop_at_its_thresholds_bring() -> None:
    annuities, course = [D(900), D(2000), D(2000), D(4000)], Course(0.1, 0.6, 0.12)
    found = renewal(annuities, D(2500), course)
    rng, paths = lots(), 200_000
    returns, alive, total = np.full(paths, 2500.0), np.ones(paths, bool), np.zeros(paths)
    for year, (cost, stop) in enumerate(zip(annuities, found.stops, strict=True)):
        alive &= returns >= float(stop)
        total += np.where(alive, returns * 1.12**-0.5 - float(cost), 0.0) / 1.12**year
        returns *= 0.9 * np.exp(0.6 * rng.standard_normal(paths) - 0.18)
    error = total.std() / paths**0.5
    assert abs(total.mean() - float(found.value)) < 4 * error


def test_who_may_stop_is_never_worse_off_and_gains_by_chance() -> None:
    annuities = [D(900), D(1200), D(2000)]
    calm, wild = Course(0.1, 0.1, 0.1), Course(0.1, 0.8, 0.1)
    returns = np.array([10.0, 800.0, 1500.0, 50_000.0, 1e9])
    assert (renewals(annuities, returns, wild) >= renewals(annuities, returns, calm) - 1).all()
    alone = [float(renewal(annuities, D(int(one)), calm).value) for one in returns]
    assert renewals(annuities, returns, calm) == pytest.approx(alone, abs=0.01)


def test_a_valuation_tells_its_methods_range_tornado_and_agreement() -> None:
    (found,) = appraise(basis()).rights
    assert [one.method for one in found.valued] == [Method.RELIEF, Method.RENEWAL, Method.COST]
    assert {one.method for one in found.missing} == {
        Method.PROFIT_SHARE, Method.EXCESS, Method.MARKET,
    }  # fmt: skip
    assert found.lead is Method.RELIEF
    assert found.range is not None
    assert found.range.low < found.range.median < found.range.high
    assert found.range.error < found.range.median / 20
    assert found.tornado[0].factor == "rate"
    widths = [one.width for one in found.tornado]
    assert widths == sorted(widths, reverse=True)
    assert found.agreement is not None
    assert found.agreement.apart is not None


def test_nothing_to_reckon_from_gives_no_number_and_says_what_to_bring() -> None:
    bare = lantern(sales=None, costs=None, first_return=None)
    made = appraise(basis(bare))
    (found,) = made.rights
    assert made.whole is None
    assert made.without == (bare.key,)
    assert (found.lead, found.range, found.valued, found.tornado) == (None, None, (), ())
    assert {one.code for one in found.missing} == {
        "valuation.missing.sales", "valuation.missing.profit", "valuation.missing.earnings",
        "valuation.missing.comparables", "valuation.missing.costs",
        "valuation.missing.first_return",
    }  # fmt: skip


def test_a_right_that_is_over_has_no_value_whatever_it_sells() -> None:
    (found,) = appraise(basis(lantern(life=years(0)))).rights
    assert found.valued == ()
    assert found.findings[0].code == "valuation.no_life"


def test_the_appraiser_may_let_another_method_lead() -> None:
    sold = tuple(
        Comparable(f"灯 {n}", D(price), basis().valued_on) for n, price in enumerate((90, 100, 130))
    )
    told = basis(lantern(comparables=sold), lead=Method.MARKET)
    (found,) = appraise(told).rights
    assert found.lead is Method.MARKET
    assert found.range is not None
    assert 90 <= found.range.low <= found.range.high <= 130


def test_two_rights_together_are_surer_than_the_sum_of_each_alone() -> None:
    made = appraise(basis(lantern("A"), lantern("B"), lantern("C")))
    assert made.whole is not None
    assert made.whole.apart_low < made.whole.range.low
    assert made.whole.range.high < made.whole.apart_high
    assert made.whole.effective == D("3.0")


def test_a_valuation_written_down_is_read_and_reckoned_to_the_same_fen() -> None:
    told = basis(lantern("A"), lantern("B", first_return=exactly(5000)))
    inputs, found = written(told), figures(appraise(told))
    assert read(inputs) == told
    assert figures(appraise(read(inputs))) == found
    assert digest(inputs, found) == digest(written(read(inputs)), found)
    changed = written(basis(lantern("A", sales=D(1_200_001)), lantern("B")))
    assert digest(changed, found) != digest(inputs, found)
    with pytest.raises(HarborError):
        read(inputs | {"version": 99})


def test_a_royalty_out_of_the_usual_range_is_said_and_kept() -> None:
    told = lantern(royalty=Spread(D("0.2"), D("0.3"), D("0.4")), profit=D(120_000))
    (found,) = appraise(basis(told)).rights
    assert {"valuation.band.royalty", "valuation.band.of_profit"} <= {
        one.code for one in found.findings
    }
    assert found.lead is Method.RELIEF


@pytest.mark.parametrize(("count", "draws"), [(0, 1000), (501, 1000), (1, 99), (1, 2_000_000)])
def test_a_valuation_keeps_to_its_bounds(count: int, draws: int) -> None:
    told = basis(draws=draws)
    told = type(told)(**(vars(told) | {"subjects": (lantern(),) * count}))
    with pytest.raises(HarborError) as refused:
        appraise(told)
    assert refused.value.code in ("valuation.rights", "valuation.draws")


def test_each_method_has_its_range_over_the_draws_that_the_leading_one_has() -> None:
    told = basis(
        lantern(),
        lantern(
            key="CN201920000002", profit=D(200_000), share=Spread(D("0.25"), D("0.3"), D("0.33"))
        ),
    )
    made = appraise(told)
    found = of_methods(told, made)
    assert len(found) == len(made.rights) == 2
    for value, methods in zip(made.rights, found, strict=True):
        assert [method for method, _range in methods] == [one.method for one in value.valued]
        assert dict(methods)[value.lead] == value.range
        for _method, one in methods:
            assert one.low <= one.median <= one.high
    assert len(found[1]) == len(found[0]) + 1
