"""Many at once: a change is done once, one of two wins, and the limit holds for all together."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

# Run as a program of its own on a register in a file, as an installation has it.
PROGRAM = """
import json, sys, threading
from datetime import timedelta
from ipharbor.cli.ready import ready
ready()
from django.db import connections
from django.test import Client
from django.utils import timezone
from ipharbor.actions import permits
from ipharbor.actions.jobs.fire import lay_out
from ipharbor.actions.people.create import create
from ipharbor.actions.token.make import make
from ipharbor.api import limits
from ipharbor.journal.models import Line
from ipharbor.records.models import Watch

now = timezone.now()
ada = create(username="ada", password="correct-horse-battery", role="administrator",
             email="ada@example.org", by=permits.operator(), at=now)
make(ada, "t", key="iph_race", scopes=permits.SCOPES, ends_at=now + timedelta(days=1),
     by=permits.of(ada), at=now)
lay_out(zone=timezone.get_default_timezone(), at=now)
TOKEN = {"Authorization": "Bearer iph_race"}

def together(count, work):
    gate, told = threading.Barrier(count), []
    def run(n):
        gate.wait()
        told.append(work(n))
        connections.close_all()
    made = [threading.Thread(target=run, args=(n,)) for n in range(count)]
    [one.start() for one in made]; [one.join() for one in made]
    return told

def watch(n):
    answer = Client(SERVER_NAME="localhost").post(
        "/api/v1/watches", {"name": "灯", "query": "灯"}, content_type="application/json",
        headers=TOKEN | {"Idempotency-Key": "one"})
    return [answer.status_code, answer.content.decode()]

same = together(6, watch)
read = Client(SERVER_NAME="localhost").get("/api/v1/schedules/backup", headers=TOKEN)

def change(n):
    answer = Client(SERVER_NAME="localhost").put(
        "/api/v1/schedules/backup", {"every": "day", "hour": 3 + n},
        content_type="application/json",
        headers=TOKEN | {"Idempotency-Key": f"h{n}", "If-Match": read["ETag"]})
    return [answer.status_code, answer.json().get("error", {}).get("code", "")]

changed = together(4, change)

def ask(n):
    limits.held.clear()  # as if every thread were a process of its own
    return sum(limits.ask("token:many", limit=40, now=6e9).allowed for _ in range(15))

allowed = sum(together(6, ask))
print(json.dumps({
    "same": same, "watches": Watch.objects.count(), "changed": changed, "allowed": allowed,
    "lines": Line.objects.filter(action="watch.add").count(),
}))
"""


def test_one_change_is_done_once_one_of_two_wins_and_the_limit_holds(tmp_path: Path) -> None:
    told = {k: v for k, v in os.environ.items() if not k.startswith("IPHARBOR_")}
    told |= {"IPHARBOR_HOME": str(tmp_path), "IPHARBOR_API_PER_MINUTE": "0"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=told, capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    came: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert [status for status, _body in came["same"]] == [201] * 6
    assert len({body for _status, body in came["same"]}) == 1
    assert (came["watches"], came["lines"]) == (1, 1)
    assert sorted(status for status, _code in came["changed"]) == [200, 412, 412, 412]
    assert {code for status, code in came["changed"] if status == 412} == {"api.changed"}
    assert 0 < came["allowed"] <= 40
