"""The amounts of many annuities by columns, through the same functions as one by one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from ipharbor.fees import _explain, tariff
from ipharbor.fees._arrays import Ints, segments
from ipharbor.fees._rights import REDUCTIONS, Licences, Rights
from ipharbor.fees._windows import Windows
from ipharbor.fees.amounts import fen, yuan
from ipharbor.fees.reduction import NONE, RELIEFS, reduced
from ipharbor.register.terms import PATENT_KINDS
from ipharbor.statutes.book import Book
from ipharbor.statutes.calendar import Days, Mask

_YEARS = 64
_MONTHS = 16


@dataclass(frozen=True)
class Sums:
    """Amounts in fen; ``relief`` is a place in ``RELIEFS``."""

    full: Ints
    reduced: Ints
    relief: Ints
    month: Ints
    surcharge: Ints
    certain: Mask

    @property
    def fee(self) -> Ints:
        """What remains of the annuity after the reduction."""
        return self.full - self.reduced


@dataclass(frozen=True)
class _Case:
    """One case of law, type, year and reduction, priced."""

    full: int
    reduced: int
    relief: int
    certain: bool


class Pricer:
    """Amounts under a book; each case of law, type, year and reduction is reckoned once."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._due = tariff.turns(book, tariff.ASKED_ON_DUE)
        self._paid = tariff.turns(book, tariff.ASKED_ON_PAYMENT)

    def sums(self, rights: Rights, windows: Windows, paid: Days, licences: Licences) -> Sums:
        """The amounts of ``windows`` when each is paid on its day of ``paid``."""
        right = windows.right
        kind, year = rights.type[right], np.minimum(windows.year, _YEARS - 1)
        reduction = rights.reduction[right]
        calendar_year = paid.astype("datetime64[Y]").astype(np.int64) + 1970
        recorded = (rights.recorded_first[right] <= calendar_year) & (
            calendar_year <= rights.recorded_last[right]
        )
        due_law, paid_law = segments(self._due, windows.due_by), segments(self._paid, paid)
        in_time = (windows.year - rights.first[right]) < self._reduced_years(paid_law, paid)
        opened = licences.hold(right, windows.due_by)
        lengthened = ~(windows.annuity | windows.registration)
        code = _coded(
            (due_law, len(self._due) + 1), (paid_law, len(self._paid) + 1), (lengthened, 2),
            (kind, len(PATENT_KINDS)), (year, _YEARS), (reduction, len(REDUCTIONS)),
            (recorded, 2), (in_time, 2), (opened, 2),
        )  # fmt: skip
        at = _firsts(code)
        full, off, relief, certain = (np.zeros(len(at), dtype=np.int64) for _ in range(4))
        for one in np.flatnonzero(at >= 0).tolist():
            i = int(at[one])
            found = self._case(
                _day(windows.due_by[i]), _day(paid[i]), bool(lengthened[i]), int(kind[i]),
                int(year[i]), int(reduction[i]), bool(recorded[i]), bool(in_time[i]),
                bool(opened[i]),
            )  # fmt: skip
            full[one], off[one] = found.full, found.reduced
            relief[one], certain[one] = found.relief, found.certain
        whole = full[code]
        whole[lengthened] *= rights.compensated[right][lengthened]
        month = windows.month(paid)
        surcharge, known = self._surcharges(code, full, off, paid, month)
        return Sums(
            whole, off[code], relief[code], month, surcharge, (certain[code] > 0) & known
        )  # fmt: skip

    def _case(
        self,
        due_by: date,
        paid: date,
        lengthened: bool,
        kind: int,
        year: int,
        reduction: int,
        recorded: bool,
        in_time: bool,
        opened: bool,
    ) -> _Case:
        due_law, law = self._book.on(due_by), self._book.on(paid)
        if lengthened:
            one_year = tariff.compensation(due_law, 1)
            steps = _explain.compensation_steps(due_law, 1, one_year)
            sure = all(step.certain for step in steps)
            return _Case(fen(one_year), 0, RELIEFS.index(NONE), sure)
        whole = tariff.full(due_law, PATENT_KINDS[kind], year)
        found, told = reduced(
            law,
            whole,
            REDUCTIONS[reduction],
            recorded=recorded,
            nth=tariff.reduced_years(law) + (0 if in_time else 1),
            open_licence=opened,
        )
        fee = yuan(fen(whole) - fen(told.amount))
        steps = (
            _explain.full_step(due_law, year, whole),
            *_explain.relief_steps(law, found, told, fee),
        )
        sure = all(step.certain for step in steps)
        return _Case(fen(whole), fen(told.amount), RELIEFS.index(told.code), sure)

    def _surcharges(
        self, code: Ints, full: Ints, off: Ints, paid: Days, month: Ints
    ) -> tuple[Ints, Mask]:
        surcharge = np.zeros(len(code), dtype=np.int64)
        known = np.ones(len(code), dtype=np.bool_)
        late = np.flatnonzero(month)
        if len(late) == 0:
            return surcharge, known
        cases = _coded((code[late], len(full)), (month[late], _MONTHS))
        at = _firsts(cases)
        amounts, sure = np.zeros(len(at), dtype=np.int64), np.zeros(len(at), dtype=np.bool_)
        for one in np.flatnonzero(at >= 0).tolist():
            i = int(late[at[one]])
            whole, part_off = int(full[code[i]]), int(off[code[i]])
            law = self._book.on(_day(paid[i]))
            found = tariff.charge(law, int(month[i]), yuan(whole), yuan(whole - part_off))
            amounts[one], sure[one] = fen(found.amount), _explain.charge_step(law, found).certain
        surcharge[late], known[late] = amounts[cases], sure[cases]
        return surcharge, known

    def _reduced_years(self, paid_law: Ints, paid: Days) -> Ints:
        at = _firsts(paid_law)
        years = np.zeros(len(at), dtype=np.int64)
        for one in np.flatnonzero(at >= 0).tolist():
            years[one] = tariff.reduced_years(self._book.on(_day(paid[at[one]])))
        return years[paid_law]


def _coded(*parts: tuple[Ints | Mask, int]) -> Ints:
    """One number for each combination of parts, each below its size."""
    code: Ints = np.asarray(parts[0][0], dtype=np.int64)
    for values, size in parts[1:]:
        code = code * size + values
    return code


def _firsts(code: Ints) -> Ints:
    """For each number up to the greatest in ``code`` where it first stands, -1 for nowhere."""
    at = np.full(int(code.max(initial=-1)) + 1, -1, dtype=np.int64)
    at[code[::-1]] = np.arange(len(code) - 1, -1, -1)
    return at


def _day(day: np.datetime64) -> date:
    found: date = day.astype(object)
    return found
