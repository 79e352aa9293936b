"""The pledgee's consent to acts on pledged rights: asked for, answered, and its proceeds."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Field

from ipharbor import wiring
from ipharbor.actions import permits
from ipharbor.actions.financing import consent as consenting
from ipharbor.actions.financing.proceeds import apply
from ipharbor.actions.financing.reading import readable
from ipharbor.api.asking import Asked, asks
from ipharbor.api.at_hand import Day, Id, Short, Text, book
from ipharbor.api.envelope import Envelope, answer
from ipharbor.queries import consents as queries
from ipharbor.records.models import Loan, PledgeConsent
from ipharbor.vocabulary.errors import HarborError

router = Router(tags=["loans"])


class ConsentTold(Schema):
    """What the firm asked the lender to agree to, and the answer. `state` is asked, agreed, refused
    or withdrawn; `received` is what of the price was applied to the loan."""

    id: int
    loan_id: int
    key: str
    act: str
    taker: str
    price: Decimal
    terms: str
    until: date | None = Field(description="by contract to be answered by")
    state: str
    asked_at: datetime
    asked_by_name: str
    answered_on: date | None
    answered_by_name: str
    proceeds: str = Field(description="repayment or deposit")
    conditions: str
    reason: str
    good_until: date | None
    pay_by: date | None
    withdrawn_on: date | None
    received: Decimal
    applied_on: date | None


class ConsentSought(Schema):
    """An act (transfer, licence, open_licence) with a pledged right, for `taker` at `price` CNY in
    all; `until` is the day by which the contract has the lender answer."""

    key: Short
    act: Short
    taker: Short = ""
    price: Decimal = Field(Decimal(0), ge=0, max_digits=15, decimal_places=2)
    terms: Text = ""
    until: Day | None = None


class ConsentAnswer(Schema):
    """The lender agrees, and the price goes to `proceeds` (repayment or deposit), or refuses with
    its `reason`."""

    agrees: bool
    proceeds: Short = ""
    conditions: Text = ""
    reason: Text = ""
    good_until: Day | None = None
    pay_by: Day | None = None


class ProceedsStated(Schema):
    """So much of the price came in `on` a day."""

    amount: Decimal = Field(gt=0, max_digits=15, decimal_places=2)
    on: Day


@router.get(
    "/loans/{loan_id}/consents", response=Envelope[list[ConsentTold]], **asks("financing.read")
)
def consents(request: Asked, loan_id: Id) -> dict[str, Any]:
    """All that the firm asked for on a loan, the newest first."""
    held = readable(request.auth).filter(pk=loan_id).first()
    if held is None:
        raise HarborError("loan.unknown", id=loan_id)
    return answer([_told(one) for one in queries.of(held)])


@router.post(
    "/loans/{loan_id}/consents",
    response={201: Envelope[ConsentTold]},
    **asks("financing.ask"),
)
def ask(request: Asked, loan_id: Id, stated: ConsentSought) -> Status[dict[str, Any]]:
    """Ask the loan's lender to agree to an act with a pledged right."""
    held = Loan.objects.select_related("firm").filter(pk=loan_id).first()
    if held is None or not permits.allowed(request.auth, "financing.ask", firm=held.firm):
        raise HarborError("loan.unknown", id=loan_id)
    sought = consenting.Sought(
        stated.key, stated.act, stated.taker, stated.price, stated.terms, stated.until
    )
    law = book().on(timezone.localdate())
    made = consenting.ask(held, sought, law=law, **_given(request.auth))
    return Status(201, answer(_told(made)))


@router.post(
    "/consents/{consent_id}/answer", response=Envelope[ConsentTold], **asks("financing.lend")
)
def answer_consent(request: Asked, consent_id: Id, stated: ConsentAnswer) -> dict[str, Any]:
    """Agree or refuse; of two answers at once the first one holds."""
    held = _lent(request.auth, consent_id)
    told = consenting.Answer(
        stated.agrees, stated.proceeds, stated.conditions, stated.reason, stated.good_until,
        stated.pay_by,
    )  # fmt: skip
    law = book().on(timezone.localdate())
    return answer(_told(consenting.answer(held, told, law=law, **_given(request.auth))))


@router.post(
    "/consents/{consent_id}/withdraw", response=Envelope[ConsentTold], **asks("financing.ask")
)
def withdraw(request: Asked, consent_id: Id) -> dict[str, Any]:
    """Ask no longer, or make no use of what was agreed."""
    held = _consent(consent_id)
    if held is None or not permits.allowed(request.auth, "financing.ask", firm=held.loan.firm):
        raise HarborError("loan.consent.unknown")
    return answer(_told(consenting.withdraw(held, **_given(request.auth))))


@router.post(
    "/consents/{consent_id}/proceeds", response=Envelope[ConsentTold], **asks("financing.lend")
)
def proceeds(request: Asked, consent_id: Id, stated: ProceedsStated) -> dict[str, Any]:
    """Apply what came in of the price: it repays the debt early or is deposited, as was agreed."""
    held = _lent(request.auth, consent_id)
    return answer(_told(apply(held, stated.amount, on=stated.on, **_given(request.auth))))


def _given(caller: permits.Actor) -> dict[str, Any]:
    return {"seals": wiring.firm_sealer(), "by": caller, "at": timezone.now()}


def _consent(number: int) -> PledgeConsent | None:
    found = PledgeConsent.objects.select_related("loan__firm", "loan__lender")
    return found.filter(pk=number).first()


def _lent(caller: permits.Actor, number: int) -> PledgeConsent:
    held = _consent(number)
    lender = held.loan.lender if held is not None else None
    if held is None or not permits.allowed(caller, "financing.lend", organisation=lender):
        raise HarborError("loan.consent.unknown")
    return held


def _told(one: PledgeConsent) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ConsentTold.model_fields}
