"""Which passwords are refused, and which a person may well take."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipharbor.actions.people.passwords import guessable
from ipharbor.actions.people.set_password import check_password
from ipharbor.records.models import Person
from ipharbor.vocabulary.errors import HarborError

LI = Person(username="limei", display_name="李美", email="limei.zhang@mingdeng.example")


@pytest.mark.parametrize(
    "password",
    [
        "Password2026!", "P@ssw0rd123456", "guangzhou2026", "Panyu@20261129", "zhishichanquan1",
        "qwertyuiop123", "1qaz2wsx3edc4rfv", "!QAZ2wsx#EDC4", "asdfghjkl;1234", "abcdefghijkl",
        "aaaaaaaaaaaaaa", "abcabcabcabc", "limei19900101", "Limei-Zhang-2026", "mingdeng888888",
        "woaini5201314", "ipharbor2026!!", "123456789012", "98765432109876", "princess8301752",
        "知识产权知识产权知识产权", "１２３４５６７８９０１２", "adminadmin123", "iloveyou1314",
    ],
)  # fmt: skip
def test_names_dates_runs_of_keys_and_well_known_words_are_refused(password: str) -> None:
    with pytest.raises(HarborError) as weak:
        check_password(password, LI)
    assert weak.value.code == "person.password.weak"


@pytest.mark.parametrize(
    "password",
    [
        "correct-horse-battery", "a-brand-new-horse", "seven lamps under the moon",
        "kX9#vq2!LmTz", "灯火阑珊处蓦然回首那人却在", "wobuxihuanchixiangcai", "tr0ub4dor&3-guitar",
        "3141592653589793", "Zq7rT2wLp9Xc",
    ],
)  # fmt: skip
def test_long_sentences_and_lots_of_signs_are_taken_whatever_kinds_of_signs_they_have(
    password: str,
) -> None:
    check_password(password, LI)


def test_twelve_signs_are_needed_and_a_hundred_and_twenty_eight_taken() -> None:
    fresh = "the moon sang to seven lamps " * 5
    check_password(fresh[:12], LI)
    check_password(fresh[:128], LI)
    for refused in (fresh[:11], fresh[:129]):
        with pytest.raises(HarborError):
            check_password(refused, LI)


@given(st.text(max_size=60))
def test_whatever_is_typed_is_answered(text: str) -> None:
    assert guessable(text, ["limei"]) in (True, False)
