"""Pledge loans: requests and offers, the contract that both sides sign, loans with schedule,
balance and concerns, and what a lender's program does about them until they are repaid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.http import StreamingHttpResponse
from django.utils import timezone
from ninja import File, Form, Query, Router, Schema, Status, UploadedFile
from pydantic import Field, StringConstraints

from ipharbor import wiring
from ipharbor.actions import permits
from ipharbor.actions.financing import offer as offering
from ipharbor.actions.financing.draw import draw
from ipharbor.actions.financing.reading import readable
from ipharbor.actions.financing.register import register
from ipharbor.actions.financing.repay import repay, settle
from ipharbor.actions.financing.sign import PLEDGEE, PLEDGOR, intact, sign
from ipharbor.api import cursors, handing
from ipharbor.api.asking import Asked, asks
from ipharbor.api.at_hand import USUAL_LIMIT, Cursor, Day, Id, Limit, Short, Text, book, usual_day
from ipharbor.api.envelope import Envelope, answer
from ipharbor.api.handing import FILE
from ipharbor.api.receiving import laid_down
from ipharbor.pledge.cost import Charges
from ipharbor.pledge.daycount import DayCount
from ipharbor.pledge.life import Stage
from ipharbor.pledge.schedules import LONGEST, Method, Terms
from ipharbor.queries import financing as queries
from ipharbor.queries.decisions.concerns import standing_now
from ipharbor.records.models import Loan, LoanOffer, LoanRequest, Organisation
from ipharbor.vocabulary.errors import HarborError

router = Router(tags=["loans"])

Fee = Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=2)]


class OfferTold(Schema):
    """An offer that stands. `full_rate` is the yearly rate of all that it costs, without support;
    fees in CNY, guarantee and insurance each year; `ceiling` and `penalty` as in a new offer."""

    id: int
    request_id: int
    lender: str
    principal: Decimal
    rate: Decimal
    months: int
    every: int
    method: str
    day_count: str
    guarantee: Decimal
    insurance: Decimal
    valuation_fee: Decimal
    other_fee: Decimal
    full_rate: Decimal | None
    guarantor: str = Field("", description="who stands in for the part `guaranteed`")
    guaranteed: Decimal | None = None
    ceiling: Decimal | None
    penalty: Decimal | None
    until: date
    conditions: str


class InstalmentTold(Schema):
    number: int
    due_on: date
    principal: Decimal
    interest: Decimal
    penalty: Decimal = Field(description="paid on top, as it was past its day")
    paid_on: date | None


class PledgeTold(Schema):
    """A right that secures the loan; `ended_as` is released, substituted, enforced or lost."""

    key: str
    open: bool
    since: date | None
    until: date | None
    ended_as: str


class ConcernTold(Schema):
    """A concern that the night's watch keeps; `stage` is open, breached or waived."""

    id: int
    right: str
    demand: str
    gravity: str
    since: date
    fact: str
    cure_by: date | None
    stage: str


@dataclass(frozen=True, kw_only=True)
class LoanOpened(queries.LoanRow):
    """One loan with its schedule, its pledges and the concerns that stand."""

    pledges: list[PledgeTold]
    schedule: list[InstalmentTold]
    concerns: list[ConcernTold]
    contract_sha256: str


class NewOffer(Schema):
    """What the lender offers: the yearly rate of one (0.0385), an instalment `every` so many
    months, fees in CNY; `ceiling` is the highest loan-to-value, of one, without it the law
    book's; `penalty` what is added to the rate of what is past due, as a share of it."""

    principal: Decimal = Field(gt=0, max_digits=15, decimal_places=2)
    rate: Decimal = Field(ge=0, lt=1, decimal_places=6)
    months: int = Field(ge=1, le=LONGEST)
    every: int = Field(3, ge=1, le=LONGEST)
    method: Method = Method.BULLET
    day_count: DayCount = DayCount.ACT_360
    steps: list[Decimal] = Field([], max_length=LONGEST)
    guarantee: Fee = Decimal(0)
    insurance: Fee = Decimal(0)
    valuation_fee: Fee = Decimal(0)
    other_fee: Fee = Decimal(0)
    guarantor_id: int | None = None
    guaranteed: Decimal | None = Field(None, gt=0, le=1, max_digits=7, decimal_places=6)
    ceiling: Decimal | None = Field(None, gt=0, le=1, max_digits=7, decimal_places=6)
    penalty: Decimal | None = Field(None, ge=0, le=1, max_digits=7, decimal_places=6)
    until: Day
    conditions: Text = ""


