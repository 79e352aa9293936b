"""The concerns about a loan as they stood after a line of the journal."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import QuerySet

from ipharbor.journal import chain
from ipharbor.journal.models import Line
from ipharbor.records.models import KeptConcern, Loan, LoanRight

LOOKED, WAIVED = "collateral.look", "collateral.waive"
STANDING = ("open", "breached", "waived")


@dataclass(frozen=True)
class ConcernThen:
    """A concern as a night had last told it."""

    id: int
    right: str
    demand: str
    gravity: str
    since: date
    fact: str
    cure_by: date | None
    stage: str
    reason: str


def concerns_of(loan: Loan) -> QuerySet[KeptConcern]:
    """All concerns about a loan, those of its registration included."""
    rights = LoanRight.objects.filter(loan=loan, since__isnull=False)
    names = {f"{loan.pk}", f"loan:{loan.pk}", loan.registration} - {""}
    names |= {f"{one.key}@{one.since}" for one in rights}
    return KeptConcern.objects.filter(loan__in=names, lender__in=["", loan.lender.name])


def standing_after(loan: Loan, seq: int) -> tuple[ConcernThen, ...]:
    """The concerns that stood after the line ``seq``, the waived ones too, the gravest first."""
    ids = set(concerns_of(loan).values_list("pk", flat=True))
    if not ids:
        return ()
    told: dict[int, ConcernThen] = {}
    lines = Line.objects.filter(
        action__in=[LOOKED, WAIVED], at__gte=loan.made_at, seq__lte=seq
    ).order_by("seq")
    for line in lines:
        if line.action == WAIVED:
            number = int(line.subject.rpartition(":")[2])
            if number in told:
                why = str(line.details.get("why", ""))
                told[number] = replace(told[number], stage="waived", reason=why)
            continue
        enclosed = chain.enclosure(line) or {}
        for one in enclosed.get("concerns", ()):
            if one["id"] in ids:
                told[one["id"]] = _read(one)
    found = [one for one in told.values() if one.stage in STANDING]
    order = ("red", "orange", "yellow", "blue")
    return tuple(sorted(found, key=lambda one: (order.index(one.gravity), one.id)))


def standing_now(loan: Loan) -> tuple[ConcernThen, ...]:
    """The concerns that stand today."""
    return tuple(
        ConcernThen(one.pk, one.right, one.demand, one.gravity, one.since, one.fact, one.cure_by,
                    one.stage, one.reason)
        for one in concerns_of(loan).filter(stage__in=STANDING).order_by("pk")
    )  # fmt: skip


def _read(told: dict[str, Any]) -> ConcernThen:
    cure_by = told["cure_by"]
    return ConcernThen(
        told["id"], told["right"], told["demand"], told["gravity"],
        date.fromisoformat(told["since"]), told["fact"],
        date.fromisoformat(cure_by) if cure_by else None, told["stage"], told["reason"],
    )  # fmt: skip
