"""Sit down at another of one's desks."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.people import _desk
from ipharbor.journal import chain
from ipharbor.records.models import Membership, Person
from ipharbor.vocabulary.errors import HarborError


def take_desk(person: Person, organisation_id: int, *, by: permits.Actor, at: datetime) -> None:
    """From now on the person acts for that organisation. Raises HarborError
    ``membership.unknown`` where the person has no place."""
    permits.require(by, "people.take_desk", owner=person)
    place = (
        Membership.objects.filter(person=person, organisation_id=organisation_id, until=None)
        .select_related("organisation__firm")
        .first()
    )
    if place is None:
        raise HarborError("membership.unknown")
    if person.organisation_id == organisation_id:
        return
    with transaction.atomic():
        _desk.sit(person, place.organisation, manager=place.manager)
        person.save(update_fields=_desk.FIELDS)
        chain.append(
            "people.take_desk",
            f"person:{person.pk}",
            actor=by.name,
            at=at,
            details={"organisation": organisation_id},
        )
