"""What comes from files and forms stays data: no markup, no formula, no way out of the house."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from desk import FORMULA, HARM, VILLAIN, warn
from django.test import Client

import ipharbor

TEMPLATES = Path(ipharbor.__file__).parent / "web" / "templates"


class Elements(HTMLParser):
    """Collects elements with their attributes, and what stands in scripts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.found and self.found[-1][0] == "script" and data.strip():
            self.scripts.append(data)


@pytest.fixture
def harmed(office: Any, harmful: Any, client: Client) -> Client:
    client.force_login(office)
    return client


def pages(harmful: Any, warning: Any) -> Iterator[str]:
    from ipharbor.corpus.query import All

    key = harmful.index.search(All(), limit=1).hits[0].key
    yield from (
        "/", "/search/", "/search/?q=灯", f"/search/?q={HARM}", f"/search/?q=title:({HARM}",
        f"/patent/{key}/", "/landscape/", f"/landscape/?q={HARM}", "/watches/",
        f"/watches/?query={HARM}", "/watches/applicants/?applicant=有限", "/inbox/",
        f"/inbox/{warning.pk}/", "/imports/", f"/inbox/?state={HARM}", f"/nowhere/{HARM}",
        "/watches/count/?kind=query&query=title:(" + HARM,
    )  # fmt: skip


def test_markup_in_titles_names_queries_and_addresses_is_shown_never_run(
    harmed: Client, office: Any, harmful: Any
) -> None:
    warning = warn(office, harmful, "ipc:F21V", name=HARM)
    for path in pages(harmful, warning):
        page = harmed.get(path).content.decode()
        elements = Elements(page)
        assert "<script>alert" not in page, path
        assert not any("onerror" in attrs for _, attrs in elements.found), path
        for text in elements.scripts:
            json.loads(text)  # the data of charts is all that stands in scripts


def test_no_page_carries_inline_script_or_style_and_the_policy_forbids_both(
    harmed: Client, office: Any, harmful: Any
) -> None:
    warning = warn(office, harmful, "ipc:F21V")
    for path in pages(harmful, warning):
        answer = harmed.get(path)
        for tag, attrs in Elements(answer.content.decode()).found:
            assert tag != "style", path
            assert "style" not in attrs, (path, tag)
            assert not any(name.startswith("on") for name in attrs), (path, tag)
            if tag == "script" and "src" not in attrs:
                assert attrs.get("type") == "application/json", path
        policy = answer["Content-Security-Policy"]
        assert "script-src 'self'" in policy and "style-src 'self'" in policy
        assert "unsafe" not in policy


def test_no_template_names_another_host() -> None:
    for path in TEMPLATES.rglob("*.html"):
        assert not re.search(r"(?:src|href|action)=[\"']?(?:https?:)?//", path.read_text()), path


def test_text_that_looks_like_a_formula_is_exported_as_text(harmed: Client) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(harmed.get("/search/export/").content)).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == FORMULA]
    assert cells
    assert {cell.data_type for cell in cells} == {"s"}


def test_names_that_look_like_formulas_stay_text_in_the_landscape_and_the_inbox(
    harmed: Client, office: Any, harmful: Any
) -> None:
    warn(office, harmful, "ipc:F21V", name=FORMULA)
    for path in ("/landscape/export/", "/inbox/export/"):
        book = openpyxl.load_workbook(io.BytesIO(harmed.get(path).content))
        kinds = {cell.data_type for page in book for row in page.iter_rows() for cell in row}
        assert "f" not in kinds, path
    told = {cell.value for page in book for row in page.iter_rows() for cell in row}
    assert FORMULA in told


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"],
)
def test_after_login_and_language_nobody_is_sent_to_another_host(
    office: Any, corpus: Any, client: Client, target: str
) -> None:
    typed = {"username": "olivia", "password": "correct-horse-battery", "next": target}
    assert client.post("/login/", typed)["Location"] == "/"
    assert client.post("/language/", {"lang": "zh", "next": target})["Location"] == "/"


def test_after_login_a_person_comes_to_the_page_that_was_asked_for(
    office: Any, corpus: Any, client: Client
) -> None:
    typed = {"username": "olivia", "password": "correct-horse-battery"}
    answer = client.post("/login/?next=/inbox/%3Fgrade%3Dred", typed)
    assert answer["Location"] == "/inbox/?grade=red"


def test_a_wrong_password_keeps_the_name_and_says_what_to_do(
    office: Any, corpus: Any, client: Client
) -> None:
    page = client.post("/login/", {"username": "olivia", "password": "wrong"}).content.decode()
    assert 'value="olivia"' in page
    assert "用户名与密码不符" in page
    assert "wrong" not in page


def test_every_form_that_posts_carries_its_token_and_is_refused_without(
    office: Any, corpus: Any
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(office)
    for path in ("/", "/watches/", "/imports/", "/inbox/"):
        page = client.get(path).content.decode()
        for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", page, flags=re.S):
            assert "csrfmiddlewaretoken" in form, path
    for path in ("/watches/", "/imports/", "/language/", "/logout/", "/inbox/1/act/"):
        assert client.post(path, {"name": "x"}).status_code == 403, path


def test_a_form_without_its_token_is_told_in_the_persons_language(office: Any, corpus: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(office)
    page = client.post("/watches/", {"name": "x"}).content.decode()
    assert "表单已失效" in page
    assert Elements(page).found[0][0] == "html"


def test_the_villain_of_these_tests_is_really_in_the_corpus(harmful: Any) -> None:
    from ipharbor.corpus.query import All

    assert harmful.index.facets(All()).applicant[0].value == VILLAIN
