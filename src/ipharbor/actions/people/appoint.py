"""Say who looks after the people of an organisation."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.journal import chain
from ipharbor.records.models import Membership, Person
from ipharbor.vocabulary.errors import HarborError


def appoint(place: Membership, manager: bool, *, by: permits.Actor, at: datetime) -> None:
    """Make the holder of the place a manager, or not one any longer.

    An organisation that has a manager keeps one: raises HarborError
    ``organisation.last_manager``; ``membership.ended`` for a place that was left.
    """
    permits.require(by, "people.appoint", organisation=place.organisation)
    with transaction.atomic():
        held = Membership.objects.select_for_update().get(pk=place.pk)
        if held.until is not None:
            raise HarborError("membership.ended")
        if held.manager == manager:
            return
        if not manager:
            keep_a_manager(held)
        held.manager = manager
        held.save(update_fields=["manager"])
        Person.objects.filter(pk=held.person_id, organisation=held.organisation_id).update(
            manager=manager
        )
        chain.append(
            "people.appoint",
            f"person:{held.person_id}",
            actor=by.name,
            at=at,
            details={"organisation": held.organisation_id, "manager": manager},
        )


def keep_a_manager(leaving: Membership) -> None:
    """Raise HarborError ``organisation.last_manager`` when others would be left without one."""
    others = Membership.objects.filter(
        organisation=leaving.organisation, until=None, person__is_active=True
    )
    others = others.exclude(pk=leaving.pk)
    if leaving.manager and others.exists() and not others.filter(manager=True).exists():
        raise HarborError("organisation.last_manager", name=leaving.organisation.name)
