"""The wall screen: the cockpit's own figures, renewed by itself, readable without colour."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from desk import NOON
from django.test import Client

from ipharbor.actions import permits
from ipharbor.actions.region.make_ledger import make_ledger
from ipharbor.records.models import Person, Target
from ipharbor.settings import current
from ipharbor.statutes.book import load
from ipharbor.vocabulary.places import region
from ipharbor.web.cockpit.wall import age

PATH = "/cockpit/wall/"


@pytest.fixture
def wall(at_desk: Client, corpus: Any) -> Client:
    """An office person at a region whose ledger has been made."""
    make_ledger(
        current().ledger, corpus=corpus, region=region(), law=load(), by=permits.operator(),
        at=NOON,
    )  # fmt: skip
    return at_desk


def shown(client: Client, path: str = PATH, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.content.decode()


def test_the_wall_tells_the_figures_of_the_cockpit(wall: Client) -> None:
    told = wall.get("/cockpit/?known=2021-06-30").context["told"]
    page = shown(wall, f"{PATH}?known=2021-06-30")
    assert f'<p class="hero">{told.figures["granted"].value:,.0f}</p>' in page
    big = re.findall(r'<p class="big">([^<]+)</p>', page)
    assert f"{told.figures['in_force'].value:,.0f}" in big
    assert f"{100 * told.figures['invention_share'].value:.1f}%" in big


def test_the_wall_renews_itself_in_its_own_frame_and_says_how_old_it_is(wall: Client) -> None:
    page = shown(wall, f"{PATH}?known=2021-06-30")
    assert 'hx-get="/cockpit/wall/?known=2021-06-30" hx-trigger="every 60s"' in page
    assert "知悉日 2021-06-30" in page
    assert re.search(r"总账 \d+ ?天前生成", page)


def test_the_wall_says_when_the_register_has_moved_on(wall: Client) -> None:
    from ipharbor.actions.rights.take_up import take_up
    from ipharbor.wiring import corpus

    assert "有新数据未计入总账" not in shown(wall)
    take_up("广州市番禺明灯有限公司", corpus=corpus(), by=permits.operator(), at=NOON)
    assert "有新数据未计入总账" in shown(wall)


def test_a_target_stands_beside_its_figure_with_a_word(wall: Client) -> None:
    Target.objects.create(
        year=2021, figure="invention_share", town="", value="0.9", by_name="olivia", at=NOON
    )
    page = shown(wall, f"{PATH}?known=2021-11-30")
    tile = page.partition("发明占比")[2].partition("</div>")[0]
    assert "目标 90.0%" in tile
    assert "落后" in tile


def test_what_nobody_has_verified_is_marked_on_the_wall(wall: Client) -> None:
    page = shown(wall)
    assert "未核实" in page.partition("每万人高价值发明")[2].partition("</div>")[0]
    assert "未核实" not in page.partition(">有效专利<")[2].partition("</div>")[0]


def test_the_wall_is_dark_unless_somebody_wants_it_light(wall: Client) -> None:
    assert "web/dark.css" in shown(wall)
    wall.cookies["theme"] = "light"
    assert "web/dark.css" not in shown(wall)


def test_the_wall_speaks_both_languages(wall: Client, office: Person) -> None:
    Person.objects.filter(pk=office.pk).update(lang="en")
    page = shown(wall)
    assert "Industries by grants of the year" in page
    assert 'lang="en"' in page


def test_a_firm_sees_no_wall(wall: Client, corpus: Any) -> None:
    from ipharbor.actions.people.create import create

    person = create(username="fiona", password="correct-horse-battery", role="firm",
                    firm="番禺明灯有限公司", by=permits.operator(), at=NOON)  # fmt: skip
    client = Client()
    client.force_login(person)
    shown(client, status=403)


def test_an_age_is_told_in_its_largest_unit() -> None:
    from django.utils import translation

    with translation.override("en"):
        assert age(30) == "0 minutes ago"
        assert age(60) == "1 minute ago"
        assert age(timedelta(minutes=59).total_seconds()) == "59 minutes ago"
        assert age(timedelta(hours=47).total_seconds()) == "47 hours ago"
        assert age(timedelta(days=3, hours=5).total_seconds()) == "3 whole days ago"
        assert age(-5) == "0 minutes ago"
