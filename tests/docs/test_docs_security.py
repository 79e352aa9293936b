"""The page on security names evidence that is there, and both languages say the same."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from manual import ROOT, text

PAGES = {"security.md": "en", "security.zh.md": "zh"}
STATES = {
    "en": {"met": "met", "partly": "partly", "not met": "not met", "not applicable": "none"},
    "zh": {"满足": "met", "部分": "partly", "不满足": "not met", "不适用": "none"},
}


@dataclass(frozen=True)
class Row:
    """A row of the table; ``state`` in English whatever the page's language."""

    number: str
    asked: str
    state: str
    evidence: tuple[str, ...]
    note: str


def rows(leaf: str) -> list[Row]:
    found = []
    for line in text(ROOT / "docs" / "explanation" / leaf).splitlines():
        if re.match(r"\| \d+\.\d+\.\d+ \|", line):
            number, asked, state, evidence, note = (
                cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")
            )
            named = tuple(re.findall(r"`([^`]+)`", evidence))
            found.append(Row(number, asked, STATES[PAGES[leaf]][state], named, note))
    return found


@pytest.mark.parametrize("leaf", PAGES)
def test_every_piece_of_evidence_is_there_and_every_met_row_names_one(leaf: str) -> None:
    told = rows(leaf)
    assert [row.number for row in told if row.state == "met" and not row.evidence] == []
    absent = {path for row in told for path in row.evidence if not (ROOT / path).is_file()}
    assert absent == set()


@pytest.mark.parametrize("leaf", PAGES)
def test_what_is_not_wholly_met_says_what_is_missing(leaf: str) -> None:
    silent = [
        row.number for row in rows(leaf) if row.state in ("partly", "not met") and not row.note
    ]
    assert silent == []


def test_all_fourteen_chapters_are_gone_through_in_their_order() -> None:
    page = text(ROOT / "docs" / "explanation" / "security.md")
    assert re.findall(r"^### (V\d+) ", page, re.MULTILINE) == [f"V{n}" for n in range(1, 15)]
    numbers = [row.number for row in rows("security.md")]
    assert len(numbers) == len(set(numbers)) >= 60
    chapters = [int(number.split(".")[0]) for number in numbers]
    assert chapters == sorted(chapters)


def test_both_languages_tell_the_same_state_and_evidence() -> None:
    english, chinese = rows("security.md"), rows("security.zh.md")
    told = [[(row.number, row.state, row.evidence) for row in page] for page in (english, chinese)]
    assert told[0] == told[1]


@pytest.mark.parametrize("leaf", PAGES)
def test_the_counts_above_the_table_are_those_of_the_table(leaf: str) -> None:
    page = text(ROOT / "docs" / "explanation" / leaf)
    told = rows(leaf)
    wanted = [len(told)] + [
        sum(row.state == state for row in told) for state in ("met", "partly", "not met", "none")
    ]
    line = next(
        line for line in page.splitlines() if re.search(rf"(^|[^\d.]){len(told)} (rows|条)", line)
    )
    assert [int(number) for number in re.findall(r"\d+", line)][:5] == wanted
