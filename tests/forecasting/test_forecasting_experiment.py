"""The figures of the experiment's page are those that its script wrote."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

FOLDER = Path(__file__).parents[2] / "experiments" / "forecasting"


@pytest.fixture(scope="module")
def run() -> ModuleType:
    spec = importlib.util.spec_from_file_location("forecasting_run", FOLDER / "run.py")
    assert spec and spec.loader
    loaded = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = loaded
    spec.loader.exec_module(loaded)
    return loaded


def test_the_tables_of_the_page_are_those_of_the_results(run: ModuleType) -> None:
    found = json.loads(run.RESULTS.read_text())
    page = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert page.rstrip().endswith(run.tables(found).rstrip())


def test_what_the_page_claims_is_in_the_results(run: ModuleType) -> None:
    """Over at least 500 series: nearer than both naive forecasts, with ranges that hold."""
    found = json.loads(run.RESULTS.read_text())
    for unit in run.UNITS:
        cuts = found["units"][unit.name]["cuts"]
        assert cuts["all"]["series"] >= 500
        for name in ("all", "sparse (< 1 a quarter)", "medium (1 to 5)", "dense (>= 5)"):
            mase = cuts[name]["mase"]
            assert mase["ensemble"] < min(mase["naive"], mase["seasonal_naive"]), (unit, name)
        assert 0.80 <= cuts["all"]["held"][0] <= 0.90
        assert 0.94 <= cuts["all"]["held"][1] <= 0.98


def test_no_name_of_a_firm_is_kept(run: ModuleType) -> None:
    assert run.RESULTS.read_text().isascii()


def test_every_point_is_measured_on_invented_series(run: ModuleType) -> None:
    counts = np.random.default_rng(2).poisson(3.0, (4, run.YEARS * 4)).astype(np.float64)
    names = ["subclass A01B", "class A01", "applicant x", "field 3"]
    points = run.tried(names, counts, run.UNITS[0])
    assert len(points.series) == 4 * len(list(run.eligible(counts, run.UNITS[0])))
    told = run.told(points)
    assert told["cuts"]["all"]["series"] == 4
    assert told["cuts"]["applicants"]["points"] == len(points.series) / 4
    assert set(told["methods"]) >= {"ensemble", "naive", "seasonal_naive", "theta"}
