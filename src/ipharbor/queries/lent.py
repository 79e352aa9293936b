"""Requests and loans for long lists: narrowed and sorted by the store, told a page at a time; and
what is lent in all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    DecimalField,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, Concat, NullIf

from ipharbor.bookkeeping.sums import NOTHING, fen
from ipharbor.pledge import life
from ipharbor.queries import financing
from ipharbor.queries.financing import LoanRow, RequestRow
from ipharbor.queries.overdue import overdue
from ipharbor.records.models import (
    Firm,
    LedgerPosting,
    Loan,
    LoanInstalment,
    LoanOffer,
    LoanRequest,
    LoanRight,
    Organisation,
    Right,
)

_SUM = DecimalField(max_digits=20, decimal_places=2)
_RATE = DecimalField(max_digits=20, decimal_places=8)
CHOICES = 500  # rights that the form of a draft offers


@dataclass(frozen=True)
class Lent:
    """What was lent and drawn, in CNY: loans, the firms that borrowed, the sum of the principals,
    and what is owed of it."""

    loans: int
    firms: int
    lent: Decimal
    owed: Decimal


def lent(lender: Organisation | None = None) -> Lent:
    """Over the loans of a lender, or of all; what is owed is what the lenders' books add up to."""
    drawn = Loan.objects.filter(drawn_on__isnull=False)
    books = LedgerPosting.objects.filter(holder__startswith="organisation:")
    if lender is not None:
        drawn = drawn.filter(lender=lender)
        books = books.filter(holder=f"organisation:{lender.pk}")
    told = drawn.aggregate(n=Count("pk"), firms=Count("firm", distinct=True), sum=Sum("principal"))
    moved = books.aggregate(
        lent=Sum("amount", filter=Q(debit="asset.loan")),
        back=Sum("amount", filter=Q(credit="asset.loan")),
    )
    owed = fen((moved["lent"] or NOTHING) - (moved["back"] or NOTHING))
    return Lent(told["n"], told["firms"], told["sum"] or NOTHING, owed)


def owed_by(firm: Firm) -> Decimal:
    """What a firm owes of all its loans."""
    loans = list(Loan.objects.filter(firm=firm).values_list("pk", flat=True))
    return sum(financing.owed(loans).values(), NOTHING)


def free_rights(firm: Firm) -> list[Right]:
    """Granted rights of the firm on which no pledge is open here, inventions first; 500 at most."""
    busy = LoanRight.objects.filter(open=True).values("key")
    found = Right.objects.filter(firm=firm, granted_on__isnull=False).exclude(key__in=busy)
    kind = Case(
        When(patent_type="invention", then=0), When(patent_type="design", then=2), default=1
    )
    return list(found.order_by(kind, "-granted_on", "key")[:CHOICES])


def requests_of(lender: Organisation) -> QuerySet[LoanRequest]:
    """What firms have sent to the lender, the newest first. Beside its fields each has ``n``
    rights, ``value``, ``rate`` and ``stage_at`` to be sorted by."""
    own = LoanOffer.objects.filter(request=OuterRef("pk"), standing=True)
    return (
        LoanRequest.objects.filter(lender=lender)
        .select_related("application__firm")
        .annotate(
            n=Count("application__rights"),
            value=Cast(KeyTextTransform("median", "application__valued"), _SUM),
            rate=Subquery(own.order_by("-pk").values("rate")[:1]),
            stage_at=_stage_at("application__stage"),
        )
        .order_by("-pk")
    )


def request_rows(found: Sequence[LoanRequest]) -> tuple[RequestRow, ...]:
    """Requests of ``requests_of`` as rows."""
    return financing.request_rows(found, {one.pk: getattr(one, "rate", None) for one in found})


def loans_of(found: QuerySet[Loan], *, on: date) -> QuerySet[Loan]:
    """Loans, the newest first. Beside its fields each has ``n`` pledged rights, ``owed``,
    ``to_value``, ``late`` instalments as of ``on`` and ``stage_at`` to be sorted by."""
    moved = LedgerPosting.objects.filter(
        holder__startswith="organisation:",
        entry__subject=Concat(Value("loan:"), Cast(OuterRef("pk"), CharField())),
    ).order_by()
    sums = moved.values("entry__subject").annotate(
        s=Sum(
            Case(
                When(debit="asset.loan", then=F("amount")),
                When(credit="asset.loan", then=-F("amount")),
                default=Value(Decimal(0)),
                output_field=_SUM,
            )
        )
    )
    late = LoanInstalment.objects.filter(loan=OuterRef("pk"), paid_on=None, due_on__lt=on)
    rights = LoanRight.objects.filter(loan=OuterRef("pk"), open=True)
    return (
        found.select_related("firm", "lender", "offer", "guarantor")
        .annotate(
            as_of=Value(on, DateField()),
            n=_counted(rights, "loan"),
            late=_counted(late, "loan"),
            owed=Coalesce(
                Subquery(sums.values("s"), output_field=_SUM), Value(NOTHING), output_field=_SUM
            ),
            stage_at=_stage_at("stage"),
        )
        .annotate(to_value=Cast(F("owed"), _RATE) / NullIf(Cast(F("value"), _RATE), Value(NOTHING)))
        .order_by("-pk")
    )


def loan_rows(found: Sequence[Loan]) -> tuple[LoanRow, ...]:
    """Loans of ``loans_of`` as rows; what is owed is told by the books."""
    late = {one.pk: int(getattr(one, "late", 0)) for one in found}
    days = {one.as_of for one in found if hasattr(one, "as_of")}
    accrued = {pk: some for on in days for pk, some in overdue(list(late), on=on).items()}
    return financing.loan_rows(found, late, accrued)


def _counted(found: QuerySet[Any], by: str) -> Coalesce:
    told = found.order_by().values(by).annotate(c=Count("pk")).values("c")
    return Coalesce(Subquery(told, output_field=IntegerField()), Value(0))


def _stage_at(field: str) -> Case:
    """The place of a stage in the life of an application."""
    return Case(
        *(When(**{field: str(stage)}, then=Value(n)) for n, stage in enumerate(life.Stage)),
        default=Value(len(life.Stage)),
        output_field=IntegerField(),
    )
