"""Annuities of the invented rights: which years were paid, when, and with how much."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby, pairwise
from random import Random
from typing import NamedTuple

import pyarrow as pa

from ipharbor.fees.columns import DUES, PAYMENTS, RIGHTS, dues_table
from ipharbor.fees.due import DueKind
from ipharbor.fees.subject import ReductionKind
from ipharbor.samples._courses import Course, Entry, shown
from ipharbor.samples._dealings import Dealings
from ipharbor.samples._gazette import gazette_day
from ipharbor.samples._rights import UNTIL_NOTICE, law
from ipharbor.samples._seeds import seeded
from ipharbor.samples.firms import Firm
from ipharbor.statutes import calendar

PAID = "FEE"
_REDUCED = {"large": 0.02, "medium": 0.12, "small": 0.36, "micro": 0.42}
_FIRST_RECORD, _LAST_RECORD = 2012, 2021
_LATE = 0.07  # of annuities are paid in the months of delay
_RESTORED = 0.012  # of rights are, where their course leaves room


class Recorded(NamedTuple):
    """A firm's recorded fee reduction, for calendar years; both belong to it."""

    firm: str
    first: int
    last: int


@dataclass(frozen=True)
class _Due:
    """A year's window, and the day on which it is paid. ``priced_on`` is the day by which the
    amount is reckoned: the same but for a year paid with the request for restoration."""

    year: int
    due_by: date
    pay_by: date
    grace_pay_by: date
    paid_on: date = date.max
    priced_on: date = date.max


def recorded(firms: Sequence[Firm], seed: int) -> tuple[Recorded, ...]:
    """The reductions on record, by firm in the order of ``firms``: about a third, the small."""
    made = []
    for firm in firms:
        rng = seeded(f"reduction {seed} {firm.name}")
        if rng.random() < _REDUCED[firm.size]:
            first = min(max(firm.founded, _FIRST_RECORD) + rng.randrange(4), _LAST_RECORD)
            lasting = rng.random() < 0.7
            last = _LAST_RECORD if lasting else min(first + rng.randint(1, 5), _LAST_RECORD)
            made.append(Recorded(firm.name, first, last))
    return tuple(made)


def paid(
    courses: Sequence[Course],
    dealings: Dealings,
    reductions: Sequence[Recorded],
    seed: int,
    until: date,
) -> Iterator[Entry]:
    """The payments of all courses to ``until``, and the restorations of rights lost by neglect.

    The grant year's annuity is paid at registration and has no row.
    """
    held = [each for each in courses if each.granted and each.granted <= until]
    table = _rights(held, dealings, {each.firm: each for each in reductions}, until)
    made: list[tuple[Course, _Due]] = []
    for course, dues in _windows(held, table, until):
        rng = seeded(f"annuities {seed} {course.number}")
        planned = [_paid(course, due, dealings, rng) for due in dues]
        again = None
        if course.number not in dealings.prompt and rng.random() < _RESTORED:
            again = _restored(course, planned, until, rng)
        if again is not None:
            planned, told = again
            yield from told
        made += [(course, due) for due in planned if due.paid_on <= until]
    amounts = _amounts(table, made, until)
    for course, due in made:
        amount = f"{amounts[course.number, due.year] / 100:.2f}".removesuffix(".00")
        yield shown(course, PAID, due.paid_on, year=str(due.year), amount=amount)


def _rights(
    held: Sequence[Course], dealings: Dealings, reductions: Mapping[str, Recorded], until: date
) -> pa.Table:
    rows = []
    for course in held:
        row: dict[str, object] = {
            "key": course.number,
            "patent_type": course.kind,
            "filed_on": course.filed,
            "granted_on": course.granted,
        }
        record = reductions.get(course.firm)
        if record is not None:
            # The new holder's fees are another's: from the year of a transfer on all is paid.
            sold = dealings.transferred.get(course.number, date.max)
            last = min(record.last, sold.year - 1) if sold <= until else record.last
            if record.first <= last:
                kind = str(ReductionKind.SINGLE)
                row |= {"reduction": kind, "reduction_first": record.first, "reduction_last": last}
        rows.append(row)
    return pa.Table.from_pylist(rows, RIGHTS)


