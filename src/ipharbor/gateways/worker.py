"""Workers as processes: this one turned into a worker, or one started beside it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from typing import NoReturn

_MODULE = "ipharbor.jobs"


def become(options: Sequence[str], *, module: str = _MODULE) -> NoReturn:
    """Turn this process into a worker with ``options``, or into the process of another
    ``module``; its number stays the same."""
    sys.stdout.flush()
    sys.stderr.flush()
    command = [sys.executable, "-m", module, *options]
    os.execv(sys.executable, command)  # noqa: S606 - our own interpreter, no shell


def beside() -> subprocess.Popen[bytes]:
    """Start a worker that ends when this process does, however it ends."""
    return subprocess.Popen(  # noqa: S603 - our own interpreter, no shell
        _command(["--beside", str(os.getpid())]), stdin=subprocess.DEVNULL
    )


def end(process: subprocess.Popen[bytes], *, patience: float) -> None:
    """Ask a worker to stop and wait for it; one that has not after ``patience`` seconds is
    killed, and what it held comes back by itself."""
    process.terminate()
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def alive(process: int) -> bool:
    """Whether a process of that number runs on this machine."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _command(options: Sequence[str]) -> list[str]:
    return [sys.executable, "-m", _MODULE, *options]
