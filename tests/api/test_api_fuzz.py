"""Whatever is sent that fits the description, or does not: no failure, and answers that fit.

``FUZZ_EXAMPLES`` says how many requests an operation gets; ``make fuzz-api`` sends more.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import schemathesis
from api_world import common, furnished
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "4"))
CHECKS = [
    not_a_server_error, response_schema_conformance, status_code_conformance,
    content_type_conformance,
]  # fmt: skip
_numbers = itertools.count(1)


def test_no_request_makes_the_interface_fail_and_every_answer_is_as_described(
    db: None, corpus: Any, program: Any
) -> None:
    from django.utils import timezone

    from ipharbor.actions.jobs.fire import lay_out

    made, related, unrelated = furnished("administrator")
    held = common(corpus)
    lay_out(zone=timezone.get_default_timezone(), at=timezone.now())
    known = {
        name: sorted({related.ids[name], unrelated.ids[name]}, key=str) for name in related.ids
    } | {name: [value] for name, value in held.items()}
    asked = program(made.by.person)
    faults, walked = [], 0
    with _connection_kept():
        schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
        for found in schema.get_all_operations():
            fault = _fuzz(found.ok(), known, asked.key)
            faults += [fault] if fault else []
            walked += 1
    assert faults == [], "\n\n".join(faults)
    assert walked > 75


@contextmanager
def _connection_kept() -> Iterator[None]:
    """The whole walk runs in the test's one transaction, so no request closes its connection."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


def _fuzz(operation: Any, known: dict[str, list[Any]], key: str) -> str:
    """What was wrong with the operation's answers, empty for nothing."""

    @given(case=operation.as_strategy(), choice=st.integers(0, 3))
    @settings(
        max_examples=EXAMPLES, deadline=None, database=None,
        suppress_health_check=list(HealthCheck), phases=[Phase.generate],
    )  # fmt: skip
    def run(case: Any, choice: int) -> None:
        for name in case.path_parameters or {}:
            if choice and name in known:
                case.path_parameters[name] = known[name][choice % len(known[name])]
        case.headers.update(
            {
                "Authorization": f"Bearer {key}", "Idempotency-Key": f"fuzz-{next(_numbers)}",
                "Host": "localhost",
            }
        )  # fmt: skip
        with transaction.atomic():
            case.call_and_validate(checks=CHECKS)
            transaction.set_rollback(True)

    try:
        run()
    except FailureGroup as broken:
        return f"{operation.label}: " + "; ".join(str(one) for one in broken.exceptions)
    return ""
