"""Programs of a firm and of banks, in the world of financing."""

from __future__ import annotations

import itertools
import json
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ipharbor.records.models import Person

_numbers = itertools.count(1)


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def got(person: Person, path: str, status: int = 200) -> Any:
    """The data of an answer."""
    answer = client_of(person).get(f"/api/v1{path}")
    assert answer.status_code == status, answer.content.decode()[:800]
    return json.loads(answer.content).get("data")


def sent(
    person: Person, path: str, told: dict[str, Any], key: str = "", status: int = 200,
    method: str = "post",
) -> Any:  # fmt: skip
    """What a change answers."""
    asked = getattr(client_of(person), method)
    answer = asked(
        f"/api/v1{path}", told, content_type="application/json",
        headers={"Idempotency-Key": key or f"verb-{next(_numbers)}"},
    )  # fmt: skip
    assert answer.status_code == status, answer.content.decode()[:800]
    return json.loads(answer.content)


def posted(
    person: Person, path: str, told: dict[str, Any], file: bytes | None = None, status: int = 200
) -> Any:
    """What a form with a file answers."""
    given = {} if file is None else {"file": SimpleUploadedFile("合同.docx", file)}
    answer = client_of(person).post(
        f"/api/v1{path}", told | given, headers={"Idempotency-Key": f"form-{next(_numbers)}"}
    )
    assert answer.status_code == status, answer.content.decode()[:800]
    return json.loads(answer.content)


def refused(person: Person, path: str, told: dict[str, Any], status: int = 422) -> str:
    """The code of a refusal."""
    code: str = sent(person, path, told, status=status)["error"]["code"]
    return code
