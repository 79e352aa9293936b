"""Announce an event to the webhooks that chose it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.jobs.enqueue import enqueue, the_clock
from ipharbor.actions.webhook.events import EVENTS
from ipharbor.records.models import Delivery, Webhook

Reads = Callable[[permits.Actor, Webhook], bool]
SEND = "webhook.send"


def announce(
    event: str, ref: object, data: Mapping[str, Any], *, reads: Reads, at: datetime
) -> int:
    """Lay the event down for every webhook that chose it and whose owner may read it; gives how
    many those are.

    To be called in the transaction of what it tells of: without its commit there is no event,
    and with it none is lost. ``ref`` makes the event one: announced again it is not told again.
    ``data`` is flat JSON, ``page`` in it the page that shows it, without the host. ``reads``
    says whether a webhook's owner may read the thing now.
    """
    if event not in EVENTS:
        raise ValueError(event)
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an event belongs to the transaction of what it tells of")
    made = 0
    listening = Webhook.objects.filter(active=True).select_related(
        "owner__organisation", "owner__firm", "organisation"
    )
    for webhook in listening.order_by("pk"):
        if event in webhook.events and reads(permits.of(webhook.owner), webhook):
            made += lay_down(webhook, event, f"{event}:{ref}", data, at=at)
    return made


def lay_down(
    webhook: Webhook, event: str, ref: str, data: Mapping[str, Any], *, at: datetime
) -> bool:
    """One delivery with its job, in the caller's transaction; False when it is there already."""
    once = f"{webhook.pk}:{ref}"[:200]
    delivery, fresh = Delivery.objects.get_or_create(
        once=once,
        defaults={
            "webhook": webhook,
            "event": event,
            "message": "msg_" + hashlib.sha256(f"{webhook.pk}:{once}".encode()).hexdigest()[:32],
            "body": dict(data),
            "next_at": at,
            "made_at": at,
        },
    )
    if fresh:
        ask(delivery, at=at)
    return fresh


def ask(delivery: Delivery, *, at: datetime) -> None:
    """A job for the delivery, in the caller's transaction; another at each moment asked."""
    enqueue(
        SEND,
        once=f"{SEND}:{delivery.pk}:{at.isoformat()}",
        about=f"{delivery.webhook.name}: {delivery.event}",
        argument={"delivery": delivery.pk},
        by=the_clock(),
        at=at,
    )
