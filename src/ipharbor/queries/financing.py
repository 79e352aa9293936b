"""Pledge financing as firms, lenders and the district read it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from ipharbor.bookkeeping.sums import NOTHING, fen
from ipharbor.pledge import life
from ipharbor.pledge.cost import Charges, FullCost, full_cost
from ipharbor.pledge.daycount import DayCount
from ipharbor.pledge.schedules import Method, Terms
from ipharbor.pledge.subsidies import Claimant, Support, supports, total
from ipharbor.queries.overdue import overdue
from ipharbor.records.models import (
    Firm,
    LedgerPosting,
    Loan,
    LoanApplication,
    LoanInstalment,
    LoanOffer,
    LoanRequest,
    Organisation,
    Valuation,
)
from ipharbor.statutes.book import Law

STAGES = tuple(str(stage) for stage in life.Stage)


@dataclass(frozen=True)
class ApplicationRow:
    """An application in a list; sums in CNY. ``best`` is the lowest full yearly rate of the
    offers that stand, ``lender`` who was accepted, ``next`` the verbs that lead on."""

    id: int
    firm: str
    town: str
    amount: Decimal
    months: int
    stage: str
    rights: int
    asked: int
    offers: int
    best: Decimal | None
    lender: str
    changed_at: datetime
    next: tuple[str, ...]


@dataclass(frozen=True)
class RequestRow:
    """A request on a lender's desk. ``value`` is the median of the firm's valuation, ``rate`` that
    of the lender's own offer, None where there is none."""

    id: int
    application: int
    firm: str
    town: str
    amount: Decimal
    months: int
    rights: int
    value: Decimal | None
    state: str
    stage: str
    rate: Decimal | None
    until: date
    at: datetime


@dataclass(frozen=True)
class LoanRow:
    """A loan in a list; ``owed`` is what the postings add up to, ``to_value`` what is owed over the
    value that was told when it was made, ``late`` the instalments that are overdue, ``guaranteed``
    the part for which ``guarantor`` stands in; ``penalty`` what the contract
    adds to the rate of what is overdue, ``overdue_interest`` what has accrued so."""

    id: int
    application: int
    firm: str
    town: str
    lender: str
    principal: Decimal
    owed: Decimal
    rate: Decimal
    full_rate: Decimal | None
    stage: str
    registration: str
    drawn_on: date | None
    matures_on: date | None
    rights: int
    value: Decimal | None
    to_value: Decimal | None
    late: int
    penalty: Decimal | None = None
    overdue_interest: Decimal = NOTHING
    guarantor: str = ""
    guaranteed: Decimal | None = None


@dataclass(frozen=True)
class OfferTold:
    """An offer reckoned for the firm: what it costs in full and what support there is for it."""

    offer: LoanOffer
    lender: str
    cost: FullCost
    supports: tuple[Support, ...]
    with_support: FullCost

    @property
    def fees(self) -> Decimal:
        """All fees to the end, without interest."""
        cost = self.cost
        return cost.guarantee + cost.insurance + cost.valuation + cost.other

    @property
    def rate_percent(self) -> Decimal:
        """The nominal yearly rate in per cent."""
        return round(self.offer.rate * 100, 2)

    @property
    def full_percent(self) -> Decimal | None:
        """The yearly rate of all costs less support, in per cent."""
        rate = self.with_support.rate
        return None if rate is None else round(rate * 100, 2)

    @property
    def certain(self) -> bool:
        """Whether all support rests on provisions that somebody stands for."""
        return all(one.certain for one in self.supports)


def owed(loans: Collection[int] | None = None) -> dict[int, Decimal]:
    """What is owed of each loan, by the lenders' books; of loans that were drawn."""
    rows = LedgerPosting.objects.filter(holder__startswith="organisation:")
    if loans is not None:
        rows = rows.filter(entry__subject__in=[f"loan:{one}" for one in loans])
    told = rows.values_list("entry__subject").annotate(
        lent=Sum("amount", filter=Q(debit="asset.loan")),
        back=Sum("amount", filter=Q(credit="asset.loan")),
    )
    return {
        int(subject.partition(":")[2]): fen((lent or NOTHING) - (back or NOTHING))
        for subject, lent, back in told
    }


def applications(firm: Firm | None = None) -> tuple[ApplicationRow, ...]:
    """The applications of a firm, or all, the newest first."""
    found = LoanApplication.objects.select_related("firm").order_by("-pk")
    if firm is not None:
        found = found.filter(firm=firm)
    told = list(found.annotate(n=Count("rights", distinct=True)))
    asked: Counter[int] = Counter()
    best: dict[int, list[Decimal | None]] = defaultdict(list)
    lender: dict[int, str] = {}
    requests = LoanRequest.objects.filter(application__in=[one.pk for one in told])
    for row in requests.select_related("lender"):
        asked[row.application_id] += 1
        if row.state == LoanRequest.State.ACCEPTED:
            lender[row.application_id] = row.lender.name
    for number, rate in LoanOffer.objects.filter(
        standing=True, request__application__in=[one.pk for one in told]
    ).values_list("request__application", "full_rate"):
        best[number].append(rate)
    return tuple(
        ApplicationRow(
            one.pk, one.firm.name, one.firm.town, one.amount, one.months, one.stage,
            one.n,
            asked[one.pk], len(best[one.pk]),
            min((rate for rate in best[one.pk] if rate is not None), default=None),
            lender.get(one.pk, ""), one.changed_at, life.open_to(one.stage),
        )
        for one in told
    )  # fmt: skip


