"""Take a key back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.people import _notice
from ipharbor.journal import chain
from ipharbor.records.models import Token


def revoke(token: Token, *, by: permits.Actor, at: datetime) -> None:
    """The key opens nothing any more; nothing happens when it was taken back before."""
    permits.require(by, "token.revoke", owner=token.person)
    with transaction.atomic():
        held = Token.objects.select_for_update().get(pk=token.pk)
        if held.revoked_at is not None:
            return
        held.revoked_at = at
        held.save(update_fields=["revoked_at"])
        chain.append(
            "token.revoke", f"person:{held.person_id}", actor=by.name, at=at,
            details={"token": held.pk},
        )  # fmt: skip
        _notice.tell(held.person, "no_token", at=at, token=held.name)
