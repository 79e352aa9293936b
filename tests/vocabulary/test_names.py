"""Names of firms and people."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipharbor.vocabulary.names import has_han, name, names


@pytest.mark.parametrize(
    "text",
    ["广州（番禺）灯具有限公司", "广州(番禺)灯具有限公司", "　广州 (番禺) 灯具有限公司 ",
     "广州（番禺） 灯具有限公司"],
)  # fmt: skip
def test_width_and_blanks_make_no_other_firm(text):
    assert name(text) == "广州（番禺）灯具有限公司"


def test_a_latin_name_keeps_its_blanks_brackets_and_case():
    assert name("ＡＢＣ  Lighting (Panyu) Ltd.") == "ABC Lighting (Panyu) Ltd."


def test_names_are_split_on_bars_and_semicolons_and_never_on_commas():
    assert names("王, 小明 | 李, 雷；Smith, John;王, 小明｜") == (
        "王, 小明",
        "李, 雷",
        "Smith, John",
    )
    assert names(" ; | ") == ()


def test_chinese_is_told_from_other_writing():
    assert has_han("LED灯")
    assert not has_han("LED lamp, 5 Ω")


@given(st.text(max_size=60))
def test_cleaning_a_name_twice_changes_nothing_more(text):
    once = names(text)
    assert names("|".join(once)) == once