def requests(lender: Organisation) -> tuple[RequestRow, ...]:
    """What firms have sent to the lender, the newest first."""
    found = (
        LoanRequest.objects.filter(lender=lender)
        .select_related("application__firm")
        .annotate(n=Count("application__rights"))
        .order_by("-pk")
    )
    own = LoanOffer.objects.filter(request__lender=lender, standing=True)
    return request_rows(found, dict(own.values_list("request_id", "rate")))


def request_rows(
    found: Iterable[LoanRequest], rates: Mapping[int, Decimal | None]
) -> tuple[RequestRow, ...]:
    """Requests, each with the number ``n`` of its rights, as rows; ``rates`` are those of the own
    offers, by request."""
    return tuple(
        RequestRow(
            one.pk, one.application_id, one.application.firm.name, one.application.firm.town,
            one.application.amount, one.application.months,
            one.n,  # type: ignore[attr-defined]
            median(one.application), one.state, one.application.stage, rates.get(one.pk),
            one.until, one.at,
        )
        for one in found
    )  # fmt: skip


def median(application: LoanApplication) -> Decimal | None:
    """The median of the valuation on which an application rests."""
    return Decimal(application.valued["median"]) if application.valued else None


def loans(found: QuerySet[Loan], *, on: date) -> tuple[LoanRow, ...]:
    """Loans as rows, the newest first; overdue as of the day ``on``."""
    told = list(
        found.select_related("firm", "lender", "offer", "guarantor")
        .annotate(n=Count("rights", filter=Q(rights__open=True)))
        .order_by("-pk")
    )
    late = Counter(
        LoanInstalment.objects.filter(
            loan__in=[one.pk for one in told], paid_on=None, due_on__lt=on
        ).values_list("loan_id", flat=True)
    )
    return loan_rows(told, late, overdue([one.pk for one in told], on=on))


def loan_rows(
    found: Sequence[Loan], late: Mapping[int, int], accrued: Mapping[int, Mapping[int, Decimal]]
) -> tuple[LoanRow, ...]:
    """Loans, each with the number ``n`` of its pledged rights, as rows; ``late`` are the overdue
    instalments by loan, ``accrued`` what ``overdue`` tells of them."""
    sums = owed([one.pk for one in found])
    rows = []
    for one in found:
        left = sums.get(one.pk, NOTHING)
        rows.append(LoanRow(
            one.pk, one.application_id, one.firm.name, one.firm.town, one.lender.name,
            one.principal, left, one.rate, one.offer.full_rate, one.stage, one.registration,
            one.drawn_on, one.matures_on,
            one.n,  # type: ignore[attr-defined]
            one.value, round(left / one.value, 4) if one.value else None, late.get(one.pk, 0),
            one.penalty, sum(accrued.get(one.pk, {}).values(), NOTHING),
            one.guarantor.name if one.guarantor else "", one.guaranteed,
        ))  # fmt: skip
    return tuple(rows)


def balances(
    loan: Loan,
) -> tuple[list[tuple[str, str, Decimal]], dict[str, Decimal]]:
    """The accounts of a loan that are not nought, by book, debits above nought; and by book what
    its accounts lack of adding up to nought, empty where all do."""
    held: dict[tuple[str, str], Decimal] = defaultdict(lambda: NOTHING)
    for row in LedgerPosting.objects.filter(entry__subject=f"loan:{loan.pk}"):
        held[row.holder, row.debit] += row.amount
        held[row.holder, row.credit] -= row.amount
    books: dict[str, Decimal] = defaultdict(lambda: NOTHING)
    for (book, _name), amount in held.items():
        books[book] += amount
    rows = [(book, name, amount) for (book, name), amount in sorted(held.items()) if amount]
    return rows, {book: amount for book, amount in books.items() if amount}


def terms(offer: LoanOffer | Loan) -> Terms:
    """The terms of an offer or a loan."""
    return Terms(
        offer.principal, offer.rate, offer.months, offer.every, Method(offer.method),
        DayCount(offer.day_count), tuple(Decimal(one) for one in offer.steps),
    )  # fmt: skip


def compared(offers: Iterable[LoanOffer], *, law: Law, on: date) -> tuple[OfferTold, ...]:
    """Offers beside one another, the cheapest in full first, drawn on the day ``on``, with the
    support that the region's rules give a claimant who had none yet this year."""
    told = []
    for one in offers:
        charges = Charges(one.guarantee, one.insurance, one.valuation_fee, one.other_fee)
        cost = full_cost(terms(one), charges, on)
        support = supports(law, one.principal, one.rate, cost, Claimant())
        less = full_cost(terms(one), charges, on, subsidy=total(support))
        told.append(OfferTold(one, one.request.lender.name, cost, support, less))
    return tuple(
        sorted(told, key=lambda one: (one.with_support.rate is None, one.with_support.rate or 0))
    )


def signed_valuations(held: LoanApplication) -> list[Valuation]:
    """The signed valuations of rights of the application and of no others, the newest first."""
    offered = set(held.rights.values_list("key", flat=True))
    found = Valuation.objects.filter(firm=held.firm, status=Valuation.Status.SIGNED)
    return [one for one in found.order_by("-pk") if set(one.keys) <= offered]


def guarantors() -> Sequence[Organisation]:
    """The guarantors that are open here."""
    found = Organisation.objects.filter(kind=Organisation.Kind.GUARANTOR, closed_at=None)
    return list(found.order_by("name"))


def lenders() -> Sequence[Organisation]:
    """The lenders that are open here."""
    found = Organisation.objects.filter(kind=Organisation.Kind.LENDER, closed_at=None)
    return list(found.order_by("name"))
