"""Time the lists of rights in a made-up register at the size of a whole district.

    python benchmarks/lists.py [--rights 230000] [--firms 9000] [--large 3000] [--home DIR]

Makes a register in a temporary folder (or once in DIR): one firm with ``--large`` rights, the
others with the rest by turns, each right with its events and payments, a million lines in all.
Prints the median and the slowest of nine views of each page through Django's request handling,
the first view apart, and fails where a median is above 300 ms.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

ON = date(2026, 10, 31)
ROUNDS = 9
BOUND = 300  # ms
TYPES = ("invention", "utility_model", "design")
WORDS = (
    "舞台灯",
    "动漫玩具",
    "电机",
    "阀门",
    "沉香",
    "汽车座椅",
    "激光器",
    "母线槽",
    "乳胶",
    "滤波器",
)
TOWNS = tuple(f"4401130{n:02d}" for n in range(1, 17))
TOLD_AT = "2026-10-31 04:00:00"


def invent(rights: int, firms: int, large: int) -> None:
    """Write the register by plain SQL, since models take minutes for a million lines."""
    from django.db import connection, transaction

    from ipharbor.records.models import Firm, Payment, Right, RightEvent

    rng = Random(7)
    Firm.objects.bulk_create(
        Firm(name=f"番禺{WORDS[n % 10]}第{n}有限公司", town=TOWNS[n % 16]) for n in range(firms)
    )
    ids = list(Firm.objects.order_by("pk").values_list("pk", flat=True))
    with transaction.atomic(), connection.cursor() as cursor:
        for model, rows in (
            (Right, _rights(rights, ids, large, rng)),
            (RightEvent, _events(rights)),
            (Payment, _payments(rights)),
        ):
            first = next(rows)
            names = ", ".join(f'"{name}"' for name in first)
            marks = ", ".join(["%s"] * len(first))
            sql = f"INSERT INTO {model._meta.db_table} ({names}) VALUES ({marks})"
            cursor.executemany(sql, [tuple(first.values()), *(tuple(r.values()) for r in rows)])
    connection.close()


def _days(n: int) -> tuple[date, date]:
    filed = date(2012, 1, 1) + timedelta(days=(n * 7919) % 5100)
    return filed, filed + timedelta(days=200 + (n * 31) % 700)


def _key(n: int) -> str:
    return f"CN{_days(n)[0].year}{n:08d}.{n % 10}"


def _rights(rights: int, ids: list[int], large: int, rng: Random) -> Iterator[dict[str, Any]]:
    for n in range(rights):
        filed, granted = _days(n)
        firm = ids[0] if n < large else ids[1 + n % (len(ids) - 1)]
        yield {
            "firm_id": firm, "key": _key(n), "application_number": _key(n)[2:],
            "patent_type": TYPES[n % 3], "title": f"一种{WORDS[rng.randrange(10)]}（第{n}型）",
            "holders": f"持有人{firm}", "ipc": f"F21V {n % 40}/00", "filed_on": filed,
            "published_on": granted if n % 3 else filed + timedelta(days=180),
            "granted_on": granted if granted < ON else None, "stated_status": "",
            "stated_on": None, "taken_up_at": TOLD_AT,
        }  # fmt: skip


def _events(rights: int) -> Iterator[dict[str, Any]]:
    for n in range(rights):
        filed, granted = _days(n)
        told = [("PB01", filed + timedelta(days=180)), ("GR01", granted)]
        told += [("PLDC", granted + timedelta(days=100))] if n % 40 == 0 else []
        told += [("TR01", granted + timedelta(days=200))] if n % 25 == 0 else []
        told += [("CF01", granted + timedelta(days=1500))] if n % 4 == 0 else []
        for code, on in told:
            if on < ON:
                yield {"key": _key(n), "code": code, "on": on, "known_on": on, "number": "",
                       "details": "{}", "source": "benchmark", "row": n}  # fmt: skip


def _payments(rights: int) -> Iterator[dict[str, Any]]:
    for n in range(rights):
        filed, granted = _days(n)
        begun = granted.year - filed.year + 1
        for year in range(begun, begun + 3):
            paid = granted + timedelta(days=360 * (year - begun))
            if paid < ON:
                yield {"key": _key(n), "patent_year": year, "paid_on": paid, "amount": None,
                       "known_on": paid, "source": "benchmark"}  # fmt: skip


def prepare(given: argparse.Namespace, folder: str) -> None:
    home = given.home or Path(folder)
    home.mkdir(parents=True, exist_ok=True)
    os.environ["IPHARBOR_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "ipharbor.settings.django"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from ipharbor.records.models import Right

    if not Right.objects.exists():
        started = time.perf_counter()
        invent(given.rights, given.firms, given.large)
        print(f"made in {time.perf_counter() - started:.0f} s")


def signed_in() -> Any:
    from django.test import Client
    from django.utils import timezone

    from ipharbor.actions import permits
    from ipharbor.actions.people.create import create
    from ipharbor.records.models import Person

    person = Person.objects.filter(username="bench").first() or create(
        username="bench", password="correct-horse-battery", role="office",
        by=permits.operator(), at=timezone.now(),
    )  # fmt: skip
    client = Client(HTTP_HOST="localhost")
    client.force_login(person)
    return client


def main() -> int:
    asked = argparse.ArgumentParser()
    asked.add_argument("--rights", type=int, default=230_000)
    asked.add_argument("--firms", type=int, default=9_000)
    asked.add_argument("--large", type=int, default=3_000)
    asked.add_argument("--home", type=Path)
    given = asked.parse_args()
    slow = 0
    with tempfile.TemporaryDirectory() as folder:
        prepare(given, folder)
        from ipharbor.records.models import Firm

        client = signed_in()
        large = Firm.objects.order_by("pk").values_list("pk", flat=True)[0]
        on = f"on={ON.isoformat()}"
        client.get("/law/")  # loads what a server has loaded
        print(f"{'':<58}{'first':>8}{'median':>8}{'slowest':>8}  ms")
        for path in (one.format(large=large, on=on) for one in PAGES):
            taken = []
            for _ in range(ROUNDS + 1):
                started = time.perf_counter()
                answer = client.get(path)
                taken.append(1000 * (time.perf_counter() - started))
                assert answer.status_code == 200, (path, answer.status_code)
            first, *rest = taken
            median = statistics.median(rest)
            slow += median > BOUND
            print(f"{path:<58}{first:8.0f}{median:8.0f}{max(rest):8.0f}")
    if slow:
        print(f"{slow} pages take longer than {BOUND} ms")
    return 1 if slow else 0


PAGES = (
    "/docket/",
    "/docket/?firm={large}&{on}",
    "/docket/?firm={large}&{on}&sort=filed",
    "/docket/?firm={large}&{on}&page=40",
    "/docket/plan/?firm={large}&{on}",
)

if __name__ == "__main__":
    sys.exit(main())
