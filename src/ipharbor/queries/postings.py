"""What a loan moved in the books of those who have part in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ipharbor.records.models import LedgerPosting, Loan, Organisation


@dataclass(frozen=True)
class Posted:
    """One posting: ``amount`` CNY from the account ``credit`` to the account ``debit`` of one book.
    ``book`` is the name of whose book it is, empty for that of a ``party`` of the risk pool, which
    is told by its code."""

    on: date
    book: str
    party: str
    debit: str
    credit: str
    amount: Decimal


def books(loan: Loan, holders: Iterable[str]) -> Mapping[str, str]:
    """Whose book it is, by ``holder``; a party of the risk pool is not among them."""
    bodies = {one.partition(":")[2] for one in holders if one.startswith("organisation:")}
    found = Organisation.objects.filter(pk__in=bodies).values_list("pk", "name")
    return {f"organisation:{pk}": name for pk, name in found} | {
        f"firm:{loan.firm_id}": loan.firm.name
    }


def postings(loan: Loan) -> tuple[Posted, ...]:
    """All postings of a loan, the oldest first."""
    rows = list(
        LedgerPosting.objects.filter(entry__subject=f"loan:{loan.pk}")
        .select_related("entry").order_by("entry__on", "pk")
    )  # fmt: skip
    names = books(loan, [one.holder for one in rows])
    return tuple(
        Posted(
            one.entry.on, names.get(one.holder, ""),
            "" if one.holder in names else one.holder.partition(":")[2],
            one.debit, one.credit, one.amount,
        )
        for one in rows
    )  # fmt: skip
