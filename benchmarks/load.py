"""Fifty people at the pages at once, looking and changing.

    python benchmarks/load.py --home DIR [--people 50] [--seconds 120] [--database-url URL]

DIR holds an installation with a corpus (``ipharbor --home DIR demo --no-serve`` makes one). The
server is started by this script with --workers and --threads as given. Everybody signs in before
the clock starts, then looks at a page or changes something, and thinks for 3 to 7 seconds. Prints
for each kind of page the number, p50, p95, p99 and worst in milliseconds, and every answer that
was no success. The people run in this machine's cores as well.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import statistics
import threading
import time
from collections import Counter, defaultdict
from pathlib import Path
from urllib.parse import quote

from _people import Answer, Browser, await_server, free_port, links, people, start

THINK = (3.0, 7.0)
RUN = f"{time.time():.0f}"  # names of this run, so that one home serves many
QUERIES = ("散热", "舞台灯 散热", "ipc:F21V29", "applicant:有限公司 AND 电池", "title:装置")
# What people do, and how often of a hundred.
MIX = (
    ("home", 12), ("search", 20), ("patent", 14), ("landscape", 6), ("docket", 12), ("right", 10),
    ("inbox", 8), ("plan", 3), ("law", 4), ("deadline", 3), ("watches", 3), ("watch add", 3),
    ("watch end", 2),
)  # fmt: skip


class Human:
    """A person with a browser, a mind of its own, and a memory of what was on the pages."""

    def __init__(self, name: str, port: int, seed: int, officer: bool) -> None:
        self.name, self.officer = name, officer
        self.browser = Browser("127.0.0.1", port)
        self.mind = random.Random(seed)
        self.patents: list[str] = []
        self.rights: list[str] = []
        self.ends: list[str] = []
        self.count = 0

    def act(self) -> tuple[str, Answer]:
        what = self.mind.choices([name for name, _ in MIX], [often for _, often in MIX])[0]
        return what, getattr(self, "_" + what.replace(" ", "_"))()

    def _home(self) -> Answer:
        return self.browser.get("/")

    def _search(self) -> Answer:
        answer = self.browser.get(f"/search/?q={quote(self.mind.choice(QUERIES))}")
        self.patents = links(answer.text, r"/patent/[^\"]+/") or self.patents
        return answer

    def _patent(self) -> Answer:
        return self.browser.get(self.mind.choice(self.patents)) if self.patents else self._search()

    def _landscape(self) -> Answer:
        return self.browser.get(f"/landscape/?q={quote(self.mind.choice(QUERIES))}")

    def _docket(self) -> Answer:
        answer = self.browser.get("/docket/")
        if self.officer and (firms := links(answer.text, r"/docket/\?firm=\d+")):
            answer = self.browser.get(self.mind.choice(firms))
        self.rights = links(answer.text, r"/docket/CN[^\"]+") or self.rights
        return answer

    def _right(self) -> Answer:
        return self.browser.get(self.mind.choice(self.rights)) if self.rights else self._docket()

    def _plan(self) -> Answer:
        return self.browser.get("/inbox/" if self.officer else "/docket/plan/")

    def _inbox(self) -> Answer:
        return self.browser.get("/inbox/")

    def _law(self) -> Answer:
        return self.browser.get("/law/?q=" + quote("年费"))

    def _deadline(self) -> Answer:
        return self.browser.get("/deadline/")

    def _watches(self) -> Answer:
        answer = self.browser.get("/watches/")
        self.ends = links(answer.text, r"/watches/\d+/end/") or self.ends
        return answer

    def _watch_add(self) -> Answer:
        self.count += 1
        return self.browser.post(
            "/watches/", name=f"{self.name}-{RUN}-{self.count}", kind="query",
            query=self.mind.choice(QUERIES), raise_from="yellow",
        )  # fmt: skip

    def _watch_end(self) -> Answer:
        if not self.ends:
            return self._watches()
        return self.browser.post(self.ends.pop(self.mind.randrange(len(self.ends))))


def live(
    human: Human, until: float, told: list[tuple[str, Answer]], begin: threading.Barrier
) -> None:
    if not human.browser.sign_in(human.name):
        told.append(("sign in", Answer(0, 0, "refused")))
    begin.wait()
    time.sleep(human.mind.uniform(0, THINK[1]))
    while time.monotonic() < until + STARTED[0]:
        told.append(human.act())
        time.sleep(human.mind.uniform(*THINK))


STARTED = [0.0]


def run(home: Path, given: argparse.Namespace) -> list[tuple[str, Answer]]:
    officers, others = people(home, given.people, database_url=given.database_url)
    port = free_port()
    server = start(
        home, "serve", "--port", str(port), "--workers", str(given.workers),
        "--threads", str(given.threads), "--with-worker", database_url=given.database_url,
    )  # fmt: skip
    try:
        await_server(port)
        told: list[tuple[str, Answer]] = []
        begin = threading.Barrier(
            given.people, action=lambda: STARTED.__setitem__(0, time.monotonic())
        )
        threads = [
            threading.Thread(
                target=live,
                args=(Human(name, port, number, name in officers), given.seconds, told, begin),
            )
            for number, name in enumerate([*officers, *others])
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return told
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(30)


def report(told: list[tuple[str, Answer]], seconds: float) -> bool:
    """Print the table; True where nothing failed and the 95th of a hundred is within 0.3 s."""
    kinds: dict[str, list[float]] = defaultdict(list)
    wrong: Counter[str] = Counter()
    for what, answer in told:
        kinds[what].append(answer.seconds * 1000)
        if answer.status not in (200, 302):
            wrong[f"{what}: {answer.status} {answer.text[:60] if not answer.status else ''}"] += 1
    kinds["all"] = [ms for what, times in kinds.items() for ms in times if what != "all"]
    print(f"{'page':<12}{'n':>6}{'p50':>8}{'p95':>8}{'p99':>8}{'worst':>8}  ms")
    for what, times in sorted(kinds.items(), key=lambda one: one[0] == "all"):
        cuts = statistics.quantiles(times, n=100) if len(times) > 1 else times * 99
        row = (statistics.median(times), cuts[94], cuts[98], max(times))
        print(f"{what:<12}{len(times):>6}" + "".join(f"{ms:>8.0f}" for ms in row))
    print(f"{len(kinds['all']) / seconds:.1f} answers a second; {sum(wrong.values())} failed")
    for what, count in wrong.most_common():
        print(f"  {count} x {what}")
    return not wrong and statistics.quantiles(kinds["all"], n=100)[94] <= 300


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--home", type=Path, required=True)
    asked.add_argument("--people", type=int, default=50)
    asked.add_argument("--seconds", type=float, default=120)
    asked.add_argument("--workers", type=int, default=2)
    asked.add_argument("--threads", type=int, default=4)
    asked.add_argument("--database-url", default="")
    given = asked.parse_args()
    raise SystemExit(not report(run(given.home, given), given.seconds))


if __name__ == "__main__":
    main()
