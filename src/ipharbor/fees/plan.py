"""What a portfolio will cost in the years to come, if everything is kept and paid in time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ipharbor.fees.amounts import total, yuan
from ipharbor.fees.columns import dues_table, portfolio
from ipharbor.fees.due import PAYABLE, DueKind, Status
from ipharbor.fees.subject import FeeSubject, unfit
from ipharbor.statutes.book import Book
from ipharbor.statutes.calendar import WorkingCalendar
from ipharbor.statutes.values import Money
from ipharbor.vocabulary.findings import Finding


@dataclass(frozen=True)
class PlanRow:
    """One payment of one right.

    ``calendar_year`` is that of the due day, or of the day of the plan where the due day is
    past and the annuity can still be paid late. ``payable`` is ``full`` less ``reduced`` and
    ``paid`` plus ``surcharge``, and never less than nothing.
    """

    key: str
    calendar_year: int
    patent_year: int
    kind: DueKind
    due_by: date
    pay_by: date
    full: Money
    reduced: Money
    surcharge: Money
    paid: Money
    payable: Money
    status: Status
    certain: bool


@dataclass(frozen=True)
class YearTotal:
    """The sum of the rows of one calendar year, and how many rights they are of."""

    calendar_year: int
    rights: int
    full: Money
    reduced: Money
    surcharge: Money
    payable: Money


@dataclass(frozen=True)
class Plan:
    """Rows by calendar year and right, their sums, and the rights that could not be reckoned.

    ``lapsed`` are the rights that, as far as payments are known, have lapsed on the day.
    """

    rows: tuple[PlanRow, ...]
    totals: tuple[YearTotal, ...]
    lapsed: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def payable(self) -> Money:
        """The sum of all years."""
        return total(year.payable for year in self.totals)


def plan(
    subjects: Iterable[FeeSubject],
    years: range,
    *,
    on: date,
    book: Book,
    calendar: WorkingCalendar,
) -> Plan:
    """The annuities of ``subjects`` to be paid in the calendar ``years``, as known on ``on``.

    Every year of ``years`` has a total, of nothing where nothing is due. Only what can still
    be paid is in the plan; each right is taken to be kept. Raises ``fees.right_twice`` for two
    subjects of one key.
    """
    subjects = tuple(subjects)
    faults = tuple(fault for one in subjects for fault in unfit(one))
    held = portfolio(subjects)
    first = min((one.filed_on.year for one in subjects), default=years.start)
    dues = dues_table(
        held.rights,
        years=range(min(first, years.start), years.stop),
        on=on,
        book=book,
        calendar=calendar,
        payments=held.payments,
        licences=held.licences,
        stays=held.stays,
    ).to_pylist()
    rows = [_row(due, on) for due in dues if due["status"] in PAYABLE]
    kept = sorted(
        (row for row in rows if row.calendar_year in years),
        key=lambda row: (row.calendar_year, row.pay_by, row.key),
    )
    return Plan(
        tuple(kept),
        tuple(_total(year, [row for row in kept if row.calendar_year == year]) for year in years),
        tuple(dict.fromkeys(due["key"] for due in dues if due["status"] == Status.LAPSED)),
        faults,
    )


def _row(due: dict[str, object], on: date) -> PlanRow:
    def money(name: str) -> Money:
        return yuan(int(str(due[f"{name}_fen"])))

    due_by, pay_by = due["due_by"], due["pay_by"]
    assert isinstance(due_by, date) and isinstance(pay_by, date)
    status = Status(str(due["status"]))
    return PlanRow(
        key=str(due["key"]),
        calendar_year=max(due_by.year, on.year) if status is Status.IN_GRACE else due_by.year,
        patent_year=int(str(due["year"])),
        kind=DueKind(str(due["kind"])),
        due_by=due_by,
        pay_by=pay_by,
        full=money("full"),
        reduced=money("reduced"),
        surcharge=money("surcharge"),
        paid=money("paid"),
        payable=money("payable"),
        status=status,
        certain=all(due[name] is True for name in ("days_certain", "amount_certain", "told")),
    )


def _total(year: int, rows: list[PlanRow]) -> YearTotal:
    return YearTotal(
        year,
        len({row.key for row in rows}),
        total(row.full for row in rows),
        total(row.reduced for row in rows),
        total(row.surcharge for row in rows),
        total(row.payable for row in rows),
    )
