"""How likely rights still stand in some years: no look ahead, looked back at, kept as data."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from invented_lives import LAST, LATE, invented
from ipharbor.analysis.region import outlasting_kept as keeping
from ipharbor.analysis.region.lives import facts, lateness, lives
from ipharbor.analysis.region.outlasting import HORIZONS, Model, fit
from ipharbor.forecasting.survival_chances import CHANCES, endangered
from ipharbor.vocabulary.errors import HarborError


@pytest.fixture(scope="module")
def fitted() -> tuple[Model, pa.Table]:
    return fit(invented(4000, 11))


@pytest.mark.parametrize("years", [1, 4, 8])
def test_nothing_heard_of_later_is_seen(years: int) -> None:
    """A day's lives are the same whether or not the ledger knows what came after it."""
    then = LAST - years * 365
    whole, cut = invented(600, 3), invented(600, 3, heard_until=then)
    assert lateness(whole, then) == lateness(cut, then)
    seen, known = lives(whole, then, LATE), lives(cut, then, LATE)
    for name in ("right", "begun", "over", "ended", "stands", "term"):
        assert getattr(seen, name).tolist() == getattr(known, name).tolist(), name
    one, other = facts(whole, seen), facts(cut, known)
    for name, values in one.numbers.items():
        np.testing.assert_array_equal(values, other.numbers[name])
    assert one.labels == other.labels


def test_a_life_is_looked_at_until_ends_would_have_been_told() -> None:
    ledger = invented(600, 3)
    assert lateness(ledger, LAST) == (LATE, LATE)
    found = lives(ledger, LAST, LATE)
    assert found.over.max() <= LAST - LATE or not found.ended[found.over.argmax()]
    assert bool((found.over[found.ended] <= LAST - LATE).all())
    assert 0.3 < found.ended.mean() < 0.9


def test_it_is_better_than_everybodys_curve_and_calibrated(
    fitted: tuple[Model, pa.Table],
) -> None:
    model, _chances = fitted
    assert [one.horizon for one in model.looks] == list(HORIZONS)
    for look in model.looks:
        assert look.shown, look.horizon
        assert look.c > 0.6, look.horizon
        assert look.error < 0.2


def test_a_chance_falls_with_the_years_and_lies_in_its_band(
    fitted: tuple[Model, pa.Table],
) -> None:
    model, chances = fitted
    assert chances.schema == CHANCES
    told = chances.to_pydict()
    chance = np.array(told["chance"]).reshape(-1, len(HORIZONS))
    assert bool((np.diff(chance, axis=1) <= 1e-12).all())
    assert bool((chance >= 0).all() and (chance <= 1).all())
    assert bool((np.array(told["low"]) <= np.array(told["chance"])).all())
    assert bool((np.array(told["high"]) >= np.array(told["chance"])).all())
    assert {str(one) for one in told["on"]} == {model.on}
    gone = np.array(told["term_over"])
    assert gone.any() and bool((np.array(told["chance"])[gone] == 0).all())
    assert {one["column"] for some in told["reasons"][:300] for one in some} & {
        "holder_lost", "patent_type=design", "!patent_type=design"
    }  # fmt: skip


def test_too_few_lives_are_said_to_be_too_few() -> None:
    with pytest.raises(HarborError) as refused:
        fit(invented(120, 1))
    assert refused.value.code == "survival.too_few"


def test_a_kept_model_says_the_same_and_a_broken_one_is_refused(
    fitted: tuple[Model, pa.Table], tmp_path: Path
) -> None:
    model, chances = fitted
    for _ in range(7):
        place = keeping.write(tmp_path, model, chances, ledger="v1-1", made_at="2025-01-01")
    assert len([one for one in tmp_path.iterdir() if one.is_dir()]) == 5, "the last five stay"
    found = keeping.current(tmp_path)
    assert found is not None and found[0] == place
    assert keeping.chances(place).equals(chances)
    table = np.random.default_rng(1).random((20, len(model.coding.names)))
    read = keeping.forest(place)
    assert bool((read.beyond(table, read.years) == model.forest.beyond(table, read.years)).all())
    nodes = keeping.nodes(model.forest)
    loop = nodes.set_column(2, "left", pa.array(np.zeros(nodes.num_rows, np.int64)))
    pq.write_table(loop, place / "forest.parquet")
    with pytest.raises(HarborError) as refused:
        keeping.forest(place)
    assert refused.value.code == "survival.model"
    (tmp_path / "CURRENT").write_text("../elsewhere")
    assert keeping.current(tmp_path) is None


def test_what_is_about_to_end_is_told_only_where_it_may_be(
    fitted: tuple[Model, pa.Table],
) -> None:
    _model, chances = fitted
    found = endangered(chances, horizon=3, below=0.75)
    assert found.num_rows
    assert set(found["why"].to_pylist()) == {"expires", "may_lapse"}
    told = found["chance"].to_numpy()
    assert bool((np.diff(told) >= 0).all())
    key = found["key"][0].as_py()
    assert endangered(chances, horizon=3, below=0.75, keys=[key]).num_rows == 1
    hidden = chances.set_column(
        chances.column_names.index("shown"), "shown", pa.array([False] * chances.num_rows)
    )
    assert endangered(hidden, horizon=3, below=0.5).num_rows == 0
    with pytest.raises(HarborError):
        endangered(chances.drop_columns(["high"]), horizon=3, below=0.5)


def test_a_look_back_that_was_not_better_is_not_shown(fitted: tuple[Model, pa.Table]) -> None:
    look = fitted[0].looks[0]
    assert not replace(look, ibs=look.plain).shown
    assert not replace(look, ended=49).shown
