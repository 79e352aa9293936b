"""Applications for a pledge loan: a firm's program drafts one, has it checked, rests it on a
valuation, asks lenders, and accepts an offer or takes the application back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from ninja import File, Form, Router, Schema, Status, UploadedFile
from pydantic import Field

from ipharbor.actions import permits
from ipharbor.actions.financing import accept as accepting
from ipharbor.actions.financing import draft as drafting
from ipharbor.actions.financing.check import check
from ipharbor.actions.financing.reading import may_read, readable, sees_all
from ipharbor.actions.financing.request import request as requesting
from ipharbor.actions.financing.value import Valued, ours, value
from ipharbor.api.asking import Asked, asks, person_of
from ipharbor.api.at_hand import (
    USUAL_LIMIT,
    Cursor,
    Day,
    Id,
    Limit,
    Short,
    book,
    data_until,
    usual_day,
)
from ipharbor.api.envelope import Envelope, answer
from ipharbor.api.loans import (
    LoanOpened,
    OfferTold,
    Reason,
    body_of,
    given,
    offer_told,
    opened,
    paged,
)
from ipharbor.api.receiving import laid_down
from ipharbor.pledge.schedules import LONGEST
from ipharbor.queries import financing as queries
from ipharbor.queries import pledge_checks
from ipharbor.records.models import Firm, LoanApplication, LoanOffer, Organisation
from ipharbor.vocabulary.errors import HarborError

router = Router(tags=["loans"])

Number = Annotated[int, Field(ge=1, le=2**63 - 1)]
Sum = Annotated[Decimal, Field(ge=0, max_digits=15, decimal_places=2)]


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


class Wanted(Schema):
    """What the firm asks for: `amount` CNY over `months`, on the rights of these keys."""

    amount: Decimal = Field(gt=0, max_digits=15, decimal_places=2)
    months: int = Field(ge=1, le=LONGEST)
    rights: list[Short] = Field(min_length=1, max_length=drafting.MOST)
    purpose: Short = ""


class Insisting(Schema):
    """Codes of soft grounds of refusal of which the firm was told and upon which it insists."""

    insists: list[Short] = Field([], max_length=50)


class RestsOn(Schema):
    """The number of a valuation that was drawn up and signed here."""

    valuation: Number


class ReportStated(Schema):
    """A valuation from elsewhere: its range in CNY and who signed the report."""

    low: Sum
    median: Sum
    high: Sum
    signed_by: Short
    valued_on: Day


class Asking(Schema):
    """Numbers of the lenders, and the day by which they are to answer."""

    lenders: list[Number] = Field(min_length=1, max_length=100)
    until: Day


class Accepting(Schema):
    """The number of the offer."""

    offer: Number


class LenderTold(Schema):
    """A lender that can be asked."""

    id: int
    name: str


@router.get(
    "/loan-applications", response=Envelope[list[queries.ApplicationRow]], **asks("financing.read")
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
    return paged(request, rows, limit, cursor)


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
    return answer(_told(request.auth, held))


@router.get("/lenders", response=Envelope[list[LenderTold]], **asks("financing.ask"))
def lenders(request: Asked, limit: Limit = USUAL_LIMIT, cursor: Cursor = "") -> dict[str, Any]:
    """The lenders that are open here."""
    return paged(request, queries.lenders(), limit, cursor)


@router.post(
    "/loan-applications", response={201: Envelope[ApplicationOpened]}, **asks("financing.ask")
)
def draft(request: Asked, stated: Wanted) -> Status[dict[str, Any]]:
    """Draft an application of the caller's firm."""
    made = drafting.draft(_firm(request), _wanted(stated), **given(request.auth))
    return Status(201, answer(_told(request.auth, made)))


@router.put(
    "/loan-applications/{application_id}",
    response=Envelope[ApplicationOpened],
    **asks("financing.ask"),
)
def change(request: Asked, application_id: Id, stated: Wanted) -> dict[str, Any]:
    """Ask otherwise, before lenders are asked; what was checked and valued counts no more."""
    held = _own(request.auth, application_id)
    return answer(
        _told(request.auth, drafting.change(held, _wanted(stated), **given(request.auth)))
    )


@router.post(
    "/loan-applications/{application_id}/check",
    response=Envelope[ApplicationOpened],
    **asks("financing.ask"),
)
def check_rights(request: Asked, application_id: Id, stated: Insisting) -> dict[str, Any]:
    """Ask the grounds of refusal of all rights, and keep the answers."""
    held, on, law = _own(request.auth, application_id), usual_day(), book()
    found = pledge_checks.of_application(
        held, stated.insists, law=law, on=on, data_until=data_until()
    )
    done = check(
        held, found, insists=stated.insists, law=law.on(on), on=on, **given(request.auth)
    )  # fmt: skip
    return answer(_told(request.auth, done), as_of=on)


