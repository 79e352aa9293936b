"""The track record that is published, and the back-test beside it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from permit_world import body, seated, warning_of

from ipharbor.queries.backtests import backtest
from ipharbor.queries.published_record import of_month, published
from ipharbor.records.models import IssuedWarning, WarningRound
from ipharbor.vocabulary.errors import HarborError

TOLD = {
    "made_on": "2026-11-30", "seeds": {"tuned": [7], "held_out": [11, 12]},
    "ways": {"warnings": [{"signal": "all", "planted": 40, "recall": 0.9, "precision": 0.75,
                           "lead_days": 31}]},
}  # fmt: skip


def judged(verdicts: dict[str, int], signals: str, month: int = 11) -> None:
    owner = seated(f"owner{month}", body("firm", f"灯厂{month}"))
    made = warning_of(owner)
    made.signals, made.as_of = signals, made.as_of.replace(month=month, day=5)
    for place, verdict in enumerate([one for one, n in verdicts.items() for _ in range(n)]):
        if place:
            made.pk = None
            made.round = WarningRound.objects.create(
                as_of=made.as_of, vintage="v0", started_at=made.created_at
            )
        made.verdict, made.state = verdict, "closed" if verdict else "new"
        made.save()


@pytest.mark.django_db
def test_the_record_is_told_as_a_whole_by_kind_signal_and_month() -> None:
    judged({"useful": 6, "not_useful": 2, "false": 2, "": 3}, "signal.surge signal.new_documents")
    judged({"useful": 1}, "signal.new_documents", month=10)
    IssuedWarning.objects.filter(verdict="").update(decision="held")
    rows = {(row.by, row.code): row for row in published()}
    surge = rows["signal", "signal.surge"]
    assert (surge.raised, surge.held, surge.judged) == (10, 3, 10)
    assert surge.useful_share == 0.6
    assert surge.useful_low is not None and surge.useful_high is not None
    assert 0.31 < surge.useful_low < 0.32 < 0.83 < surge.useful_high < 0.84
    assert rows["month", "2021-10"].useful_share is None  # one is too few
    assert rows["all", ""].raised == rows["kind", "query"].raised == 11
    assert [row.code for row in published() if row.by == "month"] == ["2021-11", "2021-10"]
    assert {row.code for row in of_month(2021, 10) if row.by == "signal"} == {
        "signal.new_documents"
    }
    assert of_month(2021, 9) == ()


def test_a_back_test_is_read_from_the_home_where_there_is_one(tmp_path: Path) -> None:
    assert backtest(tmp_path) is None
    (tmp_path / "backtest.json").write_text(json.dumps(TOLD), encoding="utf-8")
    held = backtest(tmp_path)
    assert held is not None
    assert (held.tuned, held.held_out) == (("7",), ("11", "12"))
    (row,) = held.ways["warnings"]
    assert (row.recall, row.precision, row.lead_days) == (0.9, 0.75, 31)


@pytest.mark.parametrize("text", ["{", "[]", '{"made_on": 1}', '{"made_on": 1, "seeds": 3}'])
def test_a_back_test_that_cannot_be_read_says_so(tmp_path: Path, text: str) -> None:
    (tmp_path / "backtest.json").write_text(text, encoding="utf-8")
    with pytest.raises(HarborError) as refused:
        backtest(tmp_path)
    assert refused.value.code == "backtest.unreadable"