def _windows(
    held: Sequence[Course], table: pa.Table, until: date
) -> Iterator[tuple[Course, list[_Due]]]:
    """The annuities after the grant year's that fall due while the right stands."""
    names = ("key", "year", "due_by", "pay_by", "grace_pay_by", "kind")
    columns = [_dues(table, until).column(name).to_pylist() for name in names]
    of_number = {course.number: course for course in held}
    for number, rows in groupby(zip(*columns, strict=True), key=lambda row: row[0]):
        course = of_number[number]
        yield (
            course,
            [_Due(*row[1:5]) for row in rows if row[5] == DueKind.ANNUITY and row[2] < course.over],
        )


def _dues(table: pa.Table, until: date, payments: pa.Table | None = None) -> pa.Table:
    filed = table.column("filed_on").to_pylist()
    if not filed:
        return DUES.empty_table()
    years = range(min(filed).year, until.year + 2)
    return dues_table(
        table, years=years, on=until, book=law(), calendar=calendar.load(), payments=payments
    )


def _paid(course: Course, due: _Due, dealings: Dealings, rng: Random) -> _Due:
    """``due`` with the day on which it is paid: before its day, or some months late."""
    assert course.granted is not None
    ahead = int(rng.triangular(1, 110, 25))
    late = due.due_by + timedelta(1 + int(rng.triangular(0, 178, 45)))
    draw = rng.random()
    year, day = dealings.late.get(course.number, (0, date.max))
    if due.year == year:
        return _on(due, day)
    neglect = draw < _LATE and course.number not in dealings.prompt
    if neglect and due.pay_by < late <= due.grace_pay_by and late < course.over:
        return _on(due, late)
    if draw > 0.95 and due.pay_by < course.over:
        return _on(due, due.pay_by)
    day = due.due_by - timedelta(ahead)
    day -= timedelta(max(0, day.weekday() - 4))
    return _on(due, max(day, min(course.granted + timedelta(1), due.due_by)))


def _on(due: _Due, day: date) -> _Due:
    return replace(due, paid_on=day, priced_on=day)


def _restored(
    course: Course, planned: Sequence[_Due], until: date, rng: Random
) -> tuple[list[_Due], tuple[Entry, Entry]] | None:
    """``planned`` with one year neglected until the right was lost and won back, and what the
    gazette says of it; None where no year leaves the time for it before ``until``.

    The year after is paid on the restoration at the earliest.
    """
    able = []
    for at, (due, following) in enumerate(pairwise(planned)):
        lost = gazette_day(due.due_by + UNTIL_NOTICE)
        back = gazette_day(lost + timedelta(rng.randrange(80, 150)))
        then = max(following.paid_on, back + timedelta(3))
        if then <= min(until, following.grace_pay_by) and then < course.over:
            able.append((at, lost, back, then))
    if not able:
        return None
    at, lost, back, then = rng.choice(able)
    due, following = planned[at], planned[at + 1]
    asked = lost + timedelta(rng.randrange(10, 55))
    made = list(planned)
    made[at] = replace(due, paid_on=asked, priced_on=due.grace_pay_by)
    made[at + 1] = _on(following, then)
    return made, (
        shown(course, "CF01", lost, ended_on=due.due_by),
        shown(course, "RR01", back, decision="专利权终止通知书", decided_on=lost),
    )


def _amounts(
    table: pa.Table, made: Sequence[tuple[Course, _Due]], until: date
) -> dict[tuple[str, int], int]:
    """Fee and surcharge of each payment in fen, by number and year."""
    payments = pa.Table.from_arrays(
        [
            pa.array([course.number for course, _ in made], pa.string()),
            pa.array([due.year for _, due in made], pa.int64()),
            pa.array([due.priced_on for _, due in made], pa.date32()),
            pa.nulls(len(made), pa.int64()),
        ],
        schema=PAYMENTS,
    )
    names = ("key", "year", "full_fen", "reduced_fen", "surcharge_fen")
    told = _dues(table, until, payments)
    rows = zip(*(told.column(name).to_pylist() for name in names), strict=True)
    return {(key, year): full - reduced + late for key, year, full, reduced, late in rows}
