"""Send an event again that was given up."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.webhook.announce import ask
from ipharbor.journal import chain
from ipharbor.records.models import Delivery
from ipharbor.vocabulary.errors import HarborError


def redeliver(delivery: Delivery, *, by: permits.Actor, at: datetime) -> None:
    """The delivery waits again, with all its attempts before it, under the same message.

    Raises HarborError ``webhook.delivery.not_dead``, ``webhook.ended``.
    """
    webhook = delivery.webhook
    permits.require(by, "webhook.redeliver", organisation=webhook.organisation)
    with transaction.atomic():
        held = Delivery.objects.select_for_update().get(pk=delivery.pk)
        if held.state != Delivery.State.DEAD:
            raise HarborError("webhook.delivery.not_dead")
        if not webhook.active:
            raise HarborError("webhook.ended", name=webhook.name)
        held.state, held.next_at = Delivery.State.WAITING, at
        held.save(update_fields=["state", "next_at"])
        ask(held, at=at)
        chain.append(
            "webhook.redeliver",
            f"webhook:{webhook.pk}",
            actor=by.name,
            at=at,
            details={"name": webhook.name, "event": held.event, "delivery": held.pk},
        )
