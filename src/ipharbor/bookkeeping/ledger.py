"""Balances: entries taken in the order of their days, with what was strange beside them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ipharbor.bookkeeping.accounts import DEBIT_SORTS, Account, Sort
from ipharbor.bookkeeping.entries import Entry
from ipharbor.vocabulary.findings import Finding, Severity


@dataclass(frozen=True)
class Ledger:
    """What stands on each account, debits above nought, and findings on the way there."""

    balances: Mapping[Account, Decimal]
    findings: tuple[Finding, ...] = ()

    def of(self, account: Account) -> Decimal:
        """What stands on the account, debits above nought."""
        return self.balances.get(account, Decimal("0.00"))

    def owed(self, account: Account) -> Decimal:
        """The balance on the side on which an account of its sort usually stands."""
        held = self.of(account)
        return held if account.sort in DEBIT_SORTS else -held

    def trial(self) -> dict[str, Decimal]:
        """By holder the sum of all accounts: nought in every book."""
        told: dict[str, Decimal] = defaultdict(lambda: Decimal("0.00"))
        for account, amount in self.balances.items():
            told[account.holder] += amount
        return dict(told)


def replay(entries: Iterable[Entry], *, until: date | None = None) -> Ledger:
    """The balances after all ``entries``, or after those of days up to ``until``.

    A finding ``ledger.overdrawn`` tells of an asset or liability other than cash that stands on
    the wrong side at the end of a day: more was repaid than was owed.
    """
    held: dict[Account, Decimal] = defaultdict(lambda: Decimal("0.00"))
    findings: list[Finding] = []
    day: date | None = None
    touched: set[Account] = set()
    for entry in sorted(entries, key=lambda one: one.on):
        if until is not None and entry.on > until:
            break
        if day is not None and entry.on != day:
            findings.extend(_overdrawn(held, touched, day))
            touched.clear()
        day = entry.on
        for account, amount in entry.by_account().items():
            held[account] += amount
            touched.add(account)
    if day is not None:
        findings.extend(_overdrawn(held, touched, day))
    return Ledger(dict(held), tuple(findings))


def _overdrawn(held: Mapping[Account, Decimal], touched: set[Account], day: date) -> list[Finding]:
    found = []
    for account in sorted(touched):
        lasting = account.sort in (Sort.ASSET, Sort.LIABILITY) and account.title != "cash"
        side = held[account] if account.sort in DEBIT_SORTS else -held[account]
        if lasting and side < 0:
            told = {"holder": account.holder, "of": account.of, "day": day.isoformat()}
            found.append(
                Finding("ledger.overdrawn", Severity.WARN, column=account.name,
                        value=str(side), params=told)
            )  # fmt: skip
    return found
