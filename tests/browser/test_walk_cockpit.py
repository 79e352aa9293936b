"""A morning of the district's office in a browser: figures, their lists, a past day, a town, an
industry, the month's report, the quality of the data, and the screen on the wall."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from test_walk import (  # noqa: F401
    CHROMIUM,
    DESK,
    NOON,
    PHONE,
    Walk,
    chromium,
    compiled,
    database_beside_the_loop,
    house,
    pictures,
    walk,
)

WALL = (1920, 1080)
WHOLE = (3840, 2160)
KNOWN = "2021-11-30"
ZONE = ZoneInfo("Asia/Shanghai")
LOOKED_AT = (("zh", DESK[0]), ("en", PHONE[0]))  # closely: each language and each width once
GRAVE = {"serious", "critical"}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no browser at {CHROMIUM}"),
]


def sized(chosen: tuple[str, tuple[int, int]]) -> str:
    return f"{chosen[0]}-{chosen[1][0]}"


@pytest.fixture
def axe() -> Any:
    return pytest.importorskip("axe_playwright_python.sync_playwright").Axe()


@pytest.mark.parametrize(
    "walk",
    [(lang, size) for lang in ("zh", "en") for size in (DESK, PHONE)],
    ids=sized,
    indirect=True,
)
def test_a_morning_of_the_district_s_office(
    walk: Walk,  # noqa: F811
    axe: Any,
    tmp_path: Path,
) -> None:
    furnish(tmp_path)
    sign_in(walk)
    for stretch in (read_the_cockpit, open_a_list, ask_a_past_day, look_at_a_town, see_an_industry):
        stretch(walk)
        look(walk, axe)
    if seen_closely(walk):
        ask_for_the_month(walk)
        look(walk, axe)
    see_what_is_missing(walk)
    look(walk, axe)
    assert walk.wrong == []


@pytest.mark.parametrize("walk", [("zh", WALL), ("en", WALL)], ids=sized, indirect=True)
def test_the_wall_fits_its_screen_renews_itself_and_says_when_it_cannot(
    walk: Walk,  # noqa: F811
    axe: Any,
    tmp_path: Path,
) -> None:
    furnish(tmp_path)
    sign_in(walk)
    page = walk.page
    page.clock.install()
    walk.go(f"/cockpit/wall/?known={KNOWN}")
    page.wait_for_function("window.htmx !== undefined && document.querySelector('#wall')")
    for width, height in (WHOLE, WALL):
        page.set_viewport_size({"width": width, "height": height})
        assert fits(page) == []
    walk.picture("wall")
    look(walk, axe)
    page.evaluate("document.querySelector('#wall').dataset.old = 'yes'")
    with page.expect_response("**/cockpit/wall/**"):
        page.clock.fast_forward(61_000)
    page.locator("#wall:not([data-old])").wait_for()
    assert page.locator("#lost").is_hidden()
    assert walk.wrong == []
    page.route("**/cockpit/wall/**", lambda route: route.abort())
    page.clock.fast_forward(61_000)
    page.locator("#lost").wait_for(state="visible")
    assert page.locator("#wall .hero").is_visible(), "what stood stays"


def sign_in(walk: Walk) -> None:  # noqa: F811
    """The office person's session, without the page to log in, which another walk tries."""
    from django.conf import settings
    from django.test import Client

    from ipharbor.records.models import Person

    Person.objects.update(lang=walk.lang)
    client = Client()
    client.force_login(Person.objects.get(username="olivia"))
    name = settings.SESSION_COOKIE_NAME
    walk.page.context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "url": walk.base}]
    )
    walk.go("/")


def fits(page: Any) -> list[str]:
    """What scrolls or is cut off on the screen, and letters too small for five metres."""
    found: list[str] = page.evaluate(
        "[...document.querySelectorAll('html, .card')].filter("
        "one => one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1)"
        ".map(one => one.className)"
    )
    small: list[str] = page.evaluate(
        "[...document.querySelectorAll('#wall p, #wall h2, #wall li')].filter(one => "
        "parseFloat(getComputedStyle(one).fontSize) < 0.02 * window.innerHeight)"
        ".map(one => one.innerText)"
    )
    return found + small


def furnish(folder: Path) -> None:
    """The register beside the corpus: targets, cases, and the ledger of them all."""
    from ipharbor import wiring
    from ipharbor.actions import permits
    from ipharbor.actions.region.import_cases import import_cases
    from ipharbor.actions.region.make_ledger import make_ledger
    from ipharbor.actions.region.targets import import_targets
    from ipharbor.settings import current
    from ipharbor.statutes.book import load
    from ipharbor.vocabulary.places import region

    by = permits.operator()
    cases, targets = folder / "cases.csv", folder / "targets.csv"
    cases.write_text(
        "number,kind,received_on,closed_on,outcome,town\n"
        "番知1,infringement,2021-02-01,2021-05-04,settled,440113102\n"
        "番知2,mediation,2021-10-01,,,440113016\n",
        encoding="utf-8",
    )
    targets.write_text(
        "year,figure,town,value\n2021,granted,,90\n2021,granted,440113102,1\n"
        "2021,invention_share,,0.02\n",
        encoding="utf-8",
    )
    import_cases(cases, by=by, at=NOON, within=current().region)
    import_targets(targets, by=by, at=NOON, within=current().region)
    make_ledger(
        current().ledger, corpus=wiring.corpus(), region=region(current().region), law=load(),
        by=by, at=datetime.now(ZONE),
    )  # fmt: skip


