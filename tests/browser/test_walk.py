"""A person's day in a browser: from logging in to closing a warning, on desk and phone."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.utils import translation

import ipharbor

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "docs" / "images"
README_PICTURES = {
    Path(told).name
    for readme in ROOT.glob("README*.md")
    for told in re.findall(r"docs/images/[\w-]+\.png", readme.read_text(encoding="utf-8"))
}
NOON = datetime(2021, 11, 30, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
PASSWORD = "correct-horse-battery"
DESK, PHONE = (1440, 900), (390, 844)
QUERY = "ipc:F21V"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no browser at {CHROMIUM}"),
]


@dataclass
class Walk:
    """A page in the browser, what went wrong on it, and where its pictures go."""

    page: Any
    base: str
    lang: str
    width: int
    pictures: Path
    wrong: list[str] = field(default_factory=list)

    def watch(self) -> None:
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.wrong.append(f"script: {error}"))
        self.page.on("request", self._asked)
        self.page.on("response", self._answered)

    def go(self, path: str) -> None:
        self.page.goto(self.base + path)

    def picture(self, name: str, *, whole: bool = False) -> None:
        """Take the picture of a page that must fit its screen."""
        wider = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wider <= 0, f"{name} is {wider} pixels wider than the screen"
        path = self.pictures / f"{name}-{self.lang}-{self.width}.png"
        self.page.screenshot(path=path, full_page=whole)
        if os.environ.get("IPHARBOR_SHOTS") == "1" and path.name in README_PICTURES:
            shutil.copy(path, IMAGES)

    def follow(self, selector: str) -> None:
        """Press what leads to another page, and wait for it."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()

    def section(self, name: str) -> None:
        toggle = self.page.locator("[data-nav-toggle]")
        if toggle.is_visible() and toggle.get_attribute("aria-expanded") == "false":
            toggle.click()
        link = f'a[href="/{name}/"]'
        if not self.page.locator(f"nav.sections {link}").is_visible():  # folded into a menu
            self.page.locator(f"nav.sections details:has({link}) > summary").click()
        self.follow(f"nav.sections {link}")

    def _heard(self, message: Any) -> None:
        if message.text.startswith("htmx:sendAbort"):
            # A page that asks anew by itself was left in the midst of asking: no fault. The
            # library tells of the end of that request right before.
            if self.wrong and self.wrong[-1].startswith("console: htmx:afterRequest"):
                self.wrong.pop()
            return
        if message.type in ("error", "warning"):
            self.wrong.append(f"console: {message.text}")

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self.base, "data:", "blob:")):
            self.wrong.append(f"outside: {request.url}")

    def _answered(self, response: Any) -> None:
        if response.status >= 400:
            self.wrong.append(f"{response.status}: {response.url}")


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    """The Chinese catalogue as the build compiles it."""
    source = Path(ipharbor.__file__).parent / "locale/zh_Hans/LC_MESSAGES/django.po"
    made = source.with_suffix(".mo")
    if not made.exists() or made.stat().st_mtime < source.stat().st_mtime:
        with source.open("rb") as opened, made.open("wb") as written:
            write_mo(written, read_po(opened, locale="zh_Hans"))
    translation.trans_real._translations.clear()


