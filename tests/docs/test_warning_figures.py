"""The figures of the experiment on warnings are those that its scripts wrote."""

from __future__ import annotations

import sys
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "experiments" / "warnings"


def test_the_tables_of_the_experiment_are_those_of_its_results() -> None:
    sys.path.insert(0, str(FOLDER))
    try:
        import tables
    finally:
        sys.path.remove(str(FOLDER))
    told = tables.README.read_text("utf-8")
    assert tables.written(told) == told
