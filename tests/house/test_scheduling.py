"""Long files of tests come first, and the tests of a file stay together."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import scheduling

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Tried:
    nodeid: str
    marks: set[str] = field(default_factory=set)

    def get_closest_marker(self, name: str) -> Any:
        return name if name in self.marks else None


def order(*told: Tried, **seconds: float) -> list[str]:
    files = {f"tests/{name}.py": taken for name, taken in seconds.items()}
    items: Any = list(told)
    return [one.nodeid.removeprefix("tests/") for one in scheduling.in_order(items, files)]


LAMP, MAST = Tried("tests/lamp.py::test_shines"), Tried("tests/mast.py::test_stands")
DARK, SEA = Tried("tests/lamp.py::test_dark"), Tried("tests/sea.py::test_walk", {"browser"})


def test_the_longest_file_comes_first_and_keeps_its_own_order() -> None:
    assert order(MAST, LAMP, DARK, lamp=9.0, mast=1.0) == [
        "lamp.py::test_shines", "lamp.py::test_dark", "mast.py::test_stands",
    ]  # fmt: skip


def test_a_walk_that_was_never_timed_comes_before_all_others() -> None:
    assert order(LAMP, MAST, SEA, lamp=9.0)[0] == "sea.py::test_walk"
    assert order(LAMP, MAST, SEA, lamp=9.0, mast=20.0, sea=1.0)[-1] == "sea.py::test_walk"


def test_a_file_that_was_never_timed_comes_where_most_are() -> None:
    found = order(MAST, LAMP, Tried("tests/bell.py::test_rings"), lamp=9.0, mast=1.0, reef=3.0)
    assert found == ["lamp.py::test_shines", "bell.py::test_rings", "mast.py::test_stands"]


def test_tests_of_a_file_go_to_one_worker_but_for_those_that_share_nothing() -> None:
    scope = scheduling.LongestFirst._split_scope
    made: Any = object.__new__(scheduling.LongestFirst)
    assert scope(made, LAMP.nodeid) == scope(made, DARK.nodeid) == "tests/lamp.py"
    for file in scheduling.APART:
        assert scope(made, f"{file}::test_a") != scope(made, f"{file}::test_b")
        assert (ROOT / file).is_file()
