"""The manual's pages on the law say what the program does."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
import yaml

from ipharbor.statutes import book, calendar
from ipharbor.statutes._reading import ENTRY_FIELDS, VERSION_FIELDS
from ipharbor.statutes._valuing import UNITS
from ipharbor.statutes.counting import FAMILIES, MEANS
from ipharbor.statutes.deadlines import deadline
from ipharbor.statutes.provision import CONFIDENCE, Mark

DOCS = Path(__file__).resolve().parents[2] / "docs"
FORMAT = (DOCS / "reference" / "provision-format.md").read_text(encoding="utf-8")
PAGES = ("counting-days.md", "counting-days.zh.md")
ROW = re.compile(
    r"^\| `([a-z._]+)` \| (\d{4}-\d\d-\d\d) \| (?:`(\w+)`|–) \| (\S+) \| (yes|no|是|否) \|$",
    re.MULTILINE,
)
BOOK = book.load()


def blocks() -> list[str]:
    return re.findall(r"```yaml\n(.*?)```", FORMAT, re.DOTALL)


def first_cells(heading: str) -> set[str]:
    part = FORMAT.split(f"## {heading}")[1].split("\n## ")[0]
    cells = re.findall(r"^\| (`[^|]*`) \|", part, re.MULTILINE)
    return {word for cell in cells for word in re.findall(r'`"?([A-Za-z0-9_?]+)"?`', cell)}


@pytest.mark.parametrize("page", PAGES)
def test_the_examples_of_the_page_come_out_as_printed(page: str) -> None:
    rows = ROW.findall((DOCS / "explanation" / page).read_text(encoding="utf-8"))
    assert len(rows) == 8
    for rule, start, means, day, certain in rows:
        found = deadline(
            rule,
            start=date.fromisoformat(start),
            served_by=means or None,
            book=BOOK,
            calendar=calendar.load(),
        )
        assert (found.day.isoformat(), found.certain) == (day, certain in ("yes", "是")), rule


@pytest.mark.parametrize("page", PAGES)
def test_the_page_names_every_means_and_every_family(page: str) -> None:
    text = (DOCS / "explanation" / page).read_text(encoding="utf-8")
    for word in (*MEANS, *FAMILIES):
        assert f"| `{word}`" in text, word


def test_the_format_page_lists_all_fields_units_and_marks_and_no_others() -> None:
    assert first_cells("An entry") == ENTRY_FIELDS | VERSION_FIELDS
    assert first_cells("Units") == UNITS
    assert first_cells("Marks") == {mark.value for mark in Mark}
    for shown in CONFIDENCE.values():
        assert f"| `{shown}` |" in FORMAT


def test_the_days_a_version_is_asked_on_are_those_of_the_page() -> None:
    used = {version.asked_on for name in BOOK.names() for version in BOOK.history(name)}
    line = next(line for line in FORMAT.splitlines() if line.startswith("| `asked_on`"))
    assert used == set(re.findall(r"`(\w+)`", line)) - {"asked_on"}


def test_the_examples_of_the_format_page_can_be_loaded() -> None:
    entry, region, year = blocks()
    assert book.check({"example.yaml": entry}) == ()
    assert book.overlay(region).code == "440113"
    assert calendar.year(yaml.safe_load(year)).year == 2031
