"""Twenty kill -9 of server and worker while people change things: nothing lost, nothing doubled.

    python benchmarks/kill_server.py --home DIR [--kills 20] [--people 8] [--database-url URL]

DIR holds an installation with a corpus. Everybody keeps a record of each change: *acknowledged*
where the page said so, *unknown* where the connection broke before. At the end the record is
compared with the tables and the journal: every acknowledged change is there once, an unknown one
once or not at all, the journal's chain is whole, and no job was left running or done twice.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import threading
import time
from collections import Counter
from pathlib import Path

from _people import Browser, await_server, free_port, people, start


class Recorder(threading.Thread):
    """Somebody who sets up one watch after another and writes down what came of each."""

    def __init__(self, name: str, port: int, over: threading.Event) -> None:
        super().__init__(daemon=True)
        self.person, self.over = name, over
        self.browser = Browser("127.0.0.1", port)
        self.acknowledged: list[str] = []
        self.unknown: list[str] = []
        self.refused: list[str] = []

    def run(self) -> None:
        count = 0
        while not self.over.is_set():
            if "sessionid" not in self.browser.cookies and not self.browser.sign_in(self.person):
                time.sleep(0.2)
                continue
            count += 1
            name = f"{self.person}#{count}"
            answer = self.browser.post(
                "/watches/", name=name, kind="query", query="散热", raise_from="yellow"
            )
            if answer.status == 302 and "login" not in answer.to:
                self.acknowledged.append(name)
            elif answer.status == 0:
                self.unknown.append(name)
                time.sleep(0.1)
            else:
                self.refused.append(f"{name}: {answer.status}")
                time.sleep(0.1)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--home", type=Path, required=True)
    asked.add_argument("--kills", type=int, default=20)
    asked.add_argument("--people", type=int, default=8)
    asked.add_argument("--seed", type=int, default=2021)
    asked.add_argument("--database-url", default="")
    given = asked.parse_args()
    chance = random.Random(given.seed)
    officers, others = people(given.home, given.people, database_url=given.database_url)
    port, over = free_port(), threading.Event()
    running = {
        "server": ("serve", "--port", str(port), "--workers", "2"),
        "worker": ("worker",),
    }
    started = {
        what: start(given.home, *words, database_url=given.database_url)
        for what, words in running.items()
    }
    await_server(port)
    recorders = [Recorder(name, port, over) for name in [*officers, *others]]
    for recorder in recorders:
        recorder.start()
    killed: Counter[str] = Counter()
    for number in range(given.kills):
        time.sleep(chance.uniform(0.5, 3.0))
        what = "worker" if number % 3 == 2 else "server"
        os.killpg(started[what].pid, signal.SIGKILL)
        started[what].wait()
        killed[what] += 1
        started[what] = start(given.home, *running[what], database_url=given.database_url)
        if what == "server":
            await_server(port)
    time.sleep(2)
    over.set()
    for recorder in recorders:
        recorder.join(90)
    for process in started.values():
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(60)
    print(f"killed: {dict(killed)}")
    raise SystemExit(not compared(recorders))


def compared(recorders: list[Recorder]) -> bool:
    """Whether tables and journal agree with what the people wrote down."""
    from ipharbor.journal import chain
    from ipharbor.journal.models import Line
    from ipharbor.records.models import Watch

    said = [name for one in recorders for name in one.acknowledged]
    unknown = [name for one in recorders for name in one.unknown]
    refused = [why for one in recorders for why in one.refused]
    kept = Counter(Watch.objects.filter(name__contains="#").values_list("name", flat=True))
    keys = dict(Watch.objects.filter(name__contains="#").values_list("pk", "name"))
    lines = Counter(
        keys.get(int(subject.partition(":")[2]), "?")
        for subject in Line.objects.filter(action="watch.add").values_list("subject", flat=True)
        if int(subject.partition(":")[2]) in keys
    )
    lost = [name for name in said if kept[name] != 1 or lines[name] != 1]
    doubled = [name for name in kept if kept[name] > 1 or lines[name] != kept[name]]
    strange = set(kept) - set(said) - set(unknown)
    broken = chain.verify()
    print(f"acknowledged {len(said)}, unknown {len(unknown)} (of them kept "
          f"{sum(kept[name] for name in unknown)}), refused {len(refused)}")  # fmt: skip
    print(f"lost {len(lost)}, doubled {len(doubled)}, strange {len(strange)}")
    print(f"chain {broken or 'whole'}")
    for why in refused[:5]:
        print("  refused", why)
    return not (lost or doubled or strange or broken)


if __name__ == "__main__":
    main()
