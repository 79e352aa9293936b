"""The page of the experiment on rights' lives says what its result file says."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from manual import ROOT, text

FOLDER = ROOT / "experiments" / "survival"
RESULT: dict[str, Any] = json.loads(text(FOLDER / "result.json"))


@pytest.fixture(scope="module")
def run() -> Any:
    spec = importlib.util.spec_from_file_location("survival_run", FOLDER / "run.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["survival_run"] = module
    spec.loader.exec_module(module)
    return module


def test_the_readmes_tables_are_those_of_the_result(run: Any) -> None:
    assert run.printed(RESULT) in text(FOLDER / "README.md")


def test_on_every_seed_it_is_better_than_the_peers(run: Any) -> None:
    for methods in RESULT["seeds"].values():
        ours = methods[run.OURS]
        for name in ("Kaplan-Meier", "Cox, obvious", "forest, obvious", "forest, all"):
            assert ours["ibs"] < methods[name]["ibs"]
            assert ours["c"] > methods[name]["c"]


@pytest.mark.real
def test_the_real_lives_are_read_as_the_result_counts_them(run: Any, shared_data: Path) -> None:
    path = shared_data / "cn-survival" / "inventions_published_2002.csv"
    if not path.exists():
        pytest.skip("no cn-survival among the real records")
    real = run.read(path)
    assert (len(real.lives), int(real.lives.ended.sum())) == (
        RESULT["rights"], RESULT["terminated"],
    )  # fmt: skip
