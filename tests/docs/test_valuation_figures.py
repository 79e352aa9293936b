"""The table of the experiment on valuation is what its script wrote."""

from __future__ import annotations

import json
import sys
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "experiments" / "valuation"


def test_the_table_of_the_experiment_is_that_of_its_results() -> None:
    sys.path.insert(0, str(FOLDER))
    try:
        import agreement
    finally:
        sys.path.remove(str(FOLDER))
    told = agreement.README.read_text("utf-8")
    assert agreement.written(told) == told
    kept = json.loads(agreement.RESULTS.read_text("utf-8"))
    assert set(kept) == set(agreement.METHODS)
    assert all(one["fen_apart"] == 0 for one in kept.values())
