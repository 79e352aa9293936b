"""The sections stand in one row of a wide page, whatever the role and the language."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from financing_world import seated
from ipharbor.web._menu import ROOM, folded, wide

pytestmark = pytest.mark.django_db
ROLES = ("district_office", "lender", "town_station", "guarantor", "agency", "administrator")


def test_a_row_that_fits_folds_nothing() -> None:
    few = {"look": ("Look up", [("Home", False), ("Search", False)]),
           "house": ("The house", [("People", False), ("Jobs", False)])}  # fmt: skip
    assert folded(few) == frozenset()


def test_groups_are_folded_in_their_order_until_the_row_fits_and_no_further() -> None:
    long = [(f"Section number {n}", False) for n in range(4)]
    groups = {name: (name, long) for name in ("look", "warn", "own", "lend", "house")}
    found = folded(groups)
    assert found
    left = sum(wide(words) for name, (_own, words) in groups.items() if name not in found)
    assert left < ROOM
    assert found in (
        {"house", "warn"},
        {"house", "warn", "look"},
        {"house", "warn", "look", "lend"},
    )


def test_a_group_of_one_section_is_never_folded() -> None:
    groups = {"rules": ("Rules", [("Law", False)]),
              "own": ("Firms' rights", [("A very long section" * 5, False)]),
              "lend": ("Financing", [("Another long section" * 3, False)] * 2)}  # fmt: skip
    assert folded(groups) == {"lend"}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("role", ROLES)
def test_every_section_of_a_role_stands_once_in_the_menu(role: str, lang: str) -> None:
    person = seated("mei", role)
    person.lang = lang
    person.save()
    client = Client()
    client.force_login(person)
    page = client.get("/account/")
    groups = page.context["installation"].groups
    text = page.content.decode()
    nav = text[text.index('id="sections"') : text.index("</nav>")]
    links = re.findall(r'<a href="([^"]+)"', nav)
    assert len(links) == len(set(links)) == sum(len(one.sections) for one in groups)
    assert nav.count("<details") == sum(one.folded for one in groups)
