"""The next quarters on the pages of a landscape and of a watch."""

from __future__ import annotations

import html
import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from desk import NOON, warn
from django.test import Client

from ipharbor.actions import permits
from ipharbor.actions.watch.end import end
from ipharbor.corpus.query import parse
from ipharbor.queries.outlooks import outlook
from ipharbor.records.models import Person


def panel(page: str) -> str:
    found = re.search(r'<figure class="panel figure-panel" id="outlook">(.*?)</figure>', page, re.S)
    return found.group(1) if found else ""


def test_the_landscape_tells_the_next_quarters_or_why_it_does_not(
    at_desk: Client, corpus: Any
) -> None:
    told = panel(at_desk.get("/landscape/", {"q": "ipc:F21V"}).content.decode())
    seen = outlook(corpus, "ipc:F21V")
    assert seen.verdict in {"shown", "not_better", "few", "silent"}
    assert bool(seen.ahead) == ('<dl class="counters">' in told)
    assert "成长阶段" in told
    assert "无法判断" in told or "三条曲线都认为" in told


def test_every_quarter_that_came_opens_its_documents(at_desk: Client, corpus: Any) -> None:
    told = panel(at_desk.get("/landscape/", {"q": "ipc:F21V"}).content.decode())
    spec = json.loads(re.search(r'id="spec-outlook" type="application/json">(.*?)<', told)[1])  # type: ignore[index]
    values = [value for value in spec["data"]["values"] if value.get("came") is not None]
    assert values
    for value in values:
        query = parse(parse_qs(urlsplit(value["href"]).query)["q"][0])
        assert corpus.index.count(query) == value["came"]
    links = re.findall(r'<th scope="row"><a href="([^"]+)"', told)
    assert len(links) == len(outlook(corpus, "ipc:F21V").quarters)
    assert all(html.unescape(link).startswith("/search/?q=") for link in links)


@pytest.mark.parametrize(("lang", "words"), [("zh", "未来各季度"), ("en", "The next quarters")])
def test_the_page_of_a_watch_looks_ahead_in_both_languages(
    at_desk: Client, office: Person, corpus: Any, lang: str, words: str
) -> None:
    warning = warn(office, corpus, "ipc:F21V")
    Person.objects.filter(pk=office.pk).update(lang=lang)
    page = at_desk.get(f"/watches/{warning.watch_id}/").content.decode()
    assert words in panel(page)
    assert "web/charts" in page
    end(warning.watch_id, by=permits.of(office), at=NOON)
    assert panel(at_desk.get(f"/watches/{warning.watch_id}/").content.decode()) == ""


def test_an_outlook_is_kept_until_the_vintage_changes(corpus: Any) -> None:
    assert outlook(corpus, "ipc:F21V") is outlook(corpus, "ipc:F21V")
    assert outlook(corpus, "ipc:F21V").vintage == corpus.vintage


def test_what_finds_nothing_has_no_outlook(at_desk: Client) -> None:
    assert panel(at_desk.get("/landscape/", {"q": "qqzzqq"}).content.decode()) == ""
