"""A warning as the webhooks of its person are told of it."""

from __future__ import annotations

from datetime import datetime

from ipharbor.actions import permits
from ipharbor.actions.webhook.announce import announce
from ipharbor.records.models import IssuedWarning


def announce_warning(event: str, warning: IssuedWarning, at: datetime) -> None:
    """Announce ``event`` of the warning, in the caller's transaction."""
    announce(
        event,
        warning.pk,
        {
            "warning": warning.pk,
            "watch": warning.evidence.get("watch", {}).get("name", ""),
            "grade": warning.grade,
            "state": warning.state,
            "verdict": warning.verdict,
            "as_of": warning.as_of.isoformat(),
            "documents": warning.evidence.get("new", 0),
            "evidence_sha256": warning.evidence_sha256,
            "page": f"/inbox/{warning.pk}/",
        },
        reads=lambda reader, _: permits.allowed(reader, "warning.read", owner=warning.person),
        at=at,
    )