class Reason(Schema):
    reason: Short


class Signature(Schema):
    """`sha256` names the paper that is signed; it may be left out where the paper is sent."""

    sha256: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")] = ""


class Registration(Schema):
    """The number (登记号) under which the pledge stands in the register, since `on`."""

    number: Short
    on: Day


class OnDay(Schema):
    on: Day


class PaymentStated(Schema):
    """The next instalment was paid `on`; with `all_owed` everything that is owed."""

    on: Day
    all_owed: bool = False


@router.get("/loan-requests", response=Envelope[list[queries.RequestRow]], **asks("financing.lend"))
def requests(request: Asked, limit: Limit = USUAL_LIMIT, cursor: Cursor = "") -> dict[str, Any]:
    """What firms have sent to the caller's organisation, the newest first."""
    body = body_of(request.auth)
    return paged(request, queries.requests(body) if body is not None else (), limit, cursor)


@router.post(
    "/loan-requests/{loan_request_id}/offers",
    response={201: Envelope[OfferTold]},
    **asks("financing.lend"),
)
def make_offer(request: Asked, loan_request_id: Id, stated: NewOffer) -> Status[dict[str, Any]]:
    """Offer on a request; an earlier offer of the same lender stands no more."""
    held = _request(request.auth, loan_request_id)
    terms = Terms(
        stated.principal, stated.rate, stated.months, stated.every, stated.method,
        stated.day_count, tuple(stated.steps),
    )  # fmt: skip
    charges = Charges(stated.guarantee, stated.insurance, stated.valuation_fee, stated.other_fee)
    offering.allowed(book().on(usual_day()), stated.penalty)
    told = offering.Offered(
        terms, stated.until, charges, stated.conditions, ceiling=stated.ceiling,
        penalty=stated.penalty, guarantor=_surety(stated.guarantor_id),
        guaranteed=stated.guaranteed,
    )  # fmt: skip
    return Status(201, answer(offer_told(offering.offer(held, told, **given(request.auth)))))


@router.post(
    "/loan-requests/{loan_request_id}/decline",
    response=Envelope[dict[str, str]],
    **asks("financing.lend"),
)
def decline(request: Asked, loan_request_id: Id, stated: Reason) -> dict[str, Any]:
    """Decline a request, with the reason."""
    held = _request(request.auth, loan_request_id)
    done = offering.decline(held, reason=stated.reason, **given(request.auth))
    return answer({"state": str(done.state)})


@router.get("/loans", response=Envelope[list[queries.LoanRow]], **asks("financing.read"))
def loans(
    request: Asked,
    stage: Annotated[Stage | None, Query()] = None,
    limit: Limit = USUAL_LIMIT,
    cursor: Cursor = "",
) -> dict[str, Any]:
    """The loans that the caller may read, the newest first."""
    held = readable(request.auth)
    if stage is not None:
        held = held.filter(stage=stage)
    return paged(request, queries.loans(held, on=usual_day()), limit, cursor)


@router.get("/loans/{loan_id}", response=Envelope[LoanOpened], **asks("financing.read"))
def loan(request: Asked, loan_id: Id) -> dict[str, Any]:
    """One loan with schedule, balance, pledges and concerns."""
    held = readable(request.auth).filter(pk=loan_id).first()
    if held is None:
        raise HarborError("loan.unknown", id=loan_id)
    return opened(held)


@router.post("/loans/{loan_id}/signature", response=Envelope[LoanOpened], **asks("financing.sign"))
def signature(
    request: Asked,
    loan_id: Id,
    stated: Annotated[Signature, Form()],
    file: Annotated[UploadedFile | None, File()] = None,
) -> dict[str, Any]:
    """Sign the pledge contract for the caller's side: the paper that is sent, or the one that was
    laid down before. Both sides sign the same bytes."""
    held = _of_both(request.auth, loan_id)
    paper = held.contract_sha256 if file is None else laid_down(file)
    if not paper:
        raise HarborError("loan.paper.missing", fields=("file",))
    if stated.sha256 not in ("", paper):
        raise HarborError("loan.sign.other_paper", fields=("sha256",))
    side = PLEDGOR if request.auth.role == "firm" else PLEDGEE
    return opened(sign(held, paper, side=side, vault=wiring.vault(), **given(request.auth)))


