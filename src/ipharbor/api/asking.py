"""The permit of an operation: asked before anything of the request is read."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from ipharbor.actions import permits
from ipharbor.records.models import Person
from ipharbor.vocabulary.errors import HarborError


class Asked(HttpRequest):
    """A request whose caller is known; every operation gets one."""

    auth: permits.Actor
    caller: permits.Actor
    asked_for: str


class Bearer:
    """Asks whether the caller may do ``action`` to anything at all, and gives the caller.

    Which thing is meant is asked by the operation, once it knows.
    """

    openapi_name = "token"

    def __init__(self, action: str) -> None:
        self.action = action
        self.openapi_security_schema = {
            "type": "http",
            "scheme": "bearer",
            "description": "A token made on the account page. Pages of the same origin may "
            "come with the session's cookie and its CSRF token instead.",
        }

    def __call__(self, request: HttpRequest) -> permits.Actor:
        caller: permits.Actor = request.caller  # type: ignore[attr-defined]
        request.asked_for = self.action  # type: ignore[attr-defined]
        if not permits.ever(caller, self.action):
            raise permits.denied(caller, self.action)
        return caller


def asks(action: str, *, reads: bool = False, file: str = "") -> dict[str, Any]:
    """How an operation is declared that does ``action``.

    ``reads`` marks a POST that changes nothing; ``file`` is the media type of an answer that
    is a file.
    """
    scope = permits.scope_of(action)
    extra: dict[str, Any] = {
        "x-action": action,
        "x-scope": scope,
        "responses": {
            "4XX": {"$ref": "#/components/responses/Refused"},
            "5XX": {"$ref": "#/components/responses/Refused"},
        },
    }
    if reads:
        extra["x-reads"] = True
    if file:
        extra["responses"][200] = {
            "description": "The file",
            "content": {file: {"schema": {"type": "string", "format": "binary"}}},
        }
    return {"auth": Bearer(action), "openapi_extra": extra}


def person_of(caller: permits.Actor) -> Person:
    """The person who asks, or for whom the program does."""
    if caller.person is None:
        raise HarborError("api.caller.unknown")
    return caller.person
