"""The life of a raised warning: new → acknowledged → in hand → closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.warning._announced import announce_warning
from ipharbor.journal import chain
from ipharbor.records.models import IssuedWarning
from ipharbor.vocabulary.errors import HarborError

MOVES: dict[str, tuple[frozenset[str], str]] = {
    "warning.acknowledge": (frozenset({"new"}), "acknowledged"),
    "warning.act": (frozenset({"new", "acknowledged", "in_hand"}), "in_hand"),
    "warning.close": (frozenset({"new", "acknowledged", "in_hand"}), "closed"),
}


def move(
    warning_id: int,
    action: str,
    changes: Mapping[str, Any],
    *,
    by: permits.Actor,
    at: datetime,
) -> IssuedWarning:
    """Move a warning along ``action`` with its changes and its journal line.

    Raises HarborError ``warning.unknown`` for a warning that is not there or not the
    caller's, ``warning.move.impossible`` when its state does not allow the move.
    """
    allowed_from, target = MOVES[action]
    with transaction.atomic():
        warning = (
            IssuedWarning.objects.select_for_update(of=("self",))
            .select_related("person")
            .filter(pk=warning_id)
            .first()
        )
        if warning is None or not permits.allowed(by, action, owner=warning.person):
            raise HarborError("warning.unknown", id=warning_id)
        if warning.state not in allowed_from:
            raise HarborError("warning.move.impossible", state=warning.state, action=action)
        before, warning.state, warning.changed_at = warning.state, target, at
        for name, value in changes.items():
            setattr(warning, name, value)
        warning.save()
        chain.append(
            action,
            f"warning:{warning.pk}",
            actor=by.name,
            at=at,
            details={"from": before, "to": target} | _plain(changes),
            about=[f"watch:{warning.watch_id}"],
        )
        if target == "closed":
            announce_warning("warning.closed", warning, at)
    return warning


def _plain(changes: Mapping[str, Any]) -> dict[str, str | None]:
    return {name: None if value is None else str(value) for name, value in changes.items()}
