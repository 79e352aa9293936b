"""Rights with what can still be paid for them, by columns, as renewal plans are made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ipharbor.fees.columns import dues_table, portfolio
from ipharbor.fees.due import PAYABLE, Status
from ipharbor.fees.subject import FeeSubject, Reduction, ReductionKind
from ipharbor.queries._holdings import Holdings, holdings, once_each
from ipharbor.queries.law import calendar
from ipharbor.records.models import FeeReduction
from ipharbor.records.models import Right as RightRecord
from ipharbor.register.batch import standings, tables
from ipharbor.register.moves import IN_FORCE, OVER, State
from ipharbor.statutes.book import Book

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

SUMS = ("full", "reduced", "surcharge", "paid", "payable")
TO_THE_END = 26  # calendar years after which no term runs that runs today, compensation included
_STANDS = frozenset(str(state) for state in IN_FORCE)
_OVER = frozenset(str(state) for state in OVER)
_FEES = (
    "key", "year", "due_by", "pay_by", "grace_pay_by", "status", "relief",
    *(f"{name}_fen" for name in SUMS),
)  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """A granted right that stands on the day; a row of ``register.batch.STANDINGS`` beside it."""

    record: RightRecord
    row: Mapping[str, Any]


@dataclass(frozen=True)
class Reckoned:
    """Rights that stand, and the annuities that can still be paid for them, to the end of terms.

    ``fees`` are rows of ``fees.columns.DUES``, by right and year; ``right`` is the place of each
    in ``rights``, ``calendar_year`` the year in which it is to be paid: that of the due day, or
    of the day asked where it is late. The rows of the right at ``i`` are those from
    ``begins[i]`` to ``begins[i + 1]``. ``unpaid`` marks rights of which an annuity can no longer
    be paid as far as payments are known. ``pending`` applications, rights that are ``over`` and
    ``undated`` ones, whose filing or grant day is not known, owe nothing here.
    """

    rights: tuple[Standing, ...]
    fees: pa.Table
    right: Ints
    calendar_year: Ints
    begins: Ints
    unpaid: Bools
    pending: int
    over: int
    undated: int

    def column(self, name: str) -> Ints:
        """A sum of the fees in fen: one of ``SUMS``."""
        found: Ints = self.fees.column(f"{name}_fen").to_numpy()
        return found

    def by_right(self, years: range, name: str = "payable") -> Ints:
        """A sum in fen of each right (rows) in each of ``years`` (columns)."""
        made = np.zeros((len(self.rights), len(years)), dtype=np.int64)
        kept = self.within(years)
        at = (self.right[kept], self.calendar_year[kept] - years.start)
        np.add.at(made, at, self.column(name)[kept])
        return made

    def within(self, years: range) -> Bools:
        """Which fees are to be paid in ``years``."""
        kept: Bools = (self.calendar_year >= years.start) & (self.calendar_year < years.stop)
        return kept

    def rows(self, right: int) -> list[dict[str, Any]]:
        """The fees of the right at a place, by year."""
        begins, ends = int(self.begins[right]), int(self.begins[right + 1])
        years = self.calendar_year[begins:ends].tolist()
        rows: list[dict[str, Any]] = self.fees.slice(begins, ends - begins).to_pylist()
        return [row | {"calendar_year": year} for row, year in zip(rows, years, strict=True)]


def reckon(records: Sequence[RightRecord], *, law: Book, on: date, data_until: date) -> Reckoned:
    """The granted rights among ``records`` that stand on ``on``, with their fees from then on.

    Records of several firms may tell of the same right; each is reckoned with the reduction of
    its own firm.
    """
    standing: list[Standing] = []
    subjects: list[FeeSubject] = []
    left_out = {"pending": 0, "over": 0, "undated": 0}
    if records:
        told = holdings(records[0].firm, once_each(records))
        data_until = told.known_until(data_until)
        standing = _standing(records, told, left_out, law=law, on=on, data_until=data_until)
        subjects = _subjects(standing, told, law=law, on=on, data_until=data_until)
    held = portfolio(subjects)
    dues = dues_table(
        held.rights,
        years=range(on.year - 1, on.year + TO_THE_END),
        on=on,
        book=law,
        calendar=calendar(),
        payments=held.payments,
        licences=held.licences,
        stays=held.stays,
    )
    place = pc.index_in(dues.column("key"), held.rights.column("key")).to_numpy()
    status = dues.column("status").cast(pa.string())
    payable = pc.is_in(status, pa.array([str(one) for one in PAYABLE])).to_numpy()
    lost = pc.is_in(status, pa.array([str(Status.LAPSED), str(Status.NOT_OWED)])).to_numpy()
    unpaid = np.zeros(len(standing), dtype=np.bool_)
    unpaid[place[lost]] = True
    certain = pc.and_(pc.and_(dues["days_certain"], dues["amount_certain"]), dues["told"])
    fees = dues.select(_FEES).append_column("certain", certain).filter(pa.array(payable))
    right = place[payable].astype(np.int64)
    due_year = fees.column("due_by").to_numpy().astype("datetime64[Y]").astype(np.int64) + 1970
    return Reckoned(
        tuple(standing),
        fees,
        right,
        np.maximum(due_year, on.year),
        np.searchsorted(right, np.arange(len(standing) + 1)),
        unpaid,
        **left_out,
    )


def _standing(
    records: Sequence[RightRecord],
    told: Holdings,
    left_out: dict[str, int],
    *,
    law: Book,
    on: date,
    data_until: date,
) -> list[Standing]:
    """The granted rights that stand; ``left_out`` counts the others, by why."""
    once = once_each(records)
    rights, events = tables(map(told.right, once), told.events)
    stood = standings(rights, events, on=on, book=law, data_until=data_until).to_pylist()
    found = {row["key"]: row for row in stood}
    kept = []
    for record in records:
        row = found[record.key]
        if row["state"] not in _STANDS:
            left_out["over" if row["state"] in _OVER else "pending"] += 1
        elif record.granted_on is None or record.filed_on is None:
            left_out["undated"] += 1
        else:
            kept.append(Standing(record, row))
    return kept


def _subjects(
    standing: Sequence[Standing], told: Holdings, *, law: Book, on: date, data_until: date
) -> list[FeeSubject]:
    firms = {one.record.firm_id for one in standing}
    recorded = FeeReduction.objects.filter(firm__in=firms).order_by("until")
    own = {row.firm_id: Reduction(ReductionKind.SINGLE, row.since, row.until) for row in recorded}
    made = []
    for one in standing:
        record, row = one.record, one.row
        assert record.filed_on is not None
        stays, licences = told.spans(record, law=law, on=on, data_until=data_until)
        made.append(
            FeeSubject(
                key=str(record.pk),
                patent_type=record.patent_type,
                filed_on=record.filed_on,
                granted_on=record.granted_on,
                term_ends=row["term_ends"],
                reduction=told.shared.get(record.key, own.get(record.firm_id, Reduction())),
                open_licences=licences,
                stays=stays,
                paid=told.paid.get(record.key, ()),
                state=State(row["state"]),
                in_force_as_of=record.stated_on if record.stated_status == "in_force" else None,
            )
        )
    return made
