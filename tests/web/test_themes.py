"""Light and dark: the reader chooses, and in both everything can be read."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from ipharbor.web import _specimens
from ipharbor.web._specimens import contrast, contrasts
from ipharbor.web.context import GROUPS, SECTIONS

DARK = re.compile(r'<link rel="stylesheet" href="[^"]*dark\.css[^"]*" media="([^"]+)"')


@pytest.mark.parametrize(
    ("front", "back", "ratio"),
    [("#000000", "#ffffff", 21.0), ("#ffffff", "#ffffff", 1.0), ("#767676", "#ffffff", 4.54)],
)
def test_a_contrast_is_reckoned_as_the_standard_has_it(front: str, back: str, ratio: float) -> None:
    assert contrast(front, back) == pytest.approx(ratio, abs=0.005)
    assert contrast(back, front) == contrast(front, back)


def test_every_pair_of_colours_can_be_told_apart_in_both_themes() -> None:
    assert len(contrasts()) == 2 * len(_specimens.PAIRS)
    assert [one for one in contrasts() if not one.enough] == []


def test_the_dark_has_a_colour_for_every_colour_of_the_light_that_says_something() -> None:
    sheets = [
        _specimens._tokens((_specimens.STATIC / name).read_text(encoding="utf-8"))
        for name in ("tokens.css", "dark.css")
    ]
    assert sheets[0].keys() == sheets[1].keys()
    assert sheets[0] != sheets[1]


def test_the_switch_is_kept_by_the_browser_and_comes_back_to_the_page(at_desk: Client) -> None:
    auto = at_desk.get("/law/").content.decode()
    assert DARK.findall(auto) == ["screen and (prefers-color-scheme: dark)"]
    answer = at_desk.post("/theme/", {"theme": "dark", "next": "/law/"})
    assert answer["Location"] == "/law/"
    assert answer.cookies["theme"]["httponly"]
    dark = at_desk.get("/law/").content.decode()
    assert DARK.findall(dark) == ["screen"]
    assert '<meta name="color-scheme" content="dark">' in dark
    at_desk.post("/theme/", {"theme": "light", "next": "/"})
    assert DARK.findall(at_desk.get("/law/").content.decode()) == []


def test_an_unknown_theme_changes_nothing_and_nobody_is_sent_away(
    db: None, corpus: Any, client: Client
) -> None:
    answer = client.post("/theme/", {"theme": "neon", "next": "https://evil.example/"})
    assert answer["Location"] == "/"
    assert "theme" not in answer.cookies


def test_every_section_stands_in_one_group_of_the_navigation() -> None:
    grouped = [name for names in GROUPS.values() for name in names]
    assert sorted(grouped) == sorted(name for name, _ in SECTIONS)


def test_the_design_page_shows_the_parts_in_both_languages(at_desk: Client, office: Any) -> None:
    chinese = at_desk.get("/design/").content.decode()
    assert "颜色与对比度" in chinese and "不足" not in chinese
    type(office).objects.filter(pk=office.pk).update(lang="en")
    assert "Colours and their contrast" in at_desk.get("/design/").content.decode()
