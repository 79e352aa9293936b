"""Time the industries of an installation whose corpus is given.

    python benchmarks/industry.py --home DIR       an installation with a corpus
    python benchmarks/industry.py --import FILE    makes one in a temporary folder first

Prints the milliseconds (of the clock and of the processor) that bringing the columns home, sorting
the documents into industries and each table of one industry take; the first view of each page
in a warm process and the median of ten more; the same for an earlier day; and the memory of the
columns. Beside it stands a plain loop over the documents, whose counts have to agree.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

REPEATS = 10
PASSWORD = "correct-horse-battery"


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    asked.add_argument("--home", type=Path)
    asked.add_argument("--import", dest="file", type=Path)
    asked.add_argument("--industry", default="lighting")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        prepare(given, folder)
        differing = questions(given.industry)
        pages(given.industry)
    print("counts agree with the plain loop" if not differing else f"counts differ: {differing}")
    return 1 if differing else 0


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

        import_file(given.file, home=home, memory_mb=1024, by=permits.operator(),
                    at=timezone.now())  # fmt: skip


def timed(name: str, act: Callable[[], Any]) -> Any:
    """What ``act`` gives; its time is printed."""
    wall, cpu = time.perf_counter(), time.process_time()
    found = act()
    spent = (time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000
    print(f"{name:<46}{spent[0]:9.1f}{spent[1]:9.1f}")
    return found


def questions(code: str) -> dict[str, tuple[int, int]]:
    """Time the parts of the reckoning; gives counts that differ from those of a plain loop."""
    from ipharbor import wiring
    from ipharbor.analysis.industry.membership import membership
    from ipharbor.analysis.industry.picture import briefs, picture
    from ipharbor.analysis.roll import roll
    from ipharbor.vocabulary.chains import Chains, industries
    from ipharbor.vocabulary.places import region

    corpus, home, chains = wiring.corpus(), region(), Chains(industries())
    corpus.ask(lambda told: told.count().to_pyarrow())
    print(f"{corpus.vintage}: {corpus.manifest.documents} documents")
    print(f"{'':<46}{'clock':>9}{'cpu':>9}  ms")
    held = timed("columns home, first", lambda: corpus.ask(
        lambda told: roll(told, vintage=corpus.vintage, home=home)))  # fmt: skip
    timed("columns home, again", lambda: corpus.ask(
        lambda told: roll(told, vintage=corpus.vintage, home=home)))  # fmt: skip
    size = sum(one.nbytes for one in vars(held).values() if hasattr(one, "nbytes"))
    print(f"{'memory of the columns':<46}{size / 2**20:9.1f} MB")
    on = held.newest()
    belongs = timed("documents into industries",
                    lambda: membership(held, chains, held.known_by(on)))  # fmt: skip
    rows = timed("all industries counted", lambda: briefs(held, belongs, on))
    place = chains.place(code)
    seen = picture(held, belongs, place, on, home)
    for name, act in (
        ("firms", lambda: seen.firms),
        ("years and links", lambda: (seen.years, seen.links)),
        ("regions", lambda: seen.position("county")),
        ("strengths by field", lambda: seen.strengths("field")),
        ("strengths by subclass", lambda: seen.strengths("subclass")),
    ):
        timed(f"{code}: {name}", act)
    plain = timed("plain loop over the documents, all industries",
                  lambda: by_loop(corpus, chains))  # fmt: skip
    ours = {row.industry.code: row.documents - _inferred(belongs, at)
            for at, row in enumerate(rows)}  # fmt: skip
    return {one: (count, plain[one]) for one, count in ours.items() if count != plain[one]}


def _inferred(belongs: Any, at: int) -> int:
    return int((belongs.placed(at) & ~belongs.classed(at)).sum())


def by_loop(corpus: Any, chains: Any) -> Counter[str]:
    """Documents by industry, one after another: the longest prefix of each symbol."""
    owners: dict[str, set[str]] = {}
    for industry in chains.industries:
        for link in industry.links:
            for prefix in link.ipc:
                owners.setdefault(prefix, set()).add(industry.code)
    counts: Counter[str] = Counter()
    for symbols in corpus.ask(lambda told: told.select("ipc").to_pyarrow())["ipc"].to_pylist():
        found: set[str] = set()
        for symbol in symbols:
            group = symbol.split("/")[0]
            for prefix in (group, symbol[:4], symbol[:3], symbol[:1]):
                if prefix in owners and (" " in prefix or len(prefix) <= 4):
                    found |= owners[prefix]
                    break
        counts.update(found)
    return counts


def pages(code: str) -> None:
    """Time the pages as a signed-in person of the office gets them."""
    from django.test import Client
    from django.utils import timezone

    from ipharbor.actions import permits
    from ipharbor.actions.people.create import create
    from ipharbor.queries import industries
    from ipharbor.records.models import Person
    from ipharbor.web import _warming

    person = Person.objects.filter(username="bench").first() or create(
        username="bench", password=PASSWORD, role="office", by=permits.operator(),
        at=timezone.now(),
    )  # fmt: skip
    client = Client(headers={"host": "localhost"})
    client.force_login(person)
    _warming.warm()
    client.get("/")
    newest = industries._rolls._held[next(iter(industries._rolls._held))].newest()
    earlier = newest.replace(year=newest.year - 3).isoformat()
    print(f"{'page':<46}{'first':>9}{'p50':>9}{'worst':>9}  {'cpu first':>9}{'p50':>9}  ms")
    for leaf in ("", f"{code}/", f"{code}/firms/", f"{code}/firms/?which=cultivate",
                 f"{code}/regions/", f"{code}/fields/?unit=subclass", f"{code}/landscape/",
                 f"{code}/?known={earlier}", f"{code}/firms/?known={earlier}",
                 f"count/?code={code}&ipc-0=F21V", f"{code}/export/"):  # fmt: skip
        views, spent = [], []
        for _ in range(REPEATS + 1):
            start, cpu = time.perf_counter(), time.process_time()
            assert client.get(f"/industries/{leaf}").status_code == 200, leaf
            views.append((time.perf_counter() - start) * 1000)
            spent.append((time.process_time() - cpu) * 1000)
        shown = (views[0], statistics.median(views[1:]), max(views[1:]))
        told = "".join(f"{one:9.1f}" for one in shown)
        told += f"  {spent[0]:9.1f}{statistics.median(spent[1:]):9.1f}"
        print(f"/industries/{leaf:<34}{told}")


if __name__ == "__main__":
    sys.exit(main())
