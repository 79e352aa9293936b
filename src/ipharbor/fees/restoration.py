"""What it takes to bring back a right that lapsed for an unpaid annuity."""

from __future__ import annotations

from datetime import date

from ipharbor.fees import _explain
from ipharbor.fees.due import Restoration
from ipharbor.statutes.book import Book
from ipharbor.statutes.calendar import WorkingCalendar
from ipharbor.statutes.counting import Step, count, ground
from ipharbor.statutes.values import Money

FEE = "fees.restoration"
AFTER_NOTICE = "restoration.other.after_notice"


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
        period, counting = then[AFTER_NOTICE], ground(then, "patent")
        last = count(
            notice_on,
            period.span,
            calendar,
            rolls=counting.rolling.flag,
            period=period,
            under=counting,
        )
        until = last.day
        steps.extend(last.steps)
    else:
        steps.append(_explain.step("fees.step.restoration_unknown", on, certain=False))
    return Restoration(notice_on, until, fee, surcharge, charged.money, tuple(steps))


def restoration_cost(
    fee: Money, surcharge: Money, *, on: date, book: Book, calendar: WorkingCalendar
) -> Money:
    """Missed annuity, surcharge and the restoration fee of ``on`` together."""
    return restoration(fee, surcharge, notice_on=None, on=on, book=book, calendar=calendar).total
