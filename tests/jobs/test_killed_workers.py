"""A worker killed at any moment loses nothing, and nothing is done twice."""

from __future__ import annotations

import os
import random
import signal
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from nursery import FIRMS, Nursery

pytestmark = pytest.mark.slow

CYCLES, KILLS = 5, 20


@pytest.fixture
def store() -> Iterator[str]:
    """An empty store on the PostgreSQL server beside the suite; empty where there is none."""
    url = os.environ.get("IPHARBOR_TEST_DATABASE_URL", "")
    if not url:
        yield ""
        return
    import psycopg

    name = f"jobs_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(url, autocommit=True) as opened:
        opened.execute(f'CREATE DATABASE "{name}"')
    yield urlsplit(url)._replace(path=f"/{name}").geturl()
    with psycopg.connect(url, autocommit=True) as opened:
        opened.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def nursery(tmp_path: Path, store: str) -> Iterator[Nursery]:
    made = Nursery(tmp_path, store)
    made.ask("furnish")
    yield made
    made.close()


def killed(nursery: Nursery, after: float) -> None:
    child = nursery.ask("worker")
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    assert nursery.ask("bury", child) == signal.SIGKILL


def worked_off(nursery: Nursery) -> None:
    """Let one worker live until nothing is left to do."""
    child = nursery.ask("worker")
    until = time.monotonic() + 60
    while nursery.ask("open_jobs"):
        assert time.monotonic() < until, nursery.ask("account")
        nursery.ask("unhurried")
        time.sleep(0.05)
    os.kill(child, signal.SIGTERM)
    assert nursery.ask("bury", child) == 0


def test_of_twenty_killed_workers_none_loses_or_doubles_anything(nursery: Nursery) -> None:
    lots = random.Random(20211130)
    for cycle in range(CYCLES):
        nursery.ask("upload", cycle)
        nursery.ask("round_due", cycle)
        nursery.ask("mails_due", cycle)
        for _ in range(KILLS // CYCLES):
            killed(nursery, lots.uniform(0.05, 0.6))
    worked_off(nursery)
    nursery.ask("round_due", CYCLES)
    worked_off(nursery)
    nursery.ask("mails_due", CYCLES)
    worked_off(nursery)
    told = nursery.ask("account")
    each = len(FIRMS)
    assert set(told["jobs"]) == {"done"}, told["errors"]
    assert told["runs"] == [["done", each, each, 0]] * CYCLES
    assert (told["volumes"], told["documents"]) == (CYCLES, CYCLES * each)
    assert told["sightings"] == CYCLES * each
    assert told["rounds"] == CYCLES + 1
    assert told["lines"]["corpus.import"] == CYCLES
    assert told["lines"]["warning.round"] == CYCLES + 1
    assert told["lines"]["warning.raise"] + told["lines"].get("warning.hold", 0) == told["warnings"]
    assert told["twice"] == []
    assert told["mails"] == told["sent"] == told["letters"] > 0
    assert told["uploads"] == 0
    assert told["attempts"] > told["jobs"]["done"], "no kill has hit a job"
    assert nursery.ask("intact") == ""


def test_two_workers_of_two_threads_do_two_hundred_jobs_once_each_and_never_find_a_lock(
    nursery: Nursery,
) -> None:
    nursery.ask("ticks_due", 200)
    children = [nursery.ask("worker", 2) for _ in range(2)]
    until = time.monotonic() + 60
    while nursery.ask("open_jobs"):
        assert time.monotonic() < until, nursery.ask("account")
        time.sleep(0.05)
    for child in children:
        os.kill(child, signal.SIGTERM)
        assert nursery.ask("bury", child) == 0
    assert sorted(nursery.ask("ticked")) == list(range(1, 201))
    told = nursery.ask("account")
    assert (told["jobs"], told["attempts"], told["errors"]) == ({"done": 200}, 200, [])
    assert nursery.ask("logged") == ""
