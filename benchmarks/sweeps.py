"""Sweeps for warnings over a home: seconds and peak memory of each, for a night and for a month.

    python benchmarks/sweeps.py --home HOME [--on 2026-10-31] [--sweeps a,b] [--check 500]

Reads the home's corpus and register and writes nothing. Each sweep of ``every.SWEEPS`` is asked
for the last day up to ``--on`` and for the 30 days up to it, each time with what sweeps share made
beforehand (columns of the register, standings of the day). Prints processor seconds, the seconds
on the clock, the peak of the process' memory while it ran, and how many incidents came of it.

``--check`` takes so many rights by chance and compares the columns with each right's own explained
answer: standing, pledges, and how late its annuities are. Exits with 1 when one differs.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

SEED = 20_261_031


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    asked.add_argument("--home", type=Path, required=True)
    asked.add_argument("--on", type=date.fromisoformat, default=date(2026, 10, 31))
    asked.add_argument("--sweeps", default="")
    asked.add_argument("--check", type=int, default=0)
    given = asked.parse_args()
    known = timed("register and corpus in columns", lambda: opened(given.home))
    timed("standings of the day", lambda: known.docket.standings(given.on))
    print(
        f"{known.docket.rights.num_rows} rights in dockets, {known.docket.events.num_rows} events, "
        f"{known.register.payments.num_rows} payments, {known.documents.num_rows} documents"
    )
    from ipharbor.analysis.sweeping.every import SWEEPS
    from ipharbor.analysis.sweeping.known import Span

    wanted = [name for name in SWEEPS if not given.sweeps or name in given.sweeps.split(",")]
    for title, days in (("a night", 1), ("30 days", 30)):
        print(f"\n{title} up to {given.on}")
        span = Span(given.on - timedelta(days=days), given.on)
        whole = time.process_time()
        for name in wanted:
            sweep = SWEEPS[name]
            timed(name, lambda sweep=sweep, span=span: list(sweep(known, span)))
        print(f"{'all':<34}{time.process_time() - whole:8.2f} s of processor time")
    return checked(known, given.on, given.check) if given.check else 0


def timed(name: str, work: Callable[[], Any]) -> Any:
    """What ``work`` gives; prints what it cost."""
    forget_peak()
    began, clock = time.process_time(), time.perf_counter()
    found = work()
    spent, passed = time.process_time() - began, time.perf_counter() - clock
    count = f"{len(found):8} incidents" if isinstance(found, list) else ""
    print(f"{name:<34}{spent:8.2f} s ({passed:7.2f} s on the clock) peak {peak():6.0f} MB {count}")
    return found


def opened(home: Path) -> Any:
    """What sweeps are shown, of an existing home, read into memory."""
    os.environ["IPHARBOR_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ipharbor.settings.django")
    import django

    django.setup()
    from ipharbor import wiring
    from ipharbor.queries.swept import known
    from ipharbor.settings import current
    from ipharbor.vocabulary.places import region

    code = region(current().region).code
    made = known(wiring.corpus(), region=code, outlook=current().outlook)
    held = made.register
    for table in (held.rights, held.events, held.payments, held.firms, held.products, held.cases):
        assert table.num_rows >= 0
    assert len(made.known_days) == made.documents.num_rows
    assert made.docket.keys is not None
    return made


def checked(known: Any, on: date, count: int) -> int:
    """Compares the columns with the explained answers of ``count`` rights; 1 if one differs."""
    from ipharbor.analysis.sweeping.unpaid import payments_on, stays_on
    from ipharbor.fees.annuities import annuities
    from ipharbor.fees.from_register import fee_subject
    from ipharbor.fees.subject import Paid
    from ipharbor.register.encumbrances import Family
    from ipharbor.register.standing import Right
    from ipharbor.warning.lateness import late, portfolio, stage_of

    docket = known.docket
    paid: dict[str, list[Paid]] = {}
    payments = payments_on(known, on)
    for one in payments.to_pylist():
        paid.setdefault(one["key"], []).append(Paid(one["year"], one["on"]))
    stood = docket.standings(on)
    found: dict[str, list[tuple[object, ...]]] = {}
    for one in late(
        portfolio(docket.rights, stood, on), on=on, book=known.book, calendar=known.calendar,
        payments=payments, stays=stays_on(known, on),
    ).to_pylist():  # fmt: skip
        told = (one["year"], one["stage"], one["since"])
        found.setdefault(one["key"], []).append(told)
    dice = random.Random(SEED)
    tardy = [docket.row[key] for key in found]
    rows = dice.sample(range(len(docket.keys)), min(count, len(docket.keys)))
    rows += dice.sample(tardy, min(count, len(tardy)))
    differ = 0
    for row in rows:
        alone, right = docket.standing(row, on), docket.rights.slice(row, 1).to_pylist()[0]
        columns = stood.slice(row, 1).to_pylist()[0]
        granted = right["granted_on"] if right["granted_on"] and right["granted_on"] <= on else None
        named = Right(right["key"], right["patent_type"], right["filed_on"])
        subject = fee_subject(
            named, alone, granted_on=granted, book=known.book,
            paid=tuple(paid.get(right["key"], ())),
        )  # fmt: skip
        dues = annuities(subject, on=on, book=known.book, calendar=known.calendar)
        stages = [
            (due.year, str(stage[0]), stage[1])
            for due in dues
            if (stage := stage_of(due, on)) and on.year - 1 <= due.due_by.year <= on.year
        ]
        same = columns["state"] == str(alone.state) and columns["since"] == alone.since
        same &= columns["term_ends"] == alone.term_ends
        same &= columns["pledge"] == alone.bears(Family.PLEDGE)
        differ += not (same and stages == found.get(right["key"], []))
    print(f"{len(rows)} rights compared with their explained answers, {differ} differ")
    return int(differ > 0)


def forget_peak() -> None:
    """The process' peak of memory is counted from now on; where the system lets it."""
    try:
        Path("/proc/self/clear_refs").write_text("5", "ascii")
    except OSError:
        print("(the peak is that of the whole run: it cannot be reset here)")


def peak() -> float:
    """The peak of the process' memory in MB."""
    told = Path("/proc/self/status").read_text("ascii")
    line = next(line for line in told.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1000


if __name__ == "__main__":
    sys.exit(main())
