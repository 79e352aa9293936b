"""The days of an annuity: patent years, due day, months of delay, end of the window."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from ipharbor.fees import tariff
from ipharbor.statutes.book import Book
from ipharbor.statutes.calendar import WorkingCalendar
from ipharbor.statutes.counting import Step, after, count, ground
from ipharbor.statutes.values import Span, Unit

ONE_DAY = timedelta(days=1)
ONE_MONTH = Span(1, Unit.MONTH)


@dataclass(frozen=True)
class Window:
    """When an annuity can be paid.

    ``due_by`` is the due day and the day from which the right is lost if it stays unpaid;
    ``pay_by`` the last day of payment without delay, ``due_by`` or the next working day.
    ``grace_ends`` ends the time for late payment, ``grace_pay_by`` is that day or the next
    working day. ``months`` are the months of delay, each from its first to its last day; they
    are counted from ``due_by`` and do not roll.
    """

    due_by: date
    pay_by: date
    grace_ends: date
    grace_pay_by: date
    months: tuple[tuple[date, date], ...]
    steps: tuple[Step, ...]

    @property
    def certain(self) -> bool:
        """Whether no day rests on an unannounced calendar or an unread provision."""
        return all(step.certain for step in self.steps)

    def month(self, on: date) -> int:
        """Which month of delay ``on`` lies in: 0 while in time, the last one after the end."""
        if on <= self.pay_by:
            return 0
        return next(
            (k for k, (_, last) in enumerate(self.months, 1) if on <= last), len(self.months)
        )


def anniversary(filed_on: date, year: int, span: Span) -> date:
    """The day on which patent year ``year`` ends, ``span`` being the length of one."""
    return after(filed_on, span.times(year))[0]


def patent_year(filed_on: date, day: date, span: Span) -> int:
    """The patent year that ``day`` lies in; 1 begins on ``filed_on``."""
    year = max(day.year - filed_on.year, 0) // max(span.n, 1)
    while anniversary(filed_on, year, span) <= day:
        year += 1
    while year > 1 and anniversary(filed_on, year - 1, span) > day:
        year -= 1
    return max(year, 1)


def window(filed_on: date, year: int, span: Span, book: Book, calendar: WorkingCalendar) -> Window:
    """The days of the annuity of ``year``, counted from the day of filing.

    Source: Implementing Rules of the Patent Law, articles 5 and 115.
    """
    due_by = anniversary(filed_on, year - 1, span)
    law = book.on(due_by)
    counting = ground(law, "patent")
    rolls = counting.rolling.flag
    due = count(
        filed_on,
        span.times(year - 1),
        calendar,
        rolls=rolls,
        period=law[tariff.PERIOD],
        under=counting,
    )
    late = law[tariff.GRACE]
    last = count(due_by, late.span, calendar, rolls=rolls, period=late, under=counting)
    grace_ends = after(due_by, late.span)[0]
    return Window(
        due_by, due.day, grace_ends, last.day, _months(due_by, grace_ends), due.steps + last.steps
    )


def bare_window(last: date) -> Window:
    """A window without late payment that ends on ``last`` and does not roll."""
    return Window(last, last, last, last, (), ())


def _months(due_by: date, until: date) -> tuple[tuple[date, date], ...]:
    found: list[tuple[date, date]] = []
    begins = due_by + ONE_DAY
    while begins <= until:
        ends = min(after(due_by, ONE_MONTH.times(len(found) + 1))[0], until)
        found.append((begins, ends))
        begins = ends + ONE_DAY
    return tuple(found)
