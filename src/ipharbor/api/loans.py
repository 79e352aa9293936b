"""Pledge loans: applications and requests, offers, loans with schedule, balance and concerns, and
what a lender's program does about them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from ipharbor import wiring
from ipharbor.actions import permits
from ipharbor.actions.financing import offer as offering
from ipharbor.actions.financing.draw import draw
from ipharbor.actions.financing.reading import may_read, readable, sees_all
from ipharbor.actions.financing.register import register
from ipharbor.actions.financing.repay import repay, settle
from ipharbor.api import cursors
from ipharbor.api.asking import Asked, asks
from ipharbor.api.at_hand import USUAL_LIMIT, Cursor, Day, Id, Limit, Short, Text, usual_day
from ipharbor.api.envelope import Envelope, answer
from ipharbor.pledge.cost import Charges
from ipharbor.pledge.daycount import DayCount
from ipharbor.pledge.life import Stage
from ipharbor.pledge.schedules import LONGEST, Method, Terms
from ipharbor.queries import financing as queries
from ipharbor.queries.decisions.concerns import standing_now
from ipharbor.records.models import Loan, LoanApplication, LoanOffer, LoanRequest
from ipharbor.vocabulary.errors import HarborError

router = Router(tags=["loans"])

Fee = Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=2)]


class ApplicationTold(Schema):
    """An application for a loan; money in CNY. `next` are the verbs that lead on."""

    id: int
    firm: str
    town: str
    amount: Decimal
    months: int
    stage: str
    rights: int
    asked: int = Field(description="lenders asked")
    offers: int
    best: Decimal | None = Field(description="lowest full yearly rate of the offers that stand")
    lender: str
    changed_at: datetime
    next: list[str]


class OfferTold(Schema):
    """An offer that stands. `full_rate` is the yearly rate of all that it costs, without support;
    fees in CNY, guarantee and insurance each year; `ceiling` as in a new offer."""

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
    ceiling: Decimal | None
    until: date
    conditions: str


class RequestTold(Schema):
    """A request to a lender, sealed from other lenders. `value` is the median of the valuation."""

    id: int
    application: int
    firm: str
    town: str
    amount: Decimal
    months: int
    rights: int
    value: Decimal | None
    state: str
    stage: str
    rate: Decimal | None = Field(description="of the lender's own offer")
    until: date
    at: datetime


class ApplicationOpened(Schema):
    """One application: its rights with what the check said of each ground, the value it rests on
    with its hash, and the offers that the caller may see."""

    id: int
    firm_id: int
    firm: str
    purpose: str
    amount: Decimal
    months: int
    stage: str
    rights: list[str]
    checked: dict[str, dict[str, str]]
    checked_on: date | None
    valued: dict[str, str]
    valued_on: date | None
    valuation_id: int | None
    valuation_sha256: str
    offers: list[OfferTold]
    loan_id: int | None


class LoanTold(Schema):
    """A loan. `owed` is what the lender's postings add up to, `to_value` that over the value told
    when it was made, `late` the instalments that are overdue."""

    id: int
    application: int
    firm: str
    town: str
    lender: str
    principal: Decimal
    owed: Decimal
    rate: Decimal
    full_rate: Decimal | None
    stage: str
    registration: str
    drawn_on: date | None
    matures_on: date | None
    rights: int
    value: Decimal | None
    to_value: Decimal | None
    late: int


class InstalmentTold(Schema):
    number: int
    due_on: date
    principal: Decimal
    interest: Decimal
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


class LoanOpened(LoanTold):
    """One loan with its schedule, its pledges and the concerns that stand."""

    pledges: list[PledgeTold]
    schedule: list[InstalmentTold]
    concerns: list[ConcernTold]
    contract_sha256: str


class NewOffer(Schema):
    """What the lender offers: the yearly rate of one (0.0385), an instalment `every` so many
    months, fees in CNY; `ceiling` is the highest loan-to-value, of one, without it the law
    book's."""

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
    ceiling: Decimal | None = Field(None, gt=0, le=1, max_digits=7, decimal_places=6)
    until: Day
    conditions: Text = ""


class Reason(Schema):
    reason: Short


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


@router.get(
    "/loan-applications", response=Envelope[list[ApplicationTold]], **asks("financing.read")
)
def applications(request: Asked, limit: Limit = USUAL_LIMIT, cursor: Cursor = "") -> dict[str, Any]:
    """Applications, the newest first: of the caller's firm, for the office all; a lender reads its
    requests instead."""
    caller = request.auth
    firm = caller.person.firm if caller.person is not None else None
    rows: tuple[queries.ApplicationRow, ...] = ()
    if permits.allowed(caller, "financing.read"):
        rows = queries.applications()
    elif firm is not None and permits.allowed(caller, "financing.read", firm=firm):
        rows = queries.applications(firm)
    return _page(request, rows, limit, cursor)


