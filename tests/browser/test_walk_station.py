"""A station's day in a browser: a matter comes in and is closed, a training is recorded, a firm
nobody has served is visited, and the agencies are read; each page looked at on desk and phone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from test_walk import (  # noqa: F401
    CHROMIUM,
    DESK,
    NOON,
    PASSWORD,
    PHONE,
    Walk,
    chromium,
    compiled,
    database_beside_the_loop,
    pictures,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no browser at {CHROMIUM}"),
]
TOWN = "440113102"
GRAVE = {"serious", "critical"}


@pytest.fixture
def station(transactional_db: None, home: Path, loaded_region: Path, live_server: Any) -> str:
    """A running house whose region has a ledger, a station with one person, and an agency."""
    shutil.copytree(loaded_region, home / "corpus")
    from ipharbor import wiring
    from ipharbor.actions import permits
    from ipharbor.actions.people.create import create
    from ipharbor.actions.region.make_ledger import make_ledger
    from ipharbor.actions.rights.take_up import take_up
    from ipharbor.corpus.query import All
    from ipharbor.records.models import Agency, Firm, Organisation
    from ipharbor.settings import current
    from ipharbor.statutes.book import load
    from ipharbor.vocabulary.places import region

    corpus, by = wiring.corpus(), permits.operator()
    for applicant in corpus.index.facets(All()).applicant[:2]:
        take_up(applicant.value, corpus=corpus, by=by, at=NOON)
    Firm.objects.update(town=TOWN, grades=["high_tech"])
    make_ledger(
        current().ledger, corpus=corpus, region=region(), law=load(), by=by, at=NOON, anew=True
    )
    body = Organisation.objects.create(
        kind="town_station", name="南村镇工作站", town=TOWN, made_at=NOON
    )
    create(username="mei", password=PASSWORD, role="station", display_name="梅", organisation=body,
           email="mei@example.org", by=by, at=NOON)  # fmt: skip
    Agency.objects.create(name="广州灯塔专利代理事务所", code="44101", practitioners=7,
                          town=TOWN, made_at=NOON, changed_at=NOON)  # fmt: skip
    return str(live_server.url)


@pytest.fixture
def walk(
    chromium: Any,  # noqa: F811
    station: str,
    pictures: Path,  # noqa: F811
    request: pytest.FixtureRequest,
) -> Iterator[Walk]:
    lang, (width, height) = request.param
    context = chromium.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN" if lang == "zh" else "en-GB"
    )
    walking = Walk(context.new_page(), station, lang, width, pictures)
    walking.watch()
    yield walking
    context.close()


@pytest.mark.parametrize(
    "walk",
    [("zh", DESK), ("en", DESK)],
    ids=lambda chosen: str(chosen[0]),
    indirect=True,
)
def test_a_day_of_a_station(walk: Walk) -> None:
    come_in(walk)
    take_a_matter_in(walk)
    close_it(walk)
    hold_a_training(walk)
    visit_who_was_never_served(walk)
    count(walk)
    read_the_agencies(walk)
    assert walk.wrong == []


def looked_at(walk: Walk, name: str) -> None:
    """The page fits both screens, and axe finds nothing serious on it."""
    from axe_playwright_python.sync_playwright import Axe

    for walk.width, height in (PHONE, DESK):
        walk.page.set_viewport_size({"width": walk.width, "height": height})
        walk.picture(name)
    found = Axe().run(walk.page).response["violations"]
    grave = [(one["id"], one["nodes"][0]["html"][:200]) for one in found
             if one["impact"] in GRAVE]  # fmt: skip
    assert grave == [], name


def come_in(walk: Walk) -> None:
    walk.go("/login/")
    walk.page.fill("#id_username", "mei")
    walk.page.fill("#id_password", PASSWORD)
    walk.follow(".gate-form button")
    if walk.lang == "en":
        walk.follow(".language button")
    assert walk.page.url == f"{walk.base}/station/"
    assert walk.page.locator(".firm-rows tbody tr").count() >= 2
    looked_at(walk, "station")


def take_a_matter_in(walk: Walk) -> None:
    from ipharbor.records.models import Firm, Matter

    page, firm = walk.page, Firm.objects.order_by("pk").first()
    assert firm is not None
    walk.follow('.acts a[href^="/station/matters/"]')
    page.select_option("#kind", "fees")
    page.fill("#firm", firm.name[2:5])
    page.locator("#firms-like option").first.wait_for(state="attached")
    page.fill("#firm", "没有这样的公司")
    page.fill("#visitor", "何先生")
    page.fill("#subject", "年费怎么缴")
    walk.follow('form:has(#subject) button[type="submit"]')
    assert page.locator("#firm-fault").count() == 1
    assert page.input_value("#subject") == "年费怎么缴", "what was typed stays"
    walk.wrong.clear()  # the refusal above
    page.fill("#firm", firm.name)
    walk.follow('form:has(#subject) button[type="submit"]')
    assert Matter.objects.get().firm == firm
    looked_at(walk, "station-matter")


def close_it(walk: Walk) -> None:
    from ipharbor.records.models import Matter

    walk.page.fill("#outcome", "已补缴")
    walk.follow('form[action$="/close/"] button')
    assert Matter.objects.get().state == "closed"
    assert walk.page.locator('form[action$="/reopen/"]').count() == 1
    walk.go("/station/matters/?state=all")
    assert walk.page.locator("main tbody tr").count() == 1
    looked_at(walk, "station-matters")


def hold_a_training(walk: Walk) -> None:
    from ipharbor.records.models import Training

    page = walk.page
    walk.go("/station/trainings/")
    page.fill("#topic", "年费与滞纳金")
    page.fill("#hours", "1.5")
    page.fill("#attendees", "24")
    walk.follow('form:has(#topic) button[type="submit"]')
    assert Training.objects.get().attendees == 24
    page.set_input_files("#file", files=[
        {"name": "签到表.jpg", "mimeType": "image/jpeg", "buffer": b"names"}
    ])  # fmt: skip
    walk.follow('form:has(#file) button[type="submit"]')
    assert page.locator('a[href^="/station/trainings/papers/"]').count() == 1
    looked_at(walk, "station-training")


def visit_who_was_never_served(walk: Walk) -> None:
    from ipharbor.records.models import Visit

    page = walk.page
    walk.go("/station/firms/?served=never")
    rows = page.locator("main tbody tr").count()
    assert rows >= 1
    looked_at(walk, "station-firms")
    walk.follow('main tbody a[href^="/station/visits/"]')
    assert page.input_value("#firm")
    page.fill("#said", "想办质押融资")
    walk.follow('form:has(#said) button[type="submit"]')
    assert Visit.objects.count() == 1
    looked_at(walk, "station-visits")
    walk.go("/station/firms/?served=never")
    assert page.locator("main tbody tr").count() == rows - 1


def count(walk: Walk) -> None:
    walk.go("/station/score/")
    assert walk.page.locator(".counters a").count() == 9
    looked_at(walk, "station-score")
    walk.go("/station/quarters/")
    looked_at(walk, "station-quarters")


def read_the_agencies(walk: Walk) -> None:
    walk.section("agencies")
    assert "灯塔" in walk.page.locator("main tbody").inner_text()
    looked_at(walk, "agencies")
