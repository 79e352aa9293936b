"""Rights and annuities as lines of a form."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ipharbor.fees.due import Due, DueKind, Status
from ipharbor.papers.asking import Filling, Subject, printable
from ipharbor.papers.paper import LANG, Line
from ipharbor.register.names import name
from ipharbor.vocabulary.words import word

_NEXT = (Status.OPEN, Status.DUE_SOON, Status.IN_GRACE)


def bare(subject: Subject) -> Line:
    """A right without a fee."""
    return Line(
        key=subject.key,
        number=subject.number,
        title=printable(subject.title),
        patent_type=word(subject.patent_type, LANG),
        holders=tuple(printable(holder) for holder in subject.standing.holders),
        filed_on=subject.filed_on,
        granted_on=subject.granted_on,
    )


def payable(subject: Subject, filling: Filling) -> Line | None:
    """A right with the annuity that wants paying next, its provisions noted as grounds.

    None where none does. What was paid in part counts towards the fee first.
    """
    due = next((one for one in subject.dues if one.status in _NEXT), None)
    if due is None or not due.payable.amount:
        return None
    filling.rest_on_steps(due.steps)
    right = bare(subject)
    fee = max(due.fee.amount - due.paid.amount, Decimal(0))
    fee = min(fee, due.payable.amount)
    return Line(
        key=right.key,
        number=right.number,
        title=right.title,
        patent_type=right.patent_type,
        holders=right.holders,
        year=due.year,
        fee_kind=fee_kind(due, right.patent_type),
        surcharge_kind=f"{right.patent_type}专利年费滞纳金",
        full=due.full.amount,
        reduced=due.reduced.amount.amount,
        fee=fee,
        surcharge=due.payable.amount - fee,
        payable=due.payable.amount,
        last_day=last_day(due),
        certain=due.certain,
    )


def fee_kind(due: Due, patent_type: str) -> str:
    """What the office calls the annuity."""
    if due.kind is DueKind.COMPENSATION:
        return f"{patent_type}专利权补偿期年费"
    return f"{patent_type}专利第{due.year}年年费"


def last_day(due: Due) -> date:
    """The day by which it has to be paid now."""
    return due.grace_pay_by if due.status is Status.IN_GRACE else due.pay_by


def about(subject: Subject, filling: Filling) -> None:
    """Fill the fields that say which right a form is about, and where it stands."""
    right, stands = bare(subject), subject.standing
    filling.know("number", right.number)
    filling.know("title", right.title)
    filling.know("patent_type", right.patent_type)
    filling.know("holders", "、".join(right.holders))
    since = f"，自 {stands.since.isoformat()}" if stands.since else ""
    sure = name(str(stands.certainty), LANG)
    filling.know("state", f"{name(str(stands.state), LANG)}（{sure}{since}）")
    if stands.certainty != "certain":
        filling.note("papers.note.standing", number=right.number)
