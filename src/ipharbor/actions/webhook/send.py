"""Send one event to one webhook."""

from __future__ import annotations

from datetime import datetime, timedelta

from ipharbor.actions.webhook.events import told
from ipharbor.gateways.sealing import Sealer
from ipharbor.gateways.webhook_forms import parcel
from ipharbor.gateways.webhooks import NotTaken, Sender
from ipharbor.records.models import Delivery
from ipharbor.vocabulary.errors import HarborError

# What no later attempt can mend without a person.
FINAL = frozenset({"address", "plain", "private", "sealed"})


def send(
    delivery_id: int,
    sender: Sender,
    *,
    sealer: Sealer,
    base_url: str,
    at: datetime,
    wait: timedelta | None,
) -> bool:
    """Send one delivery if it still waits; gives whether it went.

    Every attempt bears the same message, so that the receiver can know a second one. ``wait``
    is how long until the next attempt, None for none. Raises HarborError ``webhook.not_taken``
    when another attempt may go well, ``webhook.forbidden`` when none will.
    """
    delivery = (
        Delivery.objects.filter(pk=delivery_id, state=Delivery.State.WAITING)
        .select_related("webhook")
        .first()
    )
    if delivery is None:
        return False
    webhook = delivery.webhook
    if not webhook.active:
        _dead(delivery, "inactive")
        return False
    delivery.attempts += 1
    try:
        address, secret = _opened(sealer, webhook.address), _opened(sealer, webhook.secret)
        made = parcel(webhook.kind, told(delivery, base_url=base_url), secret=secret, now=at)
        delivery.status = sender.send(address, made)
    except NotTaken as failed:
        _failed(delivery, failed, at=at, wait=wait)
        code = "webhook.forbidden" if failed.why in FINAL else "webhook.not_taken"
        raise HarborError(code, name=webhook.name, why=f"{failed.why} {failed.told}") from failed
    delivery.state, delivery.sent_at = Delivery.State.SENT, at
    delivery.why, delivery.next_at = "", None
    delivery.save()
    return True


def give_up(delivery_id: int) -> None:
    """The delivery will not be tried again by itself; it keeps the reason of its last attempt."""
    Delivery.objects.filter(pk=delivery_id, state=Delivery.State.WAITING).update(
        state=Delivery.State.DEAD, next_at=None
    )


def revive(delivery_id: int) -> None:
    """The delivery waits again."""
    Delivery.objects.filter(pk=delivery_id, state=Delivery.State.DEAD).update(
        state=Delivery.State.WAITING
    )


def _opened(sealer: Sealer, sealed: str) -> str:
    if not sealed:
        return ""
    text = sealer.open(sealed)
    if text is None:
        raise NotTaken("sealed")
    return text


def _failed(delivery: Delivery, failed: NotTaken, *, at: datetime, wait: timedelta | None) -> None:
    delivery.status = failed.status
    delivery.why = f"{failed.why} {failed.told}".strip()[:300]
    delivery.next_at = at + wait if wait is not None else None
    delivery.save(update_fields=["attempts", "status", "why", "next_at"])


def _dead(delivery: Delivery, why: str) -> None:
    delivery.state, delivery.why, delivery.next_at = Delivery.State.DEAD, why, None
    delivery.save(update_fields=["state", "why", "next_at"])
