"""What the manual says of money is so."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from manual import ROOT, text

from ipharbor.pledge.daycount import DayCount, interest
from ipharbor.pledge.penalty import accrued
from ipharbor.pledge.prepaying import Line, prepaid
from ipharbor.pledge.schedules import Method
from ipharbor.statutes import calendar
from ipharbor.statutes.book import load

PAGES = ("money.md", "money.zh.md")


@pytest.mark.parametrize("name", PAGES)
def test_the_interest_of_the_example_is_what_the_day_counts_give(name: str) -> None:
    page = text(ROOT / "docs" / "explanation" / name)
    since = date(2021, 3, 1)
    until = since + timedelta(days=90)
    for by in (DayCount.ACT_360, DayCount.ACT_365):
        told = interest(Decimal(1_000_000), Decimal("0.0385"), since, until, by)
        assert f"{told:,}" in page


@pytest.mark.parametrize("name", PAGES)
def test_the_table_has_every_method_and_the_order_is_that_of_the_law(name: str) -> None:
    page = text(ROOT / "docs" / "explanation" / name)
    assert set(re.findall(r"^\| `(\w+)`", page, re.M)) == {str(one) for one in Method}
    order = load().on(date(2026, 1, 5))["pledge.proceeds.order"].terms.items
    assert [one.code for one in order] == ["costs", "interest", "principal"]
    words = {"money.md": ("costs", "interest", "principal"),
             "money.zh.md": ("费用", "利息", "本金")}[name]  # fmt: skip
    places = [page.index(word, page.index("pledge.proceeds.order")) for word in words]
    assert places == sorted(places)


@pytest.mark.parametrize("name", PAGES)
def test_what_is_prepaid_and_what_accrues_past_its_day_are_as_told(name: str) -> None:
    page = text(ROOT / "docs" / "explanation" / name)
    since = date(2021, 11, 30)
    given = {"since": since, "rate": Decimal("0.0385"), "by": DayCount.ACT_360}
    line = Line(1, since + timedelta(days=90), Decimal(1_000_000), Decimal(0))
    told = prepaid([line], Decimal(200_000), on=since + timedelta(days=30), **given)
    assert f"{told.principal:,}" in page
    assert f"{told.interest:,}" in page
    due = date(2022, 11, 30)
    extra = accrued(
        Decimal("9625.00"), Decimal("0.0385"), Decimal("0.3"), DayCount.ACT_360, due_on=due,
        on=due + timedelta(days=30), calendar=calendar.load(),
    )  # fmt: skip
    assert f"{extra:,}" in page
