"""Many writers at once make one chain, whichever store keeps it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction

from ipharbor.journal import chain
from ipharbor.journal.models import Line, Subtree, Tip

AT = datetime(2021, 11, 30, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
WRITERS, LINES = 4, 20

# Run as a program of its own on a register in a file: several processes of several threads.
PROGRAM = """
import sys, threading
from datetime import datetime, timezone
from ipharbor.cli.ready import start
start()
from django.db import connections, transaction
from ipharbor.journal import chain
who, threads, lines = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
def write(name):
    for n in range(lines):
        with transaction.atomic():
            chain.append("watch.add", f"watch:{n}", actor=name, at=datetime.now(timezone.utc),
                         details={"n": n}, enclosed={"n": n % 3}, about=["firm:1"])
    connections.close_all()
made = [threading.Thread(target=write, args=(f"{who}{t}",)) for t in range(threads)]
[one.start() for one in made]; [one.join() for one in made]
"""
CHECK = """
from ipharbor.cli.ready import start
start()
from ipharbor.journal import chain
from ipharbor.journal.models import Line, Subtree, Tip
assert chain.verify() is None, chain.verify()
told = list(Line.objects.order_by("seq").values_list("seq", "actor", "details__n"))
print(len(told), Tip.objects.get().size, Subtree.objects.count())
per = {}
for seq, actor, n in told:
    per.setdefault(actor, []).append(n)
print(all(ns == sorted(ns) and len(ns) == len(set(ns)) for ns in per.values()), len(per))
"""


def run(program: str, home: Path, *words: str) -> subprocess.Popen[str]:
    told = {k: v for k, v in os.environ.items() if not k.startswith("IPHARBOR_")}
    return subprocess.Popen(
        [sys.executable, "-c", program, *words], env=told | {"IPHARBOR_HOME": str(home)},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def finished(process: subprocess.Popen[str]) -> str:
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 0, output
    return output


def test_processes_and_threads_on_one_sqlite_file_make_one_chain(tmp_path: Path) -> None:
    finished(run("from ipharbor.cli.ready import ready; ready()", tmp_path))
    writers = [run(PROGRAM, tmp_path, who, "2", str(LINES)) for who in "ab"]
    for writer in writers:
        finished(writer)
    counted, ordered = finished(run(CHECK, tmp_path)).strip().splitlines()
    assert counted == f"{4 * LINES} {4 * LINES} 0"
    assert ordered == "True 4"


@pytest.mark.django_db(transaction=True)
def test_threads_on_postgresql_make_one_chain_from_the_first_line_on() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("the suite runs on SQLite (IPHARBOR_TEST_DATABASE_URL names a server)")
    together = threading.Barrier(WRITERS)
    failed: list[BaseException] = []

    def write(name: str) -> None:
        try:
            together.wait()
            for n in range(4 * LINES):
                with transaction.atomic():
                    chain.append(
                        "watch.add", f"watch:{n}", actor=name, at=AT,
                        details={"n": n}, enclosed={"n": n % 3}, about=["firm:1"],
                    )  # fmt: skip
        except BaseException as broken:
            failed.append(broken)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(f"w{n}",)) for n in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert Line.objects.count() == Tip.objects.get().size == 4 * WRITERS * LINES
    assert Subtree.objects.count() == 1
    assert chain.verify() is None