@router.post(
    "/loan-applications/{application_id}/valuation",
    response=Envelope[ApplicationOpened],
    **asks("financing.ask"),
)
def rest_on(request: Asked, application_id: Id, stated: RestsOn) -> dict[str, Any]:
    """Rest the application on a valuation signed here."""
    held = _own(request.auth, application_id)
    done = value(held, ours(held, stated.valuation), **given(request.auth))
    return answer(_told(request.auth, done))


@router.post(
    "/loan-applications/{application_id}/valuation/report",
    response=Envelope[ApplicationOpened],
    **asks("financing.ask"),
)
def rest_on_report(
    request: Asked,
    application_id: Id,
    stated: Annotated[ReportStated, Form()],
    file: Annotated[UploadedFile, File()],
) -> dict[str, Any]:
    """Rest the application on a signed report from elsewhere, which is laid down as sent."""
    held = _own(request.auth, application_id)
    told = Valued(
        stated.low, stated.median, stated.high, stated.signed_by, laid_down(file),
        stated.valued_on,
    )  # fmt: skip
    return answer(_told(request.auth, value(held, told, **given(request.auth))))


@router.post(
    "/loan-applications/{application_id}/requests",
    response=Envelope[ApplicationOpened],
    **asks("financing.ask"),
)
def ask_lenders(request: Asked, application_id: Id, stated: Asking) -> dict[str, Any]:
    """Send sealed requests: each lender sees its own alone."""
    held = _own(request.auth, application_id)
    bodies = list(Organisation.objects.filter(pk__in=stated.lenders, kind="lender"))
    if len(bodies) != len(set(stated.lenders)):
        raise HarborError("loan.request.lenders", fields=("lenders",))
    requesting(
        held, bodies, until=stated.until, law=book().on(usual_day()), **given(request.auth)
    )  # fmt: skip
    held.refresh_from_db()
    return answer(_told(request.auth, held))


@router.post(
    "/loan-applications/{application_id}/accept",
    response={201: Envelope[LoanOpened]},
    **asks("financing.ask"),
)
def accept(request: Asked, application_id: Id, stated: Accepting) -> Status[dict[str, Any]]:
    """Accept one offer: the loan on its terms, to be signed. All other requests are lost."""
    held = _own(request.auth, application_id)
    chosen = (
        LoanOffer.objects.filter(pk=stated.offer, request__application=held)
        .select_related("request__application__firm").first()
    )  # fmt: skip
    if chosen is None:
        raise HarborError("loan.offer.gone", fields=("offer",))
    return Status(201, opened(accepting.accept(chosen, **given(request.auth))))


@router.post(
    "/loan-applications/{application_id}/withdraw",
    response=Envelope[ApplicationOpened],
    **asks("financing.ask"),
)
def withdraw(request: Asked, application_id: Id, stated: Reason) -> dict[str, Any]:
    """Take the application back, with the reason, at the latest before the registration."""
    held = _own(request.auth, application_id)
    done = accepting.withdraw(held, reason=stated.reason, **given(request.auth))
    return answer(_told(request.auth, done))


def _firm(request: Asked) -> Firm:
    firm = person_of(request.auth).firm
    if firm is None:
        raise HarborError("docket.firm.none")
    return firm


def _wanted(stated: Wanted) -> drafting.Wanted:
    return drafting.Wanted(stated.amount, stated.months, stated.rights, stated.purpose)


def _own(caller: permits.Actor, number: int) -> LoanApplication:
    """What is another firm's is answered as if it were not there."""
    held = LoanApplication.objects.select_related("firm").filter(pk=number).first()
    if held is None or not permits.allowed(caller, "financing.ask", firm=held.firm):
        raise HarborError("loan.unknown", id=number)
    return held


def _told(caller: permits.Actor, held: LoanApplication) -> dict[str, Any]:
    """The application with the offers that the caller may see."""
    offers = LoanOffer.objects.filter(request__application=held, standing=True)
    if not sees_all(caller, held):
        offers = offers.filter(request__lender=body_of(caller))
    loan = readable(caller).filter(application=held).first()
    return {
        "id": held.pk, "firm_id": held.firm_id, "firm": held.firm.name, "purpose": held.purpose,
        "amount": held.amount, "months": held.months, "stage": held.stage,
        "rights": list(held.rights.order_by("pk").values_list("key", flat=True)),
        "checked": held.checked, "checked_on": held.checked_on, "valued": held.valued,
        "valued_on": held.valued_on, "valuation_id": held.valuation,
        "valuation_sha256": held.valuation_sha256,
        "offers": [
            offer_told(one) for one in offers.select_related("request__lender").order_by("pk")
        ],
        "loan_id": loan.pk if loan else None,
    }  # fmt: skip
