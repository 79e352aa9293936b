"""Rights with what can still be paid for them, by columns, as renewal plans are made of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import compress
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ipharbor.fees.columns import dues_table
from ipharbor.fees.due import PAYABLE, Status
from ipharbor.fees.subject import Reduction, ReductionKind
from ipharbor.queries._by_columns import Held, plain_rows
from ipharbor.queries._fee_columns import portfolio, runs
from ipharbor.queries._holdings import RightRow
from ipharbor.queries.law import calendar
from ipharbor.records.models import FeeReduction
from ipharbor.register.moves import IN_FORCE, OVER
from ipharbor.statutes.book import Book

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

SUMS = ("full", "reduced", "surcharge", "paid", "payable")
TO_THE_END = 26  # calendar years after which no term runs that runs today, compensation included
_STANDS = tuple(str(state) for state in IN_FORCE)
_OVER = tuple(str(state) for state in OVER)
_STAND, _PENDING, _ENDED, _UNDATED = range(4)
_FEES = (
    "key", "year", "due_by", "pay_by", "grace_pay_by", "status", "relief",
    *(f"{name}_fen" for name in SUMS),
)  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """A granted right that stands on the day; a row of ``register.batch.STANDINGS`` beside it."""

    record: RightRow
    row: Mapping[str, Any]


@dataclass(frozen=True)
class Reckoned:
    """Rights that stand, and the annuities that can still be paid for them, to the end of terms.

    ``fees`` are rows of ``fees.columns.DUES``, by right and year; ``right`` is the place of each
    in ``rights``, ``calendar_year`` the year in which it is to be paid: that of the due day, or
    of the day asked where it is late. The rows of the right at ``i`` are those from
    ``begins[i]`` to ``begins[i + 1]``. ``unpaid`` marks rights of which an annuity can no longer
    be paid as far as payments are known. ``aside`` tells of each record why it is not among
    ``rights``: ``pending`` applications, rights that are ``over`` and ``undated`` ones, whose
    filing or grant day is not known, owe nothing here.
    """

    rights: tuple[Standing, ...]
    fees: pa.Table
    right: Ints
    calendar_year: Ints
    begins: Ints
    unpaid: Bools
    aside: Ints

    @property
    def pending(self) -> int:
        return int((self.aside == _PENDING).sum())

    @property
    def over(self) -> int:
        return int((self.aside == _ENDED).sum())

    @property
    def undated(self) -> int:
        return int((self.aside == _UNDATED).sum())

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
        rows = plain_rows(self.fees.slice(begins, ends - begins))
        return [row | {"calendar_year": year} for row, year in zip(rows, years, strict=True)]


def reckon(told: Held, *, law: Book, on: date, data_until: date) -> Reckoned:
    """The granted rights of ``told`` that stand on ``on``, with their fees from then on, in the
    order of its records.

    Several firms may hold the same right; each is reckoned with the reduction of its own firm.
    """
    data_until = told.known_until(data_until)
    stood = told.standings(law=law, on=on, data_until=data_until)
    place_of = {one.key: place for place, one in enumerate(told.once)}
    places = [place_of[one.key] for one in told.records]
    standing, rows, aside = _standing(told.records, stood.take(pa.array(places, pa.int64())))
    own = reductions({one.firm_id for one in told.records})
    asked = portfolio(
        told, [str(one.record.pk) for one in standing], [one.record for one in standing], rows,
        reduction=lambda one: told.shared.get(one.key, own.get(one.firm_id, Reduction())),
        lengthened=True, law=law, on=on, data_until=data_until,
    )  # fmt: skip
    dues = dues_table(
        asked.rights,
        years=range(on.year - 1, on.year + TO_THE_END),
        on=on,
        book=law,
        calendar=calendar(),
        payments=asked.payments,
        licences=asked.licences,
        stays=asked.stays,
    )
    place = pc.index_in(dues.column("key"), asked.rights.column("key")).to_numpy()
    status = dues.column("status").cast(pa.string())
    payable = pc.is_in(status, pa.array([str(one) for one in PAYABLE])).to_numpy()
    lost = pc.is_in(status, pa.array([str(Status.LAPSED), str(Status.NOT_OWED)])).to_numpy()
    unpaid = np.zeros(len(standing), dtype=np.bool_)
    unpaid[place[lost]] = True
    certain = pc.and_(pc.and_(dues["days_certain"], dues["amount_certain"]), dues["told"])
    fees = dues.select(_FEES).append_column("certain", certain).filter(pa.array(payable))
    fees = fees.combine_chunks()
    right = place[payable].astype(np.int64)
    due_year = fees.column("due_by").to_numpy().astype("datetime64[Y]").astype(np.int64) + 1970
    return Reckoned(
        tuple(standing),
        fees,
        right,
        np.maximum(due_year, on.year),
        np.searchsorted(right, np.arange(len(standing) + 1)),
        unpaid,
        aside,
    )


def spliced(before: Reckoned, told: Held, keys: Collection[str], fresh: Reckoned) -> Reckoned:
    """What was reckoned ``before`` with the rights ``keys`` as they are reckoned afresh; in the
    order of the records of ``told``, which are the same in both."""
    changed = np.flatnonzero([one.key in keys for one in told.records])
    aside = before.aside.copy()
    aside[changed] = fresh.aside
    was = np.flatnonzero(before.aside == _STAND)
    kept = np.flatnonzero(~np.isin(was, changed))
    record = np.concatenate([was[kept], changed[fresh.aside == _STAND]])
    among = np.concatenate([kept, len(was) + np.arange(len(fresh.rights))])[np.argsort(record)]
    both = (*before.rights, *fresh.rights)
    begins = np.concatenate([before.begins[:-1], before.fees.num_rows + fresh.begins[:-1]])[among]
    count = np.concatenate([np.diff(before.begins), np.diff(fresh.begins)])[among]
    rows = runs(begins, count)
    fees = pa.concat_tables([before.fees, fresh.fees]).unify_dictionaries()
    return Reckoned(
        tuple(both[place] for place in among.tolist()),
        fees.take(pa.array(rows)).combine_chunks(),
        np.repeat(np.arange(len(among)), count),
        np.concatenate([before.calendar_year, fresh.calendar_year])[rows],
        np.concatenate([[0], np.cumsum(count)]),
        np.concatenate([before.unpaid, fresh.unpaid])[among],
        aside,
    )


def _standing(
    records: Sequence[RightRow], stood: pa.Table
) -> tuple[list[Standing], pa.Table, Ints]:
    """The granted rights that stand, with their rows of ``stood``; and why the others do not."""
    state = stood["state"].cast(pa.string())
    stands = pc.is_in(state, pa.array(_STANDS)).to_numpy()
    over = pc.is_in(state, pa.array(_OVER)).to_numpy()
    dated = np.array(
        [one.granted_on is not None and one.filed_on is not None for one in records], np.bool_
    )
    rows = stood.filter(pa.array(stands & dated))
    kept = list(compress(records, stands & dated))
    aside = np.select(
        [stands & dated, ~stands & ~over, ~stands & over], [_STAND, _PENDING, _ENDED], _UNDATED
    )
    made = [Standing(one, row) for one, row in zip(kept, plain_rows(rows), strict=True)]
    return made, rows, aside


def reductions(firms: Collection[int]) -> dict[int, Reduction]:
    """The reduction that each firm has on record."""
    rows = FeeReduction.objects.order_by("until").values_list("firm_id", "since", "until")
    return {
        firm: Reduction(ReductionKind.SINGLE, since, until)
        for firm, since, until in rows
        if firm in firms
    }
