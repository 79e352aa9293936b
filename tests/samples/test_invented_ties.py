"""What joins the documents of the invented region: citations, families, lines of work."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest

from ipharbor.samples._days import day64
from ipharbor.samples._drawing import DESIGN
from ipharbor.samples._holders import ORIGINS
from ipharbor.samples.parameters import parameters
from ipharbor.samples.plan import Plan, plan


@pytest.fixture(scope="module")
def made() -> Plan:
    return plan(5, 0.05)


def test_what_is_named_was_public_before_the_naming_document_was_filed(made: Plan) -> None:
    about = made.filings
    for pairs in (made.citations.first, made.citations.more):
        assert (about.opened[pairs[:, 1]] < about.filed[pairs[:, 0]]).all()
    beyond = made.citations.abroad
    assert (about.opened[beyond[:, 1]] < made.abroad.filed[beyond[:, 0]]).all()


def test_only_documents_of_the_table_are_named_and_no_designs(made: Plan) -> None:
    about = made.filings
    named = np.concatenate([made.citations.first[:, 1], made.citations.more[:, 1]])
    assert (about.opened[named] >= day64(parameters().first_day)).all()
    assert (about.kind[named] != DESIGN).all()


def test_what_is_named_is_of_the_same_trade_and_often_of_the_same_thing(made: Plan) -> None:
    about, pairs = made.filings, made.citations.more
    assert (made.trade[pairs[:, 0]] == made.trade[pairs[:, 1]]).all()
    same = about.thing[pairs[:, 0]] == about.thing[pairs[:, 1]]
    assert same.mean() > 0.6


def test_own_lines_of_work_are_named_far_more_often_than_by_chance(made: Plan) -> None:
    about, pairs = made.filings, made.citations.more
    own = (about.line[pairs[:, 0]] == about.line[pairs[:, 1]]).mean()
    assert 0.08 < own < 0.4


def test_nobody_names_a_document_twice(made: Plan) -> None:
    for pairs in (made.citations.first, made.citations.more, made.citations.abroad):
        assert len(np.unique(pairs, axis=0)) == len(pairs)


def test_the_members_of_a_family_share_the_number_of_its_first_filing(made: Plan) -> None:
    beyond = made.abroad
    families = defaultdict(set)
    for right, number in zip(beyond.right.tolist(), beyond.priority.tolist(), strict=True):
        families[right].add(number)
    assert all(len(numbers) == 1 for numbers in families.values())
    foreign = ORIGINS.index("foreign")
    origin = made.shops.origin[made.filings.shop]
    for right, numbers in families.items():
        first = made.firsts.number[right] or f"CN{made.number[right]}"
        assert numbers == {first}
        assert bool(made.firsts.number[right]) == (origin[right] == foreign)


def test_a_family_abroad_is_filed_within_the_year_of_priority_and_published_later(
    made: Plan,
) -> None:
    beyond = made.abroad
    first = made.firsts.day[beyond.right]
    apart = (beyond.filed - first).astype(int)
    assert (apart >= 0).all() and (apart <= 366).all()
    assert (beyond.day > beyond.filed).all()


def test_filings_of_a_line_of_work_are_one_holder_s_and_about_one_thing(made: Plan) -> None:
    about = made.filings
    some = (about.line >= 0) & (about.twin < 0) & (about.plant < 0)
    holders, things = defaultdict(set), defaultdict(set)
    for line, shop, thing in zip(
        about.line[some].tolist(), about.shop[some].tolist(), about.thing[some].tolist(),
        strict=True,
    ):  # fmt: skip
        holders[line].add(shop)
        things[line].add(thing)
    assert all(len(found) == 1 for found in holders.values())
    assert sum(len(found) > 2 for found in things.values()) == 0
    several = [line for line in things if (about.line == line).sum() > 2]
    assert len(several) > 100
