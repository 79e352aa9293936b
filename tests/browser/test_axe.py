"""Every page for every reader: axe finds nothing serious, and nothing is wider than its screen.

Four kinds of reader stand for the eight there are, and one role beside the administrator sees the
pages with each; ``make axe`` looks as everybody in all eight."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import URLPattern
from test_walk import (  # noqa: F401
    CHROMIUM,
    DESK,
    NOON,
    PASSWORD,
    PHONE,
    chromium,
    compiled,
    database_beside_the_loop,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no browser at {CHROMIUM}"),
]
GRAVE = {"serious", "critical"}
# language, theme and width by twos: each of the three meets each value of the others
BY_TWOS = [
    ("zh", "light", DESK), ("en", "dark", DESK), ("en", "light", PHONE), ("zh", "dark", PHONE),
]  # fmt: skip
ROLES = ("office", "firm", "station", "lender")
EVERYBODY = os.environ.get("IPHARBOR_AXE") == "all"
LOOKS = list(itertools.product(("zh", "en"), ("light", "dark"), (DESK, PHONE)))
READERS = (
    [(role, *look) for look in LOOKS for role in ("administrator", *ROLES)]
    if EVERYBODY
    else [("administrator", *look) for look in BY_TWOS]
    + [(role, *look) for role, look in zip(ROLES, BY_TWOS, strict=True)]
)
LEAST = {"administrator": 40, "office": 40, "firm": 30, "station": 25, "lender": 20}


@dataclass(frozen=True)
class Lived:
    """A house in which something of everything has happened: its address, the pages to look at,
    and who lives there by role."""

    base: str
    pages: list[str]
    people: dict[str, Any]


@pytest.fixture
def lived(transactional_db: None, home: Path, loaded_region: Path, live_server: Any) -> Lived:
    """The house, made anew for each reader."""
    shutil.copytree(loaded_region, home / "corpus")
    from ipharbor import wiring
    from ipharbor.actions import permits
    from ipharbor.actions.people.create import create
    from ipharbor.actions.rights.take_up import take_up
    from ipharbor.actions.warning.round import run
    from ipharbor.actions.watch.add import add
    from ipharbor.corpus.query import All
    from ipharbor.journal.models import Line
    from ipharbor.records.models import Firm, ImportRun, IssuedWarning, Person, Right

    ada = create(username="ada", password=PASSWORD, role="administrator", display_name="艾达",
                 email="ada@example.org", by=permits.operator(), at=NOON)  # fmt: skip
    corpus = wiring.corpus()
    add(owner=ada, name="舞台灯 Stage lamps", query="灯", since=NOON.date().replace(month=1, day=1),
        raise_from="blue", vintage=0, by=permits.of(ada), at=NOON)  # fmt: skip
    run(corpus=corpus, mailer=wiring.mailer(), as_of=NOON.date(),
        base_url="http://harbor.example", by=permits.operator(), at=NOON)  # fmt: skip
    largest = corpus.index.facets(All()).applicant[0].value
    take_up(largest, corpus=corpus, by=permits.of(Person.objects.get(pk=ada.pk)), at=NOON)
    done = ImportRun.objects.create(file_name="番禺=1.csv", format="exchange", state="done",
                                    started_at=NOON, finished_at=NOON)  # fmt: skip
    firm = Firm.objects.get(name=largest)
    right = Right.objects.filter(firm=firm).first()
    assert right is not None
    seq = Line.objects.order_by("-seq").values_list("seq", flat=True)[0]
    key = corpus.index.search(All(), limit=1).hits[0].key
    warning = IssuedWarning.objects.get()
    people, hook = neighbours(firm, right, ada)
    return Lived(str(live_server.url), [
        *plain_pages(), "/search/?q=灯", "/search/?q=title:(", f"/patent/{key}/", "/nowhere/",
        f"/inbox/{warning.pk}/", "/inbox/?look=table", "/inbox/?state=closed",
        "/watches/?look=table", f"/docket/?firm={firm.pk}", f"/docket/{right.key}/?firm={firm.pk}",
        f"/docket/plan/?firm={firm.pk}", f"/docket/papers/?firm={firm.pk}",
        f"/vault/?firm={firm.pk}", "/law/service.post/", "/law/fees.annuity/",
        f"/imports/{done.pk}/", f"/journal/{seq}/", "/journal/?since=morgen",
        "/industries/lighting/", "/industries/lighting/firms/?which=cultivate",
        "/industries/lighting/fields/?unit=subclass", "/industries/lighting/regions/",
        "/industries/lighting/landscape/", "/industries/lighting/change/",
        "/industries/lighting/end/", f"/webhooks/{hook}/",
    ], {"administrator": ada} | people)  # fmt: skip


def neighbours(firm: Any, right: Any, ada: Any) -> tuple[dict[str, Any], int]:
    """The people of the other roles, with what ties them to the firm; and a webhook that has
    been told something in vain."""
    from django.utils import timezone

    from ipharbor.actions import permits
    from ipharbor.actions.people.create import create
    from ipharbor.records.models import (
        Delivery,
        Disclosure,
        Invitation,
        KeptPaper,
        Organisation,
        Person,
        Webhook,
    )  # fmt: skip

    firm.town = "440113102"
    firm.save()
    bodies = {
        "station": Organisation.objects.create(
            kind="town_station", name="大龙街道服务站", town=firm.town, made_at=NOON),
        "lender": Organisation.objects.create(kind="lender", name="番禺银行", made_at=NOON),
    }  # fmt: skip
    people = {
        role: create(
            username=role, password=PASSWORD, role=role, display_name=role.title(),
            firm=firm.name if role == "firm" else "", organisation=bodies.get(role),
            email=f"{role}@example.org", by=permits.operator(), at=NOON,
        )
        for role in ROLES
    }  # fmt: skip
    Person.objects.update(manager=True)
    Disclosure.objects.create(
        firm=firm, organisation=bodies["lender"], purpose="质押贷款 Pledge", since=NOON,
        until=timezone.localdate() + timedelta(days=30), by_name="firm",
    )  # fmt: skip
    KeptPaper.objects.create(firm=firm, right=right, kind="receipt", name="缴费凭证.pdf", size=9,
                             sha256="a" * 64, by_name="firm", at=NOON)  # fmt: skip
    ada.refresh_from_db()
    Invitation.objects.create(
        organisation=ada.organisation, email="ming@example.org", proof="b" * 64, by_name="ada",
        made_at=NOON, ends_at=timezone.now() + timedelta(days=3),
    )  # fmt: skip
    hook = Webhook.objects.create(organisation=ada.organisation, owner=ada, name="灯塔 Lighthouse",
                                  kind="generic", address="sealed", shown="https://a.example/…",
                                  events=["job.dead"], made_at=NOON)  # fmt: skip
    Delivery.objects.create(webhook=hook, event="job.dead", once="o", message="m", state="dead",
                            attempts=6, status=500, why="refused", made_at=NOON)  # fmt: skip
    return people, hook.pk


def plain_pages() -> Iterator[str]:
    """The addresses of all pages that need nothing named."""
    from ipharbor.web.urls import urlpatterns

    for one in urlpatterns:
        assert isinstance(one, URLPattern)
        told = str(one.pattern)
        if "<" not in told and (told == "" or told.endswith("/")) and "export" not in told:
            yield f"/{told}"


@pytest.fixture
def reader(
    chromium: Any,  # noqa: F811
    lived: Lived,
    request: pytest.FixtureRequest,
) -> Iterator[Any]:
    role, lang, theme, (width, height) = request.param
    from django.conf import settings
    from django.test import Client

    from ipharbor.records.models import Person

    Person.objects.update(lang=lang)
    client = Client()
    client.force_login(Person.objects.get(pk=lived.people[role].pk))
    context = chromium.new_context(viewport={"width": width, "height": height})
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies(
        [{"name": name, "value": value, "url": lived.base}
         for name, value in ((settings.SESSION_COOKIE_NAME, session), ("theme", theme))]
    )  # fmt: skip
    yield context.new_page(), lived, role
    context.close()


def named(told: tuple[str, str, str, tuple[int, int]]) -> str:
    return "-".join((*told[:3], str(told[3][0])))


@pytest.mark.parametrize("reader", READERS, ids=named, indirect=True)
def test_axe_finds_nothing_serious_on_any_page_and_nothing_is_wider_than_the_screen(
    reader: Any,
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page, lived, role = reader
    wrong, looked, shut = [], 0, 0
    for path in lived.pages:
        answer = page.request.get(lived.base + path, max_redirects=0)
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        if answer.status in (301, 302, 405) or not answer.text().startswith("<!doctype html>"):
            continue  # leads elsewhere, or is a part of a page
        shut += answer.status in (403, 404)
        if answer.status in (403, 404) and shut > 2:
            continue  # the same page, for everything that is not for this reader
        page.goto(lived.base + path)
        looked += 1
        wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if wider > 0:
            wrong.append(f"{path}: {wider} pixels too wide")
        found = axe.run(page, options={"resultTypes": ["violations"]}).response["violations"]
        wrong += [
            f"{path}: {one['id']} {node['html'][:160]}"
            for one in found
            if one["impact"] in GRAVE
            for node in one["nodes"]
        ]
    assert looked > LEAST[role]
    assert not wrong, "\n".join(wrong)