@router.get(
    "/loan-applications/{application_id}",
    response=Envelope[ApplicationOpened],
    **asks("financing.read"),
)
def application(request: Asked, application_id: Id) -> dict[str, Any]:
    """One application as the caller may see it."""
    held = LoanApplication.objects.select_related("firm").filter(pk=application_id).first()
    if held is None or not may_read(request.auth, held):
        raise HarborError("loan.unknown", id=application_id)
    offers = LoanOffer.objects.filter(request__application=held, standing=True)
    if not sees_all(request.auth, held):
        offers = offers.filter(request__lender=_body(request.auth))
    loan = readable(request.auth).filter(application=held).first()
    return answer({
        "id": held.pk, "firm_id": held.firm_id, "firm": held.firm.name, "purpose": held.purpose,
        "amount": held.amount, "months": held.months, "stage": held.stage,
        "rights": list(held.rights.order_by("pk").values_list("key", flat=True)),
        "checked": held.checked, "checked_on": held.checked_on, "valued": held.valued,
        "valued_on": held.valued_on, "valuation_id": held.valuation,
        "valuation_sha256": held.valuation_sha256,
        "offers": [_offer(one) for one in offers.select_related("request__lender").order_by("pk")],
        "loan_id": loan.pk if loan else None,
    })  # fmt: skip


@router.get("/loan-requests", response=Envelope[list[RequestTold]], **asks("financing.lend"))
def requests(request: Asked, limit: Limit = USUAL_LIMIT, cursor: Cursor = "") -> dict[str, Any]:
    """What firms have sent to the caller's organisation, the newest first."""
    body = _body(request.auth)
    return _page(request, queries.requests(body) if body is not None else (), limit, cursor)


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
    told = offering.Offered(terms, stated.until, charges, stated.conditions, ceiling=stated.ceiling)
    return Status(201, answer(_offer(offering.offer(held, told, **_given(request.auth)))))


@router.post(
    "/loan-requests/{loan_request_id}/decline",
    response=Envelope[dict[str, str]],
    **asks("financing.lend"),
)
def decline(request: Asked, loan_request_id: Id, stated: Reason) -> dict[str, Any]:
    """Decline a request, with the reason."""
    held = _request(request.auth, loan_request_id)
    done = offering.decline(held, reason=stated.reason, **_given(request.auth))
    return answer({"state": str(done.state)})


@router.get("/loans", response=Envelope[list[LoanTold]], **asks("financing.read"))
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
    return _page(request, queries.loans(held, on=usual_day()), limit, cursor)


@router.get("/loans/{loan_id}", response=Envelope[LoanOpened], **asks("financing.read"))
def loan(request: Asked, loan_id: Id) -> dict[str, Any]:
    """One loan with schedule, balance, pledges and concerns."""
    held = readable(request.auth).filter(pk=loan_id).first()
    if held is None:
        raise HarborError("loan.unknown", id=loan_id)
    return _opened(held)


@router.post(
    "/loans/{loan_id}/registration", response=Envelope[LoanOpened], **asks("financing.lend")
)
def registration(request: Asked, loan_id: Id, stated: Registration) -> dict[str, Any]:
    """Enter the pledge in the register, on every right of the loan or on none."""
    held = _lent(request.auth, loan_id)
    return _opened(
        register(held, stated.number, on=stated.on, vault=wiring.vault(), **_given(request.auth))
    )


@router.post("/loans/{loan_id}/drawing", response=Envelope[LoanOpened], **asks("financing.lend"))
def drawing(request: Asked, loan_id: Id, stated: OnDay) -> dict[str, Any]:
    """Pay the loan out; its schedule is laid down and the books of lender and firm move."""
    return _opened(draw(_lent(request.auth, loan_id), on=stated.on, **_given(request.auth)))


@router.post("/loans/{loan_id}/payments", response=Envelope[LoanOpened], **asks("financing.lend"))
def payment(request: Asked, loan_id: Id, stated: PaymentStated) -> dict[str, Any]:
    """Enter a payment of the firm."""
    act = settle if stated.all_owed else repay
    return _opened(act(_lent(request.auth, loan_id), on=stated.on, **_given(request.auth)))


def _given(caller: permits.Actor) -> dict[str, Any]:
    return {"seals": wiring.firm_sealer(), "by": caller, "at": timezone.now()}


def _body(caller: permits.Actor) -> Any:
    return caller.person.organisation if caller.person is not None else None


def _request(caller: permits.Actor, number: int) -> LoanRequest:
    """What is another lender's is answered as if it were not there."""
    held = LoanRequest.objects.select_related("lender").filter(pk=number).first()
    if held is None or not permits.allowed(caller, "financing.lend", organisation=held.lender):
        raise HarborError("loan.unknown", id=number)
    return held


def _lent(caller: permits.Actor, number: int) -> Loan:
    held = Loan.objects.select_related("lender").filter(pk=number).first()
    if held is None or not permits.allowed(caller, "financing.lend", organisation=held.lender):
        raise HarborError("loan.unknown", id=number)
    return held


def _opened(held: Loan) -> dict[str, Any]:
    (row,) = queries.loans(Loan.objects.filter(pk=held.pk), on=usual_day())
    more = {
        "pledges": list(held.rights.order_by("pk").values()),
        "schedule": list(held.instalments.order_by("number").values()),
        "concerns": [one.__dict__ for one in standing_now(held)],
        "contract_sha256": held.contract_sha256,
    }  # fmt: skip
    return answer(row.__dict__ | more, as_of=usual_day())


def _offer(one: LoanOffer) -> dict[str, Any]:
    columns = {name: getattr(one, name) for name in OfferTold.model_fields if hasattr(one, name)}
    return columns | {"lender": one.request.lender.name}


def _page(request: Asked, rows: Any, limit: int, cursor: str) -> dict[str, Any]:
    shown, following = cursors.page(
        request, list(enumerate(rows)), cursor=cursor, limit=limit, key=lambda one: one[0]
    )
    data = [row.__dict__ for _place, row in shown]
    return answer(data, following=following, as_of=usual_day(), total=len(rows))
