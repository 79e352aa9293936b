"""The page on the query language says what is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ipharbor.corpus.query import LONGEST, MOST_TERMS, parse, written
from ipharbor.corpus.query.fields import FIELDS
from ipharbor.corpus.query.grammar import DEEPEST
from ipharbor.corpus.search.index import DEEPEST_PAGE

PAGE = (Path(__file__).parents[2] / "docs/reference/query-language.md").read_text(encoding="utf-8")
EXAMPLES = [
    line for box in re.findall(r"```query\n(.*?)```", PAGE, re.DOTALL) for line in box.splitlines()
]


def test_the_page_has_examples() -> None:
    assert len(EXAMPLES) > 30


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_of_the_page_is_read_and_written_back(example: str) -> None:
    node = parse(example)
    assert parse(written(node)) == node


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_every_field_stands_in_the_table_with_its_names_and_values(field) -> None:  # type: ignore[no-untyped-def]
    (row,) = [line for line in PAGE.splitlines() if line.startswith(f"| `{field.name}` |")]
    assert all(name in row for name in field.names)
    assert all(value in row and names[0] in row for value, names in field.values)


def test_the_limits_of_the_page_are_those_of_the_code() -> None:
    limits = PAGE[PAGE.index("## Limits") :]
    for limit in (LONGEST, MOST_TERMS, DEEPEST, DEEPEST_PAGE):
        assert f"{limit:,}" in limits
