"""Whether an import that no worker looks after goes on, on whatever machine."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Event, Thread

from django.db import DatabaseError, connection

from ipharbor.gateways.worker import Process, alive
from ipharbor.records.models import ImportRun

BEAT = timedelta(seconds=20)
SILENT = timedelta(minutes=3)  # without a sign of life on another machine it counts as dead
_log = logging.getLogger(__name__)


def lost(run: ImportRun, *, at: datetime) -> bool:
    """Whether a run still counts as running although its process is gone.

    A process of this machine is looked for; one of another is gone when it has given no sign
    of life for ``SILENT``. A run that a worker looks after is never lost: its job comes back.
    """
    if run.state != ImportRun.State.RUNNING or run.process == ImportRun.QUEUED:
        return False
    runs = alive(Process(run.machine, run.process, run.born))
    if runs is None:
        return at - (run.seen_at or run.started_at) > SILENT
    return not runs


@contextmanager
def giving_signs(run: ImportRun, clock: Callable[[], datetime]) -> Iterator[None]:
    """Let the run give signs of life, in a thread of its own, while the block runs."""
    over = Event()
    thread = Thread(target=_beat, args=(run.pk, clock, over), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _beat(run: int, clock: Callable[[], datetime], over: Event) -> None:
    while not over.wait(BEAT.total_seconds()):
        try:
            ImportRun.objects.filter(pk=run).update(seen_at=clock())
        except DatabaseError:  # the register is busy or away for a moment: the next one may go
            _log.warning("an import could not give a sign of life")
    connection.close()
