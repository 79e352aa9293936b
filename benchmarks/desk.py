"""Time the pages of a firm's desk, and the renewal plan of all firms where one is kept.

    python benchmarks/desk.py --home DIR [--firm USER] [--office USER]

Asks the pages of an existing home (such as one of ``ipharbor sample build`` or ``ipharbor
demo``) for a firm's and an office's person through Django's request handling. Before each view
what is kept in memory of the register is forgotten, as it is after any change. Prints the
median and the slowest of five views in milliseconds and the median processor time, and fails
where that is above 300 ms.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from pathlib import Path
from typing import Any

ROUNDS = 5
BOUND = 300  # ms of processor time
OF_FIRM = (
    "/desk/", "/desk/changes/", "/desk/changes/?since=2026-01-31", "/docket/",
    "/docket/?state=in_force&sort=-payable&page=3", "/docket/plan/",
    "/docket/plan/?advice=drop&sort=total", "/docket/papers/", "/docket/papers/?kind=restoration",
    "/desk/check/", "/desk/products/", "/desk/tasks/", "/inbox/", "/vault/", "/",
)  # fmt: skip
OF_OFFICE = (
    "/docket/plan/", "/docket/plan/?sort=-total&page=3", "/docket/", "/station/",
    "/station/firms/", "/station/quarters/", "/station/matters/", "/station/appointments/",
    "/station/trainings/", "/station/visits/", "/agencies/",
)  # fmt: skip


def client_of(username: str) -> Any:
    from django.test import Client

    from ipharbor.records.models import Person, Right

    person = Person.objects.get(username=username)
    client = Client(HTTP_HOST="localhost")
    client.force_login(person)
    if person.firm is not None:
        print(f"{username}: {Right.objects.filter(firm=person.firm).count()} rights")
    return client


def timed(client: Any, path: str) -> float:
    """Print the figures of a page; its median processor time."""
    from ipharbor.queries.kept import Kept

    walls, works = [], []
    for _ in range(ROUNDS + 1):
        for kept in Kept.every:
            kept.clear()
        started, worked = time.perf_counter(), time.process_time()
        answer = client.get(path)
        works.append(1000 * (time.process_time() - worked))
        walls.append(1000 * (time.perf_counter() - started))
        assert answer.status_code == 200, (path, answer.status_code)
    wall, work = statistics.median(walls[1:]), statistics.median(works[1:])
    print(f"{path:<44}{wall:8.0f}{max(walls[1:]):8.0f}{work:8.0f}")
    return work


def main() -> int:
    asked = argparse.ArgumentParser()
    asked.add_argument("--home", type=Path, required=True)
    asked.add_argument("--firm", default="firm")
    asked.add_argument("--office", default="office")
    given = asked.parse_args()
    os.environ["IPHARBOR_HOME"] = str(given.home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "ipharbor.settings.django"
    import django

    django.setup()
    from ipharbor.web._warming import warm

    warm()  # as the server does before its first reader
    slow = 0
    print(f"{'':<44}{'median':>8}{'slowest':>8}{'work':>8}  ms")
    for username, pages in ((given.firm, OF_FIRM), (given.office, OF_OFFICE)):
        client = client_of(username)
        slow += sum(timed(client, path) > BOUND for path in pages)
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