@pytest.fixture(scope="module", autouse=True)
def database_beside_the_loop() -> Iterator[None]:
    """Playwright's loop runs in this thread; Django would refuse the database beside it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=str(CHROMIUM), args=list(ARGUMENTS))
        yield opened
        opened.close()


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Those that a README shows also go into the documentation when ``IPHARBOR_SHOTS`` is 1."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    return tmp_path


@pytest.fixture
def house(
    transactional_db: None,
    home: Path,
    loaded_region: Path,
    live_server: Any,
) -> str:
    """A running house over the small region with one office person; its address."""
    shutil.copytree(loaded_region, home / "corpus")
    from ipharbor.actions import permits
    from ipharbor.actions.people.create import create

    create(
        username="olivia",
        password=PASSWORD,
        role="office",
        display_name="区知识产权局",
        by=permits.operator(),
        at=NOON,
    )
    return str(live_server.url)


@pytest.fixture
def walk(
    chromium: Any, house: str, pictures: Path, request: pytest.FixtureRequest
) -> Iterator[Walk]:
    lang, (width, height) = request.param
    context = chromium.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN" if lang == "zh" else "en-GB"
    )
    walking = Walk(context.new_page(), house, lang, width, pictures)
    walking.watch()
    yield walking
    context.close()


@pytest.mark.parametrize(
    "walk",
    [(lang, size) for lang in ("zh", "en") for size in (DESK, PHONE)],
    ids=lambda chosen: f"{chosen[0]}-{chosen[1][0]}",
    indirect=True,
)
def test_a_day_from_logging_in_to_closing_a_warning(walk: Walk) -> None:
    for stretch in (come_in, search_and_read, see_the_landscape, set_a_watch):
        stretch(walk)
    run_a_round()
    for stretch in (read_the_warning, keep_a_docket, read_the_law, look_at_imports):
        stretch(walk)
    assert walk.wrong == []


def come_in(walk: Walk) -> None:
    walk.go("/login/")
    if walk.lang == "en":
        walk.follow(".language button")
    walk.picture("login")
    walk.page.fill("#id_username", "olivia")
    walk.page.fill("#id_password", PASSWORD)
    walk.follow(".gate-form button")
    if walk.lang == "en":
        walk.follow(".language button")  # the person's own language was Chinese still
    tag = "en" if walk.lang == "en" else "zh-Hans"
    assert walk.page.get_attribute("html", "lang") == tag
    walk.picture("home")


def search_and_read(walk: Walk) -> None:
    walk.section("search")
    walk.page.fill("#q", QUERY)
    walk.follow(".searchbox button")
    assert walk.page.locator(".hit").count() > 1
    walk.picture("search")
    if walk.width == DESK[0]:
        walk.follow(".facet a")
        assert walk.page.locator(".chips a").count() == 2
        walk.page.go_back()
    walk.follow(".hit h3 a")
    assert "/patent/" in walk.page.url
    walk.picture("patent")


def see_the_landscape(walk: Walk) -> None:
    walk.section("landscape")
    for chart in walk.page.locator(".chart").all():
        chart.scroll_into_view_if_needed()
        which = chart.get_attribute("data-spec")
        walk.page.locator(f'[data-spec="{which}"][data-drawn="yes"]').wait_for()
    walk.page.evaluate("window.scrollTo(0, 0)")
    walk.picture("landscape")
    bar = walk.page.locator('#applicants .mark-rect.role-mark path[aria-roledescription="bar"]')
    bar.first.click()
    walk.page.wait_for_url("**/search/?q=applicant*")
    assert walk.page.locator(".hit").count() >= 1


def set_a_watch(walk: Walk) -> None:
    walk.section("watches")
    walk.page.check('input[name="kind"][value="query"]')
    walk.page.fill("#query", QUERY)
    walk.page.locator("#count .hint").wait_for()
    walk.page.fill("#name", "舞台灯" if walk.lang == "zh" else "Stage lamps")
    walk.page.select_option("#raise_from", "blue")
    walk.page.fill("#since", "2021-01-01")
    walk.picture("watches")
    walk.follow(".stacked button[type=submit]")
    assert walk.page.locator(".watch").count() == 1


def run_a_round() -> None:
    from ipharbor import wiring
    from ipharbor.actions import permits
    from ipharbor.actions.warning.round import run

    done = run(
        corpus=wiring.corpus(),
        mailer=wiring.mailer(),
        as_of=date(2021, 11, 30),
        base_url="http://harbor.example",
        by=permits.operator(),
        at=NOON,
    )
    assert done.raised == 1


def read_the_warning(walk: Walk) -> None:
    from ipharbor.records.models import IssuedWarning

    page = walk.page
    walk.section("inbox")
    walk.picture("inbox")
    walk.follow(".mail a")
    walk.picture("warning")
    walk.follow('form[action$="/acknowledge/"] button')
    page.fill("#step", "比对产品" if walk.lang == "zh" else "Compare with our products")
    page.fill("#due_on", "2021-12-20")
    walk.follow("#act")
    page.check('input[name="verdict"][value="useful"]')
    walk.follow("#close")
    walk.picture("closed")
    assert page.locator(".trail li").count() == 4
    assert page.locator("#act").count() == 0
    assert IssuedWarning.objects.get().state == "closed"


def keep_a_docket(walk: Walk) -> None:
    page = walk.page
    walk.section("docket")
    page.fill("#firm", "公司")
    page.locator("#applicants option").first.wait_for(state="attached")
    page.fill("#firm", page.locator("#applicants option").first.get_attribute("value"))
    walk.follow('form:has(input[value="take_up"]) button')
    assert page.locator(".docket-table tbody tr").count() >= 1
    walk.picture("docket")
    page.fill("#since", "2020")
    page.fill("#until", "2024")
    walk.follow('form:has(input[value="reduction"]) button')
    walk.follow(".docket-table tbody th a")
    assert "/docket/CN" in page.url
    walk.picture("right")
    if page.locator(".due").count():
        page.locator(".due summary").first.click()
        walk.follow(".due[open] a.provision")
        assert "/law/" in page.url
        walk.picture("provision")


def read_the_law(walk: Walk) -> None:
    page = walk.page
    walk.section("law")
    walk.picture("law")
    read = 0
    for number in (1, 2):
        page.goto(f"{walk.base}/law/?per=100&page={number}")
        read += page.locator(".law-table tbody tr").count()
    assert read > 100
    walk.follow('a[href="/deadline/"]')
    with page.expect_navigation():
        page.select_option("#rule", "filing_fee")
    page.fill("#from", "2024-02-01")
    page.fill("#event_acceptance", "2024-02-20")
    walk.follow("form.stacked button")
    assert page.locator(".steps li").count() > 2
    walk.picture("deadline")


def look_at_imports(walk: Walk) -> None:
    walk.section("imports")
    walk.picture("imports")


def test_every_page_is_walked_by_keyboard_alone(chromium: Any, house: str, pictures: Path) -> None:
    page = chromium.new_page()
    page.goto(house + "/login/")
    page.keyboard.type("olivia")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("nav.sections")
    page.keyboard.press("Tab")

    def focused() -> str:
        return str(
            page.evaluate(
                "document.activeElement.getAttribute('href') || document.activeElement.tagName"
            )
        )

    assert focused() == "#main"
    links = page.locator("nav.sections a")
    offered = links.evaluate_all("them => them.map(one => one.getAttribute('href'))")
    seen = set()
    folded = page.locator("details.group-menu").count()
    for _ in range(len(offered) + folded + 5):  # mark, theme, language and person as well
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.group-menu > summary')"):
            page.keyboard.press("Enter")  # its sections follow
        seen.add(focused())
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none"
    sections = ("search", "landscape", "watches", "inbox", "docket", "law", "imports")
    assert {"/", *(f"/{section}/" for section in sections)} <= set(offered) <= seen
    page.locator(".theme-menu summary").focus()
    page.keyboard.press("Enter")
    assert page.locator(".theme-menu[open]").count() == 1
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert page.locator(".theme-menu[open]").count() == 0
    assert focused() == "SUMMARY"
    page.close()


def test_a_list_is_sorted_by_keyboard_and_keeps_the_focus_and_the_address(
    chromium: Any, house: str
) -> None:
    from ipharbor.records.models import ImportRun

    for number in range(25):
        ImportRun.objects.create(file_name=f"{number:02d}.csv", state="done", started_at=NOON)
    page = chromium.new_page()
    page.goto(house + "/login/?next=/imports/")
    page.fill("#id_username", "olivia")
    page.fill("#id_password", PASSWORD)
    with page.expect_navigation():
        page.click(".gate-form button")
    head = page.locator("#s-imports-file")
    head.focus()
    page.keyboard.press("Enter")
    page.locator('th[aria-sort="ascending"]').wait_for()
    assert page.url.endswith("/imports/?sort=file")
    assert page.evaluate("document.activeElement.id") == "s-imports-file"
    assert page.locator("tbody tr").first.inner_text().startswith("00.csv")
    page.locator("#p-imports-next").click()
    page.locator("#p-imports-previous").wait_for()
    assert page.locator("tbody tr").count() == 5
    page.go_back()
    page.locator("#p-imports-next").wait_for()
    assert page.locator("tbody tr").count() == 20
    assert page.locator("h1").count() == 1
    page.close()


def test_what_is_being_sent_is_not_sent_twice(chromium: Any, house: str) -> None:
    from ipharbor.records.models import Watch

    page = chromium.new_page()
    page.goto(house + "/login/?next=/watches/")
    page.fill("#id_username", "olivia")
    page.fill("#id_password", PASSWORD)
    with page.expect_navigation():
        page.click(".gate-form button")
    page.check('input[name="kind"][value="query"]')
    page.fill("#query", QUERY)
    page.fill("#name", "灯")
    with page.expect_navigation():
        page.evaluate(
            "const send = document.querySelector('form.stacked button[type=submit]');"
            "send.click(); send.click();"
        )
    assert Watch.objects.count() == 1
    assert page.locator(".notice.success").count() == 1
    page.close()


def test_pages_read_without_scripts(chromium: Any, house: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(house + "/login/")
    page.fill("#id_username", "olivia")
    page.fill("#id_password", PASSWORD)
    page.click(".gate-form button")
    page.wait_for_selector("nav.sections")
    page.goto(house + "/landscape/")
    assert page.locator("noscript").count() >= 1
    page.locator("#applicants summary").click()
    link = page.locator("#applicants tbody a").first
    assert re.match(r"/search/\?q=applicant", link.get_attribute("href"))
    context.close()
