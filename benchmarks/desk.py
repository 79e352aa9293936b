"""Time the pages of a firm's desk, of an office's desk, and of the stations.

    python benchmarks/desk.py --home DIR [--firm USER] [--office USER] [--rounds 5]

Asks the pages of an existing home (such as one of ``ipharbor sample build`` or ``ipharbor
demo``) for a firm's and an office's person through Django's request handling, three ways: with
nothing kept in memory, as after a start; just after an event of one of the firm's rights has
come in; and just after one of another firm's. What comes in is taken back again. Prints the
median and the slowest of the views in milliseconds by the clock and the median processor time,
and fails where the median by the clock is above 300 ms: nothing on a page shall be waited for
longer. Other work on the machine lengthens what the clock tells.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

BOUND = 300  # ms by the clock
OF_FIRM = (
    "/desk/", "/desk/changes/", "/desk/changes/?since=2026-01-31", "/docket/",
    "/docket/?state=in_force&sort=-payable&page=3", "/docket/plan/",
    "/docket/plan/?advice=drop&sort=total", "/docket/papers/", "/docket/papers/?kind=restoration",
    "/desk/check/", "/desk/products/", "/desk/tasks/", "/inbox/", "/vault/", "/",
)  # fmt: skip
OF_OFFICE = (
    "/docket/plan/", "/docket/plan/?sort=-total&page=3", "/docket/", "/station/",
    "/station/firms/", "/station/quarters/?town=440113102", "/station/matters/",
    "/station/appointments/", "/station/trainings/", "/station/visits/", "/agencies/",
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


@contextmanager
def nothing_kept(firm: Any) -> Iterator[None]:
    from ipharbor.queries.kept import Kept

    for kept in Kept.every:
        kept.clear()
    yield


@contextmanager
def changed(firm: Any) -> Iterator[None]:
    """An event of one of the firm's rights has just come in, while the block lasts."""
    from django.db import transaction
    from django.utils import timezone

    from ipharbor.actions import permits
    from ipharbor.actions.rights.import_events import import_events
    from ipharbor.records.models import Right

    numbered = Right.objects.filter(firm=firm).exclude(application_number="")
    with TemporaryDirectory() as folder, transaction.atomic():
        told = Path(folder) / "event.csv"
        told.write_text(
            f"申请号,事件代码,事件日\n{numbered[0].application_number},PC01,2026-10-30\n", "utf-8"
        )
        assert import_events(told, by=permits.operator(), at=timezone.now()).stored == 1
        yield
        transaction.set_rollback(True)


def timed(client: Any, path: str, before: Any, firm: Any, rounds: int) -> float:
    """Print the figures of a page; its median by the clock."""
    walls, works = [], []
    for _ in range(rounds):
        client.get(path)
        with before(firm):
            started, worked = time.perf_counter(), time.process_time()
            answer = client.get(path)
            works.append(1000 * (time.process_time() - worked))
            walls.append(1000 * (time.perf_counter() - started))
        assert answer.status_code == 200, (path, answer.status_code)
    wall, work = statistics.median(walls), statistics.median(works)
    print(f"{path:<44}{wall:8.0f}{max(walls):8.0f}{work:8.0f}", flush=True)
    return wall


def main() -> int:
    asked = argparse.ArgumentParser()
    asked.add_argument("--home", type=Path, required=True)
    asked.add_argument("--firm", default="firm")
    asked.add_argument("--office", default="office")
    asked.add_argument("--rounds", type=int, default=5)
    given = asked.parse_args()
    os.environ["IPHARBOR_HOME"] = str(given.home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "ipharbor.settings.django"
    import django

    django.setup()
    from ipharbor.web._warming import warm

    warm()  # as the server does before its first reader
    from ipharbor.records.models import Firm, Person

    own = Person.objects.get(username=given.firm).firm
    other = Firm.objects.filter(rights__isnull=False).exclude(pk=own.pk).order_by("pk")[0]
    ways = (
        (given.firm, "nothing kept", OF_FIRM, nothing_kept, own),
        (given.firm, "an event of an own right", OF_FIRM, changed, own),
        (given.firm, "an event of another's right", OF_FIRM, changed, other),
        (given.office, "nothing kept", OF_OFFICE, nothing_kept, own),
    )
    slow = 0
    for username, words, pages, before, firm in ways:
        print(f"{username + ', ' + words:<44}{'median':>8}{'slowest':>8}{'work':>8}  ms")
        client = client_of(username)
        slow += sum(timed(client, path, before, firm, given.rounds) > BOUND for path in pages)
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
