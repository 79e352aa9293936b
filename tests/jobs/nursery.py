"""A process that has everything loaded and brings forth workers, to be killed, in no time.

As a program: ``nursery.py HOME``; each line of standard input is a JSON list of a function's
name and its arguments, each line of standard output the JSON of what it gave.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

LEASE = timedelta(seconds=0.6)
FIRMS = ("番禺明灯有限公司", "番禺远光有限公司", "番禺晨星有限公司", "番禺月半有限公司")
HEADINGS = ("publication_number,publication_date,title,application_number,applicant_first,ipc_main"
            ",country\n")  # fmt: skip
FIRST = date(2021, 1, 1)


class Nursery:
    """The nursery as seen from a test: ``nursery.ask("function", …)``."""

    def __init__(self, home: Path, store: str = "") -> None:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("IPHARBOR_")}
        kept |= {"IPHARBOR_DATABASE_URL": store} if store else {}
        self._process = subprocess.Popen(
            [sys.executable, __file__, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True, env=kept | {"IPHARBOR_HOME": str(home)},
        )  # fmt: skip

    def ask(self, function: str, *given: object) -> Any:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps([function, *given]) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        self._process.communicate(timeout=20)


def furnish() -> None:
    """Tables, a person, and a watch on each firm."""
    from django.core.management import call_command

    from ipharbor.actions import permits
    from ipharbor.actions.watch.add import add
    from ipharbor.records.models import Person

    call_command("migrate", verbosity=0, interactive=False)
    owner = Person.objects.create(username="olivia", role="office", email="olivia@example.org")
    for firm in FIRMS:
        add(
            owner=owner, name=firm, applicant=firm, since=FIRST - timedelta(days=1), vintage=0,
            raise_from="blue", by=permits.of(owner), at=datetime.now(UTC),
        )  # fmt: skip


def upload(cycle: int, each: int = 1) -> int:
    """An upload with new documents, so many of each firm; gives the number of its job."""
    from ipharbor.actions import permits
    from ipharbor.actions.corpus.begin_upload import begin_upload
    from ipharbor.records.models import Job, Person
    from ipharbor.settings import current
    from ipharbor.vocabulary.numbers import check_character

    rows, day = HEADINGS, FIRST + timedelta(days=cycle)
    for n in range(each * len(FIRMS)):
        number, firm = cycle * 10_000 + n, FIRMS[n % len(FIRMS)]
        filed = f"20201{number:07d}"
        rows += (f"CN1{number:08d}A,{day},一种灯 {cycle}-{n},{filed}.{check_character(filed)},"
                 f"{firm},F21V 29/83,CN\n")  # fmt: skip
    run = begin_upload(
        [rows.encode()], f"lamps-{cycle}.csv", uploads=current().uploads, limit_mb=64,
        by=permits.of(Person.objects.get(username="olivia")), at=datetime.now(UTC),
    )  # fmt: skip
    return Job.objects.get(once=f"import:{run.pk}").pk


def round_due(cycle: int) -> int:
    """A round as of the day on which the documents of ``cycle`` appeared."""
    from ipharbor.actions.jobs.enqueue import enqueue, the_clock

    moment = datetime.combine(FIRST + timedelta(days=cycle), datetime.min.time(), UTC)
    argument = {"moment": moment.replace(hour=12).isoformat()}
    return enqueue(
        "warning.round", once=f"round:{cycle}", argument=argument, by=the_clock(),
        at=datetime.now(UTC),
    ).pk  # fmt: skip


def mails_due(cycle: int) -> int:
    from ipharbor.actions.jobs.enqueue import enqueue, the_clock

    return enqueue("mail.deliver", once=f"mails:{cycle}", by=the_clock(), at=datetime.now(UTC)).pk


def ticks_due(count: int) -> None:
    """So many jobs, each of which only puts its number down."""
    from ipharbor.actions.jobs.enqueue import enqueue, the_clock

    for n in range(count):
        enqueue("test.tick", once=f"tick:{n}", by=the_clock(), at=datetime.now(UTC))


def ticked() -> list[int]:
    """The numbers of the jobs as they were done."""
    from ipharbor.settings import current

    return [int(line) for line in (current().home / "ticks").read_text().split()]


def worker(threads: int = 1) -> int:
    """A worker in a process of its own; gives its number."""
    from django.db import connections

    connections.close_all()
    child = os.fork()
    if child:
        return child
    from ipharbor.jobs import process
    from ipharbor.settings import current

    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    log = os.open(current().home / "worker.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(log, stream)
    lease = LEASE if threads == 1 else 20 * LEASE
    process.run(once=False, threads=threads, lease=lease, beside=None)
    os._exit(0)


def bury(child: int) -> int:
    """Wait for a worker's end; gives how it ended."""
    return os.waitpid(child, 0)[1]


