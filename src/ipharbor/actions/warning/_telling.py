"""What the journal and the webhooks are told of a warning that was made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from ipharbor.actions import permits
from ipharbor.journal import chain
from ipharbor.records.models import IssuedWarning, Watch


def tell(
    warning: IssuedWarning, sightings: Sequence[str], *, by: permits.Actor, at: datetime
) -> None:
    """The warning's line in the journal, with all that was kept of it. What is to be raised
    is announced when it has been settled."""
    chain.append(
        "warning.raise" if warning.decision == "raised" else "warning.hold",
        f"warning:{warning.pk}",
        actor=by.name,
        at=at,
        details={
            "watch": warning.watch_id,
            "name": warning.watch.name,
            "round": warning.round_id,
            "grade": warning.grade,
            "reason": warning.reason,
            "evidence_sha256": warning.evidence_sha256,
        }
        | ({"about": warning.about} if warning.about else {}),
        enclosed={
            "person": warning.person_id,
            "score": warning.score,
            "signals": warning.signals,
            "evidence": warning.evidence,
            "sightings": list(sightings),
        },
        about=[f"watch:{warning.watch_id}"],
    )


def about_watch(watch: Watch) -> dict[str, Any]:
    """The watch as it was, for the evidence."""
    told: dict[str, Any] = {
        "name": watch.name,
        "kind": watch.kind,
        "applicant": watch.applicant,
        "query": watch.query,
        "raise_from": watch.raise_from,
    }
    if watch.subject:
        told["subject"] = watch.subject
    return told
