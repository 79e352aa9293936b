"""Kill workers at random moments in imports and rounds; compare what is left with what was asked.

    python benchmarks/kill_worker.py --kills 40
    python benchmarks/kill_worker.py --jobs 200 --workers 2

Each kill hits a worker process of its own, started as ``python -m ipharbor.jobs`` on one home
with invented uploads. In the end every upload has one volume and one receipt, every document
was brought up once, every mail lies once in the mail folder, and the journal verifies. With
``--jobs`` it measures instead how long so many empty jobs take, and counts complaints of a
locked register. Exits 1 when anything is lost or doubled.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

EACH = 250  # documents of each firm in an upload
ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "jobs"))

from nursery import FIRMS, Nursery  # noqa: E402


def started(home: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "ipharbor.jobs", "--threads", "1", "--lease", "1"],
        env=os.environ | {"IPHARBOR_HOME": str(home)},
        stderr=(home / "worker.log").open("ab"),
    )


def worked_off(nursery: Nursery, home: Path) -> None:
    process = started(home)
    while nursery.ask("open_jobs"):
        nursery.ask("unhurried")
        time.sleep(0.1)
    process.terminate()
    process.wait()


def kills(count: int, lots: random.Random) -> int:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        nursery = Nursery(home)
        nursery.ask("furnish")
        for cycle in range(count):
            nursery.ask("upload", cycle, EACH)
            nursery.ask("round_due", cycle)
            nursery.ask("mails_due", cycle)
            before, process = set(nursery.ask("held")), started(home)
            while not set(nursery.ask("held")) - before:
                time.sleep(0.02)
            after = lots.uniform(0.0, 1.5)
            time.sleep(after)
            process.send_signal(signal.SIGKILL)
            process.wait()
            print(f"kill {cycle + 1:2d} {after:.2f} s into a job, open {nursery.ask('open_jobs')}",
                  flush=True)  # fmt: skip
        worked_off(nursery, home)
        nursery.ask("round_due", count)
        worked_off(nursery, home)
        nursery.ask("mails_due", count)
        worked_off(nursery, home)
        told, broken = nursery.ask("account"), nursery.ask("intact")
        nursery.close()
    wanted = {
        "runs": [["done", EACH * len(FIRMS), EACH * len(FIRMS), 0]] * count,
        "volumes": count,
        "documents": count * EACH * len(FIRMS),
        "sightings": count * EACH * len(FIRMS),
        "rounds": count + 1,
        "twice": [],
        "sent": told["mails"],
        "letters": told["mails"],
        "uploads": 0,
    }
    wrong = {name: (told[name], value) for name, value in wanted.items() if told[name] != value}
    print(f"{told['jobs']}, {told['attempts']} attempts; journal {broken or 'verifies'}")
    print("nothing lost, nothing doubled" if not wrong else f"DIFFERENT: {wrong}")
    return 1 if wrong or broken else 0


def throughput(jobs: int, workers: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        nursery = Nursery(Path(folder))
        nursery.ask("furnish")
        nursery.ask("ticks_due", jobs)
        begun = time.monotonic()
        children = [nursery.ask("worker", 2) for _ in range(workers)]
        while nursery.ask("open_jobs"):
            time.sleep(0.02)
        took = time.monotonic() - begun
        for child in children:
            os.kill(child, signal.SIGTERM)
            nursery.ask("bury", child)
        ticked, log = nursery.ask("ticked"), nursery.ask("logged")
        nursery.close()
    locked = log.count("locked")
    print(f"{jobs} jobs, {workers} workers of 2 threads: {took:.2f} s, {jobs / took:.0f} a second, "
          f"{len(ticked)} done, {len(set(ticked))} different, {locked} times locked")  # fmt: skip
    return 0 if sorted(ticked) == list(range(1, jobs + 1)) and not log else 1


def main() -> int:
    asked = argparse.ArgumentParser()
    asked.add_argument("--kills", type=int, default=20)
    asked.add_argument("--jobs", type=int, default=0)
    asked.add_argument("--workers", type=int, default=2)
    asked.add_argument("--seed", type=int, default=20211130)
    given = asked.parse_args()
    if given.jobs:
        return throughput(given.jobs, given.workers)
    return kills(given.kills, random.Random(given.seed))


if __name__ == "__main__":
    sys.exit(main())
