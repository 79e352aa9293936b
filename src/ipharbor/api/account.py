"""The caller's own account: name, language, tokens."""

from __future__ import annotations

import secrets
from datetime import datetime, time
from typing import Any, Literal

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Field

from ipharbor.actions import permits
from ipharbor.actions.people.set_language import set_language
from ipharbor.actions.people.set_name import set_name
from ipharbor.actions.token.make import PREFIX, make
from ipharbor.actions.token.revoke import revoke
from ipharbor.api import versions
from ipharbor.api.asking import Asked, asks, person_of
from ipharbor.api.at_hand import Day, Id, Short
from ipharbor.api.envelope import Envelope, answer
from ipharbor.queries import people as queries
from ipharbor.records.models import Person, Token
from ipharbor.vocabulary.errors import HarborError

router = Router(tags=["account"])


class Myself(Schema):
    """Who the caller is, and what the caller may do to anything at all."""

    id: int
    username: str
    name: str
    role: str
    lang: str
    organisation: int | None
    organisation_name: str
    firm: int | None
    manager: bool
    scopes: list[str] | None = Field(description="what the token may do; null for a person")
    may: list[str]


class MyselfStated(Schema):
    """What is left out stays as it is."""

    display_name: str | None = Field(None, max_length=80)
    lang: Literal["zh", "en"] | None = None


class TokenTold(Schema):
    """A token; its key is shown once, when it is made."""

    id: int
    name: str
    start: str
    scopes: list[str]
    made_at: datetime
    ends_at: datetime
    used_at: datetime | None
    revoked: bool


class TokenMade(TokenTold):
    key: str


class NewToken(Schema):
    name: Short
    scopes: list[Short] = Field(max_length=60)
    ends_on: Day


@router.get("/me", response=Envelope[Myself], **asks("people.set_language"))
def me(request: Asked, response: HttpResponse) -> dict[str, Any]:
    """The caller; `ETag` names what can be changed."""
    return _me(request, response, person_of(request.auth))


@router.patch("/me", response=Envelope[Myself], **asks("people.set_language"))
def change_me(request: Asked, response: HttpResponse, stated: MyselfStated) -> dict[str, Any]:
    """Change the caller's name or language."""
    person = person_of(request.auth)
    versions.alone(f"person:{person.pk}")
    person.refresh_from_db(fields=("display_name", "lang"))
    versions.unchanged(request, _version(person))
    at = timezone.now()
    if stated.display_name is not None:
        set_name(person, stated.display_name, by=request.auth, at=at)
    if stated.lang is not None:
        set_language(person, stated.lang, by=request.auth, at=at)
    return _me(request, response, person)


@router.get("/me/tokens", response=Envelope[list[TokenTold]], **asks("token.revoke"))
def tokens(request: Asked) -> dict[str, Any]:
    """The caller's tokens."""
    found = queries.proofs(person_of(request.auth)).tokens
    return answer([_token(one) for one in found], total=len(found))


@router.post("/me/tokens", response={201: Envelope[TokenMade]}, **asks("token.make"))
def make_token(request: Asked, stated: NewToken) -> Status[dict[str, Any]]:
    """Make a token. No token may: a person does, signed in on a page of the same origin."""
    key = PREFIX + secrets.token_urlsafe(32)
    made = make(
        person_of(request.auth),
        stated.name,
        key=key,
        scopes=stated.scopes,
        ends_at=timezone.make_aware(datetime.combine(stated.ends_on, time(23, 59))),
        by=request.auth,
        at=timezone.now(),
    )
    return Status(201, answer(_token(made) | {"key": key}))


@router.delete("/me/tokens/{token_id}", response=Envelope[TokenTold], **asks("token.revoke"))
def revoke_token(request: Asked, token_id: Id) -> dict[str, Any]:
    """Take a token back; its key opens nothing more."""
    person = person_of(request.auth)
    found = queries.token(person, token_id)
    if found is None:
        raise HarborError("token.unknown", id=token_id)
    revoke(found, by=request.auth, at=timezone.now())
    found.refresh_from_db()
    return answer(_token(found))


def _me(request: Asked, response: HttpResponse, person: Person) -> dict[str, Any]:
    versions.tag(response, _version(person))
    caller = request.auth
    data = {
        "id": person.pk,
        "username": person.username,
        "name": str(person),
        "role": caller.role,
        "lang": person.lang,
        "organisation": person.organisation_id,
        "organisation_name": person.organisation.name if person.organisation else "",
        "firm": person.firm_id,
        "manager": person.manager,
        "scopes": sorted(caller.scopes) if caller.scopes is not None else None,
        "may": [action for action in permits.TABLE if permits.ever(caller, action)],
    }
    return answer(data)


def _version(person: Person) -> str:
    return versions.version(person.pk, person.display_name, person.lang)


def _token(one: Token) -> dict[str, Any]:
    names = ("name", "start", "scopes", "made_at", "ends_at", "used_at")
    told = {name: getattr(one, name) for name in names}
    return told | {"id": one.pk, "revoked": one.revoked_at is not None}
