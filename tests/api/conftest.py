"""Programs that ask the interface, over the small region."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

_numbers = itertools.count(1)


@pytest.fixture(autouse=True)
def _no_limit(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    from ipharbor.api import limits

    monkeypatch.setenv("IPHARBOR_API_PER_MINUTE", "0")
    limits.held.clear()
    yield
    limits.held.clear()


class Program:
    """A program with a token; every change it asks for has a key of its own."""

    def __init__(self, key: str) -> None:
        self.client = Client(raise_request_exception=False)
        self.key = key

    def get(self, path: str, **told: Any) -> HttpResponse:
        return self.ask("get", path, **told)

    def change(self, method: str, path: str, body: Any = None, **told: Any) -> HttpResponse:
        headers = {"Idempotency-Key": f"lamp-{next(_numbers)}"} | told.pop("headers", {})
        given = {} if body is None else {"data": body, "content_type": "application/json"}
        return self.ask(method, path, headers=headers, **given, **told)

    def post(self, path: str, body: Any = None, **told: Any) -> HttpResponse:
        return self.change("post", path, body, **told)

    def ask(self, method: str, path: str, **told: Any) -> HttpResponse:
        headers = {"Authorization": f"Bearer {self.key}"} | told.pop("headers", {})
        asked = getattr(self.client, method)
        answer: HttpResponse = asked(f"/api/v1{path}", headers=headers, **told)
        return answer


@pytest.fixture
def program() -> Callable[..., Program]:
    """A program that acts for a person, with all scopes or those stated."""

    def made(person: Any, scopes: tuple[str, ...] | None = None) -> Program:
        from ipharbor.actions import permits
        from ipharbor.actions.token.make import make

        at, key = timezone.now(), f"iph_{'k' * 30}{next(_numbers)}"
        make(
            person, "灯塔", key=key, scopes=scopes or permits.SCOPES,
            ends_at=at + timedelta(days=3), by=permits.of(person), at=at,
        )  # fmt: skip
        return Program(key)

    return made


@pytest.fixture
def office_program(office: Any, corpus: Any, program: Callable[..., Program]) -> Program:
    return program(office)


@pytest.fixture
def firm_program(firm_person: Any, program: Callable[..., Program]) -> Program:
    return program(firm_person)


@pytest.fixture
def here(corpus: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch, db: None) -> Any:
    """A firm and two banks, with a vault and a seal of their own."""
    from financing_world import SEALS, World
    from ipharbor import wiring

    world = World(tmp_path)
    monkeypatch.setattr(wiring, "firm_sealer", lambda: SEALS)
    monkeypatch.setattr(wiring, "vault", lambda: world.vault)
    return world
