"""The caller, organisations and their people, invitations, tokens."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from ipharbor.actions import permits
from ipharbor.actions.organisation.close import close
from ipharbor.actions.organisation.open import open_organisation
from ipharbor.actions.people import invite as inviting
from ipharbor.actions.people.appoint import appoint
from ipharbor.actions.people.leave import leave
from ipharbor.actions.people.lock import lock
from ipharbor.api import cursors, versions
from ipharbor.api.asking import Asked, asks
from ipharbor.api.at_hand import USUAL_LIMIT, Cursor, Id, Limit, Short
from ipharbor.api.envelope import Envelope, answer
from ipharbor.queries import people as queries
from ipharbor.queries.people import Body
from ipharbor.records.models import Invitation, Membership, Organisation
from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.places import region

router = Router(tags=["people"])

OrganisationKind = Literal[
    "installation", "district_office", "town_station", "enforcement", "firm", "lender",
    "insurer", "guarantor", "alliance", "agency",
]  # fmt: skip


class NewOrganisation(Schema):
    """An organisation; a station names the town it serves, a firm its name on its rights."""

    kind: OrganisationKind
    name: Short
    town: Short = ""
    credit_code: Short = ""


class OrganisationTold(Schema):
    id: int
    kind: str
    name: str
    town: str
    credit_code: str
    closed: bool


class PlaceTold(Schema):
    """A person's place in an organisation."""

    id: int
    person: int
    username: str
    name: str
    manager: bool
    locked: bool
    since: datetime


class NewInvitation(Schema):
    email: Short
    manager: bool = False
    lang: Literal["zh", "en"] = "zh"


class InvitationTold(Schema):
    id: int
    email: str
    manager: bool
    lang: str
    by: str
    ends_at: datetime


class ManagerStated(Schema):
    manager: bool


class LockStated(Schema):
    locked: bool


class Leaving(Schema):
    """Who takes over what the person looked after: the number of a person."""

    successor: int | None = Field(None, ge=1, le=2**63 - 1)


class HandedOverTold(Schema):
    watches: int
    warnings: int
    tasks: int


@router.get("/organisations", response=Envelope[list[Body]], **asks("organisation.open"))
def organisations(
    request: Asked,
    kind: Literal[""] | OrganisationKind = "",
    q: Annotated[str, Query(max_length=200)] = "",
    closed: bool = False,
    limit: Limit = USUAL_LIMIT,
    cursor: Cursor = "",
) -> dict[str, Any]:
    """Organisations that take part, in the order of their numbers."""
    found = queries.organisations(queries.Wanted(kind=kind, text=q.strip(), closed=closed))
    shown, following = cursors.page(
        request, sorted(found, key=lambda one: one.id), cursor=cursor, limit=limit,
        key=lambda one: one.id,
    )  # fmt: skip
    return answer(shown, following=following, total=len(found))


@router.post(
    "/organisations", response={201: Envelope[OrganisationTold]}, **asks("organisation.open")
)
def open_one(request: Asked, stated: NewOrganisation) -> Status[dict[str, Any]]:
    """Let an organisation take part."""
    made = open_organisation(
        stated.kind, stated.name, town=stated.town, credit_code=stated.credit_code,
        region=region(current().region), by=request.auth, at=timezone.now(),
    )  # fmt: skip
    return Status(201, answer(_organisation(made)))


@router.get(
    "/organisations/{organisation_id}",
    response=Envelope[OrganisationTold],
    **asks("organisation.read"),
)
def organisation(request: Asked, response: HttpResponse, organisation_id: Id) -> dict[str, Any]:
    """One organisation; `ETag` names its state."""
    found = _body(request, organisation_id)
    versions.tag(response, _state(found))
    return answer(_organisation(found))


@router.post(
    "/organisations/{organisation_id}/close",
    response=Envelope[OrganisationTold],
    **asks("organisation.close"),
)
def close_one(request: Asked, response: HttpResponse, organisation_id: Id) -> dict[str, Any]:
    """Let an organisation take part no longer; its people must have left."""
    versions.alone(f"organisation:{organisation_id}")
    found = _body(request, organisation_id)
    permits.require(request.auth, "organisation.close")
    versions.unchanged(request, _state(found))
    close(found, by=request.auth, at=timezone.now())
    found.refresh_from_db()
    versions.tag(response, _state(found))
    return answer(_organisation(found))


@router.get(
    "/organisations/{organisation_id}/places",
    response=Envelope[list[PlaceTold]],
    **asks("organisation.read"),
)
def places(
    request: Asked, organisation_id: Id, limit: Limit = USUAL_LIMIT, cursor: Cursor = ""
) -> dict[str, Any]:
    """Who has a place in an organisation now."""
    found = sorted(queries.members(_body(request, organisation_id)), key=lambda one: one.pk)
    shown, following = cursors.page(
        request, found, cursor=cursor, limit=limit, key=lambda one: one.pk
    )
    return answer([_place(one) for one in shown], following=following, total=len(found))


