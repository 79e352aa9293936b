"""Every page for every reader: axe finds nothing serious, and nothing is wider than its screen."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
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
READERS = [
    ("zh", "light", DESK), ("en", "dark", DESK), ("en", "light", PHONE), ("zh", "dark", PHONE),
]  # fmt: skip


@pytest.fixture
def lived(transactional_db: None, home: Path, loaded_region: Path, live_server: Any) -> Any:
    """A house in which something of everything has happened; its address and sample pages."""
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
    return str(live_server.url), [
        *plain_pages(), "/search/?q=灯", "/search/?q=title:(", f"/patent/{key}/", "/nowhere/",
        f"/inbox/{warning.pk}/", "/inbox/?look=table", "/inbox/?state=closed",
        "/watches/?look=table", f"/docket/?firm={firm.pk}", f"/docket/{right.key}/?firm={firm.pk}",
        f"/docket/plan/?firm={firm.pk}", f"/docket/papers/?firm={firm.pk}",
        f"/vault/?firm={firm.pk}", "/law/service.post/", "/law/fees.annuity/",
        f"/imports/{done.pk}/", f"/journal/{seq}/", "/journal/?since=morgen",
        "/industries/lighting/", "/industries/lighting/firms/?which=cultivate",
        "/industries/lighting/fields/?unit=subclass", "/industries/lighting/regions/",
        "/industries/lighting/landscape/", "/industries/lighting/change/",
        "/industries/lighting/end/",
    ]  # fmt: skip


def plain_pages() -> Iterator[str]:
    """The addresses of all pages that need nothing named."""
    from ipharbor.web.urls import urlpatterns

    for one in urlpatterns:
        assert isinstance(one, URLPattern)
        told = str(one.pattern)
        if "<" not in told and (told == "" or told.endswith("/")) and "export" not in told:
            yield f"/{told}"


@pytest.fixture
def reader(chromium: Any, lived: Any, request: pytest.FixtureRequest) -> Iterator[Any]:  # noqa: F811
    lang, theme, (width, height) = request.param
    base, pages = lived
    context = chromium.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    page.goto(f"{base}/login/")
    page.fill("#id_username", "ada")
    page.fill("#id_password", PASSWORD)
    with page.expect_navigation():
        page.locator(".gate-form button").first.click()
    context.add_cookies([{"name": "theme", "value": theme, "url": base}])
    from ipharbor.records.models import Person

    Person.objects.update(lang=lang)
    yield page, base, pages, width
    context.close()


@pytest.mark.parametrize(
    "reader", READERS, ids=lambda told: f"{told[0]}-{told[1]}-{told[2][0]}", indirect=True
)
def test_axe_finds_nothing_serious_on_any_page_and_nothing_is_wider_than_the_screen(
    reader: Any,
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page, base, pages, _width = reader
    wrong, looked = [], 0
    for path in pages:
        answer = page.request.get(base + path, max_redirects=0)
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        if answer.status in (301, 302, 405) or not answer.text().startswith("<!doctype html>"):
            continue  # leads elsewhere, or is a part of a page
        page.goto(base + path)
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
    assert looked > 35
    assert not wrong, "\n".join(wrong)
