"""A firm's person in a browser: from the desk to a due, a right, the self-check, a task, and what
changed."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from test_axe import GRAVE
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
WIDTHS = {DESK[0]: DESK, PHONE[0]: PHONE}


@pytest.fixture
def house(transactional_db: None, home: Path, loaded_region: Path, live_server: Any) -> str:
    """A running house over the small region with two people of its largest firm, who have a
    docket, a pledge, a product, a paper, a warning and a task that is late."""
    shutil.copytree(loaded_region, home / "corpus")
    from ipharbor import wiring
    from ipharbor.actions import permits
    from ipharbor.actions.people.create import create
    from ipharbor.actions.rights.take_up import take_up
    from ipharbor.actions.warning.round import run
    from ipharbor.actions.watch.add import add
    from ipharbor.corpus.query import All
    from ipharbor.queries.overview import newest_day
    from ipharbor.records.models import KeptPaper, Product, Right, RightEvent, Task

    corpus = wiring.corpus()
    largest = corpus.index.facets(All()).applicant[0].value
    fang, _liu = (
        create(
            username=username, password=PASSWORD, role="firm", firm=largest, display_name=name,
            email=f"{username}@example.org", by=permits.operator(), at=NOON,
        )
        for username, name in (("fang", "方敏"), ("liu", "刘工"))
    )  # fmt: skip
    take_up(largest, corpus=corpus, by=permits.operator(), at=NOON)
    add(owner=fang, name="舞台灯", query="ipc:F21V OR ipc:F21S OR ipc:H04R", vintage=0,
        since=NOON.date() - timedelta(days=300), raise_from="blue", by=permits.of(fang),
        at=NOON)  # fmt: skip
    run(corpus=corpus, mailer=wiring.mailer(), as_of=NOON.date(),
        base_url="http://harbor.example", by=permits.operator(), at=NOON)  # fmt: skip
    firm, day = fang.firm, newest_day(corpus) or NOON.date()
    Product.objects.create(
        firm=firm, name="摇头灯 350W", features="灯体\n散热片", markets="CN|DE", ipc="F21V29/83",
        made_at=NOON, changed_at=NOON,
    )  # fmt: skip
    KeptPaper.objects.create(
        firm=firm, kind="certificate", name="专利证书.pdf", sha256="a" * 64, size=1, by_name="方敏",
        at=NOON,
    )  # fmt: skip
    Task.objects.create(
        firm=firm, title="比对展会上的样品", owner=fang, due_on=day - timedelta(days=2),
        made_by_name="方敏", made_at=NOON, changed_at=NOON,
    )  # fmt: skip
    granted = Right.objects.filter(firm=firm, granted_on__isnull=False)
    for number, code in enumerate(("PE01", "TR01", "EE01")):
        RightEvent.objects.create(
            key=granted[number].key, code=code, number=f"Y{number}", source="gazette",
            on=day - timedelta(days=4 + 40 * (number % 2)), known_on=day - timedelta(days=number),
            details={"pledgee": "番禺银行", "licensee": "乙厂", "before": "甲厂", "after": largest},
        )  # fmt: skip
    return str(live_server.url)


@pytest.fixture
def walk(
    chromium: Any,  # noqa: F811
    house: str,
    pictures: Path,  # noqa: F811
    request: pytest.FixtureRequest,
) -> Iterator[Walk]:
    lang, (width, height) = request.param
    from ipharbor.records.models import Person

    Person.objects.update(lang=lang)
    context = chromium.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN" if lang == "zh" else "en-GB"
    )
    walking = Walk(context.new_page(), house, lang, width, pictures)
    walking.watch()
    yield walking
    context.close()


@pytest.mark.parametrize(
    "walk",
    [("zh", DESK), ("en", PHONE)],
    ids=lambda chosen: f"{chosen[0]}-{chosen[1][0]}",
    indirect=True,
)
def test_a_firm_s_day_from_the_desk_to_what_changed(walk: Walk) -> None:
    for stretch in (
        come_to_the_desk, open_a_due, do_the_self_check, see_to_the_tasks, see_what_changed
    ):  # fmt: skip
        stretch(walk)
    assert walk.wrong == []


def come_to_the_desk(walk: Walk) -> None:
    walk.go("/login/")
    walk.page.fill("#id_username", "fang")
    walk.page.fill("#id_password", PASSWORD)
    walk.follow(".gate-form button")
    assert walk.page.url.endswith("/desk/")
    for part in ("dues", "changed", "rights", "tasks", "warnings", "check", "products", "team"):
        assert walk.page.locator(f"#{part}").is_visible(), part
    looked_at(walk, "desk")


def open_a_due(walk: Walk) -> None:
    name = walk.page.locator(".near-name a").first.inner_text()
    walk.follow(".near-name a")
    assert "/docket/CN" in walk.page.url
    assert name in walk.page.locator("main").inner_text()
    with walk.page.expect_navigation():
        walk.page.go_back()
    assert walk.page.url.endswith("/desk/")


def do_the_self_check(walk: Walk) -> None:
    page = walk.page
    walk.follow('section[aria-labelledby="check"] a.button')
    for question, answer in (("secrets", "no"), ("marking", "partly"), ("product_cover", "yes")):
        page.check(f'input[name="{question}"][value="{answer}"]')
    walk.follow("main form button[type=submit]")
    looked_at(walk, "plan")
    page.locator("input.plan-tick").first.check()
    page.locator(".plan-owner select").first.select_option(index=1)
    walk.follow(".panel:has(.steps-of-plan) button[type=submit]")
    assert page.locator(".notice.success").is_visible()
    assert page.locator("span.plan-tick").count() == 1


def see_to_the_tasks(walk: Walk) -> None:
    page = walk.page
    walk.section("desk")
    assert page.locator(".desk-tasks > .near-late").count() == 1
    held = page.locator(".desk-tasks li").count()
    assert held == 2
    for _ in range(held):
        walk.follow(".desk-tasks button")
        assert page.url.endswith("/desk/")
        assert page.locator(".notice.success").is_visible()
    assert page.locator(".desk-tasks li").count() == 0
    done = page.locator(".plan-progress")
    assert done.get_attribute("value") == "1"
    looked_at(walk, "desk-done")


def see_what_changed(walk: Walk) -> None:
    page = walk.page
    walk.follow('section[aria-labelledby="changed"] .panel-head a')
    assert "/desk/changes/" in page.url
    assert page.locator('a[href^="/desk/tasks/"]').count() >= 2
    looked_at(walk, "changes")
    with page.expect_download() as sent:
        page.locator('a[href*="as=csv"]').click()
    rows = list(csv.reader(io.StringIO(sent.value.path().read_text(encoding="utf-8-sig"))))
    assert any("番禺银行" in cell for row in rows for cell in row)
    page.fill("#since", "2021-01-31")
    walk.follow("form:has(#since) button")
    assert "since=2021-01-31" in page.url
    chip = page.locator('a[href*="sort_of=pledge"]').first
    chip.click()
    page.wait_for_url("**sort_of=pledge**")
    walk.follow('.list-table th[scope="row"] a')
    assert "/docket/CN" in page.url


def looked_at(walk: Walk, name: str) -> None:
    """The page fits both screens, and axe finds nothing serious on it."""
    own = walk.width
    for width, height in (DESK, PHONE):
        walk.width = width
        walk.page.set_viewport_size({"width": width, "height": height})
        walk.picture(name)
    walk.width = own
    walk.page.set_viewport_size(dict(zip(("width", "height"), WIDTHS[own], strict=True)))
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found = axe.run(walk.page, options={"resultTypes": ["violations"]}).response["violations"]
    told = [f"{one['id']} {node['html'][:160]}" for one in found if one["impact"] in GRAVE
            for node in one["nodes"]]  # fmt: skip
    assert told == []
