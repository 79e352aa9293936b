"""The published track record on its page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.test import Client

TOLD = {
    "made_on": "2026-11-30", "seeds": {"tuned": [7], "held_out": [11, 12]},
    "ways": {"warnings": [{"signal": "signal.surge", "planted": 40, "recall": 0.9,
                           "precision": 0.75, "lead_days": 31}]},
}  # fmt: skip


def test_it_is_told_by_kind_signal_and_month(warned: Any, at_desk: Client) -> None:
    for by, word in (
        ("kind", "检索式"),
        ("signal", "新文献"),
        ("month", "2021-11"),
        ("all", "全部预警"),
    ):
        page = at_desk.get("/track-record/", {"by": by}).content.decode()
        assert word in page, by
    assert "本系统还没有保存回测结果" in page


def test_a_back_test_in_the_home_is_shown(warned: Any, at_desk: Client, home: Path) -> None:
    (home / "backtest.json").write_text(json.dumps(TOLD), encoding="utf-8")
    page = at_desk.get("/track-record/").content.decode()
    assert "90.0%" in page and "75.0%" in page and "11, 12" in page
    (home / "backtest.json").write_text("{", encoding="utf-8")
    assert "不可读" in at_desk.get("/track-record/").content.decode()
