"""The pages made of the book and of the law cases."""

from __future__ import annotations

import re
from datetime import date, timedelta
from types import ModuleType
from typing import Any

import pytest
import yaml
from manual import ROOT, text

from ipharbor.statutes import book

TOPICS = {
    "year_end", "leap_day", "spring_festival", "make_up_day", "month_length", "post",
    "electronic", "law_change",
}  # fmt: skip
CASES: list[dict[str, Any]] = [
    case
    for path in sorted((ROOT / "tests" / "law").glob("*.yaml"))
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
]
WORKED = [case for case in CASES if "zh" in case]


@pytest.mark.parametrize(
    ("leaf", "made"),
    [
        ("provisions.md", lambda tool: tool.provisions_page()),
        ("worked-cases.md", lambda tool: tool.worked_page("en")),
        ("worked-cases.zh.md", lambda tool: tool.worked_page("zh")),
    ],
)
def test_a_page_made_of_the_law_is_up_to_date(reference: ModuleType, leaf: str, made: Any) -> None:
    reference._ready()
    assert text(ROOT / "docs" / "reference" / leaf) == made(reference), "run make docs"


def test_at_least_forty_deadlines_are_worked_by_hand_in_both_languages() -> None:
    assert sum("day" in case["expect"] for case in WORKED) >= 40
    for case in WORKED:
        assert re.search(r"[一-鿿]", case["zh"]["case"]) and case["zh"]["why"].strip()
        assert set(case["shows"]) <= TOPICS | {"public_notice"}, case["case"]


def test_every_topic_is_shown_by_several_cases() -> None:
    for topic in TOPICS:
        assert sum(topic in case["shows"] for case in WORKED) >= 5, topic


def test_a_change_of_the_law_is_shown_on_both_its_sides() -> None:
    days = {
        (case.get("rule") or case["provision"], case.get("start") or case["asked"])
        for case in WORKED
        if "law_change" in case["shows"]
    }
    one = timedelta(days=1)
    alone = {(what, day) for what, day in days if not {(what, day - one), (what, day + one)} & days}
    assert alone == set()
    assert len({day for _, day in days}) >= 20


def test_the_commencement_of_every_instrument_is_tested_on_both_sides() -> None:
    asked = {(case["provision"], case["asked"]) for case in CASES if "provision" in case}
    for name in book.load().names():
        if name.startswith("in_force."):
            since = book.load().history(name)[0].since
            assert since is not None, name
            for day in (since - timedelta(days=1), since):
                assert (name, day) in asked, (name, day)


@pytest.mark.parametrize("leaf", ["worked-cases.md", "worked-cases.zh.md"])
def test_both_pages_hold_the_same_cases_with_the_same_days(leaf: str) -> None:
    page = text(ROOT / "docs" / "reference" / leaf)
    rows = re.findall(r"^\| [^|]+ \| `([\w.]+)` \| (\d{4}-\d\d-\d\d) \|", page, re.MULTILINE)
    told = {(what, date.fromisoformat(day)) for what, day in rows}
    assert told == {
        (case.get("rule") or case["provision"], case.get("start") or case["asked"])
        for case in WORKED
    }


def test_every_provision_stands_on_the_page_of_provisions_with_each_of_its_versions() -> None:
    page = text(ROOT / "docs" / "reference" / "provisions.md")
    rows = re.findall(r"^\| (?:`|\*\*)([\w.]+)(?:`|\*\*) \|", page, re.MULTILINE)
    law = book.load()
    regional = [v.name for region in book.regions() for vs in region.entries.values() for v in vs]
    national = [one.name for name in law.names() for one in law.history(name)]
    assert sorted(rows) == sorted(national + regional)
