"""What a loan moved in the books of those who have part in it."""

from __future__ import annotations

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


def postings(loan: Loan) -> tuple[Posted, ...]:
    """All postings of a loan, the oldest first."""
    rows = list(
        LedgerPosting.objects.filter(entry__subject=f"loan:{loan.pk}")
        .select_related("entry").order_by("entry__on", "pk")
    )  # fmt: skip
    bodies = {one.holder.partition(":")[2] for one in rows if one.holder.startswith("organisation")}
    names = {
        f"organisation:{pk}": name
        for pk, name in Organisation.objects.filter(pk__in=bodies).values_list("pk", "name")
    }
    names[f"firm:{loan.firm_id}"] = loan.firm.name
    return tuple(
        Posted(
            one.entry.on, names.get(one.holder, ""),
            "" if one.holder in names else one.holder.partition(":")[2],
            one.debit, one.credit, one.amount,
        )
        for one in rows
    )  # fmt: skip
