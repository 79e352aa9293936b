"""Facts scored in three dimensions; what is not known stays absent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from ipharbor.statutes.book import load
from ipharbor.valuation import discount
from ipharbor.valuation.scorecard import Fact, rules, scorecard, share_by
from ipharbor.vocabulary.errors import HarborError

LAW = load().on(date(2026, 11, 30))
RULES = rules(LAW, "finance")
D = Decimal


def test_the_dimensions_hold_the_fourteen_indicators_of_the_standard() -> None:
    found = scorecard((), RULES)
    assert [(one.name, one.all) for one in found.dimensions] == [
        ("legal", 4), ("technical", 6), ("economic", 4),
    ]  # fmt: skip


def test_without_facts_there_is_no_score_and_no_neutral_one() -> None:
    found = scorecard((), RULES)
    assert found.overall is None
    assert found.covered == 0
    assert all(one.points is None for one in found.scored)
    assert all(one.score is None for one in found.dimensions)


def test_one_fact_scores_its_dimension_and_too_few_give_no_overall_score() -> None:
    found = scorecard([Fact("claims", 10)], RULES)
    legal = found.dimensions[0]
    assert (legal.score, legal.known) == (D("75.0"), 1)
    assert found.covered == D("0.075")  # 0.3 of a weight for one of four
    assert found.overall is None


def test_facts_enough_give_a_score_by_weights_of_what_is_known() -> None:
    facts = [Fact("claims", 10), Fact("examined", 1), Fact("citations", 5), Fact("age", 4),
             Fact("classes", 2), Fact("remaining", 10), Fact("products", 1)]  # fmt: skip
    found = scorecard(facts, RULES)
    legal, technical, economic = (one.score for one in found.dimensions)
    assert legal == D("77.5")  # 75 for scope and 80 for stability
    assert technical == D("63.3")  # 60, 70 and 60
    assert economic == D("70.0")  # 80 and 60
    assert found.overall == D("70.2")  # 0.3, 0.3 and 0.4 of them


def test_two_of_our_indicators_under_one_of_the_standard_weigh_as_one() -> None:
    found = scorecard([Fact("licences", 3), Fact("pledges", 0)], RULES)
    economic = found.dimensions[2]
    assert (economic.score, economic.known) == (D("65.0"), 1)  # 100 and 30


def test_weights_follow_the_use() -> None:
    relief = dict(rules(LAW, "relief").weights)
    assert relief == {"legal": D("0.5"), "technical": D("0.2"), "economic": D("0.3")}
    with pytest.raises(HarborError):
        rules(LAW, "gift")


def test_every_indicator_of_ours_stands_under_one_of_the_standard_and_has_steps() -> None:
    known = {code for code, _dimension in RULES.standard}
    assert len(known) == 14
    assert {one.under for one in RULES.indicators} <= known
    assert all(one.steps for one in RULES.indicators)


def test_a_share_follows_the_score_between_its_ends() -> None:
    assert share_by(D(50), D("0.25"), D("0.33")) == D("0.29")


def test_a_discount_rate_is_the_sum_of_its_parts() -> None:
    assert discount.usual(LAW).rate == D("0.155")
    told = discount.build_up(D("0.02"), {"technical": D("0.05"), "market": D("0.04")}, LAW)
    assert told.rate == D("0.11")
    for risks in ({"technical": D("0.09")}, {"weather": D("0.01")}):
        with pytest.raises(HarborError) as refused:
            discount.build_up(D("0.02"), risks, LAW)
        assert refused.value.code == "valuation.risk"
