"""Vintage curves of the loans drawn here: chart and list, by what the books say."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from financing_world import World, law, seated
from ipharbor.actions.financing.enforce import default, enforce
from ipharbor.actions.financing.repay import settle
from ipharbor.queries.loan_vintages import VintageRow, vintage_rows
from ipharbor.queries.portfolio import Whose
from ipharbor.records.models import Loan, Person

PAGE = "/lending/portfolio/vintages/"
LATER = datetime(2022, 5, 10, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
pytestmark = pytest.mark.django_db


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def drawn(corpus: Any, tmp_path: Path) -> World:
    """Three equal loans of one quarter: one is settled, one sold for half, one is left alone."""
    here = World(tmp_path)
    loans = [here.drawn(here.keys[n : n + 1], f"Y{n}") for n in range(3)]
    late = here.bank(at=LATER)
    settle(loans[0], on=date(2022, 1, 20), **late)
    lost = default(loans[1], reason="逾期", **late)
    enforce(lost, Decimal(500_000), costs=Decimal(0), pooled=False, on=date(2022, 4, 20),
            law=law(), **late)  # fmt: skip
    return here


def curve(here: World, on: date) -> dict[int, VintageRow]:
    mine = Whose("lender", here.lin.organisation.name if here.lin.organisation else "")
    return {row.age: row for row in vintage_rows(mine, on)}


def test_a_curve_says_what_the_books_say(drawn: World) -> None:
    rows = curve(drawn, date(2022, 5, 10))
    (begun,) = {row.vintage for row in rows.values()}
    assert begun == date(2021, 10, 1)
    first, second, third = rows[0], rows[1], rows[2]
    assert (first.loans, first.drawn, first.whole) == (3, Decimal(3_000_000), True)
    assert (first.repaid, first.lost) == (0, 0)
    assert second.repaid == pytest.approx(1 / 3)
    assert second.lost == 0
    assert not third.whole
    assert third.repaid + third.lost == pytest.approx(2 / 3)
    assert third.lost > 1 / 6
    late = Loan.objects.get(registration="Y2").instalments.order_by("due_on").first()
    assert late is not None and late.due_on < date(2022, 3, 31)
    assert second.past_due == pytest.approx(2 / 3)
    assert third.past_due == pytest.approx(1 / 3)


def test_what_was_not_known_yet_is_not_in_a_curve(drawn: World) -> None:
    before = curve(drawn, date(2021, 12, 31))
    assert list(before) == [0]
    assert before[0].repaid == before[0].past_due == 0
    assert vintage_rows(Whose("lender", "没有这家银行"), date(2022, 5, 10)) == ()
    assert curve(drawn, drawn_on() - timedelta(days=1)) == {}


def drawn_on() -> date:
    found = Loan.objects.order_by("drawn_on").values_list("drawn_on", flat=True).first()
    assert found is not None
    return found


def test_the_page_draws_and_lists_the_curves_of_the_own_loans(drawn: World) -> None:
    client = client_of(drawn.lin)
    for what in ("past_due", "repaid", "lost", "else"):
        page = client.get(PAGE, {"what": what})
        assert page.status_code == 200
        assert page.context["chart"]["data"]["values"]
    assert page.context["found"].total > 1
    other = client_of(drawn.mei).get(PAGE)
    assert other.context["found"].total == 0
    assert "empty-panel" in other.content.decode()
    office = client_of(seated("olivia", "district_office", place="番禺区知识产权局"))
    assert office.get(PAGE).context["found"].total == page.context["found"].total
    assert client_of(drawn.fang).get(PAGE).status_code == 403
