"""A night's watch over pledged loans: time and memory.

    python benchmarks/collateral.py [--loans 10000] [--rights 5] [--one-by-one 200] [--warm 3]

Invents loans with their pledged rights (about five each), the events that befall these (grants,
pledges, transfers, licences, preservations, lapses, cancellations) and their payments. Each night
takes the standing of all rights, their late and coming annuities, the re-marked loan-to-value
and every concern, and settles what opened, got worse, was cured and was breached since the
night before. Prints the parts, compares with the same rules asked of one loan after the
other, and exits with 1 when the answers differ or a night takes more than 60 seconds.
"""

from __future__ import annotations

import argparse
import random
import resource
import statistics
import sys
import time
from datetime import date, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from ipharbor.fees.columns import PAYMENTS
from ipharbor.pledge.concerns import look
from ipharbor.pledge.covenants import covenants
from ipharbor.pledge.keeping import Kept, concerns, settle
from ipharbor.pledge.upkeep import due
from ipharbor.pledge.watched import ACTS, CASES, LOANS, PLEDGES, Facts, Night
from ipharbor.register.batch import standings, tables
from ipharbor.register.codes import kind_of
from ipharbor.register.events import Event
from ipharbor.register.standing import Right
from ipharbor.statutes import book as books
from ipharbor.statutes import calendar as calendars
from ipharbor.warning.lateness import late, portfolio

ON = date(2026, 11, 30)
SECONDS = 60.0
BOOK, CALENDAR = books.load(), calendars.load()
KINDS = ["invention", "invention", "utility_model", "design"]
BEFALL = ["TR01", "EE01", "PP01", "CF01", "PE01", "PC01"]


class Region:
    """Invented loans, rights, events and payments."""

    def __init__(self, loans: int, rights: int) -> None:
        dice = random.Random(2026)
        self.loans: list[dict[str, object]] = []
        self.pledges: list[dict[str, object]] = []
        self.held: list[Right] = []
        self.granted: list[date] = []
        self.told: dict[str, list[Event]] = {}
        self.paid: list[dict[str, object]] = []
        for place in range(loans):
            drawn = date(2024, 6, 1) + timedelta(days=dice.randrange(900))
            matures = drawn + timedelta(days=365 * dice.choice([1, 1, 2, 3]))
            repaid = matures < ON and dice.random() < 0.97
            self.loans.append(
                {
                    "loan": f"L{place:06}", "lender": f"bank{place % 30}",
                    "borrower": f"firm{place % 4000}", "guarantor": "",
                    "balance_fen": 0 if repaid else dice.randrange(50, 500) * 1_000_000,
                    "drawn_on": drawn, "repaid_on": matures if repaid else None,
                    "matures_on": matures,
                }
            )  # fmt: skip
            for within in range(max(1, rights + dice.choice([-2, -1, 0, 1, 2]))):
                key = f"R{place:06}{within}"
                released = matures if repaid and dice.random() < 0.9 else None
                self._right(dice, f"L{place:06}", key, drawn, released)

    def _right(
        self, dice: random.Random, loan: str, key: str, drawn: date, released: date | None
    ) -> None:
        kind = dice.choice(KINDS)
        filed = drawn - timedelta(days=dice.randrange(700, 3000))
        granted = filed + timedelta(days=dice.randrange(200, 600))
        pledged = drawn - timedelta(days=5)
        self.held.append(Right(key, kind, filed))
        self.granted.append(granted)
        events = [
            Event("GR01", granted, granted),
            Event("PE01", pledged, pledged + timedelta(days=14), {"number": f"Y{loan}"}),
        ]
        if dice.random() < 0.1:
            day = pledged + timedelta(days=dice.randrange(30, 500))
            events.append(
                Event(dice.choice(BEFALL), day, day + timedelta(days=10), {"number": f"N{key}"})
            )
        self.told[key] = events
        late_by = dice.random() < 0.02
        for year in range(1, ON.year - filed.year + 1):
            if not (late_by and year >= ON.year - filed.year):
                day = date(filed.year + year - 1, filed.month, min(filed.day, 28))
                self.paid.append({"key": key, "year": year, "on": day, "amount_fen": None})
        self.pledges.append(
            {
                "loan": loan, "right": key, "kind": kind, "number": f"Y{loan}",
                "pledged_on": pledged, "released_on": released,
                "value_fen": dice.randrange(50, 900) * 1_000_000,
                "valued_on": drawn - timedelta(days=40),
                "life_ends": filed + timedelta(days=3650), "rate": 0.15,
            }
        )  # fmt: skip

    def columns(self) -> tuple[pa.Table, ...]:
        rights, events = tables(self.held, self.told)
        acts = [
            {
                "right": key, "kind": str(kind_of(one.code)), "on": one.on,
                "known_on": one.known_on, "number": one.told("number"), "consent": False,
            }
            for key, some in self.told.items()
            for one in some[1:]
        ]  # fmt: skip
        return (
            pa.Table.from_pylist(self.loans, LOANS), pa.Table.from_pylist(self.pledges, PLEDGES),
            rights.append_column("granted_on", pa.array(self.granted, pa.date32())), events,
            pa.Table.from_pylist(acts, ACTS), pa.Table.from_pylist(self.paid, PAYMENTS),
        )  # fmt: skip