def open_jobs() -> int:
    from ipharbor.records.models import Job

    return Job.objects.exclude(state__in=["done", "cancelled"]).count()


def held() -> list[str]:
    """The tokens of all that runs."""
    from ipharbor.records.models import Job

    return list(Job.objects.filter(state="running").values_list("token", flat=True))


def unhurried() -> None:
    """Let nothing wait for its next attempt, and run again what was given up."""
    from ipharbor.actions import permits
    from ipharbor.actions.jobs.run_again import run_again
    from ipharbor.records.models import Job

    now = datetime.now(UTC)
    Job.objects.filter(state="failed").update(next_at=now)
    for dead in Job.objects.filter(state="dead"):
        run_again(dead.pk, by=permits.operator(), at=now)


def account() -> dict[str, Any]:
    """What there is in the end, counted."""
    from django.db.models import Count

    from ipharbor.corpus import manifest
    from ipharbor.journal.models import Line, Outgoing
    from ipharbor.records.models import ImportRun, IssuedWarning, Job, Sighting, WarningRound
    from ipharbor.settings import current

    held = manifest.read(current().corpus)
    lines = Line.objects.exclude(action__startswith="jobs.").exclude(action="watch.add")
    return {
        "runs": [[run.state, run.read, run.stored, run.unchanged] for run in
                 ImportRun.objects.order_by("pk")],
        "volumes": len(held.volumes),
        "documents": held.documents,
        "lines": dict(lines.values_list("action").annotate(n=Count("pk"))),
        "twice": list(lines.values_list("action", "subject").annotate(n=Count("pk"))
                      .filter(n__gt=1)),
        "warnings": IssuedWarning.objects.count(),
        "sightings": Sighting.objects.count(),
        "rounds": WarningRound.objects.count(),
        "mails": Outgoing.objects.count(),
        "sent": Outgoing.objects.filter(state="sent").count(),
        "letters": len(list(current().mails.glob("*.eml"))),
        "uploads": len(list(current().uploads.glob("*"))),
        "jobs": dict(Job.objects.values_list("state").annotate(n=Count("pk"))),
        "attempts": sum(Job.objects.values_list("attempts", flat=True)),
        "errors": list(Job.objects.exclude(error=None).values_list("kind", "error")),
    }  # fmt: skip


def logged() -> str:
    """What the workers complained of."""
    from ipharbor.settings import current

    return (current().home / "worker.log").read_text()


def intact() -> str:
    """What is wrong with the journal; empty when nothing is."""
    from ipharbor.journal import checking

    return str(checking.verify() or "")


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "ipharbor.settings.django"
    import django

    django.setup()
    from ipharbor.actions.jobs.kinds import KINDS, Kind
    from ipharbor.jobs import process
    from ipharbor.jobs.works import WORKS
    from ipharbor.settings import current

    assert process  # loaded here, so that a worker has nothing left to load
    KINDS["test.tick"] = Kind("test.tick", permit="corpus.import")  # type: ignore[index]
    ticks = os.open(current().home / "ticks", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def tick(at_hand: Any) -> dict[str, Any]:
        at_hand.tell("job.said.read", 1, 2)
        os.write(ticks, f"{at_hand.job.pk}\n".encode())
        return {}

    WORKS["test.tick"] = tick
    for line in sys.stdin:
        function, *given = json.loads(line)
        print(json.dumps(globals()[function](*given)), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
