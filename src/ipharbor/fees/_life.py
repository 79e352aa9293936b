"""A right with its windows and payments, as its annuities are reckoned from them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from ipharbor.fees import days, tariff
from ipharbor.fees.amounts import fen, yuan
from ipharbor.fees.due import DueKind, Reduced, Status
from ipharbor.fees.reduction import NO_RELIEF, reduced
from ipharbor.fees.subject import FeeSubject
from ipharbor.register.moves import OVER, State
from ipharbor.register.spans import Stay, free_from
from ipharbor.statutes.book import Book
from ipharbor.statutes.calendar import WorkingCalendar
from ipharbor.statutes.counting import after
from ipharbor.statutes.values import Money, Span, Unit

ONE_YEAR = Span(1, Unit.YEAR)


@dataclass
class Life:
    """A right with its windows and payments, as known on a day."""

    subject: FeeSubject
    on: date
    book: Book
    calendar: WorkingCalendar
    windows: dict[int, days.Window] = field(default_factory=dict)
    whole: dict[int, Money] = field(default_factory=dict)

    @cached_property
    def span(self) -> Span:
        return self.book.on(self.on)[tariff.PERIOD].span

    @cached_property
    def first(self) -> int:
        told = self.subject.first_year
        return told or days.patent_year(self.subject.filed_on, self.granted_on, self.span)

    @property
    def granted_on(self) -> date:
        assert self.subject.granted_on is not None
        return self.subject.granted_on

    @cached_property
    def last(self) -> int:
        return tariff.term_years(self.book, self.subject.patent_type, self.subject.filed_on)

    @cached_property
    def term_ends(self) -> date:
        """The last day of the term before it was lengthened."""
        return days.anniversary(self.subject.filed_on, self.last, self.span) - days.ONE_DAY

    @cached_property
    def compensated(self) -> int:
        """The whole years by which the term was lengthened."""
        whole = 0
        if self.subject.term_ends is not None:
            while after(self.term_ends, ONE_YEAR.times(whole + 1))[0] <= self.subject.term_ends:
                whole += 1
        return whole

    @cached_property
    def years(self) -> range:
        return range(self.first, self.last + 1 + bool(self.compensated and self.first <= self.last))

    def kind(self, year: int) -> DueKind:
        if year == self.first:
            return DueKind.REGISTRATION
        return DueKind.COMPENSATION if year > self.last else DueKind.ANNUITY

    def window(self, year: int) -> days.Window:
        if year not in self.windows:
            kind = self.kind(year)
            if kind is DueKind.ANNUITY:
                made = days.window(self.subject.filed_on, year, self.span, self.book, self.calendar)
            else:
                registered = kind is DueKind.REGISTRATION
                made = days.bare_window(self.granted_on if registered else self.term_ends)
            self.windows[year] = made
        return self.windows[year]

    def full(self, year: int) -> Money:
        if year not in self.whole:
            law = self.book.on(self.window(year).due_by)
            if self.kind(year) is DueKind.COMPENSATION:
                self.whole[year] = tariff.compensation(law, self.compensated)
            else:
                self.whole[year] = tariff.full(law, self.subject.patent_type, year)
        return self.whole[year]

    def relief(self, year: int, day: date) -> tuple[tariff.Relief, Reduced]:
        """What lowers the annuity of ``year`` when it is paid on ``day``."""
        if self.kind(year) is DueKind.COMPENSATION:
            return NO_RELIEF
        return reduced(
            self.book.on(day),
            self.full(year),
            self.subject.reduction.kind,
            recorded=self.subject.reduction.holds(day.year),
            nth=year - self.first + 1,
            open_licence=any(
                one.holds(self.window(year).due_by) for one in self.subject.open_licences
            ),
        )

    def fee(self, year: int, day: date) -> Money:
        return yuan(fen(self.full(year)) - fen(self.relief(year, day)[1].amount))

    def charge(self, year: int, day: date) -> tariff.Charge | None:
        """The surcharge when the annuity of ``year`` is paid on ``day``; None while in time."""
        month = self.window(year).month(day)
        if month == 0:
            return None
        return tariff.charge(self.book.on(day), month, self.full(year), self.fee(year, day))

    def owed(self, year: int, day: date) -> int:
        """What the annuity of ``year`` takes in all on ``day``, in fen."""
        late = self.charge(year, day)
        return fen(self.fee(year, day)) + (fen(late.amount) if late else 0)

    @cached_property
    def settled(self) -> dict[int, date]:
        """The years paid in full by recorded payments, with the day that settled each.

        What is short is judged by what is owed on the day of the further payment.
        """
        found: dict[int, date] = {}
        sums: dict[int, int] = {}
        for paid in sorted(self.subject.paid, key=lambda one: (one.year, one.on)):
            year = paid.year
            if year not in self.years or year == self.first or paid.on > self.on:
                continue
            if year in found or paid.on > self.window(year).grace_pay_by:
                continue
            if paid.amount is not None:
                sums[year] = sums.get(year, 0) + fen(paid.amount)
            if paid.amount is None or sums[year] >= self.owed(year, paid.on):
                found[year] = paid.on
        return found

    def paid(self, year: int) -> int:
        """What was paid in time for ``year``, in fen."""
        last = self.window(year).grace_pay_by
        return sum(
            fen(paid.amount)
            for paid in self.subject.paid
            if paid.year == year and paid.amount is not None and paid.on <= min(self.on, last)
        )

    @cached_property
    def paid_through(self) -> int:
        """The last year that a record, or the grant itself, shows as paid."""
        return max(self.first, self.subject.paid_through, *self.settled, 0)

    @cached_property
    def lived_on(self) -> date:
        """A day on which the right is known to have stood."""
        told = self.subject.in_force_as_of or date.min
        ended = self.subject.ended_on
        if self.subject.state in OVER and self.subject.state is not State.LAPSED_FEE and ended:
            return max(told, ended)
        return told

    @cached_property
    def lapsed_year(self) -> int | None:
        """The year for which the register says that the right lapsed."""
        ended = self.subject.ended_on
        if self.subject.state is not State.LAPSED_FEE or ended is None:
            return None
        return days.patent_year(self.subject.filed_on, ended, self.span)

    def status(self, year: int, lost: bool, soon_days: int) -> tuple[Status, bool]:
        """Where ``year`` stands and whether that is told; ``lost`` for years after a lapse."""
        recorded = self._recorded(year)
        if recorded is not None:
            return recorded, recorded is not Status.PRESUMED_PAID
        if self.window(year).grace_pay_by < self.lived_on:
            return Status.PRESUMED_PAID, False
        if lost:
            return Status.NOT_OWED, False
        by_days = self._by_days(year, soon_days)
        return by_days, by_days not in (Status.LAPSED, Status.IN_GRACE, Status.STAYED)

    def _recorded(self, year: int) -> Status | None:
        """What payments and the register tell of ``year``."""
        if year == self.first or year <= self.subject.paid_through or year in self.settled:
            return Status.PAID
        if year < self.paid_through:
            return Status.PRESUMED_PAID
        return self._ended(year) if self.subject.state in OVER else None

    def _ended(self, year: int) -> Status | None:
        """What the end of the right leaves of ``year``; None where it came too late for it."""
        if self.lapsed_year is not None:
            if year == self.lapsed_year:
                return Status.LAPSED
            return Status.PRESUMED_PAID if year < self.lapsed_year else Status.NOT_OWED
        ended = self.subject.ended_on
        if ended is None or self.window(year).due_by >= ended:
            return Status.NOT_OWED
        return None

    def _stayed(self, year: int) -> bool:
        """Whether stays have covered every day since ``year`` could last be paid."""
        if self.kind(year) is not DueKind.ANNUITY:
            return False
        free = free_from(self.subject.stays, self.window(year).grace_pay_by + days.ONE_DAY)
        return free is None or free > self.on

    def stay(self) -> Stay:
        """Of the stays that hold on the day the one that lasts longest."""
        held = [one for one in self.subject.stays if one.holds(self.on)]
        return max(held, key=lambda one: one.last or date.max)

    def _by_days(self, year: int, soon_days: int) -> Status:
        """Where an unpaid ``year`` of a living right stands."""
        window = self.window(year)
        if self.on > window.grace_pay_by:
            return Status.STAYED if self._stayed(year) else Status.LAPSED
        if self.on > window.pay_by:
            return Status.IN_GRACE
        if (window.pay_by - self.on).days <= soon_days:
            return Status.DUE_SOON
        began = days.anniversary(self.subject.filed_on, year - 2, self.span)
        return Status.OPEN if began <= self.on else Status.NOT_YET
