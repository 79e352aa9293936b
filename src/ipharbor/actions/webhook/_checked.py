"""What a person states of a webhook, looked at before it is kept."""

from __future__ import annotations

from collections.abc import Sequence

from ipharbor.actions.webhook.events import EVENTS
from ipharbor.gateways.webhook_forms import key_of
from ipharbor.gateways.webhooks import NotTaken, checked
from ipharbor.records.models import Person, Webhook
from ipharbor.vocabulary.errors import HarborError

LONGEST_SECRET = 200


def name(stated: str) -> str:
    """HarborError ``webhook.name.missing``."""
    told = " ".join(stated.split())[:80]
    if not told:
        raise HarborError("webhook.name.missing", fields=("name",))
    return told


def events(stated: Sequence[str]) -> list[str]:
    """In the order of the list; HarborError ``webhook.events.missing`` and ``.unknown``."""
    strange = [one for one in stated if one not in EVENTS]
    if strange:
        raise HarborError("webhook.events.unknown", fields=("events",), name=strange[0][:60])
    if not stated:
        raise HarborError("webhook.events.missing", fields=("events",))
    return [one for one in EVENTS if one in stated]


def lang(stated: str) -> str:
    """HarborError ``person.lang.unknown``."""
    if stated not in Person.Lang.values:
        raise HarborError("person.lang.unknown", fields=("lang",), lang=stated[:10])
    return stated


def kind(stated: str) -> str:
    """HarborError ``webhook.kind.unknown``."""
    if stated not in Webhook.Kind.values:
        raise HarborError("webhook.kind.unknown", fields=("kind",), kind=stated[:20])
    return stated


def address(stated: str, *, plain: bool) -> tuple[str, str]:
    """The address, and as much of it as may be shown. Where it leads is looked at when it is
    sent to. HarborError ``webhook.address.unfit``, ``webhook.address.plain``."""
    told = stated.strip()
    try:
        parts = checked(told, plain=plain)
    except NotTaken as wrong:
        code = "webhook.address.plain" if wrong.why == "plain" else "webhook.address.unfit"
        raise HarborError(code, fields=("address",)) from wrong
    shown = f"{parts.scheme}://{parts.netloc}{parts.path}"
    return told, shown[:80] + ("…" if parts.query or len(shown) > 80 else "")


def secret(form: str, stated: str) -> str:
    """HarborError ``webhook.secret.unfit``."""
    told = stated.strip()
    if len(told) > LONGEST_SECRET or not told.isprintable():
        raise HarborError("webhook.secret.unfit", fields=("secret",))
    if form == "generic":
        try:
            key_of(told)
        except ValueError as wrong:
            raise HarborError("webhook.secret.unfit", fields=("secret",)) from wrong
    return told
