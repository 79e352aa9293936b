"""Both languages whole: nothing is missing in the Chinese catalogue or on a page."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.test import Client
from django.utils import translation
from django.utils.translation.template import templatize

import ipharbor

ROOT = Path(ipharbor.__file__).parent
PO = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
}
SAME = {"HHI", "CR4", "CR4; HHI %(hhi)s"}


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    """The catalogue as the build compiles it."""
    made = PO.with_suffix(".mo")
    if not made.exists() or made.stat().st_mtime < PO.stat().st_mtime:
        with made.open("wb") as written:
            write_mo(written, catalogue())
    translation.trans_real._translations.clear()


def catalogue() -> Catalog:
    with PO.open("rb") as opened:
        return read_po(opened, locale="zh_Hans")


def texts() -> Iterator[tuple[str, str]]:
    """(file, message id) of everything that the pages and queries say."""
    sources = [*ROOT.glob("web/**/*.py"), *ROOT.glob("queries/**/*.py")]
    for path in sources:
        yield from _said(path, path.read_text(encoding="utf-8"))
    for path in ROOT.glob("web/templates/**/*.html"):
        yield from _said(path, templatize(path.read_text(encoding="utf-8"), origin=str(path)))


def _said(path: Path, code: str) -> Iterator[tuple[str, str]]:
    options = {"encoding": "utf-8"}
    for _, message, _, _ in extract("python", io.BytesIO(code.encode()), KEYWORDS, (), options):
        yield path.name, message if isinstance(message, str) else message[0]


def test_every_text_of_the_pages_has_its_chinese() -> None:
    known = catalogue()
    asked = list(texts())
    assert len(asked) > 300
    lacking = sorted(
        {
            (name, text)
            for name, text in asked
            if text not in known
            or known[text].fuzzy
            or not all(
                [known[text].string] if isinstance(known[text].string, str) else known[text].string
            )
        }
    )
    assert lacking == []


def test_the_chinese_catalogue_holds_nothing_that_no_page_says() -> None:
    said = {text for _, text in texts()}
    held = {m.id if isinstance(m.id, str) else m.id[0] for m in catalogue() if m.id}
    assert held - said == set()


def test_the_gaps_of_a_text_are_the_gaps_of_its_chinese() -> None:
    gap = re.compile(r"%\((\w+)\)s")
    for message in catalogue():
        if not message.id:
            continue
        theirs = message.id if isinstance(message.id, str) else message.id[1]
        ours = message.string if isinstance(message.string, str) else message.string[0]
        assert set(gap.findall(theirs)) == set(gap.findall(ours)), message.id


def visible(page: str) -> str:
    """The words of a page, without markup, scripts, code and names that are marked as such."""
    page = re.sub(r'<(\w+) translate="no">.*?</\1>', " ", page, flags=re.S)
    page = re.sub(r"<(script|code|style)\b.*?</\1>", " ", page, flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page))


def test_a_chinese_page_says_nothing_in_english(at_desk: Client, warned: Any, corpus: Any) -> None:
    plain = [
        text
        for _, text in texts()
        if "%" not in text and "<" not in text and len(text.split()) > 1 and text not in SAME
    ]
    for path in paths(corpus, warned):
        shown = visible(at_desk.get(path).content.decode())
        left = [text for text in plain if text in shown]
        assert left == [], path


def test_an_english_page_says_nothing_in_chinese_but_names_and_data(
    at_desk: Client, office: Any, warned: Any, corpus: Any
) -> None:
    type(office).objects.filter(pk=office.pk).update(lang="en")
    chinese = {
        message.string if isinstance(message.string, str) else message.string[0]
        for message in catalogue()
        if message.id
    }
    whole = sorted(text for text in chinese if len(text) >= 6 and "%" not in text)
    for path in paths(corpus, warned):
        shown = visible(at_desk.get(path).content.decode())
        left = [text for text in whole if text in shown]
        assert left == [], path


def paths(corpus: Any, warned: Any) -> list[str]:
    from ipharbor.corpus.query import All

    key = corpus.index.search(All(), limit=1).hits[0].key
    return [
        "/", "/search/", "/search/?q=灯", "/search/?q=title:(", "/search/?q=qqzzqq AND 灯",
        f"/patent/{key}/", "/patent/CN0/", "/landscape/", "/landscape/?q=qqzzqq", "/watches/",
        f"/watches/{warned.watch_id}/end/", "/inbox/", "/inbox/?state=closed",
        f"/inbox/{warned.pk}/", "/imports/", "/nowhere/", "/design/", "/inbox/?look=table",
        "/watches/?look=table", "/journal/?who=nobody", "/imports/?q=qqzzqq", "/industries/",
        "/industries/lighting/", "/industries/lighting/firms/", "/industries/lighting/fields/",
        "/industries/lighting/regions/", "/industries/aerospace/", "/industries/lighting/change/",
        "/industries/lighting/end/", "/industries/new/", "/industries/lighting/landscape/",
    ]  # fmt: skip


def test_before_login_the_cookie_decides_and_chinese_is_the_default(
    db: None, corpus: Any, client: Client
) -> None:
    assert "登录" in client.get("/login/").content.decode()
    answer = client.post("/language/", {"lang": "en", "next": "/login/"})
    assert answer["Location"] == "/login/"
    page = client.get("/login/")
    assert "Log in" in page.content.decode()
    assert page["Content-Language"] == "en"


def test_the_switch_is_remembered_by_the_person_on_every_machine(
    at_desk: Client, office: Any
) -> None:
    at_desk.post("/language/", {"lang": "en", "next": "/inbox/"})
    elsewhere = Client()
    elsewhere.force_login(office)
    assert '<html lang="en">' in elsewhere.get("/inbox/").content.decode()


def test_the_switch_on_a_page_with_a_mistake_leads_to_a_page_that_can_be_read(
    at_desk: Client, warned: Any
) -> None:
    page = at_desk.post(f"/inbox/{warned.pk}/act/", {"step": ""}).content.decode()
    (back,) = set(re.findall(r'name="next" value="([^"]+)"', page))
    assert at_desk.get(back).status_code == 200


def test_an_unknown_language_changes_nothing(at_desk: Client, office: Any) -> None:
    at_desk.post("/language/", {"lang": "tlh", "next": "/"})
    office.refresh_from_db()
    assert office.lang == "zh"
