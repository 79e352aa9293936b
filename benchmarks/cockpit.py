"""Time the district's cockpit: making its ledger, the first paint, every drill-down.

    python benchmarks/cockpit.py --home DIR      an installation with a corpus and a register
    python benchmarks/cockpit.py                 230,000 invented rights without one

Prints, for the page and for each list that its figures open, milliseconds of the first view of a
day that nobody has asked before and of 20 further days (p50, p95), through Django's own request
handling, by the clock and of the processor (which counts on a machine that others use as well);
the time inside the process; and beside it the same counts by SQL of DuckDB over the same files,
and over the register where there is one. With --kept the ledger of the home is asked as it is.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

RIGHTS, HOLDERS, AGENCIES, SYMBOLS = 230_000, 9_000, 60, 4_000
FIRST, LAST = date(2010, 1, 1), date(2026, 10, 31)
KINDS = np.array(["invention", "utility_model", "design"])
DAYS = [LAST - timedelta(days=97 * n) for n in range(21)]


def milliseconds(act: Callable[[], Any]) -> float:
    started = time.perf_counter()
    act()
    return (time.perf_counter() - started) * 1000


def both(act: Callable[[], Any]) -> tuple[float, float]:
    """Milliseconds by the clock and of the processor."""
    wall, cpu = time.perf_counter(), time.process_time()
    act()
    return (time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000


def invented(n: int) -> tuple[pa.Table, Any]:
    """Documents and a register of ``n`` rights drawn at random."""
    from ipharbor.analysis.region.making import Register
    from ipharbor.vocabulary.places import region

    lots = np.random.default_rng(2021)
    towns = np.array([town.code for town in region().towns])
    names = np.array([f"广州市番禺第{number}有限公司" for number in range(HOLDERS)])
    begin = (FIRST - date(1970, 1, 1)).days
    filed = lots.integers(begin, begin + (LAST - FIRST).days, n)
    kind = lots.choice(3, n, p=[0.27, 0.45, 0.28])
    invention = kind == 0
    published = filed + np.where(invention, 420, 240)
    granted = np.where(invention, filed + lots.integers(500, 1200, n), published)
    is_granted = ~invention | (lots.random(n) < 0.6)
    holder = (HOLDERS * lots.random(n) ** 3).astype(int)
    keys = np.array([f"CN20{number:010d}" for number in range(n)])
    symbols = np.array([f"F21V {number // 10 + 1}/{number % 10:02d}" for number in range(SYMBOLS)])
    main = lots.integers(0, SYMBOLS, (n, 2))

    def days(values: Any, there: Any = True) -> pa.Array:
        column = pa.array(values.astype(np.int32), pa.int32(), mask=~np.broadcast_to(there, n))
        return column.cast(pa.date32())

    documents = pa.table(
        {
            "serial": np.arange(n), "key": keys, "office": ["CN"] * n, "application_number": keys,
            "title": [f"一种测试装置{number}" for number in range(n)],
            "title_en": pa.nulls(n, pa.string()), "patent_type": KINDS[kind],
            "applicants": pa.ListArray.from_arrays(
                pa.array(range(n + 1), pa.int32()), pa.array(names[holder])
            ),
            "ipc": pa.ListArray.from_arrays(
                pa.array(range(0, 2 * n + 1, 2), pa.int32()), pa.array(symbols[main.ravel()])
            ),
            "agency": np.array([f"第{one}代理所" for one in range(AGENCIES)])[
                lots.integers(0, AGENCIES, n)
            ],
            "filed_on": days(filed), "published_on": days(published),
            "granted_on": days(granted, is_granted), "known_on": days(published),
            "town": towns[lots.integers(0, len(towns), n)],
            "cited_by": lots.integers(0, 20, n).astype(np.int32),
            "legal_status": pa.nulls(n, pa.string()),
            "first_vintage": np.ones(n, dtype=np.int32),
        }
    )  # fmt: skip
    ended = granted + lots.integers(300, 3000, n)
    told: list[tuple[Any, str, Any, list[str]]] = []

    def happen(mask: Any, code: str, on: Any, details: Any = None) -> None:
        at = np.flatnonzero(mask)
        texts = ["{}"] * len(at) if details is None else [json.dumps(details(row)) for row in at]
        told.append((keys[at], code, on[at], texts))

    happen(invention, "PB01", published)
    happen(invention, "SE01", published + 21)
    happen(is_granted, "GR01", granted)
    lapsed = is_granted & (lots.random(n) < 0.45)
    epoch = date(1970, 1, 1)
    happen(lapsed, "CF01", ended + 250,
           lambda row: {"ended_on": str(epoch + timedelta(days=int(ended[row])))})  # fmt: skip
    happen(lapsed & (lots.random(n) < 0.05), "RR01", ended + 420)
    happen(is_granted & (lots.random(n) < 0.06), "TR01", granted + 300,
           lambda row: {"before": names[holder[row]],
                        "after": names[(holder[row] + 7) % HOLDERS]})  # fmt: skip
    happen(is_granted & (lots.random(n) < 0.05), "PE01", granted + 200,
           lambda row: {"number": f"Y{row // 3}", "pledgee": "某银行"})  # fmt: skip
    happen(is_granted, "CB01", granted + 30)
    on = np.concatenate([one[2] for one in told]).astype(np.int32)
    events = pa.table(
        {
            "key": np.concatenate([one[0] for one in told]),
            "code": np.concatenate([np.full(len(one[0]), one[1]) for one in told]),
            "on": pa.array(on, pa.int32()).cast(pa.date32()),
            "known_on": pa.array(on, pa.int32()).cast(pa.date32()),
            "number": [""] * len(on),
            "details": [text for one in told for text in one[3]],
        }
    )
    sizes = np.array(["large", "medium", "small", "micro"])
    register = Register(
        holders=pa.table(
            {
                "id": np.arange(1, HOLDERS + 1), "name": names, "kind": ["firm"] * HOLDERS,
                "credit_code": [""] * HOLDERS,
                "town": towns[lots.integers(0, len(towns), HOLDERS)],
                "trade": [f"行业{one % 14}" for one in range(HOLDERS)],
                "industry": [""] * HOLDERS, "size": sizes[lots.integers(0, 4, HOLDERS)],
                "grades": [["high_tech"] if one % 5 == 0 else [] for one in range(HOLDERS)],
            }
        ),
        dockets=pa.table({"key": keys, "stated_status": [""] * n,
                          "stated_on": pa.nulls(n, pa.date32())}),
        events=events,
    )  # fmt: skip
    return documents, register


def make_invented(folder: Path, n: int) -> None:
    import ibis

    from ipharbor.analysis.region import keeping
    from ipharbor.analysis.region.layout import Manifest
    from ipharbor.analysis.region.making import make
    from ipharbor.statutes.book import load
    from ipharbor.vocabulary.places import region

    documents, register = invented(n)
    engine = ibis.duckdb.connect()
    engine.con.register("documents", documents)
    towns = tuple(town.code for town in region().towns)
    started = time.perf_counter()
    made = make(engine.table("documents"), register, towns=towns, imported={1: LAST}, book=load())
    reckoned = time.perf_counter()
    rows = {name: table.num_rows for name, table in made.tables.items()}
    manifest = Manifest("v000001", 1, region().code, towns, "2026-10-31T12:00:00+08:00",
                        made.until.isoformat(), 0.0, rows)  # fmt: skip
    keeping.write(folder, made.tables, manifest)
    size = sum(path.stat().st_size for path in folder.rglob("*.arrow"))
    print(f"{n:,} rights, {register.events.num_rows:,} events: reckoned in "
          f"{reckoned - started:.1f} s, written in {time.perf_counter() - reckoned:.1f} s, "
          f"{size / 2**20:.0f} MB")  # fmt: skip


def make_real() -> None:
    from django.utils import timezone

    from ipharbor import wiring
    from ipharbor.actions import permits
    from ipharbor.actions.region.make_ledger import make_ledger
    from ipharbor.settings import current
    from ipharbor.vocabulary.places import region
    from ipharbor.web.law import book

    marks: list[tuple[str, float]] = []
    started = time.perf_counter()
    receipt = make_ledger(
        current().ledger, corpus=wiring.corpus(), region=region(current().region), law=book(),
        by=permits.operator(), at=timezone.now(), anew=True,
        progress=lambda phase: marks.append((phase, time.perf_counter() - started)),
    )  # fmt: skip
    taken = time.perf_counter() - started
    print(f"ledger {receipt.manifest.rows}: {taken:.1f} s "
          f"({', '.join(f'{phase} from {at:.1f}' for phase, at in marks)})")  # fmt: skip


def client() -> Any:
    from django.test import Client
    from django.utils import timezone

    from ipharbor.actions import permits
    from ipharbor.actions.people.create import create
    from ipharbor.records.models import Person

    person = Person.objects.filter(username="bench").first() or create(
        username="bench", password="correct-horse-battery", role="office", by=permits.operator(),
        at=timezone.now(),
    )  # fmt: skip
    found = Client(headers={"host": "localhost"})
    found.force_login(person)
    return found


def pages(days: list[date]) -> None:
    from ipharbor.queries import ledger as queries
    from ipharbor.settings import current

    reader = client()
    reader.get("/login/")
    held = queries.ledger(current().ledger)
    assert held is not None
    firm = held.holder_names[0].as_py()
    year = "&first={0:%Y}-01-01&last={0}"
    paths = {
        "cockpit": "/cockpit/?known={0}",
        "cockpit of a town": "/cockpit/?known={0}&town=440113102",
        "rights granted": "/cockpit/rights/?what=granted&known={0}" + year,
        "rights in force": "/cockpit/rights/?what=in_force&known={0}",
        "in force, by holder": "/cockpit/rights/?what=in_force&sort=holder&known={0}",
        "in force, page 900": "/cockpit/rights/?what=in_force&page=900&known={0}",
        "ended this year": "/cockpit/rights/?what=ended&known={0}" + year,
        "a firm's rights": "/cockpit/rights/?what=in_force&known={0}&holder=" + firm,
        "words in all": "/cockpit/rights/?q=装置1&known={0}",
        "holders": "/cockpit/holders/?known={0}",
        "pledges": "/cockpit/acts/?family=pledge&known={0}" + year,
        "transfers": "/cockpit/acts/?family=transfer&known={0}" + year,
        "quality of the data": "/cockpit/quality/?known={0}",
        "wall": "/cockpit/wall/?known={0}",
        "targets": "/cockpit/targets/?known={0}",
        "lacking a claim": "/cockpit/rights/?lacks=first_claim&known={0}",
        **MORE,
    }
    print(f"{'':<22}{'clock':>27}  {'processor':>27}  ms")
    print(f"{'page':<22}{'first':>9}{'p50':>9}{'p95':>9}  {'first':>9}{'p50':>9}{'p95':>9}")
    worst = [0.0, 0.0]
    for name, path in paths.items():
        taken = []
        for day in days:
            address = path.format(day)
            answer = {}
            taken.append(both(lambda a=address, to=answer: to.update(got=reader.get(a))))
            assert answer["got"].status_code == 200, (address, answer["got"].status_code)
        told = ""
        for at in (0, 1):
            of = [one[at] for one in taken]
            rest = sorted(of[1:])
            worst[at] = max(worst[at], *of)
            told += f"{of[0]:9.1f}{statistics.median(rest):9.1f}{rest[-2]:9.1f}  "
        print(f"{name:<22}{told}")
    print(f"worst of all {worst[0]:.1f} ms by the clock, {worst[1]:.1f} ms of the processor")


MORE: dict[str, str] = {}
"""Further pages, by name."""


def inside(days: list[date]) -> None:
    """The figures without the page, and the same counts by SQL over the same files."""
    import duckdb

    from ipharbor.analysis.region.asking import Asked, Frame
    from ipharbor.analysis.region.keeping import current as current_ledger
    from ipharbor.analysis.region.ledger import load
    from ipharbor.queries.cockpit import cockpit
    from ipharbor.settings import current
    from ipharbor.vocabulary.places import region

    folder = current().ledger
    held, found = load(folder), current_ledger(folder)
    assert held is not None
    assert found is not None
    ours = [milliseconds(lambda d=day: cockpit(Asked(held, Frame(d, d)), region=region()))
            for day in days]  # fmt: skip
    print(f"all figures and tables of a day: p50 {statistics.median(ours[1:]):.1f} ms, "
          f"worst {max(ours):.1f} ms")  # fmt: skip
    con = duckdb.connect()
    for name, table in held.tables.items():
        con.register(name, table)
    epoch = date(1970, 1, 1)

    def by_sql(day: date) -> tuple[int, int]:
        known = (day - epoch).days
        first = (date(day.year, 1, 1) - epoch).days
        (granted,) = con.execute(
            "SELECT count(*) FROM rights WHERE local AND granted BETWEEN ? AND ? "
            "AND granted_known <= ? AND least(known, granted_known) <= ?",
            [first, known, known, known],
        ).fetchone()
        (standing,) = con.execute(
            'SELECT count(DISTINCT "right") FROM spans WHERE state IN (5, 6) AND since <= $1 '
            "AND $1 < until AND known <= $1 AND $1 < known_until", [known],
        ).fetchone()  # fmt: skip
        return granted, standing

    theirs = [milliseconds(lambda d=day: by_sql(d)) for day in days]
    counts = [milliseconds(lambda d=day: _two(Asked(held, Frame(d, d)))) for day in days]
    peer, own = statistics.median(theirs[1:]), statistics.median(counts[1:])
    print(f"grants of the year and rights in force: {own:.2f} ms here, {peer:.2f} ms by DuckDB "
          f"over the same columns ({peer / own:.1f} times as long)")  # fmt: skip
    day = days[0]
    here = Asked(held, Frame(day, day))
    print(f"on {day}: {by_sql(day)[0]:,} granted by SQL, "
          f"{here.granted(*here.frame.year_so_far).sum():,} here")  # fmt: skip


def _two(asked: Any) -> None:
    asked.granted(*asked.frame.year_so_far).sum()
    asked.in_force.sum()


def by_register(days: list[date]) -> None:
    """The grants of a year by month and type straight from the register: what SQL can tell."""
    from django.db import connection

    sql = ('SELECT patent_type, strftime(\'%m\', granted_on), count(*) FROM records_right '
           "WHERE granted_on BETWEEN %s AND %s GROUP BY 1, 2")  # fmt: skip
    if connection.vendor != "sqlite":
        return
    taken = []
    for day in days[:5]:
        with connection.cursor() as cursor:
            taken.append(milliseconds(lambda d=day, c=cursor: c.execute(
                sql, [f"{d.year}-01-01", str(d)]).fetchall()))  # fmt: skip
    print(f"grants by month and type by SQL over the register: {statistics.median(taken):.1f} ms")


def main() -> int:
    asked = argparse.ArgumentParser()
    asked.add_argument("--home", type=Path)
    asked.add_argument("--rights", type=int, default=RIGHTS)
    asked.add_argument("--kept", action="store_true")
    asked.add_argument("--until", type=date.fromisoformat, default=LAST)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["IPHARBOR_HOME"] = str(given.home or folder)
        os.environ["DJANGO_SETTINGS_MODULE"] = "ipharbor.settings.django"
        import django

        django.setup()
        from django.core.management import call_command

        from ipharbor.settings import current
        from ipharbor.web import _warming

        call_command("migrate", verbosity=0)
        if given.home and not given.kept:
            make_real()
        elif not given.home:
            make_invented(current().ledger, given.rights)
        days = [given.until - timedelta(days=97 * n) for n in range(21)]
        print(f"warming {milliseconds(_warming.warm):.0f} ms, as a server does when it starts")
        pages(days)
        inside(days)
        if given.home:
            by_register(days)
    return 0


if __name__ == "__main__":
    sys.exit(main())
