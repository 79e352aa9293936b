"""Movements of money, written into the books."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Sum

from ipharbor.actions.permits import Actor
from ipharbor.bookkeeping.accounts import Account, account
from ipharbor.bookkeeping.entries import Entry, Movement, moved
from ipharbor.bookkeeping.sums import NOTHING
from ipharbor.records.models import LedgerEntry, LedgerPosting, Loan

Rows = list[LedgerEntry | LedgerPosting]


def of(loan: Loan) -> str:
    """What the accounts of a loan are kept of."""
    return f"loan:{loan.pk}"


def lender(loan: Loan, name: str) -> Account:
    """An account of the lender's book."""
    return account(f"organisation:{loan.lender_id}", name, of(loan))


def firm(loan: Loan, name: str) -> Account:
    """An account of the firm's book."""
    return account(f"firm:{loan.firm_id}", name, of(loan))


def paid(loan: Loan, amount: Decimal, *, what: str) -> tuple[Movement, ...]:
    """The firm pays the lender interest or a fee: an expense here, an income there."""
    return (
        *moved(lender(loan, "asset.cash"), lender(loan, f"income.{what}"), amount),
        *moved(firm(loan, f"expense.{what}"), firm(loan, "asset.cash"), amount),
    )


def repaid(loan: Loan, amount: Decimal) -> tuple[Movement, ...]:
    """The firm pays back principal."""
    return (
        *moved(lender(loan, "asset.cash"), lender(loan, "asset.loan"), amount),
        *moved(firm(loan, "liability.loan"), firm(loan, "asset.cash"), amount),
    )


def deposited(loan: Loan, amount: Decimal) -> tuple[Movement, ...]:
    """The lender holds money of the firm as security."""
    return (
        *moved(lender(loan, "asset.cash"), lender(loan, "liability.deposit"), amount),
        *moved(firm(loan, "asset.deposit"), firm(loan, "asset.cash"), amount),
    )


def given_back(loan: Loan, amount: Decimal) -> tuple[Movement, ...]:
    """The firm has back what was deposited."""
    return (
        *moved(lender(loan, "liability.deposit"), lender(loan, "asset.cash"), amount),
        *moved(firm(loan, "asset.cash"), firm(loan, "asset.deposit"), amount),
    )


def post(
    loan: Loan, kind: str, movements: Iterable[Movement], *, on: date, by: Actor, at: datetime
) -> tuple[LedgerEntry, list[LedgerPosting]]:
    """Enter the movements; HarborError ``ledger.entry.empty`` where there are none."""
    entry = Entry(on, kind, of(loan), tuple(movements))
    made = LedgerEntry.objects.create(
        subject=entry.subject, kind=kind, on=on, at=at, by_name=by.name
    )
    rows = [
        LedgerPosting.objects.create(
            entry=made, holder=one.debit.holder, debit=one.debit.name, credit=one.credit.name,
            amount=one.amount,
        )
        for one in entry.movements
    ]  # fmt: skip
    return made, rows


def deposit(loan: Loan) -> Decimal:
    """What the lender holds of the firm's money as security."""
    return -_balance(loan, "liability.deposit")


def owed(loan: Loan) -> Decimal:
    """The principal that is owed, as the lender's book has it."""
    return _balance(loan, "asset.loan")


def _balance(loan: Loan, name: str) -> Decimal:
    """What an account of the lender's book stands at, debits above nought."""
    rows = LedgerPosting.objects.filter(
        entry__subject=of(loan), holder=f"organisation:{loan.lender_id}"
    )
    debits = rows.filter(debit=name).aggregate(sum=Sum("amount"))["sum"]
    credits = rows.filter(credit=name).aggregate(sum=Sum("amount"))["sum"]
    return (debits or NOTHING) - (credits or NOTHING)
