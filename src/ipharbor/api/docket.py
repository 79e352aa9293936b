"""Firms' dockets: rights, where they stand, what is due, and what is recorded of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from django.utils import timezone
from ninja import File, Query, Router, Schema, Status, UploadedFile
from pydantic import Field

from ipharbor.actions import permits
from ipharbor.actions.rights import record_reduction, take_up
from ipharbor.api import cursors, told, versions
from ipharbor.api.asking import Asked, asks
from ipharbor.api.at_hand import (
    USUAL_LIMIT,
    Cursor,
    Id,
    Key,
    Limit,
    On,
    Short,
    book,
    data_until,
    the_day,
    the_firm,
)
from ipharbor.api.envelope import Envelope, FindingTold, answer, finding
from ipharbor.api.language import lang
from ipharbor.api.receiving import events_of
from ipharbor.queries import docket as queries
from ipharbor.queries.outlook import outlook
from ipharbor.records.models import FeeReduction, Firm
from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError
from ipharbor.wiring import corpus

router = Router(tags=["docket"])


class FirmTold(Schema):
    id: int
    name: str
    town: str
    credit_code: str


class HorizonTold(Schema):
    """What falls due within ``days`` or is late, in CNY."""

    days: int
    count: int
    amount: Decimal


class DocketTold(Schema):
    """A docket on the day asked; see `rights` for its lines."""

    firm: FirmTold
    rights: int
    by_state: dict[str, int]
    horizons: list[HorizonTold]
    in_grace: int
    surcharge: Decimal
    untold: int = Field(description="rights that may have lapsed for a payment nobody told of")


class Reduction(Schema):
    """The calendar years for which the office recorded a fee reduction."""

    since: int = Field(ge=1985, le=2099)
    until: int = Field(ge=1985, le=2099)


class ReductionTold(Reduction):
    id: int


class FirmNamed(Schema):
    """The firm's whole name, as it stands on its rights."""

    firm: Short


class TakenUpTold(Schema):
    firm: FirmTold
    added: int
    changed: int
    unchanged: int


class EventReceiptTold(Schema):
    """What became of a file: ``read = stored + unchanged + set_aside``."""

    file: str
    form: str
    read: int
    stored: int
    unchanged: int
    set_aside: int
    findings: list[FindingTold]


@router.get("/firms", response=Envelope[list[FirmTold]], **asks("docket.read"))
def firms(request: Asked, limit: Limit = USUAL_LIMIT, cursor: Cursor = "") -> dict[str, Any]:
    """Firms with a docket that the caller may read."""
    found = list(queries.with_docket(permits.firms(request.auth, "docket.read")).order_by("pk"))
    shown, following = cursors.page(
        request, found, cursor=cursor, limit=limit, key=lambda firm: firm.pk
    )
    return answer([_firm(one) for one in shown], following=following, total=len(found))


@router.get("/firms/{firm_id}/docket", response=Envelope[DocketTold], **asks("docket.read"))
def docket(request: Asked, firm_id: Id, on: On = None) -> dict[str, Any]:
    """A firm's docket at a glance."""
    found = _docket(request, firm_id, on)
    data = {
        "firm": _firm(found.firm),
        "rights": len(found.lines),
        "by_state": dict(found.by_state),
        "horizons": list(found.horizons),
        "in_grace": found.in_grace,
        "surcharge": found.surcharge,
        "untold": found.untold,
    }
    return answer(data, as_of=found.on, data_until=_known(found.data_until))


@router.get(
    "/firms/{firm_id}/rights", response=Envelope[list[told.LineTold]], **asks("docket.read")
)
def rights(
    request: Asked,
    firm_id: Id,
    on: On = None,
    state: Annotated[str, Query(max_length=40)] = "",
    patent_type: Literal["", "invention", "utility_model", "design"] = "",
    limit: Limit = USUAL_LIMIT,
    cursor: Cursor = "",
) -> dict[str, Any]:
    """The rights of a docket by key, each with where it stands and what is due next."""
    found = _docket(request, firm_id, on)
    lines = sorted(
        (
            line
            for line in found.lines
            if state in ("", line.state) and patent_type in ("", line.record.patent_type)
        ),
        key=lambda line: line.record.key,
    )
    shown, following = cursors.page(
        request, lines, cursor=cursor, limit=limit, key=lambda line: line.record.key
    )
    return answer(
        [told.line(line) for line in shown],
        following=following,
        as_of=found.on,
        data_until=_known(found.data_until),
        total=len(lines),
    )


