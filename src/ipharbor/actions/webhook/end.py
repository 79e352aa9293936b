"""Tell a webhook nothing more."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.journal import chain
from ipharbor.records.models import Delivery, Webhook


def end(webhook: Webhook, *, by: permits.Actor, at: datetime) -> None:
    """Nothing goes there any more, what waits neither; address and secret are forgotten.

    Nothing happens when it was ended before.
    """
    permits.require(by, "webhook.end", organisation=webhook.organisation)
    with transaction.atomic():
        held = Webhook.objects.select_for_update().get(pk=webhook.pk)
        if held.ended_at is not None:
            return
        held.ended_at, held.active, held.address, held.secret = at, False, "", ""
        held.save(update_fields=["ended_at", "active", "address", "secret"])
        held.deliveries.filter(state=Delivery.State.WAITING).update(
            state=Delivery.State.DEAD, why="inactive", next_at=None
        )
        chain.append(
            "webhook.end", f"webhook:{held.pk}", actor=by.name, at=at, details={"name": held.name}
        )
