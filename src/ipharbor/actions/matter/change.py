"""Correct a matter, or hand it over."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.matter._matter import Stated, columns, is_open, line
from ipharbor.actions.station import _told
from ipharbor.gateways.sealing import Sealer
from ipharbor.journal import chain
from ipharbor.records.models import Matter, Person


def change(
    matter: Matter, stated: Stated, *, seals: Sealer, by: permits.Actor, at: datetime
) -> bool:
    """Let an open matter say what is stated; whether anything was changed. Its number stays.

    Raises as ``begin`` does, and HarborError ``matter.closed``.
    """
    permits.require(by, "station.keep", town=matter.town)
    is_open(matter)
    told = columns(stated, matter.town)
    told.pop("number")
    new = {name: value for name, value in told.items() if getattr(matter, name) != value}
    if not new:
        return False
    with transaction.atomic():
        for name, value in new.items():
            setattr(matter, name, value)
        matter.changed_at, matter.by_hand = at, True
        matter.save()
        chain.append("matter.change", **line(matter, seals=seals, by=by, at=at))
    return True


def hand_over(
    matter: Matter, owner: Person | None, *, seals: Sealer, by: permits.Actor, at: datetime
) -> None:
    """Give an open matter to somebody of the station or the office, or to nobody.

    Raises HarborErrors ``station.owner.elsewhere`` and ``matter.closed``.
    """
    permits.require(by, "station.keep", town=matter.town)
    is_open(matter)
    _told.works_there(owner, matter.town)
    with transaction.atomic():
        matter.owner, matter.changed_at, matter.by_hand = owner, at, True
        matter.save()
        chain.append("matter.hand_over", **line(matter, seals=seals, by=by, at=at))
