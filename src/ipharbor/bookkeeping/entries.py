"""Entries: what moved on a day, balanced in the book of each holder by construction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ipharbor.bookkeeping.accounts import Account
from ipharbor.bookkeeping.sums import whole
from ipharbor.vocabulary.errors import HarborError


@dataclass(frozen=True)
class Posting:
    """One side of a movement: ``amount`` above nought is a debit, below a credit."""

    account: Account
    amount: Decimal


@dataclass(frozen=True)
class Movement:
    """``amount`` (above nought, whole fen) debited to one account of a book and credited to
    another of the same book.

    Raises HarborError ``ledger.movement.amount``, ``ledger.movement.book`` (two holders) and
    ``ledger.movement.same`` (one account).
    """

    debit: Account
    credit: Account
    amount: Decimal

    def __post_init__(self) -> None:
        if not whole(self.amount) or self.amount <= 0:
            raise HarborError("ledger.movement.amount", amount=self.amount)
        if self.debit.holder != self.credit.holder:
            raise HarborError("ledger.movement.book", one=self.debit.holder, two=self.credit.holder)
        if self.debit == self.credit:
            raise HarborError("ledger.movement.same", account=self.debit.name)

    def postings(self) -> tuple[Posting, Posting]:
        """Both sides; they add up to nought."""
        return Posting(self.debit, self.amount), Posting(self.credit, -self.amount)


@dataclass(frozen=True)
class Entry:
    """What was entered ``on`` a day about ``subject`` (``loan:12``), of which ``kind`` (``drawn``,
    ``repaid`` …). Without a movement it is none: HarborError ``ledger.entry.empty``."""

    on: date
    kind: str
    subject: str
    movements: tuple[Movement, ...]

    def __post_init__(self) -> None:
        if not self.movements:
            raise HarborError("ledger.entry.empty", kind=self.kind, subject=self.subject)

    def postings(self) -> Iterator[Posting]:
        """All sides of all movements."""
        for movement in self.movements:
            yield from movement.postings()

    def by_account(self) -> dict[Account, Decimal]:
        """What the entry changes of each account, debits above nought."""
        told: dict[Account, Decimal] = defaultdict(lambda: Decimal("0.00"))
        for posting in self.postings():
            told[posting.account] += posting.amount
        return dict(told)


def moved(debit: Account, credit: Account, amount: Decimal) -> tuple[Movement, ...]:
    """The movement of ``amount``, and none where it is nought: charges are often nought."""
    return (Movement(debit, credit, amount),) if amount else ()


def reversed_entry(entry: Entry, *, on: date) -> Entry:
    """The entry that takes ``entry`` back; books are corrected by entries, never rubbed out."""
    back = tuple(Movement(one.credit, one.debit, one.amount) for one in entry.movements)
    return Entry(on, f"{entry.kind}.reversed", entry.subject, back)


def imbalances(postings: Iterable[Posting]) -> dict[str, Decimal]:
    """By holder what postings that were read back lack of adding up to nought; empty where they
    balance."""
    told: dict[str, Decimal] = defaultdict(lambda: Decimal("0.00"))
    for posting in postings:
        told[posting.account.holder] += posting.amount
    return {holder: amount for holder, amount in told.items() if amount}
