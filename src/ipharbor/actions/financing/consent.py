"""The pledgee's consent to an act on a pledged right: asked for, answered, not made use of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from ipharbor.actions import permits
from ipharbor.actions.financing import _held, _told
from ipharbor.bookkeeping.sums import NOTHING, whole
from ipharbor.gateways.sealing import Sealer
from ipharbor.pledge.life import ON_LOAN, Stage
from ipharbor.pledge.ties import Act
from ipharbor.records.models import Loan, PledgeConsent
from ipharbor.statutes.book import Law
from ipharbor.vocabulary.errors import HarborError

State = PledgeConsent.State
NEEDED_FOR, PROCEEDS = "pledge.consent.needed_for", "pledge.consent.proceeds"
OPEN = (State.ASKED, State.AGREED)
_TEXT = 1000  # characters


@dataclass(frozen=True)
class Sought:
    """What the firm asks to do: ``act`` (a code of ``pledge.consent.needed_for``) with the pledged
    right ``key``, for ``taker`` at ``price`` CNY (nought where it is free); ``terms`` tell the
    rest, as a royalty by pieces. ``until`` is the day by which the contract has the pledgee
    answer."""

    key: str
    act: str
    taker: str = ""
    price: Decimal = NOTHING
    terms: str = ""
    until: date | None = None


@dataclass(frozen=True)
class Answer:
    """What the pledgee says. Of an agreement ``proceeds`` is a code of ``pledge.consent.proceeds``
    (needed where there is a price), ``good_until`` the last day on which the act may be done,
    ``pay_by`` that by which its price is to be paid over; of a refusal ``reason`` says why."""

    agrees: bool
    proceeds: str = ""
    conditions: str = ""
    reason: str = ""
    good_until: date | None = None
    pay_by: date | None = None


def ask(
    loan: Loan, told: Sought, *, law: Law, seals: Sealer, by: permits.Actor, at: datetime
) -> PledgeConsent:
    """The firm asks the loan's lender to agree.

    Raises HarborError ``loan.consent.key`` (the right is not pledged for the loan),
    ``loan.consent.act``, ``loan.consent.taker``, ``loan.consent.price``, ``loan.consent.until``,
    ``loan.consent.again`` where the same waits for its answer, and ``loan.stage``.
    """
    permits.require(by, "financing.ask", firm=loan.firm)
    _fit(told, law, timezone.localdate(at))
    taker = " ".join(told.taker.split())[:200] if told.act != Act.OPEN_LICENCE else ""
    try:
        with transaction.atomic():
            held = _held.loan(loan.pk)
            if held.stage not in ON_LOAN | {Stage.REGISTERED}:
                raise HarborError("loan.stage", verb="ask_consent", stage=held.stage)
            if not held.rights.filter(key=told.key, open=True).exists():
                raise HarborError("loan.consent.key", fields=("key",), key=told.key[:60] or "—")
            made = PledgeConsent.objects.create(
                loan=held, key=told.key, act=told.act, taker=taker, price=told.price,
                terms=_text(told.terms), until=told.until, asked_by_name=by.name, asked_at=at,
            )  # fmt: skip
            _tell("financing.ask_consent", held, made, seals, by, at)
    except IntegrityError as twice:
        raise HarborError("loan.consent.again", fields=("key",)) from twice
    return made


def answer(
    consent: PledgeConsent, told: Answer, *, law: Law, seals: Sealer, by: permits.Actor,
    at: datetime,
) -> PledgeConsent:  # fmt: skip
    """The lender agrees, upon its conditions, or refuses with its reason; of two answers at once
    the first one holds. Silence is no agreement, whatever day was set for the answer.

    Raises HarborError ``loan.reason.missing``, ``loan.consent.proceeds``, ``loan.consent.day`` and
    ``loan.consent.answered``.
    """
    permits.require(by, "financing.lend", organisation=consent.loan.lender)
    today = timezone.localdate(at)
    reason = " ".join(told.reason.split())[:500]
    proceeds = told.proceeds
    if not told.agrees:
        if not reason:
            raise HarborError("loan.reason.missing", fields=("reason",))
        proceeds = ""
    else:
        proceeds = _proceeds(consent, told, law, today)
    with transaction.atomic():
        held = _held.loan(consent.loan_id)
        state = State.AGREED if told.agrees else State.REFUSED
        first = PledgeConsent.objects.filter(pk=consent.pk, state=State.ASKED)
        if not first.update(
            state=state, proceeds=proceeds, conditions=_text(told.conditions),
            reason="" if told.agrees else reason, answered_on=today, answered_by_name=by.name,
            good_until=told.good_until if told.agrees else None,
            pay_by=told.pay_by if told.agrees else None,
        ):  # fmt: skip
            raise HarborError("loan.consent.answered")
        made = PledgeConsent.objects.get(pk=consent.pk)
        _tell("financing.answer_consent", held, made, seals, by, at)
    return made


def withdraw(
    consent: PledgeConsent, *, seals: Sealer, by: permits.Actor, at: datetime
) -> PledgeConsent:
    """The firm asks no longer, or makes no use of what was agreed: from this day on the act is
    agreed to no more. Raises HarborError ``loan.consent.closed``."""
    permits.require(by, "financing.ask", firm=consent.loan.firm)
    with transaction.atomic():
        held = _held.loan(consent.loan_id)
        standing = PledgeConsent.objects.filter(pk=consent.pk, state__in=OPEN, received=0)
        if not standing.update(state=State.WITHDRAWN, withdrawn_on=timezone.localdate(at)):
            raise HarborError("loan.consent.closed")
        made = PledgeConsent.objects.get(pk=consent.pk)
        _tell("financing.withdraw_consent", held, made, seals, by, at)
    return made


def _fit(told: Sought, law: Law, today: date) -> None:
    if told.act not in {one.code for one in law[NEEDED_FOR].terms.items}:
        raise HarborError("loan.consent.act", fields=("act",))
    if told.act != Act.OPEN_LICENCE and not told.taker.strip():
        raise HarborError("loan.consent.taker", fields=("taker",))
    if not whole(told.price) or not 0 <= told.price < Decimal(10) ** 13:
        raise HarborError("loan.consent.price", fields=("price",))
    if told.until is not None and told.until < today:
        raise HarborError("loan.consent.until", fields=("until",))


def _proceeds(consent: PledgeConsent, told: Answer, law: Law, today: date) -> str:
    """Where the price goes; empty where there is none."""
    codes = {one.code for one in law[PROCEEDS].terms.items}
    if consent.price and told.proceeds not in codes:
        raise HarborError("loan.consent.proceeds", fields=("proceeds",))
    for name in ("good_until", "pay_by"):
        day = getattr(told, name)
        if day is not None and day < today:
            raise HarborError("loan.consent.day", fields=(name,))
    return told.proceeds if consent.price else ""


def _text(told: str) -> str:
    return told.replace("\r\n", "\n").strip()[:_TEXT]


def _tell(
    action: str, held: Loan, made: PledgeConsent, seals: Sealer, by: permits.Actor, at: datetime
) -> None:
    _told.tell(
        action, held.application, [made], seals=seals, by=by, at=at, keys=[made.key],
        about=[f"loan:{held.pk}", f"organisation:{held.lender_id}"], loan=held.pk,
        consent=made.pk, act=made.act, state=str(made.state),
    )  # fmt: skip
