"""The table of permits walked through the interface, both ways."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from api_world import SENT, Held, Sending, Walk, common, furnished
from django.db import transaction
from django.test import Client

from ipharbor.actions import permits
from ipharbor.actions.jobs.kinds import KINDS

ROLES = [*permits.DESKS, permits.NOBODY]
THINGS = {
    "firm_id": "firm", "paper_id": "firm", "disclosure_id": "firm", "task_id": "firm",
    "product_id": "firm", "check_id": "firm",
    "watch_id": "owner", "warning_id": "owner", "job_id": "owner", "token_id": "owner",
    "organisation_id": "organisation", "invitation_id": "organisation",
    "place_id": "organisation", "webhook_id": "organisation",
    "matter_id": "town", "appointment_id": "town", "training_id": "town",
    "evidence_id": "town", "visit_id": "town", "valuation_id": "firm",
    "application_id": "loan", "loan_request_id": "loan", "loan_id": "loan",
    "concern_id": "loan",
    "consent_id": "loan",
}  # fmt: skip
_numbers = itertools.count(1)


def operations() -> list[tuple[str, str, str, bool]]:
    """Method, path, action, and whether it changes nothing though its method would."""
    from ipharbor.api.app import PREFIX, api

    return [
        (method, path.removeprefix(PREFIX), one["x-action"], bool(one.get("x-reads")))
        for path, methods in api.get_openapi_schema()["paths"].items()
        for method, one in methods.items()
    ]


def asked(client: Client, method: str, path: str, held: Held, ids: dict[str, Any]) -> Any:
    """The answer to a fit request about the things ``held``; what it did is undone."""
    sending = SENT.get((method, path), Sending())
    filled = held.ids | ids
    address = "/api/v1" + path.format(**filled)
    if sending.query:
        address += "?" + sending.query.format(**filled)
    given: dict[str, Any] = {}
    if sending.form:
        given = {"data": sending.form()}
    elif method != "get":
        told = sending.body(held) if sending.body else {}
        given = {"data": told, "content_type": "application/json"}
    with transaction.atomic():
        answer = getattr(client, method)(
            address, headers={"Idempotency-Key": f"walk-{next(_numbers)}"}, **given
        )
        if answer.streaming:
            b"".join(answer.streaming_content)
        transaction.set_rollback(True)
    return answer


def expected(by: permits.Actor, action: str, path: str, held: Held) -> bool:
    """Whether the table lets the caller do it to the thing the address names."""
    if path == "/schedules/{kind}/start":  # what is started has a permit of its own
        return permits.ever(by, action) and permits.allowed(by, KINDS["backup"].permit)
    kind = next((THINGS[name] for name in THINGS if f"{{{name}}}" in path), None)
    kind = "firm" if path == "/dockets" else kind  # the body names it
    if kind is None:
        return permits.ever(by, action)
    if kind == "loan":  # between a firm and a lender
        things = held.things
        return permits.allowed(by, action, firm=things.firm, organisation=things.organisation)
    return permits.allowed(by, action, **{kind: getattr(held.things, kind)})


@pytest.mark.parametrize("role", ROLES)
def test_every_operation_answers_as_the_table_of_permits_says(
    role: str, db: None, corpus: Any
) -> None:
    from ipharbor.actions.jobs.fire import lay_out

    made, related, unrelated = furnished(role)
    ids = common(corpus)
    from django.utils import timezone

    lay_out(zone=timezone.get_default_timezone(), at=timezone.now())
    person = made.by.person
    client = Client(raise_request_exception=False)
    client.force_login(person)
    by = permits.of(person)
    walk = Walk()
    for method, path, action, _reads in operations():
        for held in (related, unrelated):
            may = expected(by, action, path, held)
            answer = asked(client, method, path, held, ids)
            walk.cells += 1
            walk.open += may
            told = (
                role,
                method,
                path,
                answer.status_code,
                answer.content[:160] if not answer.streaming else b"",
            )
            if answer.status_code >= 500:
                walk.faults.append(f"failed: {told}")
            elif may and answer.status_code in (401, 403):
                walk.faults.append(f"shut though the table opens it: {told}")
            elif not may and answer.status_code not in (403, 404):
                walk.faults.append(f"open though the table shuts it: {told}")
    assert walk.faults == []
    assert walk.cells == 2 * len(operations())
    assert walk.open > 0


def test_without_a_caller_nothing_but_the_description_answers(db: None, corpus: Any) -> None:
    related = Held(furnished("office")[1].things, {})
    client = Client()
    ids = dict.fromkeys(
        (
            *THINGS,
            "delivery_id",
            "key",
            "kind",
            "name",
            "seq",
            "code",
            "run_id",
            "year",
            "industry",
            "report_id",
            "bulletin_id",
            "playbook",
            "mail_kind",
        ),
        1,
    )
    for method, path, _action, _reads in operations():
        answer = getattr(client, method)("/api/v1" + path.format(**ids))
        assert answer.status_code == 401, path
    assert related.things.firm.pk


def test_an_operation_that_asks_nobody_is_withheld(
    office_program: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ipharbor.api.asking import Bearer

    monkeypatch.setattr(Bearer, "__call__", lambda self, request: request.caller)
    answer = office_program.get("/applicants?q=灯")
    assert answer.status_code == 500
    assert answer.json()["error"]["code"] == "api.failed"
