"""A change asked for twice is done once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

LAMP = {"name": "灯", "query": "灯"}


def watches() -> int:
    from ipharbor.records.models import Watch

    return Watch.objects.count()


def test_the_same_change_under_the_same_key_is_done_once_and_answered_alike(
    office_program: Any,
) -> None:
    key = {"Idempotency-Key": "key-1"}
    first = office_program.post("/watches", LAMP, headers=key)
    again = office_program.post("/watches", LAMP, headers=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert "Idempotent-Replayed" not in first
    assert again["Idempotent-Replayed"] == "true"
    assert watches() == 1


def test_the_same_key_with_another_body_is_refused(office_program: Any) -> None:
    key = {"Idempotency-Key": "key-1"}
    office_program.post("/watches", LAMP, headers=key)
    other = office_program.post("/watches", LAMP | {"name": "镜"}, headers=key)
    assert other.status_code == 409
    assert other.json()["error"]["code"] == "api.key.other_request"
    assert watches() == 1


def test_a_change_that_was_refused_may_be_asked_for_again_under_its_key(
    office_program: Any,
) -> None:
    key = {"Idempotency-Key": "key-1"}
    assert (
        office_program.post("/watches", {"name": "", "query": "灯"}, headers=key).status_code == 422
    )
    assert office_program.post("/watches", LAMP, headers=key).status_code == 201


def test_a_change_without_a_key_or_with_a_strange_one_is_not_done(office_program: Any) -> None:
    for key in ("", "a b", "灯".encode().decode("latin-1"), "k" * 101):
        answer = office_program.post("/watches", LAMP, headers={"Idempotency-Key": key})
        assert answer.status_code == 400, key
        assert answer.json()["error"]["fields"] == ["Idempotency-Key"]
    assert watches() == 0


def test_two_programs_may_use_the_same_key(
    office: Any, administrator: Any, corpus: Any, program: Any
) -> None:
    key = {"Idempotency-Key": "key-1"}
    for person in (office, administrator):
        assert program(person).post("/watches", LAMP, headers=key).status_code == 201
    assert watches() == 2


def test_the_earlier_answer_is_not_given_to_who_may_no_longer_do_it(
    office: Any, office_program: Any
) -> None:
    from ipharbor.records.models import Person

    key = {"Idempotency-Key": "key-1"}
    assert office_program.post("/watches", LAMP, headers=key).status_code == 201
    Person.objects.filter(pk=office.pk).update(role="nobody")
    again = office_program.post("/watches", LAMP, headers=key)
    assert again.status_code == 403


def test_answers_lie_sealed_and_a_key_shown_once_is_not_in_the_register(
    office: Any, corpus: Any
) -> None:
    from django.test import Client

    from ipharbor.records.models import IdempotentAnswer

    client = Client()
    client.force_login(office)
    ends = (timezone.localdate() + timedelta(days=30)).isoformat()
    made = client.post(
        "/api/v1/me/tokens", {"name": "灯塔", "scopes": ["corpus.read"], "ends_on": ends},
        content_type="application/json", headers={"Idempotency-Key": "k"},
    )  # fmt: skip
    assert made.status_code == 201
    key = made.json()["data"]["key"]
    kept = IdempotentAnswer.objects.get()
    assert key not in kept.body
    assert key not in str(kept.headers)


def test_answers_are_forgotten_after_two_days(office_program: Any) -> None:
    from ipharbor.actions.jobs.tidy import tidy
    from ipharbor.records.models import IdempotentAnswer

    office_program.post("/watches", LAMP)
    now = timezone.now()
    assert tidy(at=now + timedelta(hours=47)) == 0
    assert tidy(at=now + timedelta(hours=49)) == 1
    assert not IdempotentAnswer.objects.exists()
