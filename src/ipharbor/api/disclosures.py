"""What firms let others read, and until when."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Field

from ipharbor.actions import permits
from ipharbor.actions.disclosure.give import give
from ipharbor.actions.disclosure.withdraw import withdraw
from ipharbor.api import cursors, versions
from ipharbor.api.asking import Asked, asks, person_of
from ipharbor.api.at_hand import USUAL_LIMIT, Cursor, Day, Id, Limit, Text
from ipharbor.api.envelope import Envelope, answer
from ipharbor.queries import people as queries
from ipharbor.records.models import Disclosure, Firm
from ipharbor.vocabulary.errors import HarborError

router = Router(tags=["disclosures"])


class DisclosureTold(Schema):
    """A firm lets an organisation read its docket until a day, for a purpose."""

    id: int
    firm: int
    firm_name: str
    organisation: int
    organisation_name: str
    purpose: str
    sales: bool
    since: datetime
    until: date
    withdrawn: bool


class NewDisclosure(Schema):
    """To whom, what for, and until which day: a year at most. With `sales` also what the firm's
    products sold for, which an office or a station may be told as well."""

    organisation: int = Field(ge=1, le=2**63 - 1)
    purpose: Text
    until: Day
    sales: bool = False


@router.get("/disclosures", response=Envelope[list[DisclosureTold]], **asks("disclosure.read"))
def listing(request: Asked, limit: Limit = USUAL_LIMIT, cursor: Cursor = "") -> dict[str, Any]:
    """What the caller's firm discloses and has disclosed; for others what firms let their
    organisation read today. The latest first."""
    person, caller = person_of(request.auth), request.auth
    if permits.allowed(caller, "disclosure.read", firm=person.firm):
        found = list(queries.disclosures_of(_firm(request)))
    elif person.organisation is not None:
        found = list(queries.disclosures_to(person.organisation, on=timezone.localdate()))
    else:
        found = []
    shown, following = cursors.page(
        request, sorted(found, key=lambda one: -one.pk), cursor=cursor, limit=limit,
        key=lambda one: -one.pk,
    )  # fmt: skip
    return answer([_told(one) for one in shown], following=following, total=len(found))


@router.get(
    "/disclosures/{disclosure_id}",
    response=Envelope[DisclosureTold],
    **asks("disclosure.read"),
)
def one(request: Asked, response: HttpResponse, disclosure_id: Id) -> dict[str, Any]:
    """One disclosure; `ETag` names its state."""
    found = _found(request, disclosure_id, "disclosure.read")
    versions.tag(response, versions.version(_told(found)))
    return answer(_told(found))


@router.post("/disclosures", response={201: Envelope[DisclosureTold]}, **asks("disclosure.give"))
def give_one(request: Asked, stated: NewDisclosure) -> Status[dict[str, Any]]:
    """Let an organisation read the docket of the caller's firm."""
    to = queries.organisation(stated.organisation)
    if to is None:
        raise HarborError("disclosure.kind.unfit", fields=("organisation",))
    made = give(
        _firm(request), to, purpose=stated.purpose, until=stated.until, sales=stated.sales,
        by=request.auth, at=timezone.now(),
    )  # fmt: skip
    return Status(201, answer(_told(made)))


@router.delete(
    "/disclosures/{disclosure_id}",
    response=Envelope[DisclosureTold],
    **asks("disclosure.withdraw"),
)
def withdraw_one(request: Asked, response: HttpResponse, disclosure_id: Id) -> dict[str, Any]:
    """Withdraw a disclosure: nothing more is read from now on."""
    versions.alone(f"disclosure:{disclosure_id}")
    found = _found(request, disclosure_id, "disclosure.withdraw")
    versions.unchanged(request, versions.version(_told(found)))
    withdraw(found, by=request.auth, at=timezone.now())
    found.refresh_from_db()
    versions.tag(response, versions.version(_told(found)))
    return answer(_told(found))


def _found(request: Asked, disclosure_id: int, action: str) -> Disclosure:
    """What may not be read is answered as if it were not there."""
    found = queries.disclosure(disclosure_id)
    if found is None or not permits.allowed(request.auth, action, firm=found.firm):
        raise HarborError("disclosure.unknown", id=disclosure_id)
    return found


def _firm(request: Asked) -> Firm:
    firm = person_of(request.auth).firm
    if firm is None:
        raise HarborError("docket.firm.none")
    return firm


def _told(one: Disclosure) -> dict[str, Any]:
    return {
        "id": one.pk, "firm": one.firm_id, "firm_name": one.firm.name,
        "organisation": one.organisation_id, "organisation_name": one.organisation.name,
        "purpose": one.purpose, "sales": one.sales, "since": one.since, "until": one.until,
        "withdrawn": one.withdrawn_at is not None,
    }  # fmt: skip
