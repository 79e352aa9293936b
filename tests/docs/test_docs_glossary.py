"""The glossary gives every term of the field in both languages."""

from __future__ import annotations

import re
from collections import Counter

import yaml
from manual import ROOT, text

from ipharbor.vocabulary.exchange import LEGAL_STATUSES, PATENT_TYPES, STAGES

PAGE = text(ROOT / "docs" / "glossary.md")
ROWS = [
    tuple(cell.strip() for cell in line.strip("|").split(" | "))
    for line in PAGE.splitlines()
    if line.startswith("| ") and not line.startswith("| term |")
]
WORDS: dict[str, dict[str, str]] = yaml.safe_load(text(ROOT / "src/ipharbor/vocabulary/words.yaml"))
# Everyday words that name parts of a table.
PLAIN = {"unknown", "row", "column", "value", "what", "next", "warn"}
# What a source states and what is reckoned: people say the same word for both.
ONE_WORD_FOR_TWO = {"法律状态"}
# The life of a right and what hangs on it, as the plan names them.
LIFE = (
    "filed", "published", "in examination", "granted", "in force", "lapsed", "expired",
    "invalidated", "surrendered", "restoration", "stay", "partial invalidation", "encumbrance",
    "licence", "pledge", "pool commitment", "securitization", "preservation", "pending case",
)  # fmt: skip


def terms() -> list[str]:
    """English terms without their identifiers."""
    return [re.sub(r"( `\w+`)+$", "", row[0]) for row in ROWS]


def identifiers() -> dict[str, str]:
    """Identifier → Chinese."""
    return {name: row[1] for row in ROWS for name in re.findall(r"`(\w+)`", row[0])}


def test_the_glossary_has_ninety_terms_each_once_with_both_languages_and_a_meaning() -> None:
    assert len(ROWS) >= 90
    assert all(len(row) == 3 and all(row) for row in ROWS)
    assert sorted(set(terms())) == sorted(terms())
    for row in ROWS:
        assert row[0].isascii(), row
        assert re.search(r"[一-鿿]", row[1]), row


def test_no_two_terms_share_a_chinese_name() -> None:
    chinese = Counter(row[1] for row in ROWS)
    assert {name for name, times in chinese.items() if times > 1} == ONE_WORD_FOR_TWO


def test_every_word_of_tables_and_exports_is_in_the_glossary_with_its_chinese() -> None:
    given = identifiers()
    wrong = {
        name: named["zh"]
        for name, named in WORDS.items()
        if name not in PLAIN and given.get(name) != named["zh"]
    }
    assert wrong == {}
    assert set(WORDS) >= PLAIN, "strike these off PLAIN"


def test_every_type_stage_and_legal_status_is_in_the_glossary() -> None:
    assert {*PATENT_TYPES, *STAGES, *LEGAL_STATUSES} <= set(identifiers())


def test_the_life_of_a_right_is_in_the_glossary() -> None:
    assert set(LIFE) - set(terms()) == set()
