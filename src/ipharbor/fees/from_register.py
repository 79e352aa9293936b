"""What the register knows of a right, as its fees and advice on it need it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ipharbor.fees.advice import Facts
from ipharbor.fees.days import patent_year
from ipharbor.fees.due import PAYABLE, Due, Status
from ipharbor.fees.subject import FeeSubject, OpenLicence, Paid, Reduction
from ipharbor.register.codes import Kind
from ipharbor.register.encumbrances import Family
from ipharbor.register.moves import OVER
from ipharbor.register.spans import stays, worked
from ipharbor.register.standing import Certainty, Right, Standing
from ipharbor.statutes.book import Book
from ipharbor.statutes.values import Money, Span, Unit
from ipharbor.vocabulary.errors import HarborError

A_YEAR = Span(1, Unit.YEAR)


def fee_subject(
    right: Right,
    standing: Standing,
    *,
    granted_on: date | None,
    book: Book,
    reduction: Reduction | None = None,
    open_licences: tuple[OpenLicence, ...] | None = None,
    paid: tuple[Paid, ...] = (),
    paid_through: int = 0,
    first_year: int | None = None,
    in_force_as_of: date | None = None,
    notice_on: date | None = None,
) -> FeeSubject:
    """``right`` with its ``standing`` as a subject of fees.

    What the register does not hold is given beside it. That no event ends a right is no proof
    that it was paid for: ``in_force_as_of`` is for the caller to state. Stays, open licences
    and the notice of a lapse are those of the standing; ``open_licences`` and ``notice_on``,
    where given, take the place of the latter two. Raises ``fees.subject.days`` for a right
    whose filing day is not known.
    """
    if right.filed_on is None:
        raise HarborError("fees.subject.days", key=right.key, value="—")
    return FeeSubject(
        key=right.key,
        patent_type=right.kind,
        filed_on=right.filed_on,
        granted_on=granted_on,
        term_ends=standing.term_ends,
        first_year=first_year,
        reduction=reduction or Reduction(),
        open_licences=opened(standing, book) if open_licences is None else open_licences,
        paid=paid,
        paid_through=paid_through,
        state=standing.state,
        ended_on=standing.since if standing.state in OVER else None,
        in_force_as_of=in_force_as_of,
        notice_on=notice_on or notice_of(standing),
        stays=stays(standing.spans, book),
    )


def opened(standing: Standing, book: Book) -> tuple[OpenLicence, ...]:
    """The open licences of ``standing`` that cut annuities, as known on its day."""
    spans = worked(standing.spans, on=standing.on, book=book)
    return tuple(OpenLicence(one.first, one.last) for one in spans)


def notice_of(standing: Standing) -> date | None:
    """The day on which the notice of the lapse counts as received; None where untold."""
    if standing.loss is None or standing.loss.kind is not Kind.LAPSE_FEE:
        return None
    return standing.loss.day("notice_on")


def facts(
    subject: FeeSubject,
    standing: Standing,
    dues: Iterable[Due],
    *,
    used: bool | None = None,
    worth: Money | None = None,
    committed: bool = False,
    disputed: bool = False,
) -> Facts:
    """What advice on a right rests on, from its ``standing`` and its ``dues`` on one day.

    ``committed`` and ``disputed`` are known to other registers than that of rights.
    """
    dues = tuple(dues)
    next_due = next((due for due in dues if due.status in PAYABLE), None)
    next_fee = None if next_due is None else next_due.payable
    age = patent_year(subject.filed_on, standing.on, A_YEAR) - 1
    ends = standing.term_ends
    left = 0
    if ends is not None and ends > standing.on:
        left = patent_year(standing.on, ends, A_YEAR) - 1
    return Facts(
        key=subject.key,
        alive=standing.alive,
        standing_certain=standing.certainty is Certainty.CERTAIN,
        remaining_years=left,
        age=age,
        next_fee=next_fee,
        unpaid=any(due.status is Status.LAPSED and due.restoration for due in dues),
        pledged=standing.bears(Family.PLEDGE),
        preserved=standing.bears(Family.PRESERVATION),
        suspended=standing.bears(Family.SUSPENSION),
        licensed=standing.bears(Family.LICENCE),
        open_licence=standing.bears(Family.OPEN_LICENCE),
        committed=committed,
        disputed=disputed,
        used=used,
        worth=worth,
    )