@router.get(
    "/firms/{firm_id}/rights/{key}", response=Envelope[told.AccountTold], **asks("docket.read")
)
def right(request: Asked, firm_id: Id, key: Key, on: On = None) -> dict[str, Any]:
    """One right: its standing with reasons, its annuities with every step, its events."""
    firm = the_firm(request.auth, firm_id, "docket.read")
    record = queries.find(firm, key)
    if record is None:
        raise HarborError("docket.right.unknown", key=key)
    day, until = the_day(on), data_until()
    found = queries.account(record, law=book(), on=day, data_until=until or date.min)
    ahead = outlook(current().outlook, record.key, lang())
    return answer(told.account(found, ahead, lang()), as_of=day, data_until=until)


@router.get(
    "/firms/{firm_id}/reductions", response=Envelope[list[ReductionTold]], **asks("docket.read")
)
def reductions(request: Asked, response: HttpResponse, firm_id: Id) -> dict[str, Any]:
    """The fee reductions recorded for a firm; `ETag` names them all."""
    found = _reductions(the_firm(request.auth, firm_id, "docket.read"))
    versions.tag(response, versions.version(firm_id, found))
    return answer(found)


@router.post(
    "/firms/{firm_id}/reductions",
    response={201: Envelope[ReductionTold]},
    **asks("rights.record_reduction"),
)
def record(
    request: Asked, response: HttpResponse, firm_id: Id, stated: Reduction
) -> Status[dict[str, Any]]:
    """Record a fee reduction, as the office recorded it; with `If-Match` only beside those that
    the caller has read."""
    firm = the_firm(request.auth, firm_id, "rights.record_reduction")
    versions.alone(f"reductions:{firm_id}")
    versions.unchanged(request, versions.version(firm_id, _reductions(firm)))
    made = record_reduction.record_reduction(
        firm, since=stated.since, until=stated.until, by=request.auth, at=timezone.now()
    )
    versions.tag(response, versions.version(firm_id, _reductions(firm)))
    return Status(201, answer(_reduction(made)))


@router.post("/dockets", response={201: Envelope[TakenUpTold]}, **asks("rights.take_up"))
def take(request: Asked, stated: FirmNamed) -> Status[dict[str, Any]]:
    """Take up the rights of a firm from the corpus; done again, it changes nothing."""
    name = " ".join(stated.firm.split())
    if not name:
        raise HarborError("docket.firm.unnamed", fields=("firm",))
    held = corpus()
    done = take_up.take_up(name, corpus=held, by=request.auth, at=timezone.now())
    firm = Firm.objects.get(name=done.firm)
    data = {
        "firm": _firm(firm), "added": done.added, "changed": done.changed,
        "unchanged": done.unchanged,
    }  # fmt: skip
    return Status(201, answer(data, vintage=held.vintage))


@router.post("/events", response={201: Envelope[EventReceiptTold]}, **asks("rights.import_events"))
def import_events(request: Asked, file: Annotated[UploadedFile, File()]) -> Status[dict[str, Any]]:
    """Bring in a file of legal events and payments: a table or the office's XML."""
    receipt = events_of(file, by=request.auth)
    names = ("file", "form", "read", "stored", "unchanged", "set_aside")
    data = {name: getattr(receipt, name) for name in names}
    shown = [finding(one, lang()) for one in receipt.findings[:1000]]
    return Status(201, answer(data | {"findings": shown}))


def _docket(request: Asked, firm_id: int, on: date | None) -> queries.Docket:
    firm = the_firm(request.auth, firm_id, "docket.read")
    until = data_until() or date.min
    return queries.docket(firm, law=book(), on=the_day(on), data_until=until)


def _known(until: date) -> date | None:
    return None if until == date.min else until


def _firm(firm: Firm) -> dict[str, Any]:
    return {
        "id": firm.pk, "name": firm.name, "town": firm.town, "credit_code": firm.credit_code
    }  # fmt: skip


def _reductions(firm: Firm) -> list[dict[str, int]]:
    found = FeeReduction.objects.filter(firm=firm).order_by("since", "pk")
    return [_reduction(one) for one in found]


def _reduction(one: FeeReduction) -> dict[str, int]:
    return {"id": one.pk, "since": one.since, "until": one.until}
