"""Say that a bulletin has been read."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.journal import chain
from ipharbor.records.models import BulletinCopy, Person
from ipharbor.vocabulary.errors import HarborError


def acknowledge(bulletin_id: int, person: Person, *, by: permits.Actor, at: datetime) -> bool:
    """The person has read the bulletin in the own inbox; gives whether that is news. Raises
    HarborError ``bulletin.unknown`` where the inbox does not hold it."""
    permits.require(by, "bulletin.acknowledge", owner=person)
    with transaction.atomic():
        copy = (
            BulletinCopy.objects.select_for_update(of=("self",))
            .filter(bulletin=bulletin_id, person=person)
            .first()
        )
        if copy is None:
            raise HarborError("bulletin.unknown", id=bulletin_id)
        if copy.read_at is not None:
            return False
        copy.read_at = at
        copy.save(update_fields=["read_at"])
        chain.append(
            "bulletin.acknowledge",
            f"bulletin:{bulletin_id}",
            actor=by.name,
            at=at,
            details={"person": person.pk},
        )
    return True
