"""Close a matter with its outcome, or open it again."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.matter._matter import is_open, line
from ipharbor.actions.station import _told
from ipharbor.gateways.sealing import Sealer
from ipharbor.journal import chain
from ipharbor.records.models import Matter
from ipharbor.vocabulary.errors import HarborError


def close(
    matter: Matter, *, outcome: str, on: date, seals: Sealer, by: permits.Actor, at: datetime
) -> None:
    """Close it as of ``on``. Raises HarborErrors ``station.missing`` without an outcome,
    ``matter.closed``, and ``matter.closed.before`` for a day before it was received."""
    permits.require(by, "station.keep", town=matter.town)
    is_open(matter)
    told = _told.text("outcome", outcome, wanted=True)
    if on < matter.received_on:
        received = matter.received_on.isoformat()
        raise HarborError("matter.closed.before", fields=("closed_on",), received=received)
    with transaction.atomic():
        matter.state, matter.outcome = Matter.State.CLOSED, told
        matter.closed_on, matter.changed_at, matter.by_hand = on, at, True
        matter.save()
        chain.append("matter.close", **line(matter, seals=seals, by=by, at=at))


def reopen(matter: Matter, *, seals: Sealer, by: permits.Actor, at: datetime) -> None:
    """Open it again; its outcome is taken back. HarborError ``matter.open`` for an open one."""
    permits.require(by, "station.keep", town=matter.town)
    if matter.state != Matter.State.CLOSED:
        raise HarborError("matter.open", number=matter.number)
    with transaction.atomic():
        matter.state, matter.outcome = Matter.State.OPEN, ""
        matter.closed_on, matter.changed_at, matter.by_hand = None, at, True
        matter.save()
        chain.append("matter.reopen", **line(matter, seals=seals, by=by, at=at))
