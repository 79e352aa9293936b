"""Change what a webhook is told, or let it rest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.webhook import _checked
from ipharbor.journal import chain
from ipharbor.records.models import Webhook
from ipharbor.vocabulary.errors import HarborError


def change(
    webhook: Webhook,
    *,
    name: str,
    events: Sequence[str],
    lang: str,
    active: bool,
    by: permits.Actor,
    at: datetime,
) -> Webhook:
    """The webhook as it is from now on; address and secret stay.

    Raises HarborErrors ``webhook.…`` with the field concerned, ``webhook.ended``.
    """
    permits.require(by, "webhook.change", organisation=webhook.organisation)
    told, chosen, spoken = _checked.name(name), _checked.events(events), _checked.lang(lang)
    with transaction.atomic():
        held = Webhook.objects.select_for_update().get(pk=webhook.pk)
        if held.ended_at is not None:
            raise HarborError("webhook.ended", name=held.name)
        held.name, held.events, held.lang, held.active = told, chosen, spoken, active
        held.save(update_fields=["name", "events", "lang", "active"])
        chain.append(
            "webhook.change",
            f"webhook:{held.pk}",
            actor=by.name,
            at=at,
            details={"name": told, "events": chosen, "lang": spoken, "active": active},
        )
    return held
