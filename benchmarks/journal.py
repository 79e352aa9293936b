"""A journal of a million lines: verified, appended to, proved, asked.

    python benchmarks/journal.py [--lines 1000000] [--home DIR]

Writes a register in SQLite with that many true lines (six kinds by turns, details as the actions
write them), unless --home holds one from an earlier run; then walks all of them as ``ipharbor
journal verify`` does, appends lines, proves lines, and asks the page's questions. Prints wall and
processor time and peak memory. Exits with 1 when the walk takes longer than 30 seconds on one
core or a tampered line is not found.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

SECONDS = 30.0
START = datetime(2021, 1, 1, tzinfo=UTC)
BATCH = 20_000


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    asked.add_argument("--lines", type=int, default=1_000_000)
    asked.add_argument("--home", type=Path, help="kept, and used again")
    options = asked.parse_args()
    home = options.home or Path(tempfile.mkdtemp(prefix="ipharbor-journal-"))
    os.environ["IPHARBOR_HOME"] = str(home)
    try:
        return measure(options.lines)
    finally:
        if options.home is None:
            shutil.rmtree(home, ignore_errors=True)


def measure(lines: int) -> int:
    from ipharbor.cli.ready import ready

    ready()
    from ipharbor.journal.models import Line
    from ipharbor.settings import current

    if Line.objects.count() < lines:
        timed("written", lambda: build(lines))
    size = sum(one.stat().st_size for one in current().home.glob("register.sqlite3*"))
    print(f"{lines:,} lines, {size / 2**20:,.0f} MiB on disk; memory {rss():.0f} MB before")
    spent = walk()
    append()
    prove(lines)
    ask()
    found = tamper(lines)
    return 0 if spent <= SECONDS and found else 1


def build(lines: int) -> None:
    from django.db import transaction

    from ipharbor.journal import tree
    from ipharbor.journal._canon import HEIGHT, canonical
    from ipharbor.journal._canon import START as FIRST
    from ipharbor.journal.chain import digest
    from ipharbor.journal.models import Line, Subtree, Tip

    grown, previous = tree.Growing(), FIRST
    made, kept = [], []
    with transaction.atomic():
        for seq, told in enumerate(happenings(lines), start=1):
            line = Line(seq=seq, previous=previous, **told)
            line.hash = previous = digest(line)
            data = canonical(seq, line.at, line.actor, line.action, line.subject, line.details,
                             line.previous)  # fmt: skip
            nodes = grown.add(tree.leaf_hash(data))
            kept += [
                Subtree(level=level, index=(seq >> HEIGHT * level) - 1, hash=node.hex())
                for level, node in enumerate(nodes[HEIGHT::HEIGHT], start=1)
            ]
            made.append(line)
            if len(made) == BATCH:
                Line.objects.bulk_create(made)
                Subtree.objects.bulk_create(kept)
                made, kept = [], []
        Line.objects.bulk_create(made)
        Subtree.objects.bulk_create(kept)
        Tip.objects.create(
            pk=1, size=grown.size, last=previous, roots=[root.hex() for root in grown.roots]
        )


def happenings(lines: int) -> Iterator[dict[str, Any]]:
    lots = random.Random(2021)
    for n in range(lines):
        kind = KINDS[n % len(KINDS)]
        action, subject, details = kind(lots, n)
        yield {
            "at": START + timedelta(seconds=97 * n, microseconds=n % 1_000_000),
            "actor": f"officer{lots.randrange(60)}",
            "action": action,
            "subject": subject,
            "details": details,
        }


KINDS: tuple[Callable[[random.Random, int], tuple[str, str, dict[str, Any]]], ...] = (
    lambda lots, n: ("watch.add", f"watch:{n}", {
        "owner": "fang", "name": f"监视{n}", "applicant": "", "query": "title:舞台灯 AND ipc:F21V",
        "raise_from": "yellow", "since": "2021-08-31", "vintage": 12,
    }),
    lambda lots, n: ("warning.raise", f"warning:{n}", {
        "watch": lots.randrange(5000), "name": "舞台灯", "round": n // 600, "grade": "orange",
        "reason": "decision.at_or_above_threshold", "evidence_sha256": f"{n:064x}",
    }),
    lambda lots, n: ("warning.close", f"warning:{n}", {
        "from": "in_hand", "to": "closed", "verdict": "useful", "closing_note": "已请代理人核对",
    }),
    lambda lots, n: ("rights.take_up", f"firm:{lots.randrange(4000)}", {
        "firm": "广州市番禺明灯有限公司", "added": 3, "changed": 1, "vintage": "v000012",
    }),
    lambda lots, n: ("law.verify", f"law:fees.rule{n % 300}", {
        "since": "2021-06-01", "value": "", "unit": "", "instrument": "", "article": "",
        "reason": "对照原文核实", "correction": n, "on": "2021-11-30", "by": 3,
    }),
    lambda lots, n: ("jobs.enqueue", f"job:{n}", {
        "kind": "mail.deliver", "once": f"schedule:mail.deliver:{n}", "about": "",
    }),
)  # fmt: skip


def walk() -> float:
    from ipharbor.journal.checking import walk as walk_all

    before, began = time.process_time(), time.perf_counter()
    found = walk_all()
    wall, spent = time.perf_counter() - began, time.process_time() - before
    each = 1e6 * spent / found.lines
    print(f"verify: {wall:.1f} s wall, {spent:.1f} s of one core, {each:.1f} µs a line; "
          f"peak memory {rss():.0f} MB; broken: {found.broken}")  # fmt: skip
    return spent if found.broken is None else float("inf")


def append(count: int = 200) -> None:
    from django.db import transaction

    from ipharbor.journal import chain

    times = []
    for n in range(count):
        began = time.perf_counter()
        with transaction.atomic():
            chain.append("watch.end", f"watch:{n}", actor="fang", at=START, details={"name": "灯"})
        times.append(1000 * (time.perf_counter() - began))
    print(f"append, a transaction each: median {statistics.median(times):.1f} ms, "
          f"95 % within {sorted(times)[int(count * 0.95)]:.1f} ms")  # fmt: skip


def prove(lines: int, count: int = 50) -> None:
    from ipharbor.journal import proving

    lots, times = random.Random(7), []
    for _ in range(count):
        began = time.perf_counter()
        proof = proving.prove(lots.randrange(1, lines + 1), lines)
        assert proof.holds()
        times.append(1000 * (time.perf_counter() - began))
    print(f"proof of a line: median {statistics.median(times):.1f} ms, worst {max(times):.1f} ms")
    began = time.perf_counter()
    proving.consistency(lines // 3, lines)
    print(f"consistency of a third with the whole: {1000 * (time.perf_counter() - began):.1f} ms")


def ask() -> None:
    from ipharbor.queries.journal import Wanted, history, listed

    for told, wanted, before in (
        ("newest", Wanted(), None),
        ("oldest", Wanted(), 51),
        ("by actor", Wanted(who="officer7"), None),
        ("by action", Wanted(what="law.verify"), None),
        ("about a firm", Wanted(about="firm:77"), None),
        ("of one month", Wanted(since=START.date(), until=(START + timedelta(30)).date()), None),
    ):
        began = time.perf_counter()
        found, _total = listed(wanted, lang="zh", before=before, limit=50)
        spent = 1000 * (time.perf_counter() - began)
        print(f"fifty lines, {told}: {len(found)} found, {spent:.0f} ms")
    began = time.perf_counter()
    history("firm:77", lang="zh")
    print(f"history of a firm: {1000 * (time.perf_counter() - began):.1f} ms")


def tamper(lines: int) -> bool:
    """A line in the middle, edited and set right again."""
    from ipharbor.journal.checking import walk as walk_all
    from ipharbor.journal.models import Line

    middle = Line.objects.filter(seq=lines // 2)
    was = middle.get().actor
    middle.update(actor="eve")
    found = walk_all().broken
    middle.update(actor=was)
    print(f"one edited line in the middle: {found}")
    return found is not None and (found.seq, found.why) == (lines // 2, "journal.edited")


def timed(what: str, work: Callable[[], None]) -> None:
    began = time.perf_counter()
    work()
    print(f"{what} in {time.perf_counter() - began:.0f} s")


def rss() -> float:
    """Peak memory of the process in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


if __name__ == "__main__":
    sys.exit(main())
