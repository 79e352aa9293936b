"""Time the dues of a large portfolio, and compare them with the reckoning one by one.

    python benchmarks/fees.py                      200,000 rights, 5 years, a sample of 20,000
    python benchmarks/fees.py --compare all        compares every right (minutes)

The portfolio is invented: rights of three types, most of them with five annuities to come, the
others older or ended; a third with a reduction, a tenth with an open licence, half with
recorded payments. Prints the seconds of three runs, the
most memory that the process has taken, and how many dues of the compared rights differ.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import time
from datetime import date
from decimal import Decimal

import numpy as np
import pyarrow as pa

from ipharbor.fees import columns
from ipharbor.fees.annuities import annuities
from ipharbor.fees.due import Due
from ipharbor.fees.subject import FeeSubject, OpenLicence, Paid, Reduction, ReductionKind
from ipharbor.register.encumbrances import Family
from ipharbor.register.moves import State
from ipharbor.register.spans import Stay
from ipharbor.statutes import book, calendar
from ipharbor.statutes.values import Money

ON = date(2026, 3, 2)
YEARS = range(2026, 2031)
TYPES = np.array(["invention", "utility_model", "design"])
REDUCTIONS = np.array(["none", "none", "none", "none", "single", "joint"])
STATES = np.array(["in_force"] * 17 + ["in_force_limited", "lapsed_fee", "surrendered"])


def invented(rows: int, seed: int) -> columns.Portfolio:
    draw = np.random.default_rng(seed)
    key = np.char.add("right-", np.arange(rows).astype(str))
    kind = draw.choice(TYPES, rows)
    young = np.datetime64("2021-07-01") + draw.integers(0, 1_000, rows)
    grown = np.datetime64("2012-01-01") + draw.integers(0, 4_000, rows)
    old = np.datetime64("2004-01-01") + draw.integers(0, 7_000, rows)
    filed = np.where(kind == "invention", grown, young)
    filed = np.where(draw.random(rows) < 0.05, old, filed)
    granted = filed + draw.integers(120, 700, rows)
    age = (np.datetime64(ON) - filed).astype(np.int64) // 365
    state = draw.choice(STATES, rows)
    ended = filed + (draw.integers(1, 12, rows) * 365)
    rights = pa.table(
        {
            "key": key,
            "patent_type": kind,
            "filed_on": filed,
            "granted_on": granted,
            "reduction": draw.choice(REDUCTIONS, rows),
            "reduction_first": pa.array(draw.integers(2018, 2027, rows)),
            "reduction_last": pa.array(draw.integers(2027, 2032, rows)),
            "paid_through": pa.array(np.maximum(age - draw.integers(0, 3, rows), 0)),
            "state": state,
            "ended_on": pa.array(ended, mask=state == "in_force"),
        }
    )
    payer = np.flatnonzero(draw.random(rows) < 0.5)
    year = age[payer] + draw.integers(0, 2, len(payer))
    paid_on = filed[payer] + (year - 1) * 365 + draw.integers(-60, 200, len(payer))
    payments = pa.table(
        {
            "key": key[payer],
            "year": year,
            "on": paid_on,
            "amount_fen": pa.array(
                draw.choice([9_000, 60_000, 120_000, 400_000], len(payer)),
                mask=draw.random(len(payer)) < 0.3,
            ),
        }
    )
    licensor = np.flatnonzero(draw.random(rows) < 0.1)
    first = np.datetime64("2023-01-01") + draw.integers(0, 1_500, len(licensor))
    licences = pa.table(
        {"key": key[licensor], "first": first, "last": first + draw.integers(100, 1_500)}
    )
    seized = np.flatnonzero(draw.random(rows) < 0.05)
    begun = np.datetime64("2024-01-01") + draw.integers(0, 900, len(seized))
    stays = pa.table({"key": key[seized], "first": begun, "last": begun + 180})
    return columns.Portfolio(rights, payments, licences, stays)


def subjects(held: columns.Portfolio, rows: np.ndarray) -> list[FeeSubject]:
    wanted = held.rights.take(rows).to_pylist()
    keys = {one["key"] for one in wanted}
    paid: dict[str, list[Paid]] = {}
    for one in held.payments.to_pylist():
        if one["key"] in keys:
            told = one["amount_fen"]
            amount = None if told is None else Money(Decimal(told) / 100)
            paid.setdefault(one["key"], []).append(Paid(one["year"], one["on"], amount))
    opened = {
        one["key"]: (OpenLicence(one["first"], one["last"]),)
        for one in held.licences.to_pylist()
        if one["key"] in keys
    }
    seized = {
        one["key"]: (Stay(Family.PRESERVATION, "", one["first"], one["last"], told=True),)
        for one in held.stays.to_pylist()
        if one["key"] in keys
    }
    return [
        FeeSubject(
            key=one["key"],
            patent_type=one["patent_type"],
            filed_on=one["filed_on"],
            granted_on=one["granted_on"],
            reduction=Reduction(
                ReductionKind(one["reduction"]), one["reduction_first"], one["reduction_last"]
            ),
            open_licences=opened.get(one["key"], ()),
            paid=tuple(paid.get(one["key"], ())),
            paid_through=one["paid_through"],
            state=State(one["state"]),
            ended_on=one["ended_on"],
            stays=seized.get(one["key"], ()),
        )
        for one in wanted
    ]


def as_row(due: Due) -> tuple[object, ...]:
    restored = due.restoration
    return (
        due.key, str(due.kind), due.year, due.due_by, due.pay_by, due.grace_ends,
        due.grace_pay_by, fen(due.full), fen(due.reduced.amount), due.reduced.code, due.month,
        fen(due.surcharge), fen(due.paid), fen(due.payable), str(due.status), due.lost_on,
        fen(restored.total) if restored else None, due.days_certain, due.amount_certain, due.told,
    )  # fmt: skip


def fen(money: Money) -> int:
    return int(money.amount * 100)


def rows_of(table: pa.Table) -> list[tuple[object, ...]]:
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rights", type=int, default=200_000)
    asked.add_argument("--compare", default="20000", help="how many rights, or all")
    asked.add_argument("--seed", type=int, default=20260302)
    given = asked.parse_args()
    held, law, days = invented(given.rights, given.seed), book.load(), calendar.load()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    seconds = []
    for _ in range(3):
        started = time.perf_counter()
        table = columns.dues_table(
            held.rights,
            years=YEARS,
            on=ON,
            book=law,
            calendar=days,
            payments=held.payments,
            licences=held.licences,
            stays=held.stays,
        )
        seconds.append(time.perf_counter() - started)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{given.rights:,} rights x {len(YEARS)} years: {table.num_rows:,} dues")
    shown = ", ".join(f"{one:.2f}" for one in seconds)
    print(f"seconds: {shown} (median {statistics.median(seconds):.2f}); aim 2.00")
    print(f"memory: {peak:,.0f} MiB at most, {before:,.0f} MiB before; aim 1,024")

    count = given.rights if given.compare == "all" else min(int(given.compare), given.rights)
    rows = np.sort(np.random.default_rng(given.seed + 1).permutation(given.rights)[:count])
    chosen = subjects(held, rows)
    started = time.perf_counter()
    expected = [
        as_row(due)
        for one in chosen
        for due in annuities(one, on=ON, book=law, calendar=days)
        if due.due_by.year in YEARS
    ]
    taken = time.perf_counter() - started
    keys = pa.array([one.key for one in chosen])
    found = rows_of(table.filter(pa.compute.is_in(table.column("key"), value_set=keys)))
    differing = sum(one != other for one, other in zip(expected, found, strict=False))
    differing += abs(len(expected) - len(found))
    print(
        f"one by one: {count:,} rights of {given.rights:,} compared, {len(expected):,} dues in "
        f"{taken:.0f} s, {differing} differ"
    )


if __name__ == "__main__":
    main()
