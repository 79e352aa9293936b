"""The windows of many annuities by columns; the same days as ``days.window``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from ipharbor.fees import tariff
from ipharbor.fees._arrays import Ints, clipped_after, months_after, months_of, segments
from ipharbor.fees._rights import Rights
from ipharbor.statutes.book import Book, Law
from ipharbor.statutes.calendar import Days, Mask, WorkingCalendar
from ipharbor.statutes.counting import ground
from ipharbor.vocabulary.errors import HarborError

COUNTING = tuple(f"counting.patent.{name}" for name in ("first_day_counted", "month_end", "rolls"))


@dataclass(frozen=True)
class Windows:
    """Days of annuities, as in ``days.Window``; one entry for each right and year asked.

    ``annuity`` is False for the grant year and for a lengthened term, which have a bare window.
    """

    right: Ints
    year: Ints
    registration: Mask
    annuity: Mask
    due_by: Days
    pay_by: Days
    grace_ends: Days
    grace_pay_by: Days
    grace_months: Ints
    certain: Mask

    def month(self, on: Days) -> Ints:
        """Which month of delay each of ``on`` lies in, as ``days.Window.month``."""
        found = np.zeros(len(self.year), dtype=np.int64)
        late = np.flatnonzero((on > self.pay_by) & self.annuity)
        if len(late):
            due, day, most = self.due_by[late], on[late], self.grace_months[late]
            months = np.ones(len(late), dtype=np.int64)
            for k in range(1, int(most.max())):
                months += day > months_after(due, k)
            found[late] = np.minimum(months, most)
        return found


@dataclass(frozen=True)
class _Rule:
    """How windows are counted in one stretch of unchanged law."""

    rolls: bool
    grace_months: int
    certain: bool
    month_end: bool
    rolling: bool


class Clock:
    """Counts windows under a book and a calendar."""

    def __init__(self, book: Book, calendar: WorkingCalendar, year_months: int) -> None:
        self.calendar, self.year_months = calendar, year_months
        self.turns = tariff.turns(book, (tariff.PERIOD, tariff.GRACE, *COUNTING))
        self._book = book
        self._rules: dict[int, _Rule] = {}
        spans = [version.span for version in book.history(tariff.GRACE)]
        self.longest_grace = max(months_of(span) for span in spans)

    def windows(self, rights: Rights, right: Ints, year: Ints) -> Windows:
        """The windows of the annuities of ``year`` of the rights at ``right``."""
        registration = year == rights.first[right]
        annuity = ~registration & (year <= rights.last[right])
        filed = rights.filed[right]
        counted, short = clipped_after(filed, (year - 1) * self.year_months)
        due_by = np.where(annuity, counted, rights.term_end[right])
        due_by = np.where(registration, rights.granted[right], due_by)
        stretch = segments(self.turns, due_by)
        rules = self._held(stretch, due_by)
        grace_months = np.where(annuity, np.array([r.grace_months for r in rules])[stretch], 0)
        ends, ends_short = clipped_after(due_by, grace_months)
        rolls = np.array([r.rolls for r in rules])[stretch] & annuity
        pay_by, known = self._rolled(due_by, rolls)
        last, last_known = self._rolled(ends, rolls)
        rests = (pay_by != due_by) | (last != ends)
        if not rolls.all():
            still = annuity & ~rolls
            rests |= still & ~(self.calendar.working(due_by) & self.calendar.working(ends))
        certain = np.array([r.certain for r in rules])[stretch] & known & last_known
        certain &= np.array([r.month_end for r in rules])[stretch] | ~(short | ends_short)
        certain &= np.array([r.rolling for r in rules])[stretch] | ~rests
        return Windows(
            right, year, registration, annuity, due_by, pay_by, ends, last, grace_months,
            certain | ~annuity,
        )  # fmt: skip

    def _rolled(self, days: Days, rolls: Mask) -> tuple[Days, Mask]:
        moved, known = self.calendar.rolled(days)
        if rolls.all():
            return moved, known
        return np.where(rolls, moved, days), known | ~rolls

    def _held(self, stretch: Ints, days: Days) -> list[_Rule]:
        for one in np.flatnonzero(np.bincount(stretch)).tolist():
            if one not in self._rules:
                day = days[np.argmax(stretch == one)].astype(object)
                self._rules[one] = _rule(self._book.on(day), day)
        blank = _Rule(False, 0, False, False, False)
        return [self._rules.get(one, blank) for one in range(len(self.turns) + 1)]


def _rule(law: Law, day: date) -> _Rule:
    counting, late = ground(law, "patent"), law[tariff.GRACE]
    if counting.first_day.flag:
        raise HarborError("fees.first_day_counted", day=day.isoformat())
    certain = all(one.certain for one in (counting.first_day, law[tariff.PERIOD], late))
    return _Rule(
        counting.rolling.flag,
        months_of(late.span),
        certain,
        counting.month_end.certain,
        counting.rolling.certain,
    )
