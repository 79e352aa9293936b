"""What became of the loans drawn here, by the quarter of drawing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
from django.db.models import F, Q

from ipharbor.pledge.vintages import ARREARS, DRAWN, MOVED, vintages
from ipharbor.queries.kept import Kept
from ipharbor.queries.portfolio import Whose
from ipharbor.records.models import LedgerPosting, Loan, LoanInstalment

FEN = 100
SHARES = ("past_due", "repaid", "lost")
_CASH, _LOAN = "asset.cash", "asset.loan"
_DAY = timedelta(days=1)
_AT_ONCE = 500  # loans in one question to the database


@dataclass(frozen=True)
class VintageRow:
    """The loans drawn in the quarter that begins with ``vintage``, ``age`` quarters later; shares
    are of what was drawn (CNY). ``whole`` is false for the running quarter."""

    vintage: date
    age: int
    loans: int
    drawn: Decimal
    past_due: float
    repaid: float
    lost: float
    whole: bool

    @property
    def name(self) -> str:
        """The quarter of drawing: 2026 Q3."""
        return f"{self.vintage.year} Q{(self.vintage.month + 2) // 3}"


def vintage_rows(whose: Whose, on: date) -> tuple[VintageRow, ...]:
    """The curves of the loans that are theirs as known on ``on``, by vintage and age; kept until
    a loan is drawn or money moves."""
    return _kept.get((whose, on), lambda: _reckoned(whose, on))


def _reckoned(whose: Whose, on: date) -> tuple[VintageRow, ...]:
    found = Loan.objects.filter(drawn_on__lte=on)
    if whose.party:
        found = found.filter(**{f"{whose.party}__name": whose.name})
    loans = list(found.order_by("pk").values_list("pk", "drawn_on", "principal"))
    drawn = pa.Table.from_pylist(
        [
            {"loan": str(pk), "drawn_on": day, "drawn_fen": int(sum_ * FEN)}
            for pk, day, sum_ in loans
        ],
        DRAWN,
    )
    numbers = [pk for pk, _day, _sum in loans]
    table = vintages(
        drawn, _moved(numbers, on, Q(debit=_CASH)), _moved(numbers, on, ~Q(debit=_CASH)),
        _arrears(numbers, on), on=on,
    )  # fmt: skip
    return tuple(
        VintageRow(
            one["vintage"], one["age"], one["loans"], Decimal(one["drawn_fen"]) / FEN,
            one["past_due"], one["repaid"], one["lost"], one["whole"],
        )
        for one in table.to_pylist()
    )  # fmt: skip


def _moved(loans: Sequence[int], on: date, how: Q) -> pa.Table:
    """What went off the loans in the lenders' books: for cash it was repaid, for anything else it
    was lost, to the lender itself or to a party of the risk pool."""
    rows: list[dict[str, Any]] = []
    for some in _portions(loans):
        found = LedgerPosting.objects.filter(
            how, credit=_LOAN, holder__startswith="organisation:", entry__on__lte=on,
            entry__subject__in=[f"loan:{one}" for one in some],
        )  # fmt: skip
        rows += [
            {"loan": subject.partition(":")[2], "on": day, "fen": int(amount * FEN)}
            for subject, day, amount in found.values_list("entry__subject", "entry__on", "amount")
        ]
    return pa.Table.from_pylist(rows, MOVED)


def _arrears(loans: Sequence[int], on: date) -> pa.Table:
    rows: list[dict[str, Any]] = []
    for some in _portions(loans):
        late = LoanInstalment.objects.filter(loan__in=some, due_on__lt=on).filter(
            Q(paid_on=None) | Q(paid_on__gt=F("due_on"))
        )
        rows += [
            {"loan": str(loan), "since": due + _DAY, "until": paid - _DAY if paid else None}
            for loan, due, paid in late.values_list("loan_id", "due_on", "paid_on")
        ]
    return pa.Table.from_pylist(rows, ARREARS)


def _portions(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(numbers), _AT_ONCE):
        yield numbers[start : start + _AT_ONCE]


_kept: Kept[tuple[VintageRow, ...]] = Kept(8, Loan, LedgerPosting, LoanInstalment)
"""Instalments are paid and loans end with postings, so the last numbers tell whether it holds."""
