"""Tell how an appointment went."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from ipharbor.actions import permits
from ipharbor.actions.appointment.make import line
from ipharbor.gateways.sealing import Sealer
from ipharbor.journal import chain
from ipharbor.records.models import Appointment
from ipharbor.vocabulary.errors import HarborError


def settle(
    appointment: Appointment, state: str, *, seals: Sealer, by: permits.Actor, at: datetime
) -> None:
    """It was kept, missed or called off; or, told by mistake, is planned again.

    Raises HarborErrors ``appointment.state.unknown``, ``appointment.settled`` where it says so
    already, and ``appointment.early`` for one that was kept or missed before its day.
    """
    permits.require(by, "station.keep", town=appointment.town)
    if state not in Appointment.State.values:
        raise HarborError("appointment.state.unknown", fields=("state",), state=state[:20])
    if state == appointment.state:
        raise HarborError("appointment.settled", state=state)
    if state in (Appointment.State.KEPT, Appointment.State.MISSED) and (
        timezone.localdate(appointment.at) > timezone.localdate(at)
    ):
        raise HarborError("appointment.early", fields=("state",))
    with transaction.atomic():
        appointment.state, appointment.changed_at = state, at
        appointment.save()
        chain.append("appointment.settle", **line(appointment, seals=seals, by=by, at=at))
