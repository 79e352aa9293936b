"""Rights by columns as their fees are asked of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ipharbor.fees.columns import LICENCES, PAYMENTS, RIGHTS, STAYS, Portfolio
from ipharbor.fees.subject import Reduction
from ipharbor.queries._by_columns import Held, Ints
from ipharbor.queries._holdings import RightRow
from ipharbor.register.moves import IN_FORCE, PENDING
from ipharbor.statutes.book import Book

ALIVE = tuple(str(state) for state in (*PENDING, *IN_FORCE))
_DAY = pa.date32()


def portfolio(
    told: Held,
    names: Sequence[str],
    records: Sequence[RightRow],
    stood: pa.Table,
    *,
    reduction: Callable[[RightRow], Reduction],
    lengthened: bool,
    law: Book,
    on: date,
    data_until: date,
) -> Portfolio:
    """Granted rights of ``told`` as subjects of fees, with their rows of standings ``stood``.

    ``names`` tell them apart; ``lengthened`` says that the last days of terms as the register
    reckons them count, not those of the law alone.
    """
    reductions = [reduction(one) for one in records]
    state = stood["state"].cast(pa.string())
    alive = pc.is_in(state, pa.array(ALIVE))
    made = {
        "key": names,
        "patent_type": [one.patent_type for one in records],
        "filed_on": [one.filed_on for one in records],
        "granted_on": [one.granted_on for one in records],
        "term_ends": stood["term_ends"] if lengthened else pa.nulls(len(records), _DAY),
        "first_year": pa.nulls(len(records), pa.int64()),
        "reduction": [str(one.kind) for one in reductions],
        "reduction_first": [one.first for one in reductions],
        "reduction_last": [one.last for one in reductions],
        "paid_through": np.zeros(len(records), dtype=np.int64),
        "state": state,
        "ended_on": pc.if_else(alive, pa.scalar(None, _DAY), stood["since"]),
        "in_force_as_of": [
            one.stated_on if one.stated_status == "in_force" else None for one in records
        ],
    }
    licences: list[tuple[Any, ...]] = []
    stays: list[tuple[Any, ...]] = []
    for name, one in zip(names, records, strict=True):
        if one.key in told.spanning:
            held, opened = told.spans(one, law=law, on=on, data_until=data_until)
            licences += [(name, span.first, span.last) for span in opened]
            stays += [(name, stay.first, stay.last) for stay in held]
    return Portfolio(
        pa.table(made, schema=RIGHTS),
        _payments(told.payments, names, records),
        _spans(licences, LICENCES),
        _spans(stays, STAYS),
    )


def _payments(told: pa.Table, names: Sequence[str], records: Sequence[RightRow]) -> pa.Table:
    """The payments of each of the records, under its name: several may be of one right."""
    keys = pa.array([one.key for one in records], pa.string())
    once = pc.unique(keys)
    right = pc.index_in(told["key"], once).fill_null(-1).to_numpy()
    order = np.argsort(right, kind="stable")
    mine = pc.index_in(keys, once).to_numpy()
    begins = np.searchsorted(right[order], mine, side="left")
    count = np.searchsorted(right[order], mine, side="right") - begins
    rows = order[runs(begins, count)]
    named = pa.array(names, pa.string()).take(pa.array(np.repeat(np.arange(len(keys)), count)))
    return told.select(PAYMENTS.names).take(pa.array(rows)).set_column(0, "key", named)


def runs(begins: Ints, count: Ints) -> Ints:
    """From each beginning so many numbers on end, one run after another."""
    before = np.cumsum(count) - count
    found: Ints = np.repeat(begins - before, count) + np.arange(int(count.sum()))
    return found


def _spans(rows: Sequence[tuple[Any, ...]], schema: pa.Schema) -> pa.Table:
    cells = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    return pa.table([list(one) for one in cells], schema=schema)
