"""Unified social credit codes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipharbor.vocabulary.credit_codes import check_character, credit_code

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@pytest.mark.parametrize(
    "text", ["91350100M000100Y43", "91350100m000100y43", " 91350100 M000100Y43"]
)
def test_a_right_code_is_read_in_any_form(text):
    # The worked example of GB 32100-2015.
    assert (credit_code(text).clean, credit_code(text).why) == ("91350100M000100Y43", "")


def test_a_wrong_last_character_is_warned_about_and_the_code_kept():
    stated = credit_code("91350100M000100Y44")
    assert (stated.clean, stated.why) == ("91350100M000100Y44", "credit_code.check.mismatch")


@pytest.mark.parametrize("text", ["9135", "91350100M000100Y4I", "440126000123456", "无码"])
def test_what_is_no_code_is_said_to_be_unreadable(text):
    assert (credit_code(text).clean, credit_code(text).why) == (None, "credit_code.unreadable")


@given(st.text(ALPHABET, min_size=17, max_size=17), st.integers(0, 16), st.sampled_from(ALPHABET))
def test_one_changed_character_is_always_noticed(body, place, other):
    code = body + check_character(body)
    changed = code[:place] + other + code[place + 1 :]
    assert credit_code(code).why == ""
    assert (credit_code(changed).why == "") == (changed == code)
