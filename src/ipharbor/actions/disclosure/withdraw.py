"""A firm takes a disclosure back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.journal import chain
from ipharbor.records.models import Disclosure


def withdraw(disclosure: Disclosure, *, by: permits.Actor, at: datetime) -> None:
    """The organisation reads nothing more from now on; nothing happens the second time."""
    permits.require(by, "disclosure.withdraw", firm=disclosure.firm)
    with transaction.atomic():
        held = Disclosure.objects.select_for_update().get(pk=disclosure.pk)
        if held.withdrawn_at is not None:
            return
        held.withdrawn_at = at
        held.save(update_fields=["withdrawn_at"])
        chain.append(
            "disclosure.withdraw", f"firm:{held.firm_id}", actor=by.name, at=at,
            details={"organisation": held.organisation_id},
        )  # fmt: skip
