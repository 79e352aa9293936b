"""The firm accepts one offer, or withdraws its application."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from ipharbor.actions import permits
from ipharbor.actions.financing import _held, _told
from ipharbor.gateways.sealing import Sealer
from ipharbor.records.models import (
    Loan,
    LoanApplication,
    LoanOffer,
    LoanRequest,
    LoanRight,
    Valuation,
)
from ipharbor.vocabulary.errors import HarborError

State = LoanRequest.State
_SAME = (
    "principal", "rate", "months", "every", "method", "day_count", "steps", "guarantor",
    "guaranteed", "ceiling", "penalty",
)  # fmt: skip


def accept(offer: LoanOffer, *, seals: Sealer, by: permits.Actor, at: datetime) -> Loan:
    """The loan on the terms of the offer, to be signed; all other requests are lost.

    Raises HarborError ``loan.offer.gone`` for an offer that stands no more or whose day is past,
    and ``loan.stage``.
    """
    permits.require(by, "financing.ask", firm=offer.request.application.firm)
    try:
        with transaction.atomic():
            return _accept(offer.pk, seals, by, at)
    except IntegrityError as taken:
        raise HarborError("loan.raced", verb="accept") from taken


def _accept(number: int, seals: Sealer, by: permits.Actor, at: datetime) -> Loan:
    chosen = LoanOffer.objects.get(pk=number)
    request = _held.request(chosen.request_id)
    chosen.refresh_from_db()
    held = request.application
    _held.move(held, "accept", at)
    if not chosen.standing or chosen.until < timezone.localdate(at):
        raise HarborError("loan.offer.gone")
    request.state = State.ACCEPTED
    request.save()
    lost = list(held.requests.filter(state__in=[State.OPEN, State.OFFERED]))
    for one in lost:
        one.state = State.LOST
        one.save()
    loan = Loan.objects.create(
        application=held, offer=chosen, firm=held.firm, lender=request.lender, stage=held.stage,
        value=Decimal(held.valued["median"]) if held.valued else None, made_at=at, changed_at=at,
        **{name: getattr(chosen, name) for name in _SAME},
    )  # fmt: skip
    keys = list(held.rights.order_by("pk").values_list("key", flat=True))
    told = _values(held, keys)
    rights = [LoanRight.objects.create(loan=loan, key=key, value=told.get(key)) for key in keys]
    _told.tell(
        "financing.accept", held, [held, request, *lost, loan, *rights], seals=seals, by=by, at=at,
        about=[f"loan:{loan.pk}", *(f"organisation:{r.lender_id}" for r in (request, *lost))],
        loan=loan.pk,
    )  # fmt: skip
    return loan


def _values(held: LoanApplication, keys: Sequence[str]) -> dict[str, Decimal]:
    """The median of each right by the valuation on which the application rests; of a report from
    elsewhere, which tells the portfolio's alone, where the portfolio is one right."""
    made = None
    if held.valuation is not None:
        made = Valuation.objects.filter(pk=held.valuation).first()
    if made is not None:
        ranges = {one["key"]: one["range"] for one in made.result["rights"]}
        return {key: Decimal(one["median"]) for key, one in ranges.items() if one is not None}
    if held.valued and len(keys) == 1:
        return {keys[0]: Decimal(held.valued["median"])}
    return {}


def withdraw(
    application: LoanApplication, *, reason: str, seals: Sealer, by: permits.Actor, at: datetime
) -> LoanApplication:
    """The firm takes its application back, at the latest before the pledge is registered.

    Raises HarborError ``loan.reason.missing`` and ``loan.stage``.
    """
    permits.require(by, "financing.ask", firm=application.firm)
    why = " ".join(reason.split())[:500]
    if not why:
        raise HarborError("loan.reason.missing", fields=("reason",))
    with transaction.atomic():
        held = _held.application(application.pk)
        _held.move(held, "withdraw", at)
        held.reason = why
        held.save()
        open_ = list(held.requests.filter(state__in=[State.OPEN, State.OFFERED, State.ACCEPTED]))
        for one in open_:
            one.state = State.WITHDRAWN
            one.save()
        loans = list(Loan.objects.filter(application=held))
        for loan in loans:
            loan.stage, loan.changed_at = held.stage, at
            loan.save()
        _told.tell(
            "financing.withdraw", held, [held, *open_, *loans], seals=seals, by=by, at=at,
            about=[f"organisation:{one.lender_id}" for one in open_],
        )  # fmt: skip
    return held
