"""Name an address that is to be told of events."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.webhook import _checked
from ipharbor.gateways.sealing import Sealer
from ipharbor.journal import chain
from ipharbor.records.models import Organisation, Person, Webhook
from ipharbor.vocabulary.errors import HarborError

MOST = 20  # webhooks of an organisation


def add(
    organisation: Organisation,
    owner: Person,
    *,
    name: str,
    kind: str,
    address: str,
    secret: str,
    events: Sequence[str],
    lang: str,
    plain: bool,
    sealer: Sealer,
    by: permits.Actor,
    at: datetime,
) -> Webhook:
    """A webhook of ``organisation`` that is told what ``owner`` may read.

    ``secret`` of a generic one is ``whsec_`` and base64, of the entrance's making and shown
    once; of a robot what its maker gave, or nothing. ``plain`` allows an address without TLS.
    Raises HarborErrors ``webhook.…`` with the field concerned, ``webhook.too_many``.
    """
    permits.require(by, "webhook.add", organisation=organisation)
    name, kind = _checked.name(name), _checked.kind(kind)
    address, shown = _checked.address(address, plain=plain)
    secret = _checked.secret(kind, secret)
    chosen, spoken = _checked.events(events), _checked.lang(lang)
    with transaction.atomic():
        if Webhook.objects.filter(organisation=organisation, ended_at=None).count() >= MOST:
            raise HarborError("webhook.too_many", fields=("name",), most=MOST)
        made = Webhook.objects.create(
            organisation=organisation, owner=owner, name=name, kind=kind, shown=shown,
            address=sealer.seal(address), secret=sealer.seal(secret) if secret else "",
            events=chosen, lang=spoken, made_at=at,
        )  # fmt: skip
        chain.append(
            "webhook.add",
            f"webhook:{made.pk}",
            actor=by.name,
            at=at,
            details={
                "name": name, "kind": kind, "shown": shown, "events": chosen, "lang": spoken,
                "organisation": organisation.pk, "owner": owner.pk,
            },
        )  # fmt: skip
    return made
