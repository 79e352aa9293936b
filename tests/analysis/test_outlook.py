"""The next quarters of a set of documents: whole quarters, lacking ones, and what is not said."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from ipharbor.analysis.outlook import Outlook, outlook
from ipharbor.analysis.outlook_chart import WORDS, outlook_chart, outlook_table
from ipharbor.analysis.outlook_words import (
    curves_told,
    growth_told,
    record_told,
    verdict_told,
)
from ipharbor.vocabulary.messages import LANGUAGES

LAST = 2020 * 4 + 3  # the fourth quarter of 2020
WORDED = {name: f"«{name}»" for name in WORDS}


def looked(
    counts: dict[int, int], whole: dict[int, int] | None = None, newest: date = date(2020, 12, 30)
) -> Outlook:
    lots = np.random.default_rng(0)
    return outlook(counts, whole or counts, newest, vintage="v1", lots=lots)


def steady(rate: float, quarters: int = 40, seed: int = 3) -> dict[int, int]:
    came = np.random.default_rng(seed).poisson(rate, quarters)
    return {LAST - quarters + 1 + at: int(count) for at, count in enumerate(came)}


def test_steady_documents_are_forecast_with_ranges_and_a_record() -> None:
    seen = looked(steady(20.0))
    assert seen.verdict == "shown"
    assert [(one.year, one.quarter) for one in seen.ahead] == [(2021, at) for at in (1, 2, 3, 4)]
    for one in seen.ahead:
        narrow, wide = one.ranges
        assert wide.low <= narrow.low <= one.expected <= narrow.high <= wide.high
        assert (narrow.level, wide.level) == (0.8, 0.95)
    assert seen.skill.trials == 40 + 1 - 12 - 4
    assert seen.skill.error is not None and seen.naive[0].error is not None
    assert seen.skill.error < seen.naive[0].error
    assert len(seen.came) == 12
    assert seen.answered == seen.documents == sum(steady(20.0).values())


def test_what_is_no_better_than_naive_is_not_given_as_a_forecast() -> None:
    """A staircase that stays long on each step: nothing beats the newest quarter again."""
    stairs = {LAST - 39 + at: 50 + 40 * (at // 13 % 2) for at in range(40)}
    seen = looked(stairs)
    assert (seen.verdict, seen.ahead) == ("not_better", ())
    assert [one.name for one in seen.naive] == ["naive", "seasonal_naive"]
    assert "not shown as a forecast" in verdict_told(seen, "en")
    assert "故不作为预测展示" in verdict_told(seen, "zh")


@pytest.mark.parametrize(("quarters", "verdict"), [(11, "silent"), (20, "few")])
def test_young_sets_say_so(quarters: int, verdict: str) -> None:
    seen = looked(steady(20.0, quarters))
    assert (seen.verdict, seen.ahead) == (verdict, ())
    assert all(verdict_told(seen, lang) for lang in LANGUAGES)


def test_a_quarter_that_is_not_over_is_left_out() -> None:
    counts = steady(20.0) | {LAST + 1: 5}
    seen = looked(counts, newest=date(2021, 2, 3))
    assert (seen.quarters[-1].year, seen.quarters[-1].quarter) == (2020, 4)
    assert seen.answered == seen.documents - 5
    whole = looked(counts, newest=date(2021, 3, 1))
    assert (whole.quarters[-1].year, whole.quarters[-1].quarter) == (2021, 1)


def test_a_quarter_that_the_whole_corpus_lacks_is_unknown_and_not_empty() -> None:
    whole = dict.fromkeys(steady(20.0), 900) | {LAST - 5: 40}
    seen = looked(steady(20.0) | {LAST - 5: 0}, whole)
    assert [(one.year, one.quarter) for one in seen.lacking] == [(2019, 3)]
    assert not any(one.forecast.year == 2019 and one.forecast.quarter == 3 for one in seen.came)
    assert any("1 quarters are taken as unknown" in one for one in record_told(seen, "en"))
    assert looked(steady(4.0) | {LAST - 5: 0}).lacking == (), "a small corpus is thin by itself"


def test_a_newest_quarter_outside_its_range_is_told() -> None:
    seen = looked(steady(20.0) | {LAST: 90})
    assert seen.came[-1].outside == "above"
    assert "more than had been forecast" in record_told(seen, "en")[0]
    assert looked(steady(20.0) | {LAST: 0}).came[-1].outside == "below"


def test_documents_without_a_day_and_a_corpus_of_nothing_are_borne() -> None:
    seen = looked({-1: 7}, {-1: 7})
    assert (seen.documents, seen.answered, seen.verdict) == (7, 0, "silent")
    assert (seen.quarters, seen.came, seen.growth.why) == ((), (), "short")
    assert outlook({}, {}, None, vintage="", lots=np.random.default_rng(0)).quarters == ()


def test_a_stray_old_document_is_no_beginning() -> None:
    seen = looked(steady(20.0) | {1932 * 4: 1})
    assert seen.quarters[0].year > 1990


def test_each_quarter_opens_its_months() -> None:
    seen = looked(steady(20.0))
    assert seen.quarters[-1].query == "published:2020-10..2020-12"
    assert seen.quarters[-2].query == "published:2020-07..2020-09"


def test_chart_and_table_hold_the_same_and_tell_forecasts_by_shape() -> None:
    seen = looked(steady(20.0))
    asked: set[str] = set()

    class Asked(dict[str, str]):
        def __getitem__(self, name: str) -> str:
            asked.add(name)
            return WORDED[name]

    spec = outlook_chart(seen, Asked(), lambda query: f"/?q={query}")
    table = outlook_table(seen, Asked(), lambda query: f"/?q={query}")
    assert asked == set(WORDS)
    values = spec["data"]["values"]
    assert [value["quarter"] for value in values if value.get("ahead")] == [
        "2021 Q1", "2021 Q2", "2021 Q3", "2021 Q4",
    ]  # fmt: skip
    axis = spec["layer"][0]["encoding"]["x"]["scale"]["domain"]
    assert axis == [value["quarter"] for value in values] == sorted(axis), "time runs on"
    assert [layer["mark"]["type"] for layer in spec["layer"]].count("rule") == 2
    assert "diamond" in {layer["mark"].get("shape") for layer in spec["layer"]}
    assert len(table.lines) == len(seen.quarters) + 4
    assert [line.href for line in table.lines[:5]] == [
        "",
        "",
        "",
        "",
        "/?q=published:2020-10..2020-12",
    ]
    assert all(len(line.cells) == len(table.columns) for line in table.lines)


def test_the_phase_of_growth_is_told_or_why_it_is_not() -> None:
    years = 2_000 * np.diff(1 / (1 + np.exp(-0.5 * (np.arange(19) - 9))))
    counts = {2003 * 4 + at: round(float(years[at // 4]) / 4) for at in range(72)}
    seen = looked(counts)
    assert (seen.growth.phase, seen.growth.why) == ("saturated", "")
    assert growth_told(seen.growth, "en").startswith("Saturated")
    assert growth_told(seen.growth, "zh").startswith("饱和期")
    assert len(curves_told(seen.growth, "en")) == 4
    flat = looked(steady(20.0))
    assert flat.growth.why == "no_end"
    assert growth_told(flat.growth, "en").startswith("Cannot tell")
