"""What rights will cost from year to year, what the rules advise, what was decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np

from ipharbor.fees.advice import Decision, Rules
from ipharbor.fees.subject import Reduction
from ipharbor.queries._bonds import Binding, bindings
from ipharbor.queries._by_columns import Held, held
from ipharbor.queries._counsel import (
    BINDS,
    CANNOT_TELL,
    Counsel,
    Decided,
    Said,
    counsels,
    decisions,
    statements,
)
from ipharbor.queries._differing import Basis, basis, differing
from ipharbor.queries._holdings import RightRow
from ipharbor.queries._renewal_sums import (
    FEN,
    MOST_YEARS,
    YEARS,
    Sums,
    YearPlan,
    horizon,
    mask,
    totals,
)
from ipharbor.queries._renewals_together import District, FirmPlan, district
from ipharbor.queries._renewing import SUMS as SUM_NAMES
from ipharbor.queries._renewing import Reckoned, reckon, reductions, spliced
from ipharbor.records.models import Firm
from ipharbor.statutes.book import Book

__all__ = [
    "ADVICE", "BINDS", "CANNOT_TELL", "MOST_YEARS", "SUM_NAMES", "YEARS", "Binding", "Counsel",
    "Decided", "District", "Fee", "FirmPlan", "Line", "Plan", "Said", "Sums", "YearPlan",
    "bindings", "district", "plan", "renewed",
]  # fmt: skip

ADVICE = (*map(str, Decision), CANNOT_TELL)


@dataclass(frozen=True)
class Fee:
    """An annuity that can still be paid, to be paid in ``calendar_year``; see ``fees.due.Due``."""

    calendar_year: int
    patent_year: int
    due_by: date
    pay_by: date
    grace_pay_by: date
    status: str
    sums: Sums
    certain: bool


@dataclass(frozen=True)
class Line:
    """One right of the plan; ``payable`` in CNY by year of the plan.

    ``standing`` is its row of ``register.batch.STANDINGS``. ``unpaid`` warns that as far as
    payments are known an annuity can no longer be paid. ``place`` is its place in the plan.
    """

    place: int
    record: RightRow
    standing: Mapping[str, Any]
    payable: tuple[Decimal, ...]
    counsel: Counsel
    said: Said | None
    decided: Decided | None
    unpaid: bool

    @property
    def dropped(self) -> bool:
        return self.decided is not None and self.decided.decision == Decision.DROP

    @property
    def total(self) -> Decimal:
        """The sum of all years of the plan."""
        return sum(self.payable, Decimal(0))

    @property
    def next_fee(self) -> Decimal | None:
        """The next annuity with its surcharge, None when nothing more is due."""
        fee = self.counsel.facts.next_fee
        return None if fee is None else fee.amount


@dataclass(frozen=True)
class Rests:
    """What a plan rests on: what is held of the rights, and what all rest on beside that; what
    owners said of them and what was decided, by record; and the owner's own lines."""

    told: Held
    basis: Basis
    said: Mapping[int, Said]
    decided: Mapping[int, Decided]
    rules: Rules


@dataclass(frozen=True)
class Plan:
    """The renewal plan of ``firm`` on ``on``: totals by year, and the rights that stand.

    Dropped rights are among ``lines`` and not in the totals. ``pending`` applications, rights
    that are ``over`` and ``undated`` ones are counted only. ``rests`` is what it rests on.
    """

    firm: Firm
    on: date
    years: range
    totals: tuple[YearPlan, ...]
    lines: tuple[Line, ...]
    advice: Mapping[str, int]
    pending: int
    over: int
    undated: int
    reckoned: Reckoned
    rests: Rests = field(repr=False, compare=False)

    @property
    def payable(self) -> Decimal:
        """The sum of all years, CNY."""
        return sum((year.sums.payable for year in self.totals), Decimal(0))

    @property
    def saved(self) -> Decimal:
        """What the dropped rights would have cost, CNY."""
        return sum((year.saved for year in self.totals), Decimal(0))

    @property
    def could_save(self) -> Decimal:
        """What following the advice to drop would save besides, CNY."""
        return sum((year.could_save for year in self.totals), Decimal(0))

    def fees(self, line: Line) -> tuple[Fee, ...]:
        """The annuities of a line in the years of the plan."""
        rows = self.reckoned.rows(line.place)
        return tuple(_fee(row) for row in rows if row["calendar_year"] in self.years)


