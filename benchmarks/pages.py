"""Time the pages and questions of an installation whose corpus is given.

    python benchmarks/pages.py --home DIR      an installation with a corpus and an account
    python benchmarks/pages.py --import FILE   makes one in a temporary folder first

Prints, for each page, milliseconds of the first view in a warm process and of 20 further
ones (p50, p95), in both languages, through Django's own request handling; and for the two
questions behind most of them (search, landscape) the time inside the process.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

PASSWORD = "correct-horse-battery"
REPEATS = 20


def milliseconds(act: Callable[[], Any]) -> float:
    started = time.perf_counter()
    act()
    return (time.perf_counter() - started) * 1000


def prepare(given: argparse.Namespace, folder: str) -> None:
    home = given.home or Path(folder)
    os.environ["IPHARBOR_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "ipharbor.settings.django"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    if given.file:
        from django.utils import timezone

        from ipharbor.actions import permits
        from ipharbor.actions.corpus.import_file import import_file

        taken = milliseconds(
            lambda: import_file(given.file, home=home, memory_mb=1024, by=permits.operator(),
                                at=timezone.now())
        )  # fmt: skip
        print(f"import {taken / 1000:.1f} s")


def signed_in() -> Any:
    from django.test import Client
    from django.utils import timezone

    from ipharbor import wiring
    from ipharbor.actions import permits
    from ipharbor.actions.people.create import create
    from ipharbor.actions.rights.take_up import take_up
    from ipharbor.actions.warning.round import run
    from ipharbor.actions.watch.add import add
    from ipharbor.corpus.query import All
    from ipharbor.records.models import Person

    corpus, at = wiring.corpus(), timezone.now()
    person = Person.objects.filter(username="bench").first() or create(
        username="bench", password=PASSWORD, role="office", by=permits.operator(), at=at
    )
    if not person.watches.exists():
        for bucket in corpus.index.facets(All(), 5).applicant:
            add(owner=person, name=bucket.value, applicant=bucket.value, since=date(2010, 1, 1),
                raise_from="blue", vintage=0, by=permits.operator(), at=at)  # fmt: skip
            take_up(bucket.value, corpus=corpus, by=permits.operator(), at=at)
        newest = corpus.ask(lambda t: t.known_on.max().to_pyarrow().as_py())
        run(corpus=corpus, mailer=_Nowhere(), as_of=newest, base_url="", by=permits.operator(),
            at=at)  # fmt: skip
    client = Client(headers={"host": "localhost"})
    client.force_login(person)
    return client


class _Nowhere:
    def send(self, mail: object) -> None:
        """Nothing leaves a benchmark."""


def main() -> int:
    asked = argparse.ArgumentParser()
    asked.add_argument("--home", type=Path)
    asked.add_argument("--import", dest="file", type=Path)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        prepare(given, folder)
        client = signed_in()
        from ipharbor import wiring
        from ipharbor.corpus.query import All
        from ipharbor.queries import landscapes
        from ipharbor.records.models import IssuedWarning, Right
        from ipharbor.web import _warming

        corpus = wiring.corpus()
        key = corpus.index.search(All(), limit=1).hits[0].key
        warning = IssuedWarning.objects.order_by("-pk").first()
        held = Right.objects.order_by("-granted_on", "key").first()
        firm = held.firm_id if held else ""
        pages = {
            "home": "/",
            "search, all": "/search/",
            "search, words": "/search/?q=" + quote("锂离子 电池"),
            "search, fields": "/search/?q=" + quote("title:灯 ipc:F21V published:2014..2016"),
            "patent": f"/patent/{key}/",
            "landscape, all": "/landscape/",
            "landscape, query": "/landscape/?q=ipc:H01M",
            "watches": "/watches/",
            "inbox": "/inbox/",
            "warning": f"/inbox/{warning.pk}/" if warning else "/inbox/",
            "imports": "/imports/",
            "docket": f"/docket/?firm={firm}",
            "right": f"/docket/{held.key}/?firm={firm}" if held else "/docket/",
            "renewal plan": f"/docket/plan/?firm={firm}",
            "plan of all": "/docket/plan/",
        }
        print(f"warming {milliseconds(_warming.warm):.0f} ms, as a server does when it starts")
        client.get("/login/")
        print(f"{corpus.vintage} {corpus.manifest.documents} documents")
        print(f"{'page':<18}{'first':>9}{'p50':>9}{'p95':>9}  ms")
        worst = 0.0
        for name, path in pages.items():
            first = milliseconds(lambda path=path: client.get(path))
            assert client.get(path).status_code == 200, path
            rest = sorted(milliseconds(lambda path=path: client.get(path)) for _ in range(REPEATS))
            worst = max(worst, first)
            print(f"{name:<18}{first:9.1f}{statistics.median(rest):9.1f}{rest[-2]:9.1f}")
        landscapes._kept._answers.clear()
        print(f"landscape of all, inside the process: "
              f"{milliseconds(lambda: landscapes.landscape(corpus)):.1f} ms")  # fmt: skip
        print(f"worst first view {worst:.1f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