def seen_closely(walk: Walk) -> bool:  # noqa: F811
    """Whether this is one of the walks that take their time."""
    return (walk.lang, walk.width) in LOOKED_AT or walk.width == WALL[0]


def look(walk: Walk, axe: Any) -> None:  # noqa: F811
    """Nothing serious for axe on the page that stands there."""
    if not seen_closely(walk):
        return
    told = axe.run(walk.page, options={"resultTypes": ["violations"]}).response["violations"]
    grave = [
        f"{walk.page.url}: {one['id']} {node['html'][:160]}"
        for one in told
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]
    assert not grave, "\n".join(grave)


def counted(text: str) -> int:
    return int("".join(sign for sign in text if sign.isdigit()))


def read_the_cockpit(walk: Walk) -> None:  # noqa: F811
    walk.section("cockpit")
    assert walk.page.locator("#figure-granted .figure-value a").is_visible()
    walk.picture("cockpit")
    walk.page.locator("#figure-in_force .how summary").click()
    assert walk.page.locator("#figure-in_force .how-body p").first.is_visible()


def open_a_list(walk: Walk) -> None:  # noqa: F811
    """A figure opens a list of its length, which is sorted and taken away."""
    page = walk.page
    number = counted(page.locator("#figure-in_force .figure-value a").inner_text())
    walk.follow("#figure-in_force .figure-value a")
    assert counted(page.locator(".list-count").inner_text()) == number
    if walk.width == DESK[0]:
        page.locator("#s-cockpit_rights-filed").click()
        page.wait_for_url("**sort=-filed**")
    walk.picture("cockpit-rights")
    address = page.locator('a[href*="as=csv"]').first.get_attribute("href")
    taken = page.request.get(walk.base + address)
    lines = taken.text().splitlines()
    assert taken.ok
    assert len(lines) == number + 1


def ask_a_past_day(walk: Walk) -> None:  # noqa: F811
    page = walk.page
    walk.go("/cockpit/")
    now = counted(page.locator("#figure-in_force .figure-value a").inner_text())
    page.fill("#known", "2018-06-30")
    walk.follow(".frame-form button")
    then = counted(page.locator("#figure-in_force .figure-value a").inner_text())
    assert 0 < then < now
    walk.follow("#figure-in_force .figure-value a")
    assert "known=2018-06-30" in page.url
    assert counted(page.locator(".list-count").inner_text()) == then


def look_at_a_town(walk: Walk) -> None:  # noqa: F811
    page = walk.page
    walk.go("/cockpit/")
    whole = counted(page.locator("#figure-in_force .figure-value a").inner_text())
    walk.follow(".towns-table tbody th a")
    assert "town=440113" in page.url
    part = counted(page.locator("#figure-in_force .figure-value a").inner_text())
    assert 0 < part < whole
    walk.picture("cockpit-town")


def see_an_industry(walk: Walk) -> None:  # noqa: F811
    """From the industries to a firm that is to be cultivated, and why."""
    page = walk.page
    walk.section("industries")
    walk.follow('a[href^="/industries/lighting/"]')
    walk.picture("industry")
    walk.go("/industries/lighting/firms/?which=cultivate")
    assert page.locator("h1").is_visible()
    walk.picture("industry-firms")


def ask_for_the_month(walk: Walk) -> None:  # noqa: F811
    """The month's report is asked for, made by the worker, and taken away."""
    from ipharbor.jobs.worker import Worker

    page = walk.page
    walk.go("/cockpit/reports/")
    page.fill("#month", "2021-06")
    page.fill("#known", KNOWN)
    walk.follow('form[action="/cockpit/reports/"] button[type=submit]')
    assert "/jobs/" in page.url
    Worker("walk", lambda: datetime.now(ZONE), ZONE).until_idle()
    page.locator("h1 ~ p .state-done").wait_for()  # the page of the job comes anew by itself
    walk.go("/cockpit/reports/")
    walk.picture("reports")
    address = page.locator('a[href$="/pdf/"]').first.get_attribute("href")
    taken = page.request.get(walk.base + address)
    assert taken.ok
    assert taken.body().startswith(b"%PDF")


def see_what_is_missing(walk: Walk) -> None:  # noqa: F811
    page = walk.page
    walk.go("/cockpit/")
    walk.follow('a[href^="/cockpit/quality/"]')
    walk.picture("quality")
    gap = page.locator('.parts a[href*="lacks="]').first
    number = counted(gap.inner_text())
    with page.expect_navigation():
        gap.click()
    assert counted(page.locator(".list-count").inner_text()) == number
