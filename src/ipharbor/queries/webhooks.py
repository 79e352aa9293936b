"""The webhooks of organisations, and what was told to each."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Count, Max, Q, QuerySet

from ipharbor.records.models import Delivery, Organisation, Webhook


def webhooks(organisation: Organisation) -> QuerySet[Webhook]:
    """Those of the organisation that are not ended, by name; of each ``waiting`` and ``dead``
    count its deliveries that stand so, and ``last_at`` is the moment of the newest."""
    held = Webhook.objects.filter(organisation=organisation, ended_at=None)
    return held.select_related("owner").annotate(
        waiting=Count("deliveries", filter=Q(deliveries__state=Delivery.State.WAITING)),
        dead=Count("deliveries", filter=Q(deliveries__state=Delivery.State.DEAD)),
        last_at=Max("deliveries__made_at"),
    ).order_by("name", "pk")  # fmt: skip


def webhook(among: Sequence[Organisation], number: int) -> Webhook | None:
    """The webhook of that number that is not ended, if it is of one of those organisations."""
    return (
        Webhook.objects.select_related("organisation", "owner")
        .filter(organisation__in=among, ended_at=None, pk=number)
        .first()
    )


def deliveries(of: Webhook) -> QuerySet[Delivery]:
    """What was told to the webhook, newest first."""
    return of.deliveries.order_by("-made_at", "-pk")


def delivery(of: Webhook, number: int) -> Delivery | None:
    """The delivery of that number to the webhook."""
    return of.deliveries.select_related("webhook__organisation").filter(pk=number).first()