@router.get(
    "/organisations/{organisation_id}/invitations",
    response=Envelope[list[InvitationTold]],
    **asks("organisation.read"),
)
def invitations(request: Asked, organisation_id: Id) -> dict[str, Any]:
    """Invitations that somebody may still come with."""
    body = _body(request, organisation_id)
    found = queries.invitations(body, at=timezone.now())
    return answer([_invitation(one) for one in found])


@router.post(
    "/organisations/{organisation_id}/invitations",
    response={201: Envelope[InvitationTold]},
    **asks("people.invite"),
)
def invite(request: Asked, organisation_id: Id, stated: NewInvitation) -> Status[dict[str, Any]]:
    """Keep a place for whoever comes with the link that is mailed."""
    made = inviting.invite(
        stated.email,
        _body(request, organisation_id),
        key=secrets.token_urlsafe(32),
        address=lambda key: request.build_absolute_uri(reverse("accept", args=[key])),
        manager=stated.manager,
        lang=stated.lang,
        by=request.auth,
        at=timezone.now(),
    )
    return Status(201, answer(_invitation(made)))


@router.delete(
    "/invitations/{invitation_id}", response=Envelope[InvitationTold], **asks("people.invite")
)
def withdraw(request: Asked, invitation_id: Id) -> dict[str, Any]:
    """Withdraw an invitation; its link opens nothing more."""
    found = queries.invitation(invitation_id)
    if found is None or not permits.allowed(
        request.auth, "organisation.read", organisation=found.organisation
    ):
        raise HarborError("invitation.unknown", id=invitation_id)
    inviting.withdraw(found, by=request.auth, at=timezone.now())
    return answer(_invitation(found))


@router.put("/places/{place_id}/manager", response=Envelope[PlaceTold], **asks("people.appoint"))
def set_manager(
    request: Asked, response: HttpResponse, place_id: Id, stated: ManagerStated
) -> dict[str, Any]:
    """Make the holder of a place a manager, or not one any longer."""
    place = _found(request, place_id)
    appoint(place, stated.manager, by=request.auth, at=timezone.now())
    return _again(response, place_id)


@router.put("/places/{place_id}/lock", response=Envelope[PlaceTold], **asks("people.lock"))
def set_lock(
    request: Asked, response: HttpResponse, place_id: Id, stated: LockStated
) -> dict[str, Any]:
    """Lock the holder of a place out, or let that person in again."""
    lock(_found(request, place_id).person, stated.locked, by=request.auth, at=timezone.now())
    return _again(response, place_id)


@router.post("/places/{place_id}/leave", response=Envelope[HandedOverTold], **asks("people.leave"))
def end_place(request: Asked, place_id: Id, stated: Leaving) -> dict[str, Any]:
    """End a place; what the person looked after passes to the successor."""
    place = _found(request, place_id)
    others = {
        one.person_id: one.person
        for one in queries.members(place.organisation)
        if one.pk != place.pk
    }
    if stated.successor is not None and stated.successor not in others:
        raise HarborError("membership.unknown", fields=("successor",))
    successor = others[stated.successor] if stated.successor is not None else None
    return answer(leave(place, successor=successor, by=request.auth, at=timezone.now()))


def _body(request: Asked, organisation_id: int) -> Organisation:
    """What may not be read is answered as if it were not there."""
    found = queries.organisation(organisation_id)
    if found is None or not permits.allowed(request.auth, "organisation.read", organisation=found):
        raise HarborError("organisation.unknown", id=organisation_id)
    return found


def _found(request: Asked, place_id: int) -> Membership:
    """The place, if the caller may see it and it is as the caller read it."""
    versions.alone(f"place:{place_id}")
    found = queries.place(place_id)
    if found is None or not permits.allowed(
        request.auth, "organisation.read", organisation=found.organisation
    ):
        raise HarborError("membership.unknown")
    permits.require(request.auth, request.asked_for, organisation=found.organisation)
    versions.unchanged(request, _version(found))
    return found


def _again(response: HttpResponse, place_id: int) -> dict[str, Any]:
    found = queries.place(place_id)
    if found is None:
        raise HarborError("membership.unknown")
    versions.tag(response, _version(found))
    return answer(_place(found))


def _version(place: Membership) -> str:
    return versions.version(place.pk, place.manager, place.person.is_active, place.until)


def _state(one: Organisation) -> str:
    return versions.version(_organisation(one))


def _organisation(one: Organisation) -> dict[str, Any]:
    names = ("kind", "name", "town", "credit_code")
    told = {name: getattr(one, name) for name in names}
    return told | {"id": one.pk, "closed": one.closed_at is not None}


def _place(one: Membership) -> dict[str, Any]:
    return {
        "id": one.pk, "person": one.person_id, "username": one.person.username,
        "name": str(one.person), "manager": one.manager, "locked": not one.person.is_active,
        "since": one.since,
    }  # fmt: skip


def _invitation(one: Invitation) -> dict[str, Any]:
    return {
        "id": one.pk, "email": one.email, "manager": one.manager, "lang": one.lang,
        "by": one.by_name, "ends_at": one.ends_at,
    }  # fmt: skip
