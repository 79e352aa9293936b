"""Choose which mails a person gets."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.mail.kinds import USUAL, wants
from ipharbor.journal import chain
from ipharbor.records.models import MailChoice, Person
from ipharbor.vocabulary.errors import HarborError


def choose(person: Person, kind: str, wanted: bool, *, by: permits.Actor, at: datetime) -> bool:
    """Mails of ``kind`` are sent, or not, from now on; gives whether that is a change.

    Raises HarborError ``mail.kind.unknown``.
    """
    permits.require(by, "mail.choose", owner=person)
    if kind not in USUAL:
        raise HarborError("mail.kind.unknown", fields=("kind",), kind=kind[:20])
    with transaction.atomic():
        if wants(person, kind) == wanted:
            return False
        MailChoice.objects.update_or_create(
            person=person, kind=kind, defaults={"wanted": wanted, "changed_at": at}
        )
        chain.append(
            "mail.choose",
            f"person:{person.pk}",
            actor=by.name,
            at=at,
            details={"kind": kind, "wanted": wanted},
        )
    return True
