"""Feeds of warnings and of queries: valid Atom at private addresses."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from test_mails_and_unsubscribing import NOON, warned

from ipharbor.records.models import IssuedWarning, Person
from ipharbor.web import atom

ATOM = "{http://www.w3.org/2005/Atom}"
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")  # RFC 3339
KNOWN = {"author", "category", "generator", "id", "link", "title", "updated", "entry", "summary"}
pytestmark = pytest.mark.django_db


def valid(body: bytes) -> list[ElementTree.Element]:
    """The entries of a feed that is as RFC 4287 wants it (sections 4.1.1, 4.1.2, 4.2)."""
    root = ElementTree.fromstring(body)
    assert root.tag == f"{ATOM}feed"
    _checked(root)
    links = [link.get("rel") for link in root.findall(f"{ATOM}link")]
    assert sorted(map(str, links)) == ["alternate", "self"]
    assert root.find(f"{ATOM}author/{ATOM}name") is not None
    entries = root.findall(f"{ATOM}entry")
    for entry in entries:
        _checked(entry)
        assert [link.get("rel") for link in entry.findall(f"{ATOM}link")] == ["alternate"]
        assert len(entry.findall(f"{ATOM}summary")) <= 1
    ids = [one.findtext(f"{ATOM}id") for one in entries]
    assert len(set(ids)) == len(ids)
    return entries


def _checked(one: ElementTree.Element) -> None:
    for name in ("id", "title", "updated"):
        (only,) = one.findall(f"{ATOM}{name}")
        assert only.text
    assert re.match(r"tag:[^,]+,\d{4}:", one.findtext(f"{ATOM}id") or "")
    assert STAMP.fullmatch(one.findtext(f"{ATOM}updated") or "")
    assert {child.tag.removeprefix(ATOM) for child in one} <= KNOWN
    for link in one.findall(f"{ATOM}link"):
        assert (link.get("href") or "").startswith("http")
    for category in one.findall(f"{ATOM}category"):
        assert category.get("term")


def test_a_persons_warnings_are_a_valid_feed_whatever_a_watch_is_called(
    corpus: Any, office: Person, client: Client
) -> None:
    warned(office)
    told = client.get(atom.warnings_address(office))
    assert told["Content-Type"].startswith("application/atom+xml")
    assert told["Cache-Control"] == "private, no-cache"
    (entry,) = valid(told.content)
    assert "红灯<b>" in (entry.findtext(f"{ATOM}title") or "")
    assert "灯 & 月" in (entry.findtext(f"{ATOM}summary") or "")


def test_a_reader_that_has_the_feed_is_not_sent_it_again_until_it_changes(
    corpus: Any, office: Person, client: Client
) -> None:
    one, address = warned(office), atom.warnings_address(office)
    told = client.get(address)
    assert client.get(address, headers={"If-None-Match": told["ETag"]}).status_code == 304
    since = {"If-Modified-Since": told["Last-Modified"]}
    assert client.get(address, headers=since).status_code == 304
    later: datetime = NOON + timedelta(hours=1)
    IssuedWarning.objects.filter(pk=one.pk).update(state="acknowledged", changed_at=later)
    assert client.get(address, headers=since).status_code == 200
    again = client.get(address, headers={"If-None-Match": told["ETag"]})
    assert again.status_code == 200 and again["ETag"] != told["ETag"]


def test_an_inbox_without_warnings_is_a_valid_feed(
    corpus: Any, office: Person, client: Client
) -> None:
    assert valid(client.get(atom.warnings_address(office)).content) == []


def test_what_a_query_finds_is_a_valid_feed_newest_first(
    corpus: Any, office: Person, client: Client
) -> None:
    told = client.get(atom.search_address(office, "type:invention"))
    entries = valid(told.content)
    assert 0 < len(entries) <= atom.MOST
    days = [entry.findtext(f"{ATOM}updated") or "" for entry in entries]
    assert days == sorted(days, reverse=True)


def test_a_feed_ends_with_the_password_and_with_the_person(
    corpus: Any, office: Person, client: Client
) -> None:
    warned(office)
    addresses = [atom.warnings_address(office), atom.search_address(office, "灯")]
    swapped = addresses[0].replace("/warnings/", "/search/")
    assert client.get(swapped).status_code == 404
    assert client.get(addresses[0][:-9] + "xxxx.atom").status_code == 404
    office.sign_in_round += 1
    office.save()
    assert [client.get(one).status_code for one in addresses] == [404, 404]
    fresh = atom.warnings_address(office)
    office.is_active = False
    office.save()
    assert client.get(fresh).status_code == 404


def test_a_query_that_is_wrong_is_told_where_the_address_is_made(
    corpus: Any, office: Person, client: Client
) -> None:
    client.force_login(office)
    wrong = client.post("/account/mail/", {"act": "feed", "query": "title:("})
    assert wrong.status_code == 400 and "title:(" in wrong.content.decode()
    good = client.post("/account/mail/", {"act": "feed", "query": "灯"}).content.decode()
    found = re.search(r"/feeds/search/[^\"]+\.atom", good)
    assert found is not None and client.get(found[0]).status_code == 200
