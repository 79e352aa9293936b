"""What is stated of a matter, looked at; and what the journal keeps of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from ipharbor.actions import permits
from ipharbor.actions.confidential import sealed
from ipharbor.actions.station import _told
from ipharbor.gateways.sealing import Sealer
from ipharbor.records.models import Firm, Matter, Person
from ipharbor.records.stations import MATTER_KINDS
from ipharbor.vocabulary.errors import HarborError


@dataclass(frozen=True)
class Stated:
    """A matter as somebody states it; without a number the next one of the year is taken."""

    received_on: date
    kind: str
    subject: str
    firm: Firm | None = None
    visitor: str = ""
    notes: str = ""
    number: str = ""
    owner: Person | None = None


def columns(stated: Stated, town: str) -> dict[str, Any]:
    """The columns of what is stated, cleaned.

    Raises HarborErrors ``matter.kind.unknown``, ``station.missing`` (without a subject, or with
    neither firm nor visitor), ``station.owner.elsewhere`` and ``form.text.long``.
    """
    if stated.kind not in MATTER_KINDS:
        raise HarborError("matter.kind.unknown", fields=("kind",), kind=stated.kind[:20])
    visitor = _told.text("visitor", stated.visitor)
    if stated.firm is None and not visitor:
        raise HarborError("station.missing", fields=("visitor",))
    _told.works_there(stated.owner, town)
    return {
        "number": _told.text("number", stated.number),
        "received_on": stated.received_on,
        "kind": stated.kind,
        "firm": stated.firm,
        "visitor": visitor,
        "subject": _told.text("subject", stated.subject, wanted=True),
        "notes": _told.text("notes", stated.notes),
        "owner": stated.owner,
    }


def is_open(matter: Matter) -> None:
    """Raise HarborError ``matter.closed`` unless it is open."""
    if matter.state != Matter.State.OPEN:
        raise HarborError("matter.closed", number=matter.number)


def line(matter: Matter, *, seals: Sealer, by: permits.Actor, at: datetime) -> dict[str, Any]:
    """The journal's line on the matter as it stands, without the name of the action."""
    return {
        "subject": f"matter:{matter.pk}",
        "actor": by.name,
        "at": at,
        "details": _told.matter_details(matter),
        "enclosed": sealed(_told.words(matter, _told.MATTER_WORDS), seals),
        "about": _told.about(matter.firm),
    }
