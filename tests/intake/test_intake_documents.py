"""The manual's pages on tables say what the code does."""

from __future__ import annotations

import re
from pathlib import Path

from ipharbor.intake import _package, formats
from ipharbor.vocabulary.exchange import EXCHANGE_COLUMNS

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
ROW = re.compile(r"^\| `(\w+)` \| (.*) \|$", re.MULTILINE)


def table(name: str, heading: str = "") -> list[list[str]]:
    """The rows of the page's tables that begin with a column name, below a heading."""
    text = (REFERENCE / name).read_text(encoding="utf-8")
    if heading:
        text = text.partition(f"\n## {heading}:")[2].partition("\n## ")[0]
    return [[row[1], *re.split(r" (?<!\\)\| ", row[2])] for row in ROW.finditer(text)]


def test_the_manual_lists_the_columns_of_the_exchange_table():
    rows = [row[:5] for row in table("exchange-table.md")]
    yes_or_no = {True: "yes", False: "no"}
    assert rows == [
        [
            column.name,
            yes_or_no[column.required],
            yes_or_no[column.many],
            column.meaning_en.replace("|", "\\|"),
            column.meaning_zh,
        ]
        for column in EXCHANGE_COLUMNS
    ]


def test_the_manual_lists_the_headings_of_every_format():
    page = (REFERENCE / "formats.md").read_text(encoding="utf-8")
    for known in formats.known_formats()[1:]:
        rows = {row[0]: row[1] for row in table("formats.md", known.name)}
        assert rows == {column: " · ".join(names) for column, names in known.columns.items()}
        assert not [heading for heading in known.also if heading not in page]


def test_the_manual_names_the_limit_of_a_sheet():
    page = (REFERENCE / "exchange-table.md").read_text(encoding="utf-8")
    assert f"{_package.MAX_CELLS:,} cells" in page
