"""Payments, lapses and states of many annuities by columns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from ipharbor.fees._arrays import NO_DAY, ONE_DAY, Ints, day64, months_after, years_in
from ipharbor.fees._rights import LONG_AGO, Licences, Payments, Rights, Stays
from ipharbor.fees._sums import Pricer, Sums
from ipharbor.fees._windows import Clock, Windows
from ipharbor.fees.due import PAYABLE, STATUSES, Status
from ipharbor.statutes.calendar import Days, Mask

AT = {status: place for place, status in enumerate(STATUSES)}
LAPSED, NOT_OWED = AT[Status.LAPSED], AT[Status.NOT_OWED]
PAID, PRESUMED = AT[Status.PAID], AT[Status.PRESUMED_PAID]
_NO_YEAR = 1 << 30
_YEARS = 1024  # more patent years than any right has, to number right and year together


@dataclass(frozen=True)
class Reckoned:
    """Annuities as they stand on a day; ``status`` is a place in ``STATUSES``."""

    windows: Windows
    sums: Sums
    paid: Ints
    payable: Ints
    status: Ints
    told: Mask
    lost_on: Days


@dataclass(frozen=True)
class _Settled:
    """What payments made of years: sums by right and year, and the days that settled years."""

    sum_at: Ints
    sums: Ints
    settled_at: Ints
    settled_on: Days

    def sum(self, at: Ints) -> Ints:
        """What was paid in time for each number of right and year."""
        return np.asarray(_looked_up(self.sum_at, self.sums, at, 0))

    def day(self, at: Ints) -> Days:
        """The day that settled each, ``NaT`` for none."""
        return np.asarray(_looked_up(self.settled_at, self.settled_on, at, NO_DAY))


class Reckoner:
    """Reckons annuities of ``rights`` on a day."""

    def __init__(
        self,
        rights: Rights,
        payments: Payments,
        licences: Licences,
        stays: Stays,
        clock: Clock,
        pricer: Pricer,
        on: date,
        soon_days: int,
    ) -> None:
        self.rights, self.licences, self.clock, self.pricer = rights, licences, clock, pricer
        self.on, self.soon = day64(on), np.timedelta64(soon_days, "D")
        self.stays, self.day = stays, on
        self.end = rights.last + ((rights.compensated > 0) & (rights.first <= rights.last))
        self.settled = self._payments(payments)
        self.paid_through = np.maximum(rights.first, rights.paid_through)
        of, year = np.divmod(self.settled.settled_at, _YEARS)
        np.maximum.at(self.paid_through, of, year)
        self.lost_year = self._lost_years()

    def reckon(self, right: Ints, year: Ints) -> Reckoned:
        """The annuities of ``year`` of the rights at ``right``."""
        windows = self.clock.windows(self.rights, right, year)
        number = right * _YEARS + year
        settled_on = self.settled.day(number)
        status, told = self._status(windows, ~np.isnat(settled_on))
        settling = (status == PAID) | (status == PRESUMED) | (status == NOT_OWED)
        day = np.minimum(np.maximum(self.on, windows.due_by), windows.grace_pay_by)
        day = np.where(settling, windows.due_by, day)
        day = np.where(status == LAPSED, windows.grace_pay_by, day)
        day = np.where(np.isnat(settled_on), day, settled_on)
        sums = self.pricer.sums(self.rights, windows, day, self.licences)
        paid = self.settled.sum(number)
        open_ = np.isin(status, [AT[one] for one in PAYABLE])
        payable = np.where(open_, np.maximum(sums.fee + sums.surcharge - paid, 0), 0)
        lost_on = np.where(settling, NO_DAY, windows.due_by)
        return Reckoned(windows, sums, paid, payable, status, told, lost_on)

    def _status(self, windows: Windows, settled: Mask) -> tuple[Ints, Mask]:
        rights, right, year = self.rights, windows.right, windows.year
        lapsed_year, over = rights.lapsed_year[right], rights.over[right]
        ended = rights.ended[right]
        by_fee = over & (lapsed_year > 0)
        gone = over & ~by_fee & (np.isnat(ended) | (windows.due_by >= ended))
        began = months_after(rights.filed[right], (year - 2) * self.clock.year_months)
        cases: tuple[tuple[Mask, int, bool], ...] = (
            (windows.registration | (year <= rights.paid_through[right]) | settled, PAID, True),
            (year < self.paid_through[right], PRESUMED, False),
            (by_fee & (year < lapsed_year), PRESUMED, False),
            (by_fee & (year == lapsed_year), LAPSED, True),
            (by_fee | gone, NOT_OWED, True),
            (windows.grace_pay_by < rights.lived_on[right], PRESUMED, False),
            (year > self.lost_year[right], NOT_OWED, False),
            (self._stayed(windows), AT[Status.STAYED], False),
            (self.on > windows.grace_pay_by, LAPSED, False),
            (self.on > windows.pay_by, AT[Status.IN_GRACE], False),
            (windows.pay_by - self.on <= self.soon, AT[Status.DUE_SOON], True),
            (began <= self.on, AT[Status.OPEN], True),
        )
        status = np.full(len(year), AT[Status.NOT_YET], dtype=np.int64)
        told = np.ones(len(year), dtype=np.bool_)
        for where, what, known in reversed(cases):
            status[where], told[where] = what, known
        return status, told

    def _stayed(self, windows: Windows) -> Mask:
        """Which annuities past their last day a stay has covered ever since."""
        past = windows.annuity & (self.on > windows.grace_pay_by)
        at = np.flatnonzero(past) if self.stays.first else np.zeros(0, dtype=np.int64)
        stayed = np.zeros(len(windows.year), dtype=np.bool_)
        begins = windows.grace_pay_by[at] + ONE_DAY
        stayed[at] = self.stays.cover(windows.right[at], begins, self.day)
        return stayed

    def _payments(self, payments: Payments) -> _Settled:
        rights = self.rights
        first, last = rights.first[payments.right], self.end[payments.right]
        kept = (payments.year >= first) & (payments.year <= last) & (payments.on <= self.on)
        right, year = payments.right[kept], payments.year[kept]
        on, whole, amount = payments.on[kept], payments.whole[kept], payments.fen[kept]
        windows = self.clock.windows(rights, right, year)
        in_time = on <= windows.grace_pay_by
        number = right * _YEARS + year
        counted = np.where(in_time, amount, 0)
        sums = self.pricer.sums(rights, windows, on, self.licences)
        so_far = _running(number, counted)
        enough = in_time & ~windows.registration
        enough &= whole | (so_far >= sums.fee + sums.surcharge)
        at, where = np.unique(number[enough], return_index=True)
        every, begins = np.unique(number, return_index=True)
        added = np.add.reduceat(counted, begins) if len(begins) else counted
        return _Settled(every, added, at, on[enough][where])

    def _lost_years(self) -> Ints:
        """The year for which each right lapses by reckoning; ``_NO_YEAR`` for none."""
        rights = self.rights
        lost = np.full(len(rights.row), _NO_YEAR, dtype=np.int64)
        right = np.arange(len(lost))
        year = np.maximum(self.paid_through, self._lived_through()) + 1
        asked = np.flatnonzero(year <= rights.last)
        windows = self.clock.windows(rights, right[asked], year[asked])
        ended = rights.ended[asked]
        standing = ~rights.over[asked] | (windows.due_by < ended)
        standing &= rights.lapsed_year[asked] == 0
        at = asked[standing & (self.on > windows.grace_pay_by) & ~self._stayed(windows)]
        lost[at] = year[at]
        return lost

    def _lived_through(self) -> Ints:
        """The last year whose window closed before a day on which each right still stood."""
        rights = self.rights
        through = np.zeros(len(rights.row), dtype=np.int64)
        asked = np.flatnonzero(rights.lived_on > LONG_AGO)
        months = self.clock.year_months
        newest = years_in(rights.filed[asked], rights.lived_on[asked], months)
        newest = np.minimum(newest, rights.last[asked])
        # A window can reach into later years only as far as its months of grace.
        for back in range(self.clock.longest_grace // months + 2, -1, -1):
            year = newest - back
            told = np.flatnonzero(year > rights.first[asked])
            at = asked[told]
            closed = self.clock.windows(rights, at, year[told]).grace_pay_by < rights.lived_on[at]
            through[at[closed]] = year[told][closed]
        return through


def _running(number: Ints, amount: Ints) -> Ints:
    """The running sum of ``amount`` within runs of equal ``number``."""
    if len(number) == 0:
        return amount
    total = np.cumsum(amount)
    begins = np.flatnonzero(np.diff(number, prepend=number[0] - 1))
    before = (total[begins] - amount[begins])[
        np.searchsorted(begins, np.arange(len(number)), "right") - 1
    ]
    return np.asarray(total - before)


def _looked_up(at: Ints, values: Any, asked: Ints, otherwise: Any) -> Any:
    if len(at) == 0:
        return np.full(len(asked), otherwise, dtype=values.dtype)
    place = np.minimum(np.searchsorted(at, asked), len(at) - 1)
    return np.where(at[place] == asked, values[place], otherwise)
