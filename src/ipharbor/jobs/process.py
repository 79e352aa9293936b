"""One process of a worker: its threads, its signs of life, and how it ends."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import time
from datetime import timedelta
from threading import Event, Thread

from django.db import connection
from django.utils import timezone

from ipharbor.actions.jobs.fire import lay_out
from ipharbor.actions.jobs.lease import beat
from ipharbor.jobs.worker import Worker, keep_alive

PATIENCE = 20.0  # seconds that running work gets to come to its next sign of progress
_LOOK = 0.2  # seconds between two looks at whether to stop


def run(*, once: bool, threads: int, lease: timedelta, beside: int | None) -> None:
    """Work until SIGTERM or SIGINT, until process ``beside`` is gone, or ``once`` until idle.

    Work that runs then is left at its next sign of progress and given back; work that gives
    none within ``PATIENCE`` is broken off, and is at once another worker's to take.
    """
    worker = Worker(
        name=f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(2)}"[-120:],
        clock=timezone.now,
        zone=timezone.get_default_timezone(),
        lease=lease,
    )
    asked: list[int] = []
    for sign in (signal.SIGTERM, signal.SIGINT):
        # Nothing more than this: the main thread may hold any lock when a signal comes.
        signal.signal(sign, lambda number, frame: asked.append(number))
    lay_out(zone=worker.zone, at=worker.clock())
    over = Event()
    alive = Thread(target=keep_alive, args=(worker, over), daemon=True)
    alive.start()
    mates = [_mate(worker, once) for _ in range(1 if once else threads)]
    while not asked and any(mate.is_alive() for mate in mates):
        if beside is not None and os.getppid() != beside:
            break
        time.sleep(_LOOK)
    worker.stop.set()
    until = time.monotonic() + PATIENCE
    for mate in mates:
        mate.join(max(0.0, until - time.monotonic()))
    over.set()
    alive.join(PATIENCE)
    if any(mate.is_alive() for mate in mates):
        beat(worker.holding.tokens(), lease=timedelta(0), at=worker.clock())
        os._exit(0)  # at once: nothing more is to be written for what others may take now


def _mate(worker: Worker, once: bool) -> Thread:
    """A thread that works as ``worker`` does, with the same stop and the same holding."""
    mate = Worker(
        worker.name, worker.clock, worker.zone, worker.works, worker.lease, worker.stop,
        worker.holding,
    )  # fmt: skip

    def work() -> None:
        try:
            if once:
                mate.until_idle()
            else:
                mate.run()
        finally:
            connection.close()

    thread = Thread(target=work, daemon=True)
    thread.start()
    return thread
