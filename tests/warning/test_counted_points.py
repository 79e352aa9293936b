"""The points of what is counted over the region stand in one table, and the page tells them."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import ipharbor.analysis.sweeping as sweeping
from ipharbor.vocabulary.messages import catalogue
from ipharbor.warning.counted import COUNTED, counted
from ipharbor.warning.grading import of_points

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "warnings.md"
ROW = re.compile(
    r"^\| `(signal\.\w+)` \| .+ \| `(grade\.[\w.]+)` \| (\d) \| (\d) \|$", re.MULTILINE
)  # fmt: skip


def test_the_page_tells_every_reason_of_every_signal_with_its_points() -> None:
    told: dict[str, dict[str, tuple[int, int]]] = {}
    for signal, reason, probability, impact in ROW.findall(PAGE.read_text("utf-8")):
        told.setdefault(signal, {})[reason] = (int(probability), int(impact))
    assert told == COUNTED


def test_every_reason_is_worded_in_both_languages() -> None:
    assert {reason for table in COUNTED.values() for reason in table} <= set(catalogue())


def test_sweeps_give_no_points_of_their_own() -> None:
    (folder,) = sweeping.__path__
    for path in Path(folder).glob("*.py"):
        calls = (one for one in ast.walk(ast.parse(path.read_text("utf-8")))
                 if isinstance(one, ast.Call))  # fmt: skip
        assert not any(getattr(one.func, "id", "") == "Points" for one in calls), path.name


@pytest.mark.parametrize("signal", COUNTED)
def test_a_signal_can_be_seen_at_both_ends_of_its_scale(signal: str) -> None:
    grade = of_points(counted(signal))
    assert 1 <= grade.probability <= 5
    assert 1 <= grade.impact <= 5
    assert grade.score >= 5  # with all its reasons it is yellow at least


def test_reasons_that_do_not_hold_give_nothing() -> None:
    sure = counted("signal.surge", beyond_chance=True, three_times=True, from_outside=True)
    blue = counted("signal.surge", beyond_chance=False, three_times=False, from_outside=False)
    assert of_points(sure).colour == "orange"  # 4 x 3
    assert [(one.side, one.points) for one in blue] == [("probability", 1), ("impact", 1)]


def test_a_reason_that_a_signal_has_not_is_refused() -> None:
    with pytest.raises(ValueError, match=r"grade\.rare_name"):
        counted("signal.surge", rare_name=True)
