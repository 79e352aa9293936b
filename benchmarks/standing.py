"""Standing of a whole register on one day: time and memory, beside the explained fold.

    python benchmarks/standing.py [--rights 100000] [--one-by-one 5000] [--warm 5]

Invents rights filed 1996-2022 with their events (publication, examination, grant, licences,
pledges, preservations, transfers, lapses, restorations, invalidations), answers for all of
them by columns, answers for some of them one by one with every step explained, prints both
throughputs and their ratio, and whether the answers are the same on the rights compared.
Exits with 1 when they differ or when the batch takes longer than two seconds.
"""

from __future__ import annotations

import argparse
import random
import resource
import statistics
import sys
import time
import tracemalloc
from datetime import date, timedelta

import pyarrow as pa

from ipharbor.register.batch import standings, tables
from ipharbor.register.encumbrances import Family
from ipharbor.register.events import Event
from ipharbor.register.standing import Right, Standing, standing
from ipharbor.statutes.book import load

ON = date(2020, 6, 1)
DATA_UNTIL = date(2024, 6, 30)
SECONDS = 2.0
BURDENS = ["TR01", "PE01", "PM01", "PC01", "EE01", "EC01", "PP01", "PD01", "LICC", "CP01", "CB03"]


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    asked.add_argument("--rights", type=int, default=100_000)
    asked.add_argument("--one-by-one", type=int, default=5_000, help="rights explained singly")
    asked.add_argument("--warm", type=int, default=5, help="batches after the first")
    options = asked.parse_args()
    book = load()
    held, told = region(options.rights)
    held_table, told_table = tables(held, told)
    print(f"{held_table.num_rows} rights, {told_table.num_rows} events; memory {rss():.0f} MB")
    times, many = [], pa.table({})
    for _ in range(options.warm + 1):
        began = time.perf_counter()
        many = standings(held_table, told_table, on=ON, book=book, data_until=DATA_UNTIL)
        times.append(time.perf_counter() - began)
    print(f"batch: first {times[0]:.3f} s, then {statistics.median(times[1:] or times):.3f} s")
    tracemalloc.start()
    standings(held_table, told_table, on=ON, book=book, data_until=DATA_UNTIL)
    used = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    print(f"peak memory of the process {rss():.0f} MB; arrays of one batch at most {used:.0f} MB")
    some = held[: options.one_by_one]
    began = time.perf_counter()
    singly = [standing(r, told[r.key], on=ON, book=book, data_until=DATA_UNTIL) for r in some]
    seconds = time.perf_counter() - began
    each = seconds / max(len(some), 1)
    print(f"one by one, explained: {len(some)} rights in {seconds:.2f} s, {each * 1e6:.0f} µs each")
    batch = statistics.median(times) / options.rights
    print(f"batch: {batch * 1e6:.2f} µs each, {each / batch:.0f} times as many a second")
    same = many.slice(0, len(some)).to_pylist() == [row(one) for one in singly]
    print("answers agree" if same else "answers differ")
    within = max(times) <= SECONDS * options.rights / 100_000
    print(f"{'within' if within else 'over'} {SECONDS:.0f} s for 100,000 rights")
    return 0 if same and within else 1


def row(answer: Standing) -> dict[str, object]:
    return {
        "key": answer.key,
        "state": str(answer.state),
        "since": answer.since,
        "cause": str(answer.cause) if answer.cause else None,
        "certainty": str(answer.certainty),
        "term_ends": answer.term_ends,
        "limited": answer.limited,
        **{str(family): answer.bears(family) for family in Family},
        "encumbrances_certain": answer.encumbrances_certain,
        "impossible": answer.impossible,
        "restorable_until": answer.restorable_until,
        "restorable_at_latest": answer.restorable_at_latest,
    }


def region(n: int) -> tuple[list[Right], dict[str, list[Event]]]:
    dice = random.Random(2026)
    held, told = [], {}
    for place in range(n):
        kind = dice.choice(["invention", "invention", "utility_model", "design"])
        filed = date(1996, 1, 1) + timedelta(days=dice.randrange(9800))
        right = Right(f"R{place:07}", kind, filed)
        held.append(right)
        told[right.key] = life(dice, kind, filed)
    return held, told


def life(dice: random.Random, kind: str, filed: date) -> list[Event]:
    codes = ["PB01", "SE01", "GR01"] if kind == "invention" else ["GR01"]
    if kind == "invention" and dice.random() < 0.3:
        codes[2] = dice.choice(["WD01", "WW01", "RJ01"])
    else:
        codes += dice.choices(BURDENS, k=dice.randrange(4))
        if dice.random() < 0.6:
            codes.append("CF01")
            codes += ["RR01"] if dice.random() < 0.1 else []
        if dice.random() < 0.03:
            codes.append(dice.choice(["IW01", "IP01", "C35", "CX01"]))
    day, happened = filed, []
    for code in codes:
        before, day = day, day + timedelta(days=dice.randrange(30, 700))
        details = {"number": f"N{dice.randrange(3)}"} if code in BURDENS else {}
        if code == "CF01" and dice.random() < 0.5:
            details = {"ended_on": (before + (day - before) / 2).isoformat()}
        happened.append(Event(code, day, day + timedelta(days=7), details, "invented"))
    return happened


def rss() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
