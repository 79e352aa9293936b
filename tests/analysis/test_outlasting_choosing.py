"""A model of rights' lives that is worse calibrated does not take the place of the one in use."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from invented_lives import invented
from ipharbor.analysis.region import outlasting_kept as keeping
from ipharbor.analysis.region.ledger import Ledger
from ipharbor.analysis.region.outlasting import HORIZONS, Model, fit, told_again
from ipharbor.analysis.region.outlasting_choosing import (
    OLDEST,
    choice,
    kept_on,
    learnt_on,
)


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    return invented(2500, 11)


@pytest.fixture(scope="module")
def fitted(ledger: Ledger) -> tuple[Model, pa.Table]:
    return fit(ledger)


def off(model: Model, more: float) -> Model:
    """The same, off by so much more at every horizon."""
    return replace(model, looks=tuple(replace(one, error=one.error + more) for one in model.looks))


def manifest(model: Model, more: float = 0.0) -> dict[str, Any]:
    return off(model, more).told()


def day(model: Model, later: int = 30) -> date:
    return date.fromisoformat(model.on) + timedelta(later)


def test_the_first_is_taken(fitted: tuple[Model, pa.Table]) -> None:
    model, _ = fitted
    assert choice(model.looks, None, day(model)) == choice((), None, day(model))
    assert choice(model.looks, None, day(model)).why == "first"


@pytest.mark.parametrize(("more", "why"), [(0.0, "as_good"), (0.01, "as_good"), (-0.001, "worse")])
def test_the_better_calibrated_is_used(
    fitted: tuple[Model, pa.Table], more: float, why: str
) -> None:
    model, _ = fitted
    found = choice(model.looks, manifest(model, more), day(model))
    assert (found.why, found.taken) == (why, why != "worse")
    assert found.new is not None and found.old is not None
    assert found.old - found.new == pytest.approx(more)


def test_each_horizon_weighs_as_its_lives(fitted: tuple[Model, pa.Table]) -> None:
    model, _ = fitted
    few, many, *rest = model.looks
    new = (replace(few, lives=1, error=0.9), replace(many, lives=999, error=0.01), *rest[:0])
    old = {"on": model.on, "looks": [
        {"horizon": few.horizon, "lives": 1, "error": 0.0},
        {"horizon": many.horizon, "lives": 999, "error": 0.02},
    ]}  # fmt: skip
    assert choice(new, old, day(model)).taken


def test_one_that_is_too_old_or_cannot_be_compared_gives_way(
    fitted: tuple[Model, pa.Table],
) -> None:
    model, _ = fitted
    better = manifest(model, -0.001)
    assert choice(model.looks, better, day(model, OLDEST)).why == "worse"
    assert choice(model.looks, better, day(model, OLDEST + 1)).why == "too_old"
    assert choice(model.looks, better | {"looks": []}, day(model)).why == "not_comparable"
    aged = better | {"on": day(model, 400).isoformat(), "learnt_on": model.on}
    assert choice(model.looks, aged, day(model, OLDEST + 1)).why == "too_old"
    assert learnt_on({"on": "2024-01-01"}) == "2024-01-01"


def test_the_one_that_stays_speaks_of_the_rights_as_they_are_now(
    fitted: tuple[Model, pa.Table], ledger: Ledger, tmp_path: Path
) -> None:
    model, chances = fitted
    place = keeping.write(tmp_path, model, chances, ledger="v1", made_at="2025-01-01")
    used = keeping.current(tmp_path)
    assert used is not None
    other = fit(invented(2500, 12))[0]
    kept = kept_on(used[1], keeping.forest(place), replace(other, on=model.on))
    assert (kept.lives, kept.looks, kept.learnt_on) == (model.lives, model.looks, model.on)
    again = told_again(ledger, kept)
    same = told_again(ledger, replace(kept, usual=model.usual, late=model.late))
    assert same.equals(chances)
    assert again.num_rows % len(HORIZONS) == 0


def test_what_was_learnt_is_noted_newest_first_and_no_more_than_two_years_of_months(
    tmp_path: Path,
) -> None:
    assert keeping.tried(tmp_path) == ()
    for n in range(30):
        keeping.note(tmp_path, {"n": n})
    assert [one["n"] for one in keeping.tried(tmp_path)] == list(range(29, 5, -1))
    (tmp_path / "TRIED.json").write_text("no list", encoding="utf-8")
    assert keeping.tried(tmp_path) == ()
