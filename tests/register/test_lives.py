"""Lives of rights as a clerk of the register would write them down."""

from __future__ import annotations

import pytest
from lives_ledger import Asked, Life, lives, told

ASKED = [
    pytest.param(life, asked, id=f"{life.title} | {asked.on} | {asked.known_on or 'all'}")
    for life in lives()
    for asked in life.asked
]


@pytest.mark.parametrize(("life", "asked"), ASKED)
def test_a_right_stands_where_the_ledger_says(life: Life, asked: Asked) -> None:
    answer = life.answer(asked)
    assert {name: told(answer, name) for name in asked.expected} == asked.expected
