"""Repay: an instalment as it falls due, or all that is owed at once."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from ipharbor.actions import permits
from ipharbor.actions.financing import _books, _held, _told
from ipharbor.actions.financing._overdue import extra
from ipharbor.bookkeeping.entries import Movement
from ipharbor.bookkeeping.sums import NOTHING
from ipharbor.gateways.sealing import Sealer
from ipharbor.pledge.daycount import DayCount, interest
from ipharbor.records.models import Loan, LoanInstalment
from ipharbor.vocabulary.errors import HarborError


def repay(loan: Loan, *, on: date, seals: Sealer, by: permits.Actor, at: datetime) -> Loan:
    """The next instalment is paid on the day ``on``, with what accrued on it past its day; with
    the last of them the loan is repaid.

    Raises HarborError ``loan.repay.day`` and ``loan.stage``.
    """
    permits.require(by, "financing.lend", organisation=loan.lender)
    with transaction.atomic():
        held = _held.loan(loan.pk)
        _day(held, on, at)
        due = list(held.instalments.filter(paid_on=None).order_by("number"))
        verb = "settle" if len(due) == 1 else "repay"
        stage = _held.move(held.application, verb, at)
        first = due[0]
        first.penalty = extra(held, first, on)
        movements = [
            *_books.repaid(held, first.principal),
            *_books.paid(held, first.interest, what="interest"),
            *_books.paid(held, first.penalty, what="penalty"),
        ]
        _close(held, verb, stage, movements, [first], on, seals, by, at)
    return held


def settle(loan: Loan, *, on: date, seals: Sealer, by: permits.Actor, at: datetime) -> Loan:
    """All that is owed is paid on the day ``on``: the principal, interest of instalments that are
    overdue with what accrued on them, and interest since the last due day. Instalments that would
    have come are nought.

    Raises HarborError ``loan.repay.day`` and ``loan.stage``.
    """
    permits.require(by, "financing.lend", organisation=loan.lender)
    with transaction.atomic():
        held = _held.loan(loan.pk)
        _day(held, on, at)
        stage = _held.move(held.application, "settle", at)
        due = list(held.instalments.filter(paid_on=None).order_by("number"))
        late = [one for one in due if one.due_on <= on]
        coming = [one for one in due if one.due_on > on]
        owed = _books.owed(held)
        if coming:
            first, *rest = coming
            first.principal = owed - sum((one.principal for one in late), NOTHING)
            begun = min(since(held, first), on)  # where instalments were paid before their day
            first.interest = interest(
                first.principal, held.rate, begun, on, DayCount(held.day_count)
            )
            for one in rest:
                one.principal = one.interest = NOTHING
        for one in late:
            one.penalty = extra(held, one, on)
        charged = sum((one.interest for one in due), NOTHING)
        movements = [
            *_books.repaid(held, owed),
            *_books.paid(held, charged, what="interest"),
            *_books.paid(held, sum((one.penalty for one in late), NOTHING), what="penalty"),
        ]
        _close(held, "settle", stage, movements, due, on, seals, by, at)
    return held


def since(loan: Loan, instalment: LoanInstalment) -> date:
    """The first day of an instalment's span."""
    before = loan.instalments.filter(number__lt=instalment.number).order_by("number").last()
    assert loan.drawn_on is not None
    return before.due_on if before is not None else loan.drawn_on


def _day(loan: Loan, on: date, at: datetime) -> None:
    last = loan.instalments.exclude(paid_on=None).order_by("number").last()
    least = last.paid_on if last is not None else loan.drawn_on
    if on > timezone.localdate(at) or (least is not None and on < least):
        raise HarborError("loan.repay.day", fields=("on",))


def _close(
    held: Loan, verb: str, stage: str, movements: list[Movement],
    paid: list[LoanInstalment], on: date, seals: Sealer, by: permits.Actor, at: datetime,
) -> None:  # fmt: skip
    """Enter the payment and the instalments that it pays; ``paid_by`` is its first movement."""
    entry, rows = _books.post(held, "repaid", movements, on=on, by=by, at=at)
    for one in paid:
        one.paid_on, one.paid_by = on, rows[0]
        one.save()
    held.stage, held.changed_at = stage, at
    if verb == "settle":
        held.repaid_on = on
    held.save()
    _told.tell(
        f"financing.{verb}", held.application, [held.application, entry, *rows, held, *paid],
        seals=seals, by=by, at=at, about=[f"loan:{held.pk}"], loan=held.pk, on=on.isoformat(),
    )  # fmt: skip
