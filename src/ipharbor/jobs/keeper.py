"""A worker kept beside a server: ``python -m ipharbor.jobs.keeper NUMBER``.

A process of its own, for a server that brings forth processes must not have threads of its own,
and one that loads nothing is not what the machine ends when memory runs short. ``NUMBER`` is the
server's: when the server is gone, so are worker and keeper.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence

from ipharbor.gateways.worker import command, end

STEADY = 60.0  # seconds after which a worker that ends has lived well enough to begin at once
LONGEST = 60.0  # seconds between two beginnings at most
PATIENCE = 22.0  # seconds a worker gets to leave off what it does
_LOOK = 0.2


def pause(young: int) -> float:
    """Seconds to wait when so many workers in a row have died young: 0, 1, 2, 4 …"""
    return min(LONGEST, 2.0 ** (young - 1)) if young else 0.0


def keep(words: Sequence[str], *, over: Callable[[], bool]) -> None:
    """Run the worker that ``words`` start, again and again, until ``over``."""
    young = 0
    while not over():
        began = time.monotonic()
        worker = subprocess.Popen(words, stdin=subprocess.DEVNULL)  # noqa: S603 - no shell
        while worker.poll() is None:
            if over():
                end(worker, patience=PATIENCE)
                return
            time.sleep(_LOOK)
        young = young + 1 if time.monotonic() - began < STEADY else 0
        until = time.monotonic() + pause(young)
        sys.stderr.write(f"the worker has ended ({worker.returncode}); another is started\n")
        while time.monotonic() < until and not over():
            time.sleep(_LOOK)


def main() -> None:
    """Keep a worker until told to stop, or until the server is gone."""
    server = int(sys.argv[1])
    asked: list[int] = []
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda number, frame: asked.append(number))
    words = command(["--beside", str(os.getpid())])
    keep(words, over=lambda: bool(asked) or os.getppid() != server)


if __name__ == "__main__":
    main()
