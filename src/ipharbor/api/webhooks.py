"""Webhooks of an organisation, and what each was told."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any, Literal

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Field

from ipharbor import wiring
from ipharbor.actions import permits
from ipharbor.actions.webhook.add import add
from ipharbor.actions.webhook.change import change
from ipharbor.actions.webhook.end import end
from ipharbor.actions.webhook.redeliver import redeliver
from ipharbor.actions.webhook.test import try_out
from ipharbor.api import cursors, versions
from ipharbor.api.asking import Asked, asks, person_of
from ipharbor.api.at_hand import USUAL_LIMIT, Cursor, Id, Limit, Short, Text
from ipharbor.api.envelope import Envelope, answer
from ipharbor.gateways.webhook_forms import written
from ipharbor.queries import people
from ipharbor.queries import webhooks as queries
from ipharbor.records.models import Delivery, Organisation, Webhook
from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError

router = Router(tags=["webhooks"])

Event = Literal[
    "warning.raised", "warning.closed", "import.finished", "job.dead", "right.due_soon",
    "law.corrected",
]  # fmt: skip


class WebhookTold(Schema):
    """An address that is told of events; `address` is as much of it as may be shown."""

    id: int
    name: str
    kind: str
    address: str
    events: list[str]
    lang: str
    active: bool
    by: str
    made_at: datetime


class WebhookMade(WebhookTold):
    """A webhook that was just added. `secret` is what our own systems check messages by: shown
    this once, empty for a robot, whose secret the caller knows."""

    secret: str


class NewWebhook(Schema):
    """An address, and what it is to be told. A robot of DingTalk or Feishu has a `secret`."""

    name: Short
    kind: Literal["generic", "wecom", "dingtalk", "feishu"] = "generic"
    address: Text
    secret: Short = ""
    events: list[Event] = Field(min_length=1, max_length=20)
    lang: Literal["zh", "en"] = "zh"


class WebhookStated(Schema):
    """What is left out stays as it is."""

    name: Short | None = None
    events: list[Event] | None = Field(None, min_length=1, max_length=20)
    lang: Literal["zh", "en"] | None = None
    active: bool | None = None


class TrialTold(Schema):
    asked: bool = Field(description="false where the same trial was asked for before")


class DeliveryTold(Schema):
    """One event on its way to one webhook. `message` is the identity its receiver sees."""

    id: int
    event: str
    message: str
    state: str
    attempts: int
    status: int | None
    why: str
    made_at: datetime
    sent_at: datetime | None
    next_at: datetime | None


@router.get(
    "/organisations/{organisation_id}/webhooks",
    response=Envelope[list[WebhookTold]],
    **asks("webhook.read"),
)
def webhooks(request: Asked, organisation_id: Id) -> dict[str, Any]:
    """The webhooks of an organisation, by name."""
    found = list(queries.webhooks(_body(request, organisation_id)))
    return answer([_told(one) for one in found], total=len(found))


@router.post(
    "/organisations/{organisation_id}/webhooks",
    response={201: Envelope[WebhookMade]},
    **asks("webhook.add"),
)
def add_one(request: Asked, organisation_id: Id, stated: NewWebhook) -> Status[dict[str, Any]]:
    """Add a webhook. It is told what the caller may read."""
    body = _body(request, organisation_id)
    generic = stated.kind == "generic"
    secret = written(secrets.token_bytes(32)) if generic else stated.secret
    made = add(
        body, person_of(request.auth), name=stated.name, kind=stated.kind, address=stated.address,
        secret=secret, events=list(stated.events), lang=stated.lang,
        plain=current().webhook_plain_http, sealer=wiring.webhook_sealer(), by=request.auth,
        at=timezone.now(),
    )  # fmt: skip
    return Status(201, answer(_told(made) | {"secret": secret if generic else ""}))


@router.get("/webhooks/{webhook_id}", response=Envelope[WebhookTold], **asks("webhook.read"))
def webhook(request: Asked, response: HttpResponse, webhook_id: Id) -> dict[str, Any]:
    """One webhook; `ETag` names what can be changed."""
    return _again(response, _found(request, webhook_id))


@router.patch("/webhooks/{webhook_id}", response=Envelope[WebhookTold], **asks("webhook.change"))
def change_one(
    request: Asked, response: HttpResponse, webhook_id: Id, stated: WebhookStated
) -> dict[str, Any]:
    """Change what a webhook is called and told, or let it rest."""
    held = _as_read(request, webhook_id)
    given = stated.model_dump(exclude_none=True)
    now = {"name": held.name, "events": held.events, "lang": held.lang, "active": held.active}
    change(held, **(now | given), by=request.auth, at=timezone.now())
    return _again(response, _found(request, webhook_id))


@router.delete("/webhooks/{webhook_id}", response=Envelope[WebhookTold], **asks("webhook.end"))
def end_one(request: Asked, webhook_id: Id) -> dict[str, Any]:
    """End a webhook for good; nothing goes there any more."""
    held = _as_read(request, webhook_id)
    end(held, by=request.auth, at=timezone.now())
    held.refresh_from_db()
    return answer(_told(held))


@router.post("/webhooks/{webhook_id}/test", response=Envelope[TrialTold], **asks("webhook.test"))
def test_one(request: Asked, webhook_id: Id) -> dict[str, Any]:
    """Send a trial event; the deliveries show how it went."""
    once = request.headers.get("Idempotency-Key", "") or secrets.token_hex(8)
    asked = try_out(_found(request, webhook_id), once=once[:40], by=request.auth,
                    at=timezone.now())  # fmt: skip
    return answer({"asked": asked})


@router.get(
    "/webhooks/{webhook_id}/deliveries",
    response=Envelope[list[DeliveryTold]],
    **asks("webhook.read"),
)
def deliveries(
    request: Asked,
    webhook_id: Id,
    state: Literal["", "waiting", "sent", "dead"] = "",
    limit: Limit = USUAL_LIMIT,
    cursor: Cursor = "",
) -> dict[str, Any]:
    """What a webhook was told, the latest first."""
    found = queries.deliveries(_found(request, webhook_id)).order_by("-pk")
    found = found.filter(state=state) if state else found
    begins = cursors.after(request, cursor)
    rows = found if begins is None else found.filter(pk__lt=begins)
    shown, following = cursors.going_on(
        request, list(rows[: limit + 1]), limit=limit, key=lambda one: one.pk
    )
    return answer([_delivery(one) for one in shown], following=following, total=found.count())


@router.post(
    "/webhooks/{webhook_id}/deliveries/{delivery_id}/redeliver",
    response=Envelope[DeliveryTold],
    **asks("webhook.redeliver"),
)
def redeliver_one(request: Asked, webhook_id: Id, delivery_id: Id) -> dict[str, Any]:
    """Send again what was given up."""
    held = queries.delivery(_found(request, webhook_id), delivery_id)
    if held is None:
        raise HarborError("webhook.unknown", id=delivery_id)
    redeliver(held, by=request.auth, at=timezone.now())
    held.refresh_from_db()
    return answer(_delivery(held))


def _body(request: Asked, organisation_id: int) -> Organisation:
    """What may not be read is answered as if it were not there."""
    found = people.organisation(organisation_id)
    if found is None or not permits.allowed(request.auth, "organisation.read", organisation=found):
        raise HarborError("organisation.unknown", id=organisation_id)
    permits.require(request.auth, request.asked_for, organisation=found)
    return found


def _found(request: Asked, webhook_id: int) -> Webhook:
    """The webhook, of an organisation that the caller may read."""
    found = Webhook.objects.select_related("organisation", "owner").filter(pk=webhook_id).first()
    if found is None or found.ended_at is not None:
        raise HarborError("webhook.unknown", id=webhook_id)
    if not permits.allowed(request.auth, "organisation.read", organisation=found.organisation):
        raise HarborError("webhook.unknown", id=webhook_id)
    permits.require(request.auth, request.asked_for, organisation=found.organisation)
    return found


def _as_read(request: Asked, webhook_id: int) -> Webhook:
    """The webhook, if it is as the caller read it."""
    versions.alone(f"webhook:{webhook_id}")
    found = _found(request, webhook_id)
    versions.unchanged(request, _version(found))
    return found


def _again(response: HttpResponse, held: Webhook) -> dict[str, Any]:
    versions.tag(response, _version(held))
    return answer(_told(held))


def _version(one: Webhook) -> str:
    return versions.version(one.pk, one.name, one.events, one.lang, one.active, one.ended_at)


def _told(one: Webhook) -> dict[str, Any]:
    names = ("name", "kind", "events", "lang", "active", "made_at")
    told = {name: getattr(one, name) for name in names}
    return told | {"id": one.pk, "address": one.shown, "by": str(one.owner)}


def _delivery(one: Delivery) -> dict[str, Any]:
    names = ("event", "message", "state", "attempts", "status", "why", "made_at", "sent_at",
             "next_at")  # fmt: skip
    return {name: getattr(one, name) for name in names} | {"id": one.pk}
