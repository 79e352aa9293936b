"""State a default, enforce the pledge, share the loss."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from ipharbor.actions import permits
from ipharbor.actions.financing import _books, _held, _pledged, _told
from ipharbor.actions.financing._overdue import extra
from ipharbor.bookkeeping.accounts import account
from ipharbor.bookkeeping.entries import Movement, moved
from ipharbor.bookkeeping.sums import NOTHING, fen, whole
from ipharbor.gateways.sealing import Sealer
from ipharbor.pledge.pool import ALONE, BANK, Pool, pool
from ipharbor.pledge.proceeds import Distributed, distribute
from ipharbor.records.models import Loan, LoanRight
from ipharbor.statutes.book import Law
from ipharbor.vocabulary.errors import HarborError


def default(
    loan: Loan, *, reason: str, seals: Sealer, by: permits.Actor, at: datetime
) -> Loan:  # fmt: skip
    """The lender states that the firm is in default, and why.

    Raises HarborError ``loan.reason.missing`` and ``loan.stage``.
    """
    permits.require(by, "financing.lend", organisation=loan.lender)
    why = " ".join(reason.split())[:500]
    if not why:
        raise HarborError("loan.reason.missing", fields=("reason",))
    with transaction.atomic():
        held = _held.loan(loan.pk)
        held.stage = _held.move(held.application, "default", at)
        held.application.reason = why
        held.application.save()
        held.changed_at = at
        held.save()
        _told.tell(
            "financing.default", held.application, [held.application, held], seals=seals, by=by,
            at=at, about=[f"loan:{held.pk}"], loan=held.pk,
        )  # fmt: skip
    return held


def enforce(
    loan: Loan, proceeds: Decimal, *, costs: Decimal, pooled: bool, on: date, law: Law,
    seals: Sealer, by: permits.Actor, at: datetime,
) -> tuple[Loan, Distributed, dict[str, Decimal]]:  # fmt: skip
    """The pledged rights were sold for ``proceeds``, of which selling took ``costs`` (CNY): what
    remains, with what was deposited, is paid out in the order of the law; what accrued on
    instalments past due is interest. What is short of
    principal the lender bears; of a loan that was ``pooled``, as the lender states, it has claims
    on the parties of the region's risk pool for their parts. Of one that was not pooled the
    guarantor stands in for the part it guaranteed. Gives the loan, what was paid, and the loss by
    party.

    Raises HarborError ``loan.enforce.amount``, ``loan.enforce.day`` and ``loan.stage``.
    """
    permits.require(by, "financing.lend", organisation=loan.lender)
    if any(not whole(one) or one < 0 for one in (proceeds, costs)):
        raise HarborError("loan.enforce.amount", fields=("proceeds",))
    if on > timezone.localdate(at):
        raise HarborError("loan.enforce.day", fields=("on",))
    with transaction.atomic():
        held = _held.loan_in_register(loan.pk)
        held.stage = _held.move(held.application, "enforce", at)
        due = list(held.instalments.filter(paid_on=None, due_on__lte=on))
        plain = sum((one.interest for one in due), NOTHING)
        accrued = sum((extra(held, one, on) for one in due), NOTHING)
        claims = {"costs": costs, "interest": plain + accrued, "principal": _books.owed(held)}
        held_back = _books.deposit(held)
        told = distribute(law, proceeds + held_back, claims)
        short = told.short["principal"]
        shares = pool(law) if pooled else ALONE
        called = NOTHING if pooled else _called(held, short)
        borne = shares.borne(short - called) if short - called else {}
        movements = [
            *_deposit_used(held, held_back), *_sold(held, told, plain), *_guaranteed(held, called),
            *_lost(held, shares, borne),
        ]  # fmt: skip
        entry, rows = _books.post(held, "enforced", movements, on=on, by=by, at=at)
        rights = list(held.rights.filter(open=True).order_by("pk"))
        events = _pledged.ended(held, rights, LoanRight.End.ENFORCED, on=on, at=at)
        held.released_on, held.changed_at = on, at
        held.save()
        _told.tell(
            "financing.enforce", held.application,
            [held.application, entry, *rows, held, *rights, *events], seals=seals, by=by, at=at,
            keys=[one.key for one in rights], about=[f"loan:{held.pk}"], loan=held.pk,
            on=on.isoformat(), pooled=pooled,
        )  # fmt: skip
    return held, told, borne | ({"guarantor": called} if called else {})


def _called(loan: Loan, short: Decimal) -> Decimal:
    """What the guarantor stands in for of what is short of principal: the pledge comes first
    (``pledge.guarantee.after_own_pledge``), the guarantee with what is left."""
    if loan.guarantor_id is None or loan.guaranteed is None:
        return NOTHING
    return fen(short * loan.guaranteed)


def _guaranteed(loan: Loan, called: Decimal) -> list[Movement]:
    """A claim on the guarantor in the place of the loan; what it pays it may ask of the firm."""
    lender, of = _books.lender, _books.of(loan)
    book = f"organisation:{loan.guarantor_id}"
    return [
        *moved(account(book, "asset.recourse", of), account(book, "liability.claim", of), called),
        *moved(lender(loan, "asset.claim"), lender(loan, "asset.loan"), called),
    ]


def _deposit_used(loan: Loan, amount: Decimal) -> list[Movement]:
    """What was deposited is no longer the firm's, and pays claims as what the sale brought does."""
    lender, firm = _books.lender, _books.firm
    return [
        *moved(lender(loan, "liability.deposit"), lender(loan, "asset.cash"), amount),
        *moved(firm(loan, "income.disposal"), firm(loan, "asset.deposit"), amount),
    ]


def _sold(loan: Loan, told: Distributed, plain: Decimal) -> list[Movement]:
    """What the sale paid: in the firm's book the rights are gone for it, in the lender's the claim
    is met. Of what was paid on interest the ``plain`` comes first, then what accrued past its
    day."""
    lender, firm = _books.lender, _books.firm
    disposal = firm(loan, "income.disposal")
    first = min(plain, told.paid["interest"])
    rest = told.paid["interest"] - first
    return [
        *moved(lender(loan, "asset.cash"), lender(loan, "expense.costs"), told.paid["costs"]),
        *moved(lender(loan, "asset.cash"), lender(loan, "income.interest"), first),
        *moved(lender(loan, "asset.cash"), lender(loan, "income.penalty"), rest),
        *moved(lender(loan, "asset.cash"), lender(loan, "asset.loan"), told.paid["principal"]),
        *moved(firm(loan, "expense.costs"), disposal, told.paid["costs"]),
        *moved(firm(loan, "expense.interest"), disposal, first),
        *moved(firm(loan, "expense.penalty"), disposal, rest),
        *moved(firm(loan, "liability.loan"), disposal, told.paid["principal"]),
        *moved(firm(loan, "asset.cash"), disposal, told.surplus),
    ]


def _lost(loan: Loan, shares: Pool, borne: dict[str, Decimal]) -> list[Movement]:
    """What is short of principal: the bank's own part is its loss, for theirs it has a claim on the
    others, who decide on it. The firm goes on owing all of it."""
    lender = _books.lender
    told: list[Movement] = []
    for party in shares.parts:
        part = borne.get(party, NOTHING)
        if party == BANK:
            told += moved(lender(loan, "expense.loss"), lender(loan, "asset.loan"), part)
            continue
        book, of = f"pool:{party}", _books.of(loan)
        told += moved(account(book, "expense.loss", of), account(book, "liability.claim", of), part)
        told += moved(lender(loan, "asset.claim"), lender(loan, "asset.loan"), part)
    return told
