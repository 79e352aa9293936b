"""Send a trial event to one webhook."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.webhook.announce import lay_down
from ipharbor.actions.webhook.events import TEST
from ipharbor.journal import chain
from ipharbor.records.models import Webhook
from ipharbor.vocabulary.errors import HarborError


def try_out(webhook: Webhook, *, once: str, by: permits.Actor, at: datetime) -> bool:
    """Lay a trial event down for the worker; ``once`` names the wish. False when it was asked
    for before. Raises HarborError ``webhook.ended`` for one that is told nothing."""
    permits.require(by, "webhook.test", organisation=webhook.organisation)
    with transaction.atomic():
        held = Webhook.objects.select_for_update().get(pk=webhook.pk)
        if not held.active:
            raise HarborError("webhook.ended", name=held.name)
        data = {"name": held.name, "by": by.name, "page": "/webhooks/"}
        fresh = lay_down(held, TEST, f"{TEST}:{once}"[:150], data, at=at)
        if fresh:
            chain.append(
                "webhook.test",
                f"webhook:{held.pk}",
                actor=by.name,
                at=at,
                details={"name": held.name},
            )
    return fresh
