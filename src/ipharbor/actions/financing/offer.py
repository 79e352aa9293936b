"""A lender decides on its request: an offer, or a refusal with its reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from ipharbor.actions import permits
from ipharbor.actions.financing import _held, _told
from ipharbor.bookkeeping.sums import whole
from ipharbor.gateways.sealing import Sealer
from ipharbor.pledge.cost import Charges, full_cost
from ipharbor.pledge.life import Stage
from ipharbor.pledge.schedules import Terms
from ipharbor.records.models import LoanOffer, LoanRequest, Organisation
from ipharbor.statutes.book import Law
from ipharbor.vocabulary.errors import HarborError

State = LoanRequest.State
LEAST, MOST = "pledge.penalty.least", "pledge.penalty.most"
_UNDECIDED = (State.OPEN, State.OFFERED)


@dataclass(frozen=True)
class Offered:
    """What a lender offers until a day. ``guarantor`` stands in for the part
    ``guaranteed`` of what the pledge does not pay (all of it where none is told), where one does;
    ``ceiling`` is the highest loan-to-value that the contract is to allow, as a share; ``penalty``
    what it adds to the rate of what is past due, as a share of the rate."""

    terms: Terms
    until: date
    charges: Charges = field(default_factory=Charges)
    conditions: str = ""
    guarantor: Organisation | None = None
    guaranteed: Decimal | None = None
    ceiling: Decimal | None = None
    penalty: Decimal | None = None


def offer(
    request: LoanRequest, told: Offered, *, seals: Sealer, by: permits.Actor, at: datetime
) -> LoanOffer:
    """The lender's offer; an earlier one of the same request stands no more.

    Raises HarborError ``loan.offer.until``, ``loan.offer.fees``, ``loan.offer.guarantor``,
    ``loan.offer.guaranteed``,
    ``loan.offer.ceiling``, ``loan.offer.penalty``,
    ``loan.request.decided`` where the request is no longer open, and ``loan.stage``.
    """
    permits.require(by, "financing.lend", organisation=request.lender)
    _check(told, timezone.localdate(at))
    terms, charges = told.terms, told.charges
    cost = full_cost(terms, charges, timezone.localdate(at))
    with transaction.atomic():
        held = _held.request(request.pk)
        _undecided(held)
        _held.move(held.application, "offer", at)
        earlier = list(held.offers.filter(standing=True))
        held.offers.filter(standing=True).update(standing=False)
        for one in earlier:
            one.standing = False
        made = LoanOffer.objects.create(
            request=held, principal=terms.principal, rate=terms.rate, months=terms.months,
            every=terms.every, method=terms.method, day_count=terms.by,
            steps=[f"{one:f}" for one in terms.steps], guarantee=charges.guarantee,
            insurance=charges.insurance, valuation_fee=charges.valuation,
            other_fee=charges.other, guarantor=told.guarantor, until=told.until,
            guaranteed=_part(told),
            full_rate=None if cost.rate is None else round(cost.rate, 6), ceiling=told.ceiling,
            penalty=told.penalty,
            conditions=told.conditions.replace("\r\n", "\n").strip()[:1000],
            by_name=by.name, at=at,
        )  # fmt: skip
        held.state = State.OFFERED
        _decided(held, by, at)
        _told.tell(
            "financing.offer", held.application, [held.application, held, *earlier, made],
            seals=seals, by=by, at=at, about=[f"organisation:{held.lender_id}"], request=held.pk,
        )  # fmt: skip
    return made


def decline(
    request: LoanRequest, *, reason: str, seals: Sealer, by: permits.Actor, at: datetime
) -> LoanRequest:
    """The lender will not lend, and says why; an offer it made stands no more. The application is
    declined once no lender asked is left.

    Raises HarborError ``loan.reason.missing``, ``loan.request.decided``, ``loan.stage``.
    """
    permits.require(by, "financing.lend", organisation=request.lender)
    why = " ".join(reason.split())[:500]
    if not why:
        raise HarborError("loan.reason.missing", fields=("reason",))
    with transaction.atomic():
        held = _held.request(request.pk)
        _undecided(held)
        others = held.application.requests.exclude(pk=held.pk)
        left = others.filter(state__in=_UNDECIDED)
        stays = ""
        if left.exists():
            stays = Stage.OFFERED if left.filter(state=State.OFFERED).exists() else Stage.REQUESTED
        _held.move(held.application, "decline", at, to=stays)
        dropped = list(held.offers.filter(standing=True))
        held.offers.update(standing=False)
        for one in dropped:
            one.standing = False
        held.state, held.reason = State.DECLINED, why
        _decided(held, by, at)
        _told.tell(
            "financing.decline", held.application, [held.application, held, *dropped], seals=seals,
            by=by, at=at, about=[f"organisation:{held.lender_id}"], request=held.pk,
        )  # fmt: skip
    return held


def _undecided(held: LoanRequest) -> None:
    if held.state not in _UNDECIDED:
        raise HarborError("loan.request.decided", state=held.state)


def _decided(held: LoanRequest, by: permits.Actor, at: datetime) -> None:
    held.decided_at, held.decided_by_name = at, by.name
    held.save()


def _part(told: Offered) -> Decimal | None:
    """Which part is guaranteed; None without a guarantor."""
    if told.guarantor is None:
        return None
    return Decimal(1) if told.guaranteed is None else told.guaranteed


def _check(told: Offered, today: date) -> None:
    if told.until < today:
        raise HarborError("loan.offer.until", fields=("until",))
    fees = (told.charges.guarantee, told.charges.insurance, told.charges.valuation,
            told.charges.other)  # fmt: skip
    if any(not whole(fee) or fee < 0 for fee in fees):
        raise HarborError("loan.offer.fees", fields=("guarantee",))
    surety = told.guarantor
    fits = surety is None or (surety.kind == Organisation.Kind.GUARANTOR and not surety.closed_at)
    if not fits:
        raise HarborError("loan.offer.guarantor", fields=("guarantor",))
    if told.guaranteed is not None and (surety is None or not 0 < told.guaranteed <= 1):
        raise HarborError("loan.offer.guaranteed", fields=("guaranteed",))
    if told.ceiling is not None and not 0 < told.ceiling <= 1:
        raise HarborError("loan.offer.ceiling", fields=("ceiling",))
    if told.penalty is not None and not 0 <= told.penalty <= 1:
        raise HarborError("loan.offer.penalty", fields=("penalty",), least=0, most=100)


def allowed(law: Law, penalty: Decimal | None) -> None:
    """Raise HarborError ``loan.offer.penalty`` unless the law lets a contract add ``penalty`` to
    the rate of what is past due; to add nothing is free."""
    least, most = (law[name].share.of_one for name in (LEAST, MOST))
    if penalty and not least <= penalty <= most:
        raise HarborError(
            "loan.offer.penalty", fields=("penalty",), least=f"{least * 100:.0f}",
            most=f"{most * 100:.0f}",
        )  # fmt: skip
