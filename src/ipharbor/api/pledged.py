"""Pledges that stand: released, substituted, changed; a default, the enforcement, and concerns that
a lender waives."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from ipharbor.actions.collateral.waive import waive
from ipharbor.actions.financing import enforce as enforcing
from ipharbor.actions.financing.draft import MOST
from ipharbor.actions.financing.register import change
from ipharbor.actions.financing.release import release, substitute
from ipharbor.api.asking import Asked, asks
from ipharbor.api.at_hand import Day, Id, Short, Text, book, usual_day
from ipharbor.api.envelope import Envelope, answer
from ipharbor.api.loans import LoanOpened, Reason, given, lent, opened

router = Router(tags=["loans"])

Sum = Annotated[Decimal, Field(ge=0, max_digits=15, decimal_places=2)]


class Released(Schema):
    """The rights that are released on the day `on`; none named releases all, once nothing is
    owed."""

    on: Day
    rights: list[Short] = Field([], max_length=MOST)


class Substituted(Schema):
    """The keys of the right that leaves and of the firm's right that comes."""

    old: Short
    new: Short
    on: Day


class Changed(Schema):
    """`item` is a code of the provision `pledge.changes`, `after` what stands now."""

    item: Short
    after: Short
    on: Day


class Enforced(Schema):
    """What the rights were sold for and what selling them cost, in CNY; `pooled` where the loan
    was taken into the region's risk pool."""

    proceeds: Sum
    costs: Sum = Decimal(0)
    on: Day
    pooled: bool = False


class EnforcementTold(Schema):
    """How the proceeds were paid out, in the order of the law, what was left for the firm, what
    remains unpaid of each claim, and who bears the principal that is short."""

    paid: dict[str, Decimal]
    surplus: Decimal
    short: dict[str, Decimal]
    borne: dict[str, Decimal]
    loan: LoanOpened


class Why(Schema):
    why: Text


class WaivedTold(Schema):
    """A concern that its lender will not act on while it lasts."""

    id: int
    stage: str
    reason: str
    by_name: str


@router.post("/loans/{loan_id}/release", response=Envelope[LoanOpened], **asks("financing.lend"))
def release_rights(request: Asked, loan_id: Id, stated: Released) -> dict[str, Any]:
    """Cancel the pledge on some rights, or on all once the loan is repaid."""
    held = lent(request.auth, loan_id)
    return opened(release(held, on=stated.on, keys=stated.rights, **given(request.auth)))


@router.post(
    "/loans/{loan_id}/substitution", response=Envelope[LoanOpened], **asks("financing.lend")
)
def substitution(request: Asked, loan_id: Id, stated: Substituted) -> dict[str, Any]:
    """Pledge a right of the same firm in the place of another, both at once."""
    held = lent(request.auth, loan_id)
    return opened(substitute(held, stated.old, stated.new, on=stated.on, **given(request.auth)))


@router.post("/loans/{loan_id}/change", response=Envelope[LoanOpened], **asks("financing.lend"))
def change_registered(request: Asked, loan_id: Id, stated: Changed) -> dict[str, Any]:
    """Enter a change of the registered pledge."""
    held = lent(request.auth, loan_id)
    done = change(
        held, stated.item, stated.after, on=stated.on, law=book().on(stated.on),
        **given(request.auth),
    )  # fmt: skip
    return opened(done)


@router.post("/loans/{loan_id}/default", response=Envelope[LoanOpened], **asks("financing.lend"))
def default(request: Asked, loan_id: Id, stated: Reason) -> dict[str, Any]:
    """State that the firm is in default, and why."""
    held = lent(request.auth, loan_id)
    return opened(enforcing.default(held, reason=stated.reason, **given(request.auth)))


@router.post(
    "/loans/{loan_id}/enforcement", response=Envelope[EnforcementTold], **asks("financing.lend")
)
def enforcement(request: Asked, loan_id: Id, stated: Enforced) -> dict[str, Any]:
    """Enter that the rights were sold; the proceeds are paid out and the pledge ends."""
    held = lent(request.auth, loan_id)
    done, told, borne = enforcing.enforce(
        held, stated.proceeds, costs=stated.costs, pooled=stated.pooled, on=stated.on,
        law=book().on(stated.on), **given(request.auth),
    )  # fmt: skip
    data = {
        "paid": told.paid, "surplus": told.surplus, "short": told.short, "borne": borne,
        "loan": opened(done)["data"],
    }  # fmt: skip
    return answer(data, as_of=usual_day())


@router.post(
    "/concerns/{concern_id}/waive", response=Envelope[WaivedTold], **asks("collateral.waive")
)
def waive_concern(request: Asked, concern_id: Id, stated: Why) -> dict[str, Any]:
    """Waive a concern of a loan of the caller's organisation, with the reason."""
    done = waive(concern_id, why=stated.why, by=request.auth, at=timezone.now())
    told = {"id": done.pk, "stage": done.stage, "reason": done.reason, "by_name": done.by_name}
    return answer(told)