def facts(told: tuple[pa.Table, ...], on: date, spent: dict[str, float] | None = None) -> Facts:
    """What the night looks at, from the register's tables."""
    loans, pledges, rights, events, acts, paid = told
    spent = {} if spent is None else spent
    began = time.perf_counter()
    known = events.filter(pc.less_equal(events.column("known_on"), pa.scalar(on, pa.date32())))
    stood = standings(
        rights.select(["key", "kind", "filed_on"]), known, on=on, book=BOOK, data_until=on
    )
    spent["standing"] = time.perf_counter() - began
    began = time.perf_counter()
    held = portfolio(rights.rename_columns({"kind": "patent_type"}), stood, on)
    asked = {"on": on, "book": BOOK, "calendar": CALENDAR, "payments": paid}
    missed, coming = late(held, **asked), due(held, **asked)
    spent["annuities"] = time.perf_counter() - began
    return Facts(loans, pledges, stood, acts, missed, coming, CASES.empty_table())


def night(told: tuple[pa.Table, ...], on: date, spent: dict[str, float]) -> Night:
    known = facts(told, on, spent)
    began = time.perf_counter()
    found = look(known, on=on, told=covenants(BOOK.on(on)))
    spent["concerns"] = time.perf_counter() - began
    return found


def one_loan(told: tuple[pa.Table, ...], loan: str, on: date) -> Night:
    """The same rules asked of one loan alone."""
    loans, pledges, rights, events, acts, paid = told
    mine = pledges.filter(pc.equal(pledges.column("loan"), loan))
    keys = mine.column("right").combine_chunks()

    def of(table: pa.Table, name: str) -> pa.Table:
        return table.filter(pc.is_in(table.column(name), value_set=keys))

    some = (
        loans.filter(pc.equal(loans.column("loan"), loan)), mine, of(rights, "key"),
        of(events, "key"), of(acts, "right"), of(paid, "key"),
    )  # fmt: skip
    return look(facts(some, on), on=on, told=covenants(BOOK.on(on)))


def rss() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    asked.add_argument("--loans", type=int, default=10_000)
    asked.add_argument("--rights", type=int, default=5, help="rights a loan, about")
    asked.add_argument("--one-by-one", type=int, default=200, help="loans asked alone")
    asked.add_argument("--warm", type=int, default=3, help="nights after the first")
    options = asked.parse_args()
    told = Region(options.loans, options.rights).columns()
    sizes = zip(told, ("loans", "rights", "", "events", "", "payments"), strict=True)
    counts = ", ".join(f"{table.num_rows} {name}" for table, name in sizes if name)
    print(f"{counts}; memory {rss():.0f} MB")
    kept: dict[str, Kept] = {}
    times = []
    for step in range(options.warm + 1):
        on = ON + timedelta(days=step)
        spent: dict[str, float] = {}
        began = time.perf_counter()
        found = night(told, on, spent)
        start = time.perf_counter()
        done = settle(kept.values(), concerns(found.concerns), on=on)
        spent["settling"] = time.perf_counter() - start
        times.append(time.perf_counter() - began)
        for one in (*done.opened, *done.changed, *done.breached, *done.cured):
            kept[one.seen.mark] = one
        parts = ", ".join(f"{name} {seconds:.2f}" for name, seconds in spent.items())
        print(f"night {step + 1}: {times[-1]:.2f} s ({parts}); {found.concerns.num_rows} concerns, "
              f"{len(done.opened)} opened, {len(done.changed)} changed, "
              f"{len(done.breached)} breached, {len(done.cured)} cured")  # fmt: skip
    print(f"first {times[0]:.2f} s, then {statistics.median(times[1:] or times):.2f} s; "
          f"peak memory of the process {rss():.0f} MB")  # fmt: skip
    same = compared(told, options.one_by_one, max(times) / options.loans)
    within = max(times) <= SECONDS
    print(f"{'within' if within else 'over'} {SECONDS:.0f} s")
    return 0 if same and within else 1


def compared(told: tuple[pa.Table, ...], some: int, each: float) -> bool:
    """Whether loans asked alone have the marks and concerns they have among all."""
    whole = look(facts(told, ON), on=ON, told=covenants(BOOK.on(ON)))
    loans = told[0].column("loan").to_pylist()[:some]
    began = time.perf_counter()
    alone = [one_loan(told, loan, ON) for loan in loans]
    seconds = (time.perf_counter() - began) / max(len(loans), 1)
    same = True
    for name in ("marks", "concerns"):
        table = getattr(whole, name)
        among = table.filter(pc.is_in(table.column("loan"), value_set=pa.array(loans)))
        same &= (
            among.to_pylist() == pa.concat_tables(getattr(one, name) for one in alone).to_pylist()
        )
    print(f"one by one: {seconds * 1e3:.1f} ms a loan, together {each * 1e3:.3f} ms")
    print(f"{seconds / each:.0f} times as many; answers {'agree' if same else 'differ'}")
    return same


if __name__ == "__main__":
    sys.exit(main())
