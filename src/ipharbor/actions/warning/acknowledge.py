"""Say that a warning has been read."""

from __future__ import annotations

from datetime import datetime

from ipharbor.actions import permits
from ipharbor.actions.warning._moves import move
from ipharbor.records.models import IssuedWarning


def acknowledge(warning_id: int, *, by: permits.Actor, at: datetime) -> IssuedWarning:
    """Mark the warning as read by its person."""
    return move(warning_id, "warning.acknowledge", {}, by=by, at=at)
