"""Tell readers by mail of the warnings that are due."""

from __future__ import annotations

from datetime import datetime

from ipharbor.actions import permits
from ipharbor.actions.warning._mails import write_mails
from ipharbor.warning.wishes import Works


def tell(*, base_url: str, works: Works, by: permits.Actor, at: datetime) -> int:
    """Lay down a mail for each reader for whom one is due at ``at``; gives how many were laid
    down. Each warning is told once, so that done again it lays down nothing."""
    permits.require(by, "warning.round")
    return write_mails(base_url, by=by, at=at, works=works)
