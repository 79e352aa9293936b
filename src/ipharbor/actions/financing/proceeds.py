"""Apply the proceeds of an agreed act: they repay the debt early, or are deposited."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from ipharbor.actions import permits
from ipharbor.actions.financing import _books, _held, _told
from ipharbor.actions.financing._overdue import extra
from ipharbor.actions.financing.repay import since
from ipharbor.bookkeeping.entries import Movement
from ipharbor.bookkeeping.sums import NOTHING, whole
from ipharbor.gateways.sealing import Sealer
from ipharbor.pledge.daycount import DayCount, interest
from ipharbor.pledge.life import ON_LOAN, Stage
from ipharbor.pledge.prepaying import Line, Prepaid, prepaid
from ipharbor.records.models import Loan, LoanInstalment, PledgeConsent
from ipharbor.vocabulary.errors import HarborError

DEPOSIT = "deposit"  # of ``pledge.consent.proceeds``


def apply(
    consent: PledgeConsent, amount: Decimal, *, on: date, seals: Sealer, by: permits.Actor,
    at: datetime,
) -> PledgeConsent:  # fmt: skip
    """The lender received ``amount`` CNY of the price on the day ``on`` and applies it as was
    agreed; see ``pledge.prepaying``. What pays no debt, because nothing is owed yet or because it
    falls short of the next overdue instalment, is deposited.

    Raises HarborError ``loan.proceeds.amount``, ``loan.proceeds.day``, ``loan.proceeds.none``
    (nothing was agreed, or all of the price was applied), ``loan.proceeds.settle`` where it pays
    all that is owed, and ``loan.stage``.
    """
    permits.require(by, "financing.lend", organisation=consent.loan.lender)
    if not whole(amount) or amount <= 0:
        raise HarborError("loan.proceeds.amount", fields=("amount",))
    with transaction.atomic():
        held = _held.loan(consent.loan_id)
        made = PledgeConsent.objects.select_for_update().get(pk=consent.pk)
        if held.stage not in ON_LOAN | {Stage.REGISTERED}:
            raise HarborError("loan.stage", verb="apply_proceeds", stage=held.stage)
        if made.state != PledgeConsent.State.AGREED or made.received >= made.price:
            raise HarborError("loan.proceeds.none")
        _day(held, made, on, at)
        movements, paid, changed = _applied(held, made, amount, on)
        entry, rows = _books.post(held, "proceeds", movements, on=on, by=by, at=at)
        for one in paid:
            one.paid_on, one.paid_by = on, rows[0]
        for one in changed:
            one.save()
        made.received += amount
        if made.received >= made.price:
            made.applied_on = on
        made.save()
        if held.stage == Stage.DRAWN and len(changed):
            held.stage = _held.move(held.application, "repay", at)
        held.changed_at = at
        held.save()
        _told.tell(
            "financing.apply_proceeds", held.application,
            [held.application, entry, *rows, held, *changed, made], seals=seals, by=by, at=at,
            keys=[made.key], about=[f"loan:{held.pk}"], loan=held.pk, consent=made.pk,
            on=on.isoformat(),
        )  # fmt: skip
    return made


def _applied(
    held: Loan, made: PledgeConsent, amount: Decimal, on: date
) -> tuple[list[Movement], list[LoanInstalment], list[LoanInstalment]]:
    """The movements of the sum, the instalments that it pays, and all that it changes."""
    due = list(held.instalments.filter(paid_on=None).order_by("number"))
    if made.proceeds == DEPOSIT or not due:
        return list(_books.deposited(held, amount)), [], []
    told = _split(held, due, amount, on)
    by_number = {one.number: one for one in due}
    paid = [by_number[one.number] for one in told.paid]
    for one in told.paid:
        by_number[one.number].penalty = one.extra
    changed = list(paid)
    if told.principal:
        for one in told.left:
            row = by_number[one.number]
            row.principal, row.interest = one.principal, one.interest
            changed.append(row)
            if not one.whole:  # nothing falls due on it any more
                paid.append(row)
    charged = told.interest + sum((one.interest for one in told.paid), NOTHING)
    penalty = sum((one.extra for one in told.paid), NOTHING)
    principal = told.principal + sum((one.principal for one in told.paid), NOTHING)
    movements = [
        *_books.repaid(held, principal),
        *_books.paid(held, charged, what="interest"),
        *_books.paid(held, penalty, what="penalty"),
        *_books.deposited(held, told.kept),
    ]
    return movements, paid, changed


def _split(held: Loan, due: list[LoanInstalment], amount: Decimal, on: date) -> Prepaid:
    lines = [
        Line(one.number, one.due_on, one.principal, one.interest, extra(held, one, on))
        for one in due
    ]
    coming = [one for one in due if one.due_on > on]
    first = since(held, coming[0]) if coming else on
    by = DayCount(held.day_count)
    ahead = sum((one.principal for one in coming), NOTHING)
    whole_ = sum((one.whole for one in lines if one.due_on <= on), NOTHING)
    whole_ += ahead + interest(ahead, held.rate, min(first, on), on, by)
    if amount >= whole_:
        raise HarborError("loan.proceeds.settle", fields=("amount",), owed=f"{whole_:,.2f}")
    return prepaid(lines, amount, on=on, since=first, rate=held.rate, by=by)


def _day(loan: Loan, made: PledgeConsent, on: date, at: datetime) -> None:
    last = loan.instalments.exclude(paid_on=None).order_by("number").last()
    least = max(day for day in (made.answered_on, last and last.paid_on, loan.drawn_on) if day)
    if on > timezone.localdate(at) or on < least:
        raise HarborError("loan.proceeds.day", fields=("on",))
