"""What it takes to bring back a right that lapsed for an unpaid annuity, on either ground."""

from __future__ import annotations

from datetime import date

from ipharbor.fees import _explain
from ipharbor.fees.amounts import NOTHING
from ipharbor.fees.due import Restoration
from ipharbor.register.restoring import AFTER_EXPIRY, AFTER_NOTICE, AFTER_OBSTACLE
from ipharbor.statutes.book import Book
from ipharbor.statutes.calendar import WorkingCalendar
from ipharbor.statutes.counting import Deadline, Step, count, ground
from ipharbor.statutes.values import Money

FEE = "fees.restoration"
FEE_FOR_GOOD_CAUSE_ONLY = "restoration.fee_for_good_cause_only"


def restoration(
    fee: Money,
    surcharge: Money,
    *,
    notice_on: date | None,
    on: date,
    book: Book,
    calendar: WorkingCalendar,
) -> Restoration:
    """The window and the cost of restoring a right for good cause other than force majeure.

    ``fee`` is the missed annuity as reduced, ``surcharge`` that of the last month of delay;
    the restoration fee is that of ``on`` and is never reduced. ``notice_on`` is the day on
    which the notice of termination counts as received; without it the window is not known,
    and neither is it where the book holds no period for that day.

    Source: Implementing Rules of the Patent Law, article 6.
    """
    law = book.on(on)
    charged = law[FEE]
    steps: list[Step] = [_explain.step("fees.step.restoration", on, charged, amount=charged.money)]
    until = None
    then = book.on(notice_on) if notice_on is not None else None
    if notice_on is not None and then is not None and AFTER_NOTICE in then:
        last = _counted(notice_on, AFTER_NOTICE, book, calendar)
        until = last.day
        steps.extend(last.steps)
    else:
        steps.append(_explain.step("fees.step.restoration_unknown", on, certain=False))
    return Restoration(notice_on, until, fee, surcharge, charged.money, tuple(steps))


def after_force_majeure(
    fee: Money,
    surcharge: Money,
    *,
    missed_on: date,
    obstacle_ended_on: date | None,
    on: date,
    book: Book,
    calendar: WorkingCalendar,
) -> Restoration:
    """The window and the cost of restoring a right after force majeure.

    ``missed_on`` is the last day on which the annuity could be paid late. ``obstacle_ended_on``
    is the end of the obstacle; without it the window is not known. No restoration fee is due
    where the book says that it is for good cause only. ``notice_on`` of the answer is None.

    Source: Implementing Rules of the Patent Law, article 6.
    """
    law = book.on(on)
    spared = FEE_FOR_GOOD_CAUSE_ONLY in law and law[FEE_FOR_GOOD_CAUSE_ONLY].flag
    charged = NOTHING if spared else law[FEE].money
    ruled = law[FEE_FOR_GOOD_CAUSE_ONLY] if spared else law[FEE]
    code = "fees.step.restoration_free" if spared else "fees.step.restoration"
    steps: list[Step] = [_explain.step(code, on, ruled, amount=charged)]
    known = AFTER_EXPIRY in book.on(missed_on)
    if obstacle_ended_on is None or not known or AFTER_OBSTACLE not in book.on(obstacle_ended_on):
        steps.append(_explain.step("fees.step.restoration_obstacle", on, certain=False))
        return Restoration(None, None, fee, surcharge, charged, tuple(steps))
    outer = _counted(missed_on, AFTER_EXPIRY, book, calendar)
    inner = _counted(obstacle_ended_on, AFTER_OBSTACLE, book, calendar)
    until = min(outer.day, inner.day)
    steps.extend((*outer.steps, *inner.steps))
    return Restoration(None, until, fee, surcharge, charged, tuple(steps))


def _counted(start: date, name: str, book: Book, calendar: WorkingCalendar) -> Deadline:
    law = book.on(start)
    period, counting = law[name], ground(law, "patent")
    rolls = counting.rolling.flag
    return count(start, period.span, calendar, rolls=rolls, period=period, under=counting)


def restoration_cost(
    fee: Money, surcharge: Money, *, on: date, book: Book, calendar: WorkingCalendar
) -> Money:
    """Missed annuity, surcharge and the restoration fee of ``on`` together."""
    return restoration(fee, surcharge, notice_on=None, on=on, book=book, calendar=calendar).total
