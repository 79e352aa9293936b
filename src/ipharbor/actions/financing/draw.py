"""Pay the loan out, with its schedule."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from ipharbor.actions import permits
from ipharbor.actions.financing import _books, _held, _told
from ipharbor.bookkeeping.accounts import account
from ipharbor.bookkeeping.entries import Movement, moved
from ipharbor.gateways.sealing import Sealer
from ipharbor.pledge.daycount import DayCount
from ipharbor.pledge.schedules import Method, Terms, schedule
from ipharbor.records.models import Loan, LoanInstalment
from ipharbor.vocabulary.errors import HarborError


def terms_of(loan: Loan) -> Terms:
    """What the loan is lent on."""
    return Terms(
        loan.principal, loan.rate, loan.months, loan.every, Method(loan.method),
        DayCount(loan.day_count), tuple(Decimal(one) for one in loan.steps),
    )  # fmt: skip


def draw(loan: Loan, *, on: date, seals: Sealer, by: permits.Actor, at: datetime) -> Loan:
    """The lender pays out on the day ``on``; what falls due is laid down as instalments.

    The books of lender and firm move together: the loan, and the fees that are paid with it.
    Raises HarborError ``loan.draw.day`` and ``loan.stage``.
    """
    permits.require(by, "financing.lend", organisation=loan.lender)
    if on > timezone.localdate(at) or (loan.registered_on and on < loan.registered_on):
        raise HarborError("loan.draw.day", fields=("on",))
    with transaction.atomic():
        held = _held.loan(loan.pk)
        stage = _held.move(held.application, "draw", at)
        entry, rows = _books.post(held, "drawn", _movements(held), on=on, by=by, at=at)
        told = schedule(terms_of(held), on)
        held.stage, held.changed_at = stage, at
        held.drawn_on, held.matures_on, held.drawn_by = on, told[-1].due_on, rows[0]
        held.save()
        made = [
            LoanInstalment.objects.create(
                loan=held, number=one.number, due_on=one.due_on, principal=one.principal,
                interest=one.interest,
            )
            for one in told
        ]  # fmt: skip
        _told.tell(
            "financing.draw", held.application, [held.application, entry, *rows, held, *made],
            seals=seals, by=by, at=at, about=[f"loan:{held.pk}"], loan=held.pk, on=on.isoformat(),
        )  # fmt: skip
    return held


def _movements(loan: Loan) -> list[Movement]:
    lender, firm, offer = _books.lender, _books.firm, loan.offer
    lent = loan.principal
    told = [
        *moved(lender(loan, "asset.loan"), lender(loan, "asset.cash"), lent),
        *moved(firm(loan, "asset.cash"), firm(loan, "liability.loan"), lent),
        *_books.paid(loan, offer.other_fee, what="fee"),
    ]
    for what, fee in (("valuation", offer.valuation_fee), ("guarantee", offer.guarantee),
                      ("insurance", offer.insurance)):  # fmt: skip
        told += moved(firm(loan, f"expense.{what}"), firm(loan, "asset.cash"), fee)
    if loan.guarantor_id is not None:
        book, of = f"organisation:{loan.guarantor_id}", _books.of(loan)
        cash, income = account(book, "asset.cash", of), account(book, "income.guarantee", of)
        told += moved(cash, income, offer.guarantee)
    return told
