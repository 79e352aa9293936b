"""What the page on asking the law shows is what the law of this version answers."""

from __future__ import annotations

from pathlib import Path

import pytest
from manual import ROOT, boxes, told
from retelling import as_told, retell

SPOKEN = {"ask-the-law.md": "C.UTF-8", "ask-the-law.zh.md": "zh_CN.UTF-8"}


@pytest.mark.parametrize("leaf", SPOKEN)
def test_the_law_answers_as_its_page_shows(leaf: str, tmp_path: Path) -> None:
    page = ROOT / "docs" / "how-to" / leaf
    steps = [step for box in boxes(page) if box.mark == "run" for step in told(box)]
    assert len(steps) == 8
    happened = retell(steps, tmp_path, SPOKEN[leaf], IPHARBOR_HOME=str(tmp_path / "law"))
    for step, (code, output) in zip(steps, happened, strict=True):
        assert code == 0, output
        assert as_told(step, output), (step.words, output)