@router.get("/loans/{loan_id}/contract/file", **asks("financing.read", file=FILE))
def contract(request: Asked, loan_id: Id) -> StreamingHttpResponse:
    """The bytes of the pledge contract as they were laid down."""
    held = readable(request.auth).filter(pk=loan_id).first()
    if held is None:
        raise HarborError("loan.unknown", id=loan_id)
    intact(wiring.vault(), held.contract_sha256)
    return handing.of_vault(held.contract_sha256, name=f"contract-{held.pk}")


@router.post(
    "/loans/{loan_id}/registration", response=Envelope[LoanOpened], **asks("financing.lend")
)
def registration(request: Asked, loan_id: Id, stated: Registration) -> dict[str, Any]:
    """Enter the pledge in the register, on every right of the loan or on none."""
    held = lent(request.auth, loan_id)
    return opened(
        register(held, stated.number, on=stated.on, vault=wiring.vault(), **given(request.auth))
    )


@router.post("/loans/{loan_id}/drawing", response=Envelope[LoanOpened], **asks("financing.lend"))
def drawing(request: Asked, loan_id: Id, stated: OnDay) -> dict[str, Any]:
    """Pay the loan out; its schedule is laid down and the books of lender and firm move."""
    return opened(draw(lent(request.auth, loan_id), on=stated.on, **given(request.auth)))


@router.post("/loans/{loan_id}/payments", response=Envelope[LoanOpened], **asks("financing.lend"))
def payment(request: Asked, loan_id: Id, stated: PaymentStated) -> dict[str, Any]:
    """Enter a payment of the firm."""
    act = settle if stated.all_owed else repay
    return opened(act(lent(request.auth, loan_id), on=stated.on, **given(request.auth)))


def given(caller: permits.Actor) -> dict[str, Any]:
    """What every verb takes: whose seal, who acts, when."""
    return {"seals": wiring.firm_sealer(), "by": caller, "at": timezone.now()}


def body_of(caller: permits.Actor) -> Any:
    """The caller's organisation, None for none."""
    return caller.person.organisation if caller.person is not None else None


def _request(caller: permits.Actor, number: int) -> LoanRequest:
    """What is another lender's is answered as if it were not there."""
    held = LoanRequest.objects.select_related("lender").filter(pk=number).first()
    if held is None or not permits.allowed(caller, "financing.lend", organisation=held.lender):
        raise HarborError("loan.unknown", id=number)
    return held


def _surety(number: int | None) -> Organisation | None:
    if number is None:
        return None
    found = Organisation.objects.filter(pk=number).first()
    if found is None:
        raise HarborError("loan.offer.guarantor", fields=("guarantor_id",))
    return found


def lent(caller: permits.Actor, number: int) -> Loan:
    """A loan of the caller's organisation; another's is answered as if it were not there."""
    held = Loan.objects.select_related("lender").filter(pk=number).first()
    if held is None or not permits.allowed(caller, "financing.lend", organisation=held.lender):
        raise HarborError("loan.unknown", id=number)
    return held


def _of_both(caller: permits.Actor, number: int) -> Loan:
    """A loan that the caller may sign for its side."""
    held = Loan.objects.select_related("firm", "lender").filter(pk=number).first()
    if held is None or not permits.allowed(
        caller, "financing.sign", firm=held.firm, organisation=held.lender
    ):
        raise HarborError("loan.unknown", id=number)
    return held


def opened(held: Loan) -> dict[str, Any]:
    """The answer that tells a loan whole."""
    (row,) = queries.loans(Loan.objects.filter(pk=held.pk), on=usual_day())
    more = {
        "pledges": list(held.rights.order_by("pk").values()),
        "schedule": list(held.instalments.order_by("number").values()),
        "concerns": [one.__dict__ for one in standing_now(held)],
        "contract_sha256": held.contract_sha256,
    }  # fmt: skip
    return answer(row.__dict__ | more, as_of=usual_day())


def offer_told(one: LoanOffer) -> dict[str, Any]:
    """An offer as ``OfferTold``."""
    columns = {name: getattr(one, name) for name in OfferTold.model_fields if hasattr(one, name)}
    surety = one.guarantor.name if one.guarantor else ""
    return columns | {"lender": one.request.lender.name, "guarantor": surety}


def paged(request: Asked, rows: Any, limit: int, cursor: str) -> dict[str, Any]:
    """A page of rows in their order."""
    shown, following = cursors.page(
        request, list(enumerate(rows)), cursor=cursor, limit=limit, key=lambda one: one[0]
    )
    data = [row.__dict__ for _place, row in shown]
    return answer(data, following=following, as_of=usual_day(), total=len(rows))
