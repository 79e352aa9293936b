"""The report's sentences stand in both languages with the same gaps."""

from __future__ import annotations

import re

import pytest

from ipharbor.vocabulary.report import said, sentences

GAP = re.compile(r"\{(\w+)\}")
ONLY_ENGLISH = {"month_name"}  # Chinese counts its months


def test_every_sentence_stands_in_both_languages_with_the_same_gaps() -> None:
    zh, en = sentences("zh"), sentences("en")
    assert zh.keys() == en.keys()
    for name in zh:
        here, there = set(GAP.findall(zh[name])), set(GAP.findall(en[name]))
        assert here - {"month"} == there - {"month"} - ONLY_ENGLISH, name


def test_a_gap_that_is_not_filled_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        said("lead", "zh", month=3)
    with pytest.raises(KeyError):
        said("nothing_of_the_kind", "en")
