"""Close an organisation that has ceased to take part."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.journal import chain
from ipharbor.records.models import Organisation
from ipharbor.vocabulary.errors import HarborError


def close(organisation: Organisation, *, by: permits.Actor, at: datetime) -> None:
    """Nobody can be invited any more. Its people must have left before: raises HarborError
    ``organisation.has_people``; ``organisation.closed`` when it is closed already."""
    permits.require(by, "organisation.close")
    with transaction.atomic():
        held = Organisation.objects.select_for_update().get(pk=organisation.pk)
        if held.closed_at is not None:
            raise HarborError("organisation.closed", name=held.name)
        if held.memberships.filter(until=None).exists():
            raise HarborError("organisation.has_people", name=held.name)
        held.closed_at = at
        held.save(update_fields=["closed_at"])
        chain.append(
            "organisation.close", f"organisation:{held.pk}", actor=by.name, at=at, details={}
        )
