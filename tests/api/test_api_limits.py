"""How often one may ask."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

NOON = 1_638_244_800.0


def settings_of(monkeypatch: pytest.MonkeyPatch, limit: int) -> None:
    from ipharbor.settings import current

    monkeypatch.setenv("IPHARBOR_API_PER_MINUTE", str(limit))
    current.cache_clear()


class Counting(TestCase):
    @given(st.integers(1, 90), st.lists(st.floats(0, 59.9), max_size=120))
    def test_no_more_than_the_limit_is_let_through_in_a_minute(
        self, limit: int, moments: list[float]
    ) -> None:
        from ipharbor.api import limits
        from ipharbor.records.models import ApiUse

        ApiUse.objects.all().delete()
        limits.held.clear()
        told = [limits.ask("token:a", limit=limit, now=NOON + one) for one in moments]
        assert sum(one.allowed for one in told) == min(limit, len(moments))
        assert all(0 < one.wait <= 61 for one in told if not one.allowed)
        assert limits.ask("token:b", limit=limit, now=NOON).allowed
        assert limits.ask("token:a", limit=limit, now=NOON + 60).allowed


def test_a_program_that_asks_too_often_is_told_how_long_to_wait(
    office: Any, corpus: Any, program: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    hasty, patient = program(office), program(office)
    settings_of(monkeypatch, 3)
    answers = [hasty.get("/watches") for _ in range(5)]
    if 429 not in [one.status_code for one in answers[:4]]:  # the minute turned in between
        answers = [hasty.get("/watches") for _ in range(5)]
    told = answers[-1]
    assert told.status_code == 429
    assert told.json()["error"]["code"] == "api.too_many"
    assert 0 < int(told["Retry-After"]) <= 61
    assert patient.get("/watches").status_code == 200


def test_who_tries_keys_is_stopped_by_address_before_the_keys_are_looked_at(
    office: Any, corpus: Any, program: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    guessing = program(office)
    guessing.key = "iph_guessed"
    settings_of(monkeypatch, 3)
    statuses = [guessing.get("/watches").status_code for _ in range(9)]
    assert statuses[:2] == [401, 401]
    assert 429 in statuses
