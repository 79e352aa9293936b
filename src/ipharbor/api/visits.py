"""Visits of town stations to firms."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import StringConstraints

from ipharbor import wiring
from ipharbor.actions import permits
from ipharbor.actions.visit.record import record
from ipharbor.api.asking import Asked, asks
from ipharbor.api.at_hand import LARGEST, USUAL_LIMIT, Cursor, Day, Id, Limit, Text
from ipharbor.api.at_station import (
    KEEP,
    READ,
    FirmId,
    OfTown,
    TownCode,
    firms_of,
    keeping,
    page,
    reading,
)
from ipharbor.api.envelope import Envelope, answer
from ipharbor.queries.station import hand as queries
from ipharbor.queries.station.hand import VisitRow
from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError

router = Router(tags=["stations"])


class NewVisit(Schema):
    """A visit: who went, and what was said there."""

    town: TownCode = ""
    firm_id: FirmId
    on: Day
    who: Annotated[str, StringConstraints(max_length=120)]
    said: Text


@router.get("/visits", response=Envelope[list[VisitRow]], **asks(READ))
def visits(
    request: Asked,
    town: OfTown = "",
    firm_id: Annotated[int | None, Query(ge=1, le=LARGEST, description="number of a firm")] = None,
    first: Annotated[date | None, Query(description="on or after")] = None,
    last: Annotated[date | None, Query(description="on or before")] = None,
    limit: Limit = USUAL_LIMIT,
    cursor: Cursor = "",
) -> dict[str, Any]:
    """Visits of a town's station, or of all, in the order of their ids."""
    held = queries.visits(reading(request, town))
    told = {"firm_id": firm_id, "on__gte": first, "on__lte": last}
    held = held.filter(**{name: value for name, value in told.items() if value})
    shown, following, total = page(request, held, limit, cursor)
    return answer([queries.visit_row(one) for one in shown], following=following, total=total)


@router.post("/visits", response={201: Envelope[VisitRow]}, **asks(KEEP))
def record_visit(request: Asked, stated: NewVisit) -> Status[dict[str, Any]]:
    """Record a visit of a town's station to a firm."""
    town = keeping(request, stated.town)
    made = record(
        town, firms_of([stated.firm_id])[0], on=stated.on, who=stated.who, said=stated.said,
        region=current().region, seals=wiring.firm_sealer(), by=request.auth, at=timezone.now(),
    )  # fmt: skip
    return Status(201, answer(queries.visit_row(made)))


@router.get("/visits/{visit_id}", response=Envelope[VisitRow], **asks(READ))
def one_visit(request: Asked, visit_id: Id) -> dict[str, Any]:
    """One visit."""
    held = queries.visit(visit_id)
    if held is None or not permits.allowed(request.auth, READ, town=held.town):
        raise HarborError("visit.unknown", id=visit_id)
    return answer(queries.visit_row(held))
