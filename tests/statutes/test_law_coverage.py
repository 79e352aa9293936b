"""Every provision that decides something has a law case."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from test_law_cases import CASES, answered

import ipharbor
from ipharbor.statutes import book
from ipharbor.statutes.counting import Deadline
from ipharbor.statutes.deadlines import rules
from ipharbor.statutes.values import Flag, Terms

SOURCE = Path(ipharbor.__file__).parent
NAMES = frozenset(book.load().names())


def ruled() -> set[str]:
    """The provisions that rules of deadlines name."""
    found = set()
    for rule in rules().values():
        found |= {leg.period for leg in rule.legs} | set(rule.extension)
        for part in ("first_day_counted", "month_end", "rolls"):
            found.add(f"counting.{rule.counting}.{part}")
    return found


def asked() -> set[str]:
    """The provisions that the program asks for by name, or by a name with a gap in it."""
    found = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and node.value in NAMES:
                found.add(str(node.value))
            elif isinstance(node, ast.JoinedStr):
                found |= set(filled(node))
    return found


def filled(node: ast.JoinedStr) -> Iterator[str]:
    head = node.values[0] if node.values else None
    if not isinstance(head, ast.Constant) or not re.match(r"[a-z]\w*\.", str(head.value)):
        return
    gaps = [
        re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[a-z0-9_.]+"
        for part in node.values
    ]
    pattern = re.compile("".join(gaps))
    yield from (name for name in NAMES if pattern.fullmatch(name))


def covered() -> set[str]:
    """The provisions that law cases ask for, and those that decide a step of a deadline."""
    found = {case["provision"] for case in CASES if "provision" in case}
    for case in CASES:
        if "day" in case["expect"]:
            told = answered(case)
            assert isinstance(told, Deadline)
            found |= {step.provision for step in told.steps}
    return found


def test_the_program_asks_the_book_for_many_provisions() -> None:
    assert {"fees.annuity", "service.post", "reduction.rate.single", "term.design"} <= asked()
    assert "counting.patent.rolls" in ruled()


def test_every_provision_that_decides_something_has_a_law_case() -> None:
    assert sorted((asked() | ruled()) - covered()) == []


def test_every_number_and_table_of_the_book_has_a_law_case() -> None:
    versions = {name: book.load().history(name)[-1] for name in NAMES}
    numbers = {name for name, one in versions.items() if not isinstance(one.value, Flag | Terms)}
    assert len(numbers) > 200
    assert sorted(numbers - covered()) == []
