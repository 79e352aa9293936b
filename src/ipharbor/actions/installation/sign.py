"""Sign the journal as it stands."""

from __future__ import annotations

import base64
from datetime import datetime
from pathlib import Path

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.gateways.timestamp import Timestamper
from ipharbor.journal import chain, heads
from ipharbor.journal.keys import signing_key
from ipharbor.journal.models import Head


def sign(*, home: Path, timestamper: Timestamper | None, by: permits.Actor, at: datetime) -> Head:
    """A signed head over all lines, the line that tells of the signing and its key included.

    The key is made in ``home`` on first use. A time stamp is asked for where there is a
    ``timestamper``; when none is to be had, the head stands without one and says why. Whoever
    may make a backup may sign. Raises HarborError ``journal.key.damaged``.
    """
    permits.require(by, "installation.backup")
    key = signing_key(home)
    public = base64.b64encode(key.public_key().public_bytes_raw()).decode("ascii")
    with transaction.atomic():
        chain.append("journal.sign", "journal", actor=by.name, at=at, details={"public": public})
        head = heads.sign(key, at=at)
    if timestamper is not None:
        _stamp(head, timestamper)
    return head


def _stamp(head: Head, timestamper: Timestamper) -> None:
    """Outside the transaction: nobody waits for the authority."""
    try:
        head.timestamp = timestamper.stamp(heads.note(head).text().encode("utf-8"))
    except OSError as failed:
        head.timestamp_why = f"{type(failed).__name__}: {failed}"[:300]
    head.save(update_fields=["timestamp", "timestamp_why"])
