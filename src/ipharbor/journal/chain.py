"""Appending to the journal and checking that nobody has edited it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from ipharbor.journal.models import Line

START = "0" * 64


@dataclass(frozen=True)
class Broken:
    """The first line that does not follow from the one before it."""

    seq: int
    why: str


def append(
    action: str, subject: str, *, actor: str, at: datetime, details: Mapping[str, Any]
) -> Line:
    """Add a line; must be called in the transaction of the change it tells of.

    ``at`` is aware. ``details`` must be JSON and hold no secrets and no personal data
    beyond user names. Raises RuntimeError outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a journal line belongs to the transaction of its change")
    last = Line.objects.select_for_update().order_by("-seq").first()
    seq, previous = (last.seq + 1, last.hash) if last else (1, START)
    line = Line(
        seq=seq,
        at=at.astimezone(UTC),
        actor=actor,
        action=action,
        subject=subject,
        details=dict(details),
        previous=previous,
    )
    line.hash = digest(line)
    line.save(force_insert=True)
    return line


def digest(line: Line) -> str:
    """SHA-256 of the line's canonical JSON, the previous hash included."""
    told = {
        "seq": line.seq,
        "at": line.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": line.actor,
        "action": line.action,
        "subject": line.subject,
        "details": line.details,
        "previous": line.previous,
    }
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def verify() -> Broken | None:
    """Walk the whole chain; None when every line follows from the one before it."""
    previous, expected = START, 1
    for line in Line.objects.order_by("seq").iterator(chunk_size=2000):
        if line.seq != expected:
            return Broken(line.seq, "journal.gap")
        if line.previous != previous:
            return Broken(line.seq, "journal.unlinked")
        if digest(line) != line.hash:
            return Broken(line.seq, "journal.edited")
        previous, expected = line.hash, expected + 1
    return None
