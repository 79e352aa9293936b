"""Raise a held warning after all, at its reader's wish."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.warning._settle import AT_READERS_WISH
from ipharbor.journal import chain
from ipharbor.records.models import IssuedWarning
from ipharbor.vocabulary.errors import HarborError


def reconsider(warning_id: int, *, by: permits.Actor, at: datetime) -> IssuedWarning:
    """The held warning is raised: the reader would have wanted it. It counts in the track
    record as missed, and is mailed no more, for the reader has it.

    Raises HarborError ``warning.unknown`` for a warning that is not there or not the
    caller's, ``warning.not_held`` for one that is raised already.
    """
    with transaction.atomic():
        warning = (
            IssuedWarning.objects.select_for_update(of=("self",))
            .select_related("person")
            .filter(pk=warning_id)
            .first()
        )
        if warning is None or not permits.allowed(by, "warning.reconsider", owner=warning.person):
            raise HarborError("warning.unknown", id=warning_id)
        if warning.decision != "held":
            raise HarborError("warning.not_held", id=warning_id)
        reason = warning.reason
        warning.decision, warning.reason, warning.changed_at = "raised", AT_READERS_WISH, at
        warning.mailed_as = warning.mailed_as or "asked for"
        warning.save(update_fields=["decision", "reason", "changed_at", "mailed_as"])
        chain.append(
            "warning.reconsider",
            f"warning:{warning.pk}",
            actor=by.name,
            at=at,
            details={"reason": reason, "mailed_as": warning.mailed_as},
            about=[f"watch:{warning.watch_id}"],
        )
    return warning
