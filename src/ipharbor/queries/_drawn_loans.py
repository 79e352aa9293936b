"""The platform's own loans as tables of ``pledge.watched``: one query a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.db.models import Q
from django.utils import timezone

from ipharbor.analysis.collateral import FEN, Lent
from ipharbor.analysis.sweeping.known import Known
from ipharbor.pledge.watched import LOANS, PLEDGES
from ipharbor.records.models import LedgerPosting, Loan, LoanInstalment, LoanRight

ROLLS = "counting.civil.rolls"
Signed = Mapping[str, tuple[int, date]]
"""The newest signed value of each right in fen, and its day."""


def drawn(known: Known, on: date, signed: Signed) -> Lent:
    """The loans made here whose pledge stands on ``on``, with the rights that are pledged still.

    What is owed is what the lender's postings add up to that were known on ``on``; a loan that is
    registered and not drawn owes nothing. Days of payment that are rest days are moved to the
    next working day where civil law lets them (``counting.civil.rolls``). The value of a right is
    the newest signed one, or what was told of it when the loan was made where that is newer.
    """
    ends = _ends(on)
    loans = list(
        Loan.objects.filter(registered_on__lte=on)
        .filter(Q(released_on=None) | Q(released_on__gt=on))
        .order_by("pk")
        .values_list(
            "pk", "application_id", "registration", "lender__name", "firm__name",
            "guarantor__name", "drawn_on", "matures_on", "repaid_on", "ceiling",
        )
    )  # fmt: skip
    names = {one[0]: one[2] for one in loans}
    owed, late = _owed(on, ends), _unpaid(on, ends)
    rows = [
        {
            "loan": number, "lender": lender, "borrower": firm, "guarantor": surety or "",
            "balance_fen": owed.get(pk, 0), "drawn_on": out, "matures_on": matures,
            "past_due_since": late.get(pk), "repaid_on": repaid,
            "ceiling": None if ceiling is None else float(ceiling), "own": True,
            "application": application,
        }
        for pk, application, number, lender, firm, surety, out, matures, repaid, ceiling in loans
    ]  # fmt: skip
    table = pa.Table.from_pylist(rows, LOANS)
    for name, more in (("matures_on", 0), ("past_due_since", 1)):
        at = LOANS.get_field_index(name)
        table = table.set_column(at, LOANS.field(at), _rolled(known, table.column(name), on, more))
    return Lent(table, _pledges(known, on, names, signed))


def numbers() -> frozenset[str]:
    """The registrations of all loans made here, of which more is known than the register tells."""
    found = Loan.objects.exclude(registration="").values_list("registration", flat=True)
    return frozenset(found)


def _owed(on: date, ends: datetime) -> dict[int, int]:
    """The principal that is owed of each loan, in fen, by the lenders' books."""
    rows = LedgerPosting.objects.filter(
        Q(debit="asset.loan") | Q(credit="asset.loan"), holder__startswith="organisation:",
        entry__on__lte=on, entry__at__lt=ends,
    )  # fmt: skip
    told = rows.values_list("entry__subject", "debit", "amount")
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for subject, debit, amount in told.iterator(50_000):
        sums[subject] += amount if debit == "asset.loan" else -amount
    return {int(one.partition(":")[2]): int(amount * FEN) for one, amount in sums.items()}


def _unpaid(on: date, ends: datetime) -> dict[int, date]:
    """The day of the oldest payment of each loan that was due before ``on`` and was not known to be
    made by then."""
    found = LoanInstalment.objects.filter(due_on__lt=on).filter(
        Q(paid_on=None) | Q(paid_on__gt=on) | Q(paid_by__entry__at__gte=ends)
    )
    oldest: dict[int, date] = {}
    for loan, due in found.values_list("loan_id", "due_on").iterator(50_000):
        oldest[loan] = min(due, oldest.get(loan, due))
    return oldest


def _rolled(known: Known, column: pa.ChunkedArray, on: date, more: int) -> pa.Array:
    """Days moved to working days, and ``more`` days on; a payment that is not late yet is none."""
    days = column.to_numpy().astype("datetime64[D]")
    law = known.book.on(on)
    if ROLLS in law and law[ROLLS].flag:
        days, _sure = known.calendar.rolled(days)
    days = days + more
    if more:
        days = np.where(days > np.datetime64(on, "D"), np.datetime64("NaT", "D"), days)
    return pa.array(days, pa.date32(), from_pandas=True)


def _pledges(known: Known, on: date, names: Mapping[int, str], signed: Signed) -> pa.Table:
    found = (
        LoanRight.objects.filter(since__lte=on)
        .filter(Q(until=None) | Q(until__gt=on))
        .order_by("loan_id", "pk")
        .values_list("loan_id", "key", "since", "until", "value", "loan__application__valued_on")
    )
    rows = [one for one in found.iterator(50_000) if one[0] in names]
    valued = [_newest(key, value, day, signed) for _loan, key, _s, _u, value, day in rows]
    keys = pa.array([one[1] for one in rows], pa.string())
    columns: dict[str, Any] = {
        "loan": [names[one[0]] for one in rows], "right": keys,
        "kind": _kinds(known, keys), "number": [names[one[0]] for one in rows],
        "pledged_on": [one[2] for one in rows], "released_on": [one[3] for one in rows],
        "value_fen": [one[0] for one in valued], "valued_on": [one[1] for one in valued],
    }  # fmt: skip
    nothing = [None] * len(rows)
    return pa.table(
        [pa.array(columns.get(one.name, nothing), one.type) for one in PLEDGES], schema=PLEDGES
    )


def _newest(
    key: str, value: Decimal | None, day: date | None, signed: Signed
) -> tuple[int | None, date | None]:
    here = signed.get(key)
    if value is None or day is None or (here is not None and here[1] >= day):
        return here or (None, None)
    return int(value * FEN), day


def _kinds(known: Known, keys: pa.Array) -> pa.Array:
    """The kind of each right's patent, null for one that stands in no docket."""
    rights = known.docket.rights
    at = pc.index_in(keys, rights.column("key").combine_chunks())
    return rights.column("patent_type").combine_chunks().take(at)


def _ends(on: date) -> datetime:
    """The moment at which ``on`` is over."""
    return timezone.make_aware(datetime.combine(on + timedelta(days=1), time.min))
