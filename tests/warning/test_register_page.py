"""The page on warnings tells the points of the register's signals as they are."""

from __future__ import annotations

import re
from pathlib import Path

from ipharbor.vocabulary.messages import catalogue
from ipharbor.warning.reasons import REGISTER

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "warnings.md"
ROW = re.compile(r"\| `(grade\.[\w.]+)` \| (\d) \| (\d) \|$", re.MULTILINE)


def test_the_page_tells_every_reason_with_its_points():
    told = PAGE.read_text("utf-8").partition("## What the register and the law tell")[2]
    told = told.partition("\n## ")[0]
    assert {code: (int(p), int(i)) for code, p, i in ROW.findall(told)} == REGISTER


def test_every_reason_is_worded_in_both_languages():
    assert set(REGISTER) <= set(catalogue())
