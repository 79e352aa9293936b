"""The provisions by which annuities are reckoned, asked by name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from ipharbor.fees.amounts import part
from ipharbor.fees.subject import ReductionKind
from ipharbor.register.terms import provision_name
from ipharbor.statutes.book import Book, Law
from ipharbor.statutes.provision import Provision
from ipharbor.statutes.values import Money, Share, Span
from ipharbor.vocabulary.errors import HarborError

ANNUITY = "fees.annuity"
PERIOD = "period.annuity"
GRACE = "period.annuity.grace"
SURCHARGE = "fees.annuity.surcharge"
ON_FULL = "fees.annuity.surcharge.on_full"
ENDS_ON_DUE_DAY = "fees.annuity.unpaid_ends_on_due_day"
REGISTRATION = "period.registration"
RATES = {
    ReductionKind.SINGLE: "reduction.rate.single",
    ReductionKind.JOINT: "reduction.rate.joint",
}
REDUCED_YEARS = "reduction.annuity_years"
PER_CALENDAR_YEAR = "reduction.record_per_year"
OPEN_LICENCE = "reduction.open_licence.rate"
NOT_CUMULATIVE = "reduction.open_licence.not_cumulative"
COMPENSATION = "fees.term_compensation.annuity"
ONCE = "fees.term_compensation.once"
ASKED_ON_DUE = (ANNUITY, COMPENSATION, ONCE, GRACE)
ASKED_ON_PAYMENT = (
    SURCHARGE,
    ON_FULL,
    *RATES.values(),
    REDUCED_YEARS,
    OPEN_LICENCE,
    NOT_CUMULATIVE,
)


@dataclass(frozen=True)
class Relief:
    """By how much an annuity is lowered and under which provision; none for nought.

    ``beaten`` is the provision that would have lowered it too and gave way to the better one.
    """

    share: Decimal = Decimal(0)
    provision: Provision | None = None
    beaten: Provision | None = None


@dataclass(frozen=True)
class Charge:
    """A surcharge: the month of delay (1 for the first), its share, the amount."""

    month: int
    share: Decimal
    amount: Money


def term_years(book: Book, patent_type: str, filed_on: date) -> int:
    """For how many patent years a right of that type filed on that day can last."""
    span = book.on(filed_on)[provision_name(patent_type)].span
    return span.n


def full(law: Law, patent_type: str, year: int) -> Money:
    """The whole annuity of patent year ``year`` under the law of its due day.

    Raises ``fees.annuity.no_line`` where the table of the book has no such line.
    """
    found = law[ANNUITY].table.at(patent_type, year)
    if not isinstance(found, Money):
        raise HarborError("fees.annuity.no_line", patent_type=patent_type, year=year)
    return found


def compensation(law: Law, years: int) -> Money:
    """The one payment for ``years`` whole years by which a term was lengthened."""
    each = law[COMPENSATION].money
    return Money(each.amount * years, each.currency)


def reduced_years(law: Law) -> int:
    """For how many patent years, the grant year the first, annuities are reduced."""
    return int(law[REDUCED_YEARS].count.n)


def relief(law: Law, kind: ReductionKind, *, open_licence: bool) -> Relief:
    """What lowers an annuity under the law of the day of payment.

    ``kind`` is the reduction that covers this year, ``NONE`` where none does;
    ``open_licence`` says that an open licence covers the day on which it is due. The better of the
    two counts unless the book says that they add up.
    """
    ruled = [law[RATES[kind]]] if kind is not ReductionKind.NONE else []
    if open_licence and OPEN_LICENCE in law:
        ruled.append(law[OPEN_LICENCE])
    ruled.sort(key=lambda provision: provision.share.of_one, reverse=True)
    if not ruled:
        return Relief()
    best = ruled[0]
    if len(ruled) == 1:
        return Relief(best.share.of_one, best)
    if NOT_CUMULATIVE in law and not law[NOT_CUMULATIVE].flag:
        both = sum((provision.share.of_one for provision in ruled), Decimal(0))
        return Relief(min(both, Decimal(1)), best)
    return Relief(best.share.of_one, best, ruled[1])


def grace(law: Law) -> Span:
    """How long after its due day an annuity can still be paid."""
    return law[GRACE].span


def charge(law: Law, month: int, whole: Money, fee: Money) -> Charge:
    """The surcharge in the ``month``-th month of delay under the law of the day of payment.

    Its base is the ``whole`` annuity, or the reduced ``fee`` where the book says so.
    """
    found = law[SURCHARGE].table.at("", month)
    if not isinstance(found, Share):
        raise HarborError("fees.surcharge.no_line", month=month)
    base = whole if ON_FULL not in law or law[ON_FULL].flag else fee
    return Charge(month, found.of_one, part(base, found.of_one))


def turns(book: Book, names: tuple[str, ...]) -> tuple[date, ...]:
    """The days on which one of ``names`` gets another version, sorted, without doubles."""
    found: set[date] = set()
    for name in names:
        for version in book.history(name):
            if version.since is not None:
                found.add(version.since)
            if version.until is not None and version.until < date.max:
                found.add(version.until + timedelta(days=1))
    return tuple(sorted(found))
