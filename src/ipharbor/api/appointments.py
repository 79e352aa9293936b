"""Appointments of town stations."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.utils import timezone
from ninja import Router, Schema, Status

from ipharbor import wiring
from ipharbor.actions import permits
from ipharbor.actions.appointment import make as making
from ipharbor.actions.appointment.settle import settle
from ipharbor.api import versions
from ipharbor.api.asking import Asked, asks
from ipharbor.api.at_hand import USUAL_LIMIT, Cursor, Id, Limit, Short
from ipharbor.api.at_station import (
    KEEP,
    READ,
    FirmId,
    MatterId,
    Name,
    OfTown,
    TownCode,
    firm_of,
    keeping,
    matter_of,
    page,
    reading,
)
from ipharbor.api.envelope import Envelope, answer
from ipharbor.queries.station import hand as queries
from ipharbor.queries.station.hand import AppointmentRow
from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError

router = Router(tags=["stations"])


class NewAppointment(Schema):
    """An appointment; `at` without a zone is of the installation's."""

    town: TownCode = ""
    at: datetime
    subject: Short
    firm_id: FirmId | None = None
    visitor: Name = ""
    matter_id: MatterId | None = None


class AppointmentEnd(Schema):
    """How an appointment went."""

    state: Literal["planned", "kept", "missed", "cancelled"]


@router.get("/appointments", response=Envelope[list[AppointmentRow]], **asks(READ))
def appointments(
    request: Asked,
    town: OfTown = "",
    state: Literal["", "planned", "kept", "missed", "cancelled"] = "",
    limit: Limit = USUAL_LIMIT,
    cursor: Cursor = "",
) -> dict[str, Any]:
    """Appointments of a town's station, or of all, in the order of their ids."""
    held = queries.appointments(reading(request, town))
    held = held.filter(state=state) if state else held
    shown, following, total = page(request, held, limit, cursor)
    data = [queries.appointment_row(one) for one in shown]
    return answer(data, following=following, total=total)


@router.post("/appointments", response={201: Envelope[AppointmentRow]}, **asks(KEEP))
def make_appointment(request: Asked, stated: NewAppointment) -> Status[dict[str, Any]]:
    """Keep a time for a visitor or a firm at a town's station."""
    town = keeping(request, stated.town)
    when = stated.at if timezone.is_aware(stated.at) else timezone.make_aware(stated.at)
    about = matter_of(request, stated.matter_id) if stated.matter_id else None
    made = making.make(
        town,
        making.Stated(when, stated.subject, firm_of(stated.firm_id), stated.visitor, about),
        region=current().region,
        seals=wiring.firm_sealer(),
        by=request.auth,
        at=timezone.now(),
    )
    return Status(201, answer(queries.appointment_row(made)))


@router.post(
    "/appointments/{appointment_id}/settle", response=Envelope[AppointmentRow], **asks(KEEP)
)
def settle_appointment(
    request: Asked, appointment_id: Id, stated: AppointmentEnd
) -> dict[str, Any]:
    """Tell how an appointment went."""
    versions.alone(f"appointment:{appointment_id}")
    held = queries.appointment(appointment_id)
    if held is None or not permits.allowed(request.auth, READ, town=held.town):
        raise HarborError("appointment.unknown", id=appointment_id)
    permits.require(request.auth, KEEP, town=held.town)
    seals = wiring.firm_sealer()
    settle(held, stated.state, seals=seals, by=request.auth, at=timezone.now())
    return answer(queries.appointment_row(held))
