"""The annuities of one right, year by year, each with its reasons."""

from __future__ import annotations

from datetime import date

from ipharbor.fees import _explain, tariff
from ipharbor.fees._life import Life
from ipharbor.fees.amounts import NOTHING, fen, yuan
from ipharbor.fees.due import (
    PAYABLE,
    Due,
    DueKind,
    Restoration,
    Status,
    SurchargeStep,
)
from ipharbor.fees.restoration import restoration
from ipharbor.fees.subject import FeeSubject, unfit
from ipharbor.register.moves import PENDING, State
from ipharbor.statutes.book import Book
from ipharbor.statutes.calendar import WorkingCalendar
from ipharbor.statutes.counting import Step
from ipharbor.statutes.values import Money
from ipharbor.vocabulary.errors import HarborError

SOON_DAYS = 90
UNGRANTED = frozenset({*PENDING, State.UNFILED, State.DEAD_APPLICATION})
SETTLED = (Status.PAID, Status.PRESUMED_PAID, Status.NOT_OWED)


def annuities(
    subject: FeeSubject,
    *,
    on: date,
    book: Book,
    calendar: WorkingCalendar,
    soon_days: int = SOON_DAYS,
) -> tuple[Due, ...]:
    """One ``Due`` for each patent year from the grant year to the end of the term.

    The payment for a lengthened term follows as the year after the last. A right that is not
    granted owes none. Payments made after ``on`` do not exist for the answer. ``due_soon``
    is told of what is due within ``soon_days``. The law is asked on the due day for the
    annuity and on the day of payment for reduction and surcharge: the day on which it was
    paid, ``on`` where it is late, the due day where it lies ahead. Raises the codes of
    ``subject.unfit`` for a subject with faults, ``fees.annuity.no_line`` and
    ``fees.surcharge.no_line`` for a book with holes.

    Source: Implementing Rules of the Patent Law, articles 114 and 115.
    """
    for fault in unfit(subject):
        raise HarborError(fault.code, value=fault.value, key=subject.key)
    if subject.granted_on is None or subject.state in UNGRANTED:
        return ()
    life = Life(subject, on, book, calendar)
    made: list[Due] = []
    lost = False
    for year in life.years:
        status, told = life.status(year, lost, soon_days)
        lost = lost or status is Status.LAPSED
        made.append(_due(life, year, status, told))
    return tuple(made)


def _due(life: Life, year: int, status: Status, told: bool) -> Due:
    window, kind = life.window(year), life.kind(year)
    day = window.due_by
    if year in life.settled:
        day = life.settled[year]
    elif status is Status.LAPSED:
        day = window.grace_pay_by
    elif status not in SETTLED:
        day = min(max(life.on, window.due_by), window.grace_pay_by)
    full, (found, reduced) = life.full(year), life.relief(year, day)
    fee = yuan(fen(full) - fen(reduced.amount))
    late = life.charge(year, day)
    surcharge = late.amount if late else NOTHING
    paid = life.paid(year)
    owed = max(fen(fee) + fen(surcharge) - paid, 0) if status in PAYABLE else 0
    lapsed = status is Status.LAPSED and kind is DueKind.ANNUITY
    steps = (
        *window.steps,
        *_amount_steps(life, year, full),
        *_explain.relief_steps(life.book.on(day), found, reduced, fee),
        *((_explain.charge_step(life.book.on(day), late),) if late else ()),
        _status_step(life, year, status, told),
    )
    return Due(
        key=life.subject.key,
        kind=kind,
        year=year,
        due_by=window.due_by,
        pay_by=window.pay_by,
        grace_ends=window.grace_ends,
        grace_pay_by=window.grace_pay_by,
        full=full,
        reduced=reduced,
        fee=fee,
        month=late.month if late else 0,
        surcharge=surcharge,
        surcharge_steps=_surcharge_steps(life, year),
        paid=yuan(paid),
        payable=yuan(owed),
        status=status,
        lost_on=None if status in SETTLED else window.due_by,
        restoration=_restoration(life, fee, surcharge) if lapsed else None,
        days_certain=window.certain,
        amount_certain=all(one.certain for one in steps[len(window.steps) : -1]),
        told=told,
        steps=steps,
    )


def _status_step(life: Life, year: int, status: Status, told: bool) -> Step:
    due_by = life.window(year).due_by
    if life.kind(year) is DueKind.REGISTRATION:
        return _explain.registration_step(life.book.on(due_by))
    if status is Status.STAYED:
        return _explain.stayed_step(life.stay(), due_by, life.book.on(life.on))
    return _explain.status_step(status, told, due_by, life.on, life.book.on(life.on))


def _amount_steps(life: Life, year: int, full: Money) -> tuple[Step, ...]:
    law = life.book.on(life.window(year).due_by)
    if life.kind(year) is DueKind.COMPENSATION:
        return _explain.compensation_steps(law, life.compensated, full)
    return (_explain.full_step(law, year, full),)


def _surcharge_steps(life: Life, year: int) -> tuple[SurchargeStep, ...]:
    made = []
    for month, (begins, ends) in enumerate(life.window(year).months, 1):
        fee = life.fee(year, begins)
        late = tariff.charge(life.book.on(begins), month, life.full(year), fee)
        payable = yuan(fen(fee) + fen(late.amount))
        made.append(SurchargeStep(month, begins, ends, late.share, late.amount, payable))
    return tuple(made)


def _restoration(life: Life, fee: Money, surcharge: Money) -> Restoration:
    return restoration(
        fee, surcharge, notice_on=life.subject.notice_on, on=life.on, book=life.book,
        calendar=life.calendar,
    )  # fmt: skip
