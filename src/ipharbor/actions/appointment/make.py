"""Make an appointment at a station."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.confidential import sealed
from ipharbor.actions.station import _told
from ipharbor.gateways.sealing import Sealer
from ipharbor.journal import chain
from ipharbor.records.models import Appointment, Firm, Matter
from ipharbor.vocabulary.errors import HarborError


@dataclass(frozen=True)
class Stated:
    """An appointment as somebody states it; ``when`` is aware. ``matter`` is what it is about."""

    when: datetime
    subject: str
    firm: Firm | None = None
    visitor: str = ""
    matter: Matter | None = None


def make(
    town: str, stated: Stated, *, region: str, seals: Sealer, by: permits.Actor, at: datetime
) -> Appointment:
    """A planned appointment at the town's station.

    Raises HarborErrors ``station.town.unknown``, ``station.missing`` (without a subject, or with
    neither firm nor visitor), ``appointment.matter.elsewhere`` and ``form.text.long``.
    """
    permits.require(by, "station.keep", town=town)
    town = _told.town_of(town, region)
    visitor = _told.text("visitor", stated.visitor)
    if stated.firm is None and not visitor:
        raise HarborError("station.missing", fields=("visitor",))
    if stated.matter is not None and stated.matter.town != town:
        raise HarborError("appointment.matter.elsewhere", number=stated.matter.number)
    subject = _told.text("subject", stated.subject, wanted=True)
    with transaction.atomic():
        made = Appointment.objects.create(
            town=town, at=stated.when, firm=stated.firm, visitor=visitor, subject=subject,
            matter=stated.matter, made_by_name=by.name, made_at=at, changed_at=at,
        )  # fmt: skip
        chain.append("appointment.make", **line(made, seals=seals, by=by, at=at))
    return made


def line(made: Appointment, *, seals: Sealer, by: permits.Actor, at: datetime) -> dict[str, Any]:
    """The journal's line on the appointment as it stands, without the name of the action."""
    matter = [f"matter:{made.matter_id}"] if made.matter_id else []
    return {
        "subject": f"appointment:{made.pk}",
        "actor": by.name,
        "at": at,
        "details": _told.appointment_details(made),
        "enclosed": sealed(_told.words(made, _told.APPOINTMENT_WORDS), seals),
        "about": _told.about(made.firm, *matter),
    }
