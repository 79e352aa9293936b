"""What the office states of the region: targets, handled cases, awards, holders, the ledger."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from django.utils import timezone
from ninja import File, Query, Router, Schema, Status, UploadedFile
from pydantic import Field

from ipharbor.actions.jobs.enqueue import enqueue
from ipharbor.actions.region.import_cases import import_cases
from ipharbor.actions.region.record_award import record_award
from ipharbor.actions.region.targets import import_targets, set_target
from ipharbor.actions.rights.import_holders import import_holders
from ipharbor.api import cursors, jobs, receipts
from ipharbor.api.asking import Asked, asks
from ipharbor.api.at_hand import USUAL_LIMIT, Cursor, Day, Limit, Short
from ipharbor.api.envelope import Envelope, answer
from ipharbor.api.jobs import JobTold
from ipharbor.api.once import key_of
from ipharbor.api.receipts import TableReceiptTold
from ipharbor.api.receiving import laid_aside
from ipharbor.api.region import own_town
from ipharbor.records.models import HandledCase, Target
from ipharbor.settings import current
from ipharbor.vocabulary.places import region
from ipharbor.wiring import corpus

router = Router(tags=["region"])

Year = Annotated[int | None, Query(ge=1985, le=2200, description="of that year alone")]


class TargetTold(Schema):
    """What a figure is to reach in a year, in a town or (empty) the whole district; a share is
    of 1."""

    year: int
    figure: str
    town: str
    value: Decimal
    by: str
    at: datetime


class TargetStated(Schema):
    """`value` null takes the target away."""

    year: int = Field(ge=1985, le=2200)
    figure: Short
    town: Annotated[str, Field(max_length=12)] = ""
    value: Decimal | None = Field(None, ge=0, le=10**9, decimal_places=4)


class CaseTold(Schema):
    """A handled enforcement case."""

    id: int
    number: str
    kind: str
    received_on: date
    accepted_on: date | None
    closed_on: date | None
    outcome: str
    right: str
    complainant: str
    respondent: str
    town: str


class AwardStated(Schema):
    """A national award that the right of that key was given."""

    right: Annotated[str, Field(min_length=1, max_length=80)]
    name: Short
    on: Day


class AwardTold(Schema):
    id: int
    right: str
    name: str
    on: date
    known_on: date


@router.get("/region/targets", response=Envelope[list[TargetTold]], **asks("cockpit.read"))
def targets(request: Asked, year: Year = None) -> dict[str, Any]:
    """What the district wants to reach, by year, figure and town; a station's people are told
    of their town."""
    found = Target.objects.order_by("year", "figure", "town")
    if town := own_town(request.auth):
        found = found.filter(town=town)
    if year is not None:
        found = found.filter(year=year)
    rows = [_target(one) for one in found]
    return answer(rows, total=len(rows))


@router.put("/region/targets", response=Envelope[TargetTold | None], **asks("targets.set"))
def state_target(request: Asked, stated: TargetStated) -> dict[str, Any]:
    """Set one target, or take it away."""
    value = "" if stated.value is None else str(stated.value)
    made = set_target(
        stated.year, stated.figure, stated.town, value, by=request.auth, at=timezone.now(),
        within=current().region,
    )  # fmt: skip
    return answer(_target(made) if made else None)


@router.post(
    "/region/targets/import", response={201: Envelope[TableReceiptTold]}, **asks("targets.set")
)
def targets_table(request: Asked, file: Annotated[UploadedFile, File()]) -> Status[dict[str, Any]]:
    """Set what a table states, all of it or nothing; targets it does not name stay."""
    with laid_aside(file) as path:
        receipt = import_targets(
            path, by=request.auth, at=timezone.now(), within=current().region
        )  # fmt: skip
    return Status(201, answer(receipts.shown(receipt)))


@router.get("/region/cases", response=Envelope[list[CaseTold]], **asks("cases.read"))
def cases(
    request: Asked,
    town: Annotated[str, Query(max_length=12, description="code of a town")] = "",
    kind: Annotated[str, Query(max_length=20)] = "",
    limit: Limit = USUAL_LIMIT,
    cursor: Cursor = "",
) -> dict[str, Any]:
    """Handled enforcement cases, the last entered first."""
    found = HandledCase.objects.order_by("-pk")
    for name, wanted in (("town", town), ("kind", kind)):
        if wanted:
            found = found.filter(**{name: wanted})
    begins = cursors.after(request, cursor)
    left = found if begins is None else found.filter(pk__lt=begins)
    shown, following = cursors.going_on(
        request, list(left[: limit + 1]), limit=limit, key=lambda one: one.pk
    )
    return answer([_case(one) for one in shown], following=following, total=found.count())


@router.post(
    "/region/cases/import", response={201: Envelope[TableReceiptTold]}, **asks("cases.import")
)
def cases_table(request: Asked, file: Annotated[UploadedFile, File()]) -> Status[dict[str, Any]]:
    """Store what a table says of cases, each known by its number."""
    with laid_aside(file) as path:
        receipt = import_cases(path, by=request.auth, at=timezone.now(), within=current().region)
    return Status(201, answer(receipts.shown(receipt)))


@router.post("/region/awards", response={201: Envelope[AwardTold]}, **asks("awards.record"))
def award(request: Asked, stated: AwardStated) -> Status[dict[str, Any]]:
    """Enter an award; entered again it is the one that is there."""
    made = record_award(
        stated.right, name=stated.name, on=stated.on, by=request.auth, at=timezone.now()
    )
    told = {"id": made.pk, "right": made.key, "name": made.name, "on": made.on}
    return Status(201, answer(told | {"known_on": made.known_on}))


@router.post(
    "/holders/import", response={201: Envelope[TableReceiptTold]}, **asks("rights.import_holders")
)
def holders_table(request: Asked, file: Annotated[UploadedFile, File()]) -> Status[dict[str, Any]]:
    """Store what a table says of the region's holders, each known by its name."""
    with laid_aside(file) as path:
        receipt = import_holders(
            path, by=request.auth, at=timezone.now(), region=current().region
        )  # fmt: skip
    return Status(201, answer(receipts.shown(receipt)))


@router.post("/region/dockets", response={202: Envelope[JobTold]}, **asks("rights.take_up_region"))
def take_up(request: Asked) -> Status[dict[str, Any]]:
    """Ask for every right whose first applicant's address lies in the region to be taken up."""
    job = enqueue(
        "rights.take_up_region", once=f"region:{_wish(request)}",
        about=region(current().region).name_zh, by=request.auth, at=timezone.now(),
    )  # fmt: skip
    return Status(202, answer(jobs.told_of(job)))


@router.post("/region/ledger", response={202: Envelope[JobTold]}, **asks("ledger.make"))
def ledger(request: Asked) -> Status[dict[str, Any]]:
    """Ask for the ledger, on which the figures rest, to be made anew."""
    job = enqueue(
        "ledger.make", once=f"ledger:{_wish(request)}", about=corpus().vintage, by=request.auth,
        at=timezone.now(),
    )  # fmt: skip
    return Status(202, answer(jobs.told_of(job)))


def _wish(request: Asked) -> str:
    return f"api:{request.auth.name}:{key_of(request)}"[:120]


def _target(one: Target) -> dict[str, Any]:
    names = ("year", "figure", "town", "value", "at")
    return {name: getattr(one, name) for name in names} | {"by": one.by_name}


def _case(one: HandledCase) -> dict[str, Any]:
    return {name: getattr(one, name) for name in CaseTold.model_fields}
