"""The sweep for annuities of which no payment is known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ipharbor.analysis.sweeping.known import Known, Span
from ipharbor.analysis.sweeping.weighing import Weighing
from ipharbor.fees.columns import STAYS
from ipharbor.register.codes import RANK, Kind
from ipharbor.register.encumbrances import Family
from ipharbor.register.spans import stays
from ipharbor.statutes.values import Money
from ipharbor.warning.incident import Incident
from ipharbor.warning.lateness import FEN, Stage, late, portfolio
from ipharbor.warning.unpaid import Late, annuity

_FREEZES = tuple(RANK[kind] for kind in (Kind.PRESERVATION, Kind.SUSPENSION))


def unpaid(known: Known, span: Span) -> Iterator[Incident]:
    """Annuities that entered a graver stage of lateness, as known at the span's end.

    Rights of firms of which no payment at all is known are left out: there nobody enters them. A
    right that stands under a pledge is told of from the day on which both are known.
    """
    docket, on = known.docket, span.on
    payments = payments_on(known, on)
    found = late(
        portfolio(docket.rights, docket.standings(on), on), on=on, book=known.book,
        calendar=known.calendar, payments=payments, stays=stays_on(known, on),
    )  # fmt: skip
    pledged = docket.bearing(on, Family.PLEDGE)
    rows = pc.index_in(found.column("key"), docket.rights.column("key").combine_chunks())
    place = rows.to_numpy().astype(np.int64)
    since = found.column("since").to_numpy().astype("datetime64[D]")
    asked = np.flatnonzero(pledged[place] | (since > np.datetime64(span.since, "D")))
    entered = paying(known, payments)
    told = [
        (row, one)
        for row, one in zip(
            place[asked].tolist(), found.take(pa.array(asked)).to_pylist(), strict=True
        )
        if not entered.isdisjoint(docket.kept[row])
    ]
    weighing = Weighing(known, on)
    subjects = weighing.subjects([row for row, _one in told])
    for row, one in told:
        subject, known_on = subjects[row], one["since"]
        if subject.weight.pledged:
            known_on = max(known_on, weighing.pledged_known(row, weighing.pledges(row)))
        if span.since < known_on <= on and (subject.firms or subject.lenders):
            yield annuity(subject, _late(one), known_on, known.book)


def _late(row: dict[str, object]) -> Late:
    year, since, due_by, last_day, full = (
        row["year"], row["since"], row["due_by"], row["last_day"], row["full_fen"]
    )  # fmt: skip
    assert isinstance(year, int) and isinstance(full, int)
    assert isinstance(since, date) and isinstance(due_by, date) and isinstance(last_day, date)
    return Late(year, Stage(str(row["stage"])), since, due_by, last_day, Money(Decimal(full) / FEN))


def payments_on(known: Known, on: date) -> pa.Table:
    """The payments known on the day on rights in dockets, as ``fees.columns.PAYMENTS``."""
    rows = known.register.payments
    keys = known.docket.rights.column("key").combine_chunks()
    seen = pc.less_equal(rows.column("known_on"), pa.scalar(on, pa.date32()))
    rows = rows.filter(pc.and_(seen, pc.is_in(rows.column("key"), value_set=keys)))
    return pa.table(
        {
            "key": rows.column("key"),
            "year": rows.column("patent_year").cast(pa.int64()),
            "on": rows.column("paid_on"),
            "amount_fen": pa.nulls(rows.num_rows, pa.int64()),
        }
    )


def paying(known: Known, payments: pa.Table) -> frozenset[str]:
    """The firms in whose dockets payments are entered: on one of their rights one is known."""
    rows = known.docket.row
    keys = payments.column("key").unique().to_pylist()
    return frozenset(firm for key in keys for firm in known.docket.kept[rows[key]])


def stays_on(known: Known, on: date) -> pa.Table:
    docket = known.docket
    frozen = np.isin(docket.kind, _FREEZES) & (docket.known <= (on - date(1970, 1, 1)).days)
    rows = [
        (docket.keys[row], one.first, one.last)
        for row in np.unique(docket.right[frozen]).tolist()
        for one in stays(docket.standing(row, on).spans, known.book)
    ]
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(STAYS)
    arrays = [pa.array(one, kind.type) for one, kind in zip(columns, STAYS, strict=True)]
    return pa.table(arrays, schema=STAYS)
