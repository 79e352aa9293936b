"""Trainings of town stations."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.utils import timezone
from ninja import File, Query, Router, Schema, Status, UploadedFile
from pydantic import Field

from ipharbor.actions.station.import_trainings import import_trainings
from ipharbor.actions.training import record as recording
from ipharbor.api import versions
from ipharbor.api.asking import Asked, asks
from ipharbor.api.at_hand import USUAL_LIMIT, Cursor, Day, Id, Limit, Short
from ipharbor.api.at_station import (
    IMPORT,
    KEEP,
    READ,
    FirmId,
    Number,
    OfTown,
    ReceiptTold,
    TownCode,
    bringing,
    firms_of,
    keeping,
    page,
    reading,
    receipt_told,
    training_of,
)
from ipharbor.api.envelope import Envelope, answer
from ipharbor.api.receiving import laid_aside
from ipharbor.queries.station import hand as queries
from ipharbor.queries.station.hand import TrainingRow
from ipharbor.settings import current

router = Router(tags=["stations"])


class NewTraining(Schema):
    """A training; without a number the next one of the year is taken."""

    town: TownCode = ""
    on: Day
    topic: Short
    hours: Annotated[Decimal, Field(ge=0, le=200, decimal_places=1)]
    attendees: Annotated[int, Field(ge=0, le=100_000)]
    firm_ids: list[FirmId] = Field([], max_length=2000)
    number: Number = ""


class TrainingChange(Schema):
    """What is to be otherwise; what is left out stays."""

    on: Day | None = None
    topic: Short | None = None
    hours: Annotated[Decimal, Field(ge=0, le=200, decimal_places=1)] | None = None
    attendees: Annotated[int, Field(ge=0, le=100_000)] | None = None
    firm_ids: list[FirmId] | None = Field(None, max_length=2000)


@router.get("/trainings", response=Envelope[list[TrainingRow]], **asks(READ))
def trainings(
    request: Asked,
    town: OfTown = "",
    first: Annotated[date | None, Query(description="held on or after")] = None,
    last: Annotated[date | None, Query(description="held on or before")] = None,
    limit: Limit = USUAL_LIMIT,
    cursor: Cursor = "",
) -> dict[str, Any]:
    """Trainings of a town's station, or of all, in the order of their ids."""
    held = queries.trainings(reading(request, town))
    told = {"on__gte": first, "on__lte": last}
    held = held.filter(**{name: value for name, value in told.items() if value})
    shown, following, total = page(request, held, limit, cursor)
    data = [queries.training_row(one) for one in shown]
    return answer(data, following=following, total=total)


@router.post("/trainings", response={201: Envelope[TrainingRow]}, **asks(KEEP))
def record_training(request: Asked, stated: NewTraining) -> Status[dict[str, Any]]:
    """Record a training that a town's station held."""
    made = recording.record(
        keeping(request, stated.town),
        recording.Stated(
            stated.on, stated.topic, stated.hours, stated.attendees, firms_of(stated.firm_ids),
            stated.number,
        ),
        region=current().region,
        by=request.auth,
        at=timezone.now(),
    )  # fmt: skip
    return Status(201, answer(_training_shown(request, made.pk)))


@router.post("/trainings/import", response={201: Envelope[ReceiptTold]}, **asks(IMPORT))
def bring_trainings(
    request: Asked, file: Annotated[UploadedFile, File()], town: OfTown = ""
) -> Status[dict[str, Any]]:
    """Bring a table of trainings in; that of a station tells of its own town."""
    with laid_aside(file) as path:
        done = import_trainings(
            path, town=bringing(request, town), region=current().region, by=request.auth,
            at=timezone.now(),
        )  # fmt: skip
    return Status(201, answer(receipt_told(done)))


@router.get("/trainings/{training_id}", response=Envelope[TrainingRow], **asks(READ))
def one_training(request: Asked, training_id: Id) -> dict[str, Any]:
    """One training."""
    return answer(_training_shown(request, training_id))


@router.patch("/trainings/{training_id}", response=Envelope[TrainingRow], **asks(KEEP))
def correct_training(request: Asked, training_id: Id, stated: TrainingChange) -> dict[str, Any]:
    """Correct a training."""
    versions.alone(f"training:{training_id}")
    held = training_of(request, training_id)
    came = [one.firm for one in held.came.select_related("firm")]
    recording.correct(
        held,
        recording.Stated(
            stated.on or held.on,
            held.topic if stated.topic is None else stated.topic,
            held.hours if stated.hours is None else stated.hours,
            held.attendees if stated.attendees is None else stated.attendees,
            came if stated.firm_ids is None else firms_of(stated.firm_ids),
        ),
        by=request.auth,
        at=timezone.now(),
    )
    return answer(_training_shown(request, training_id))


def _training_shown(request: Asked, training_id: int) -> TrainingRow:
    return queries.training_row(training_of(request, training_id))