def plan(
    firm: Firm,
    *,
    law: Book,
    on: date,
    data_until: date,
    years: int = YEARS,
    rules: Rules | None = None,
    told: Held | None = None,
) -> Plan:
    """The plan of a firm for ``years`` calendar years, or to the end of its terms if sooner.

    The first year is that of ``on``. Decisions and statements count that were made for a plan
    of that day or before. Lines stand in the order of their keys.
    """
    rests = _rests(firm, told or held([firm.pk]), rules or Rules(), law, on, data_until)
    found = reckon(rests.told, law=law, on=on, data_until=data_until)
    shown = horizon(found, on, years)
    every = range(len(found.rights))
    return _plan(firm, on, shown, tuple(_lines(found, shown, every, on, rests)), found, rests)


def renewed(before: Plan, *, told: Held, law: Book, data_until: date, years: int = YEARS) -> Plan:
    """The plan of ``before``'s firm and day from what is ``told`` now, as ``plan`` gives it:
    where all else is as before, only rights of which something differs are reckoned."""
    firm, on, was = before.firm, before.on, before.rests
    rests = _rests(firm, told, was.rules, law, on, data_until)
    keys = differing(was.told, told) if rests.basis == was.basis else None
    found = before.reckoned
    if keys:
        fresh = reckon(told.only(keys), law=law, on=on, data_until=told.known_until(data_until))
        found = spliced(found, told, keys, fresh)
    shown = horizon(found, on, years)
    if keys is None or shown != before.years:
        return plan(
            firm, law=law, on=on, data_until=data_until, years=years, rules=was.rules, told=told
        )
    kept = {
        line.record.key: line
        for line in before.lines
        if line.record.key not in keys
        and rests.said.get(line.record.pk) == line.said
        and rests.decided.get(line.record.pk) == line.decided
    }
    places = [at for at, one in enumerate(found.rights) if one.record.key not in kept]
    made = dict(zip(places, _lines(found, shown, places, on, rests), strict=True))
    lines = (made.get(at) or _at(at, kept[one.record.key]) for at, one in enumerate(found.rights))
    return _plan(firm, on, shown, tuple(lines), found, rests)


def _at(place: int, line: Line) -> Line:
    return line if line.place == place else replace(line, place=place)


def _rests(firm: Firm, told: Held, rules: Rules, law: Book, on: date, data_until: date) -> Rests:
    theirs = {"right__firm": firm}
    until = told.known_until(data_until)
    reduction = reductions({firm.pk}).get(firm.pk, Reduction())
    beside = basis(law, reduction, on=on, known_until=until)
    return Rests(told, beside, statements(theirs, on), decisions(theirs, on), rules)


def _lines(
    found: Reckoned, shown: range, places: Sequence[int], on: date, rests: Rests
) -> Iterator[Line]:
    """The lines of the rights at ``places``."""
    payable = found.by_right(shown).tolist()
    advised = counsels(found, rests.said, on, rests.rules, places)
    for place, counsel in zip(places, advised, strict=True):
        one = found.rights[place]
        yield Line(
            place=place,
            record=one.record,
            standing=one.row,
            payable=tuple(fen / FEN for fen in payable[place]),
            counsel=counsel,
            said=rests.said.get(one.record.pk),
            decided=rests.decided.get(one.record.pk),
            unpaid=bool(found.unpaid[place]),
        )


def _plan(
    firm: Firm, on: date, shown: range, lines: tuple[Line, ...], found: Reckoned, rests: Rests
) -> Plan:
    """The lines with their sums."""
    dropped = mask([line.dropped for line in lines])
    advised = mask([line.decided is None and line.counsel.word == Decision.DROP for line in lines])
    return Plan(
        firm=firm,
        on=on,
        years=shown,
        totals=totals(found, shown, dropped, advised, np.ones_like(dropped)),
        lines=lines,
        advice=Counter(line.counsel.word for line in lines),
        pending=found.pending,
        over=found.over,
        undated=found.undated,
        reckoned=found,
        rests=rests,
    )


def _fee(row: Mapping[str, Any]) -> Fee:
    return Fee(
        calendar_year=row["calendar_year"],
        patent_year=row["year"],
        due_by=row["due_by"],
        pay_by=row["pay_by"],
        grace_pay_by=row["grace_pay_by"],
        status=row["status"],
        sums=Sums(**{name: row[f"{name}_fen"] / FEN for name in SUM_NAMES}),
        certain=row["certain"],
    )
