"""Matters of town stations."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from django.utils import timezone
from ninja import File, Query, Router, Schema, Status, UploadedFile
from pydantic import StringConstraints

from ipharbor import wiring
from ipharbor.actions.matter import begin as beginning
from ipharbor.actions.matter.change import change
from ipharbor.actions.matter.close import close, reopen
from ipharbor.actions.station.import_matters import import_matters
from ipharbor.api import versions
from ipharbor.api.asking import Asked, asks
from ipharbor.api.at_hand import USUAL_LIMIT, Cursor, Day, Id, Limit, Short, Text, usual_day
from ipharbor.api.at_station import (
    IMPORT,
    KEEP,
    READ,
    FirmId,
    Name,
    Number,
    OfTown,
    PersonId,
    ReceiptTold,
    TownCode,
    bringing,
    firm_of,
    keeping,
    matter_of,
    owner_of,
    page,
    reading,
    receipt_told,
)
from ipharbor.api.envelope import Envelope, answer
from ipharbor.api.receiving import laid_aside
from ipharbor.queries.station import hand as queries
from ipharbor.queries.station.hand import MatterRow
from ipharbor.records.models import Matter
from ipharbor.settings import current

router = Router(tags=["stations"])

Kind = Literal[
    "advice", "filing", "fees", "pledge", "dispute", "evidence", "licence", "training", "other"
]  # fmt: skip


class NewMatter(Schema):
    """A matter; without a number the next one of the year is taken. It names a firm or a
    visitor."""

    town: TownCode = ""
    received_on: Day
    kind: Kind
    subject: Short
    firm_id: FirmId | None = None
    visitor: Name = ""
    notes: Text = ""
    number: Number = ""
    owner_id: PersonId | None = None


class MatterChange(Schema):
    """What is to be otherwise; what is left out stays."""

    received_on: Day | None = None
    kind: Kind | None = None
    subject: Short | None = None
    firm_id: FirmId | None = None
    visitor: Name | None = None
    notes: Text | None = None
    owner_id: PersonId | None = None


class MatterEnd(Schema):
    """What came of a matter, and the day."""

    outcome: Annotated[str, StringConstraints(max_length=300)]
    on: Day


@router.get("/matters", response=Envelope[list[MatterRow]], **asks(READ))
def matters(
    request: Asked,
    town: OfTown = "",
    state: Literal["", "open", "closed"] = "",
    kind: Kind | None = None,
    first: Annotated[date | None, Query(description="received on or after")] = None,
    last: Annotated[date | None, Query(description="received on or before")] = None,
    limit: Limit = USUAL_LIMIT,
    cursor: Cursor = "",
) -> dict[str, Any]:
    """Matters of a town's station, or of all for who sees them all, in the order of their ids."""
    held = queries.matters(reading(request, town))
    told = {"state": state, "kind": kind, "received_on__gte": first, "received_on__lte": last}
    held = held.filter(**{name: value for name, value in told.items() if value})
    shown, following, total = page(request, held, limit, cursor)
    on = usual_day()
    return answer([queries.matter_row(one, on) for one in shown], following=following,
                  as_of=on, total=total)  # fmt: skip


@router.post("/matters", response={201: Envelope[MatterRow]}, **asks(KEEP))
def begin_matter(request: Asked, stated: NewMatter) -> Status[dict[str, Any]]:
    """Write a matter down at a town's station."""
    town = keeping(request, stated.town)
    made = beginning.begin(
        town,
        beginning.Stated(
            stated.received_on, stated.kind, stated.subject, firm_of(stated.firm_id),
            stated.visitor, stated.notes, stated.number, owner_of(town, stated.owner_id),
        ),
        region=current().region,
        seals=wiring.firm_sealer(),
        by=request.auth,
        at=timezone.now(),
    )  # fmt: skip
    return Status(201, answer(queries.matter_row(made, usual_day())))


@router.post("/matters/import", response={201: Envelope[ReceiptTold]}, **asks(IMPORT))
def bring_matters(
    request: Asked, file: Annotated[UploadedFile, File()], town: OfTown = ""
) -> Status[dict[str, Any]]:
    """Bring a table of matters in; that of a station tells of its own town."""
    with laid_aside(file) as path:
        done = import_matters(
            path, town=bringing(request, town), region=current().region,
            seals=wiring.firm_sealer(), by=request.auth, at=timezone.now(),
        )  # fmt: skip
    return Status(201, answer(receipt_told(done)))


@router.get("/matters/{matter_id}", response=Envelope[MatterRow], **asks(READ))
def one_matter(request: Asked, response: HttpResponse, matter_id: Id) -> dict[str, Any]:
    """One matter; `ETag` names its state."""
    return _matter_told(response, matter_of(request, matter_id))


@router.patch("/matters/{matter_id}", response=Envelope[MatterRow], **asks(KEEP))
def change_matter(
    request: Asked, response: HttpResponse, matter_id: Id, stated: MatterChange
) -> dict[str, Any]:
    """Correct an open matter, or hand it over; `owner_id` null gives it to nobody."""
    held, said = _unchanged(request, matter_id), stated.model_fields_set
    change(
        held,
        beginning.Stated(
            stated.received_on or held.received_on,
            stated.kind or held.kind,
            held.subject if stated.subject is None else stated.subject,
            firm_of(stated.firm_id) if "firm_id" in said else held.firm,
            held.visitor if stated.visitor is None else stated.visitor,
            held.notes if stated.notes is None else stated.notes,
            owner=owner_of(held.town, stated.owner_id) if "owner_id" in said else held.owner,
        ),
        seals=wiring.firm_sealer(),
        by=request.auth,
        at=timezone.now(),
    )
    return _matter_told(response, matter_of(request, matter_id))


@router.post("/matters/{matter_id}/close", response=Envelope[MatterRow], **asks(KEEP))
def close_matter(
    request: Asked, response: HttpResponse, matter_id: Id, stated: MatterEnd
) -> dict[str, Any]:
    """Close a matter with what came of it."""
    close(
        _unchanged(request, matter_id), outcome=stated.outcome, on=stated.on,
        seals=wiring.firm_sealer(), by=request.auth, at=timezone.now(),
    )  # fmt: skip
    return _matter_told(response, matter_of(request, matter_id))


@router.post("/matters/{matter_id}/reopen", response=Envelope[MatterRow], **asks(KEEP))
def reopen_matter(request: Asked, response: HttpResponse, matter_id: Id) -> dict[str, Any]:
    """Open a matter again."""
    held = _unchanged(request, matter_id)
    reopen(held, seals=wiring.firm_sealer(), by=request.auth, at=timezone.now())
    return _matter_told(response, matter_of(request, matter_id))


def _unchanged(request: Asked, matter_id: int) -> Matter:
    versions.alone(f"matter:{matter_id}")
    held = matter_of(request, matter_id)
    versions.unchanged(request, _version(held))
    return held


def _version(held: Matter) -> str:
    return versions.version(
        held.pk, held.received_on, held.kind, held.firm_id, held.visitor, held.subject, held.notes,
        held.owner_id, held.state, held.outcome, held.closed_on,
    )  # fmt: skip


def _matter_told(response: HttpResponse, held: Matter) -> dict[str, Any]:
    versions.tag(response, _version(held))
    return answer(queries.matter_row(held, usual_day()), as_of=usual_day())
