"""Many rights valued in columns give what one right gives with every step told."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from numpy.random import PCG64, Generator

from invented_valuations import DAY, basis, lantern, years
from ipharbor.statutes.book import load
from ipharbor.valuation.appraisal import appraise
from ipharbor.valuation.batch import METHODS, SPREADS, SUMS, Batch, Lot, lacks, reckon
from ipharbor.valuation.draws import FACTORS, usual
from ipharbor.valuation.methods import Method
from ipharbor.valuation.spread import Spread
from ipharbor.valuation.subject import Subject
from ipharbor.vocabulary.errors import HarborError

SEED = 20211130
TIED = usual(load().on(DAY))


def lot(*subjects: Subject) -> Lot:
    """The subjects in columns."""
    given = {name: [] for name in SUMS}
    spreads = {name: [] for name in SPREADS}
    for one in subjects:
        costs = one.costs
        told = {
            "sales": one.sales, "profit": one.profit, "earnings": one.earnings,
            "charges": one.charges, "labour": costs and costs.labour,
            "expense": costs and costs.expense, "overhead": costs and costs.overhead,
            "margin": costs and costs.profit, "used": one.used, "tax": one.tax,
        }  # fmt: skip
        for name in SUMS:
            given[name].append(np.nan if told[name] is None else float(told[name]))
        ends = {name: getattr(one, name) for name in SPREADS if name != "life"}
        ends["life"] = one.life.spread
        for name, spread in ends.items():
            told_ends = [np.nan] * 3 if spread is None else [spread.low, spread.mode, spread.high]
            spreads[name].append([float(end) for end in told_ends])
    return Lot(
        {name: np.array(column, dtype=float) for name, column in given.items()},
        {name: np.array(column, dtype=float) for name, column in spreads.items()},
    )


def reckoned(told: Lot, lead: Method | None = None, draws: int = 2000, seed: int = SEED) -> Batch:
    return reckon(told, lead=lead, draws=draws, tied=TIED, rng=Generator(PCG64(seed)))


def third() -> Spread:
    return Spread(Decimal("0.2"), Decimal("0.25"), Decimal("0.33"))


@pytest.mark.parametrize(
    "subject",
    [
        lantern(),
        lantern(sales=None, profit=Decimal(300_000), share=third()),
        lantern(sales=None, earnings=Decimal(500_000), charges=Decimal(350_000)),
        lantern(sales=None, first_return=None),
    ],
)
def test_one_right_has_the_same_fen_by_columns_as_step_by_step(subject: Subject) -> None:
    told = appraise(basis(subject)).rights[0]
    made = reckoned(lot(subject))
    assert told.range is not None
    assert METHODS[made.lead[0]] is told.lead
    kept = {one.method: one.value for one in told.valued if one.method in METHODS}
    for method in METHODS:
        value = made.values[method][0]
        assert (None if np.isnan(value) else round(Decimal(value), 2)) == kept.get(method)
    ends = [round(Decimal(one), 2) for one in made.ranges[0]]
    assert ends == [told.range.low, told.range.median, told.range.high]
    assert round(Decimal(made.mean[0]), 2) == told.range.mean
    if told.tornado:
        widest = told.tornado[0]
        assert FACTORS[made.moves[0]] == widest.factor
        assert [round(Decimal(one), 2) for one in made.moved[0]] == [
            widest.at_least, widest.at_most,
        ]  # fmt: skip
    else:
        assert made.moves[0] == -1


def test_rights_of_different_methods_share_the_common_factor_in_their_sum() -> None:
    profit = lantern("CN2", sales=None, profit=Decimal(300_000), share=third())
    both = reckoned(lot(lantern(), profit), draws=20_000)
    parts = both.ranges.sum(axis=0)
    low, median, high = both.whole
    assert parts[0] < low < median < high < parts[2]  # some is spread, not all
    alone = np.array([reckoned(lot(one), draws=20_000).total for one in (lantern(), profit)])
    tied = np.corrcoef(alone)[0, 1]
    assert tied > 0.2
    assert 1 < both.effective <= 2


def test_a_right_without_life_or_figures_has_no_number_and_says_what_it_lacks() -> None:
    over, bare = lantern(life=years(0)), lantern(sales=None, costs=None)
    told = lot(over, bare, lantern())
    made = reckoned(told)
    assert list(made.lead) == [-1, -1, 0]
    assert np.isnan(made.ranges[:2]).all()
    assert list(made.valued) == [2]
    assert lacks(told, Method.RELIEF, 0) == "valuation.missing.life"
    assert lacks(told, Method.RELIEF, 1) == "valuation.missing.sales"
    assert lacks(told, Method.EXCESS, 1) == "valuation.missing.earnings"
    assert lacks(told, Method.COST, 1) == "valuation.missing.costs"
    assert lacks(told, Method.RELIEF, 2) == ""
    assert made.whole[1] == pytest.approx(made.ranges[2, 1])


def test_the_method_that_is_asked_for_leads_where_it_gives_a_value() -> None:
    told = lot(lantern(), lantern("CN2", costs=None))
    made = reckoned(told, lead=Method.COST)
    assert [METHODS[at] for at in made.lead] == [Method.COST, Method.RELIEF]
    assert made.ranges[0].tolist() == [made.values[Method.COST][0]] * 3
    with pytest.raises(HarborError) as wrong:
        reckoned(told, lead=Method.MARKET)
    assert wrong.value.code == "valuation.method"


def test_the_same_seed_gives_the_same_figures_and_another_others() -> None:
    told = lot(*(lantern(f"CN{n}", sales=Decimal(100_000 * n)) for n in range(1, 30)))
    one, two, other = reckoned(told), reckoned(told), reckoned(told, seed=7)
    assert np.array_equal(one.ranges, two.ranges)
    assert not np.array_equal(one.ranges, other.ranges)


def test_methods_apart_are_told_as_a_multiple() -> None:
    made = reckoned(lot(lantern(), lantern("CN2", costs=None)))
    values = [made.values[method][0] for method in METHODS]
    held = [one for one in values if not np.isnan(one)]
    assert made.apart[0] == pytest.approx(round(max(held) / min(held), 2))
    assert np.isnan(made.apart[1])
