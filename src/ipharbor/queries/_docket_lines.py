"""The lines of a docket: where each right stands on a day, and what wants paying for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ipharbor.fees.columns import dues_table
from ipharbor.fees.subject import Reduction
from ipharbor.queries._by_columns import Held, day_cells, words
from ipharbor.queries._fee_columns import ALIVE, portfolio
from ipharbor.queries._holdings import RightRow
from ipharbor.queries.law import calendar
from ipharbor.register.standing import Certainty
from ipharbor.statutes.book import Book

IN_GRACE = "in_grace"
_WANTED = ("open", "due_soon", IN_GRACE)
_LAPSED = "lapsed"
_ALIVE = frozenset(ALIVE)
_FEN = Decimal(100)


@dataclass(frozen=True)
class Payable:
    """The annuity that wants paying next; money in CNY. ``status`` is one of fees' statuses.

    ``pay_by`` is the last day in time, ``grace_pay_by`` the last day with surcharge;
    ``certain`` tells whether days, amounts and what was paid rest on nothing assumed; ``left``
    counts the days from the day asked to ``pay_by``, below 0 when it has passed.
    """

    year: int
    status: str
    pay_by: date
    grace_pay_by: date
    full: Decimal
    fee: Decimal
    surcharge: Decimal
    payable: Decimal
    certain: bool
    left: int

    @property
    def act_by(self) -> date:
        """The day by which something has to be done now."""
        return self.grace_pay_by if self.status == IN_GRACE else self.pay_by


@dataclass(frozen=True)
class Line:
    """One right of the docket on the day asked; see ``register.standing`` for the terms.

    ``lost_on`` is the last day, surcharge included, of an annuity of whose payment no source
    tells: where it is past, the right may have lapsed.
    """

    record: RightRow
    state: str
    since: date | None
    certainty: str
    term_ends: date | None
    pledged: bool
    licensed: bool
    preserved: bool
    due: Payable | None
    lost_on: date | None

    @property
    def untold(self) -> bool:
        """Whether it may have lapsed for a payment that nobody told of."""
        return self.lost_on is not None

    @property
    def alive(self) -> bool:
        return self.state in _ALIVE

    def near(self, days: int) -> bool:
        """Whether something is late, or has to be paid within so many days."""
        return self.due is not None and (self.due.status == IN_GRACE or self.due.left <= days)


def lines(told: Held, own: Reduction, *, law: Book, on: date, data_until: date) -> Iterator[Line]:
    """A line for each right of what is ``told``, whose firm has the reduction ``own``.

    ``data_until`` is the last day that the events of all its rights cover.
    """
    stood = told.standings(law=law, on=on, data_until=data_until)
    due, untold = _dues(own, told, stood, law=law, on=on, data_until=data_until)
    return _lines(told, stood, due, untold)


def _lines(
    told: Held, stood: pa.Table, due: Mapping[str, Payable], untold: Mapping[str, date]
) -> Iterator[Line]:
    columns = (
        words(stood["state"]), day_cells(stood["since"]), words(stood["certainty"]),
        day_cells(stood["term_ends"]),
        *(stood[family].to_pylist() for family in ("pledge", "licence", "preservation")),
    )  # fmt: skip
    for record, state, since, sure, ends, *burdens in zip(told.once, *columns, strict=True):
        key = record.key
        stated = key in told.stated_ends and state not in _ALIVE
        certainty = str(Certainty.PRESUMED) if stated else sure
        pledged, licensed, preserved = burdens
        yield Line(
            record, state, since, certainty, ends, pledged, licensed, preserved,
            due.get(key), untold.get(key),
        )  # fmt: skip


def _dues(
    own: Reduction, told: Held, stood: pa.Table, *, law: Book, on: date, data_until: date
) -> tuple[dict[str, Payable], dict[str, date]]:
    """By key the annuity that wants paying next; and of rights that stand as far as is known,
    though an annuity's last day has passed untold, that day."""
    owing = [
        place
        for place, one in enumerate(told.once)
        if one.filed_on is not None and one.granted_on is not None
    ]
    records = [told.once[place] for place in owing]
    asked = portfolio(
        told, [one.key for one in records], records, stood.take(pa.array(owing, pa.int64())),
        reduction=lambda one: told.shared.get(one.key, own), lengthened=False,
        law=law, on=on, data_until=data_until,
    )  # fmt: skip
    dues = dues_table(
        asked.rights, years=range(on.year - 1, on.year + 3), on=on, book=law, calendar=calendar(),
        payments=asked.payments, licences=asked.licences, stays=asked.stays,
    )  # fmt: skip
    status = dues["status"].cast(pa.string())
    found = _payables(dues.filter(pc.is_in(status, pa.array(_WANTED))), on)
    alive = stood["key"].filter(pc.is_in(stood["state"].cast(pa.string()), pa.array(ALIVE)))
    lapsed = pc.and_(pc.equal(status, _LAPSED), pc.is_in(dues["key"], alive.combine_chunks()))
    lost: dict[str, date] = {}
    for row in dues.select(["key", "grace_pay_by"]).filter(lapsed).to_pylist():
        lost[row["key"]] = min(row["grace_pay_by"], lost.get(row["key"], date.max))
    return found, lost


def _payables(dues: pa.Table, on: date) -> dict[str, Payable]:
    """The first of the dues of each right, by key."""
    key = dues["key"].to_numpy()
    first = dues.take(pa.array(np.unique(key, return_index=True)[1]))
    certain = pc.and_(pc.and_(first["days_certain"], first["amount_certain"]), first["told"])
    rows = zip(
        first["key"].to_pylist(), first["year"].to_pylist(), words(first["status"]),
        day_cells(first["pay_by"]), day_cells(first["grace_pay_by"]),
        first["full_fen"].to_pylist(), first["reduced_fen"].to_pylist(),
        first["surcharge_fen"].to_pylist(), first["payable_fen"].to_pylist(),
        certain.to_pylist(), strict=True,
    )  # fmt: skip
    return {
        key: Payable(
            year=year,
            status=status,
            pay_by=pay_by,
            grace_pay_by=grace_pay_by,
            full=_yuan(full),
            fee=_yuan(full - reduced),
            surcharge=_yuan(surcharge),
            payable=_yuan(payable),
            certain=certain,
            left=(pay_by - on).days,
        )
        for key, year, status, pay_by, grace_pay_by, full, reduced, surcharge, payable, certain
        in rows
    }  # fmt: skip


@lru_cache(maxsize=1 << 14)  # tariffs have few amounts
def _yuan(fen: int) -> Decimal:
    return fen / _FEN
