"""The webhooks of organisations, and what was told to each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ipharbor.records.models import Delivery, Organisation, Webhook

SHOWN = 20  # deliveries of a webhook on its page


@dataclass(frozen=True)
class Shown:
    """A webhook that is not ended, its last deliveries, and how many of all stand how."""

    webhook: Webhook
    deliveries: tuple[Delivery, ...]
    waiting: int
    dead: int


def webhooks(organisation: Organisation) -> list[Shown]:
    """Those of the organisation, by name."""
    held = Webhook.objects.filter(organisation=organisation, ended_at=None)
    return [_shown(one) for one in held.select_related("owner").order_by("name", "pk")]


def webhook(among: Sequence[Organisation], number: int) -> Webhook | None:
    """The webhook of that number that is not ended, if it is of one of those organisations."""
    return (
        Webhook.objects.select_related("organisation", "owner")
        .filter(organisation__in=among, ended_at=None, pk=number)
        .first()
    )


def delivery(of: Webhook, number: int) -> Delivery | None:
    """The delivery of that number to the webhook."""
    return of.deliveries.select_related("webhook__organisation").filter(pk=number).first()


def _shown(one: Webhook) -> Shown:
    told = one.deliveries.order_by("-made_at", "-pk")
    return Shown(
        one,
        tuple(told[:SHOWN]),
        told.filter(state=Delivery.State.WAITING).count(),
        told.filter(state=Delivery.State.DEAD).count(),
    )
