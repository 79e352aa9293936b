"""The page of the experiment on the stress test says what its result file says."""

from __future__ import annotations

import importlib.util
import json
import math
import sys
from typing import Any

import pytest
from manual import ROOT, text

FOLDER = ROOT / "experiments" / "stress"
RESULT: dict[str, Any] = json.loads(text(FOLDER / "results.json"))


@pytest.fixture(scope="module")
def run() -> Any:
    spec = importlib.util.spec_from_file_location("stress_run", FOLDER / "run.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["stress_run"] = module
    spec.loader.exec_module(module)
    return module


def test_the_readmes_tables_are_those_of_the_result(run: Any) -> None:
    assert run.printed(RESULT) in text(FOLDER / "README.md")


def test_what_is_drawn_agrees_with_what_is_known_exactly() -> None:
    for one in RESULT["by_size"]:
        error = math.sqrt(one["chance"] * (1 - one["chance"]) / one["draws"])
        assert abs(one["kept"] - one["chance"]) < 3 * error, one["loans"]
        assert abs(one["mean"] - 0.03) < 3 * one["mean_error"]
    largest = RESULT["by_size"][-1]
    assert abs(largest["simulated"] - largest["closed"]) < 3 * largest["error"]
    for one in RESULT["with_collateral"]:
        assert one["mean"] == pytest.approx(one["mean_closed"], rel=0.03)
    assert abs(one["simulated"] - one["closed"]) < 3 * one["error"]


def test_errors_fall_with_the_root_of_the_draws_and_are_told_as_they_are() -> None:
    for one in RESULT["by_draws"]:
        assert one["mean_told"] == pytest.approx(one["mean_spread"], rel=0.35)
    first, last = RESULT["by_draws"][0], RESULT["by_draws"][-1]
    fall = math.sqrt(last["draws"] / first["draws"])
    assert first["mean_spread"] / last["mean_spread"] == pytest.approx(fall, rel=0.35)


def test_the_exact_figures_can_be_reckoned_again(run: Any) -> None:
    for one in RESULT["by_size"][:2]:
        truth, chance = run.exact(int(one["loans"]))
        assert (truth, pytest.approx(chance)) == (one["exact"], one["chance"])
    assert run.expected() == pytest.approx(RESULT["with_collateral"][0]["mean_closed"])
