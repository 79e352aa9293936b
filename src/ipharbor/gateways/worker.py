"""Workers as processes: this one turned into a worker, or one kept beside it; and which
process of which machine is meant by a number."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NoReturn

_MODULE = "ipharbor.jobs"
_KEEPER = "ipharbor.jobs.keeper"


@dataclass(frozen=True)
class Process:
    """A process told apart from all others: by its machine, its number there, and when it was
    born (ticks of that machine's clock, 0 where they cannot be read): numbers are used again."""

    machine: str
    number: int
    born: int


def become(options: Sequence[str], *, module: str = _MODULE) -> NoReturn:
    """Turn this process into a worker with ``options``, or into the process of another
    ``module``; its number stays the same."""
    sys.stdout.flush()
    sys.stderr.flush()
    command = [sys.executable, "-m", module, *options]
    os.execv(sys.executable, command)  # noqa: S606 - our own interpreter, no shell


def beside() -> subprocess.Popen[bytes]:
    """Start a worker that ends when this process does, however it ends, and that is started
    anew when it ends by itself."""
    return subprocess.Popen(  # noqa: S603 - our own interpreter, no shell
        [sys.executable, "-m", _KEEPER, str(os.getpid())], stdin=subprocess.DEVNULL
    )


def command(options: Sequence[str]) -> list[str]:
    """The words that start a worker."""
    return [sys.executable, "-m", _MODULE, *options]


def end(process: subprocess.Popen[bytes], *, patience: float) -> None:
    """Ask a worker to stop and wait for it; one that has not after ``patience`` seconds is
    killed, and what it held comes back by itself."""
    process.terminate()
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def this_process() -> Process:
    """The process that asks."""
    number = os.getpid()
    return Process(_machine(), number, _born(number))


def alive(process: Process) -> bool | None:
    """Whether that process runs still; None where it is of another machine and this one cannot
    tell."""
    if process.machine != _machine():
        return None
    try:
        os.kill(process.number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return process.born == 0 or _born(process.number) == process.born


@cache
def _machine() -> str:
    """This machine since it was last started; containers on one are told apart."""
    told = [socket.gethostname()[:80]]
    try:
        told.append(Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii")[:8])
        told.append(str(Path("/proc/self/ns/pid").readlink())[5:-1])
    except OSError:  # no Linux: the name alone
        pass
    return ":".join(told)


def _born(number: int) -> int:
    """When the process was born; 0 where that cannot be read, or where it has ended and only
    its number is still held."""
    try:
        told = Path(f"/proc/{number}/stat").read_text(encoding="utf-8", errors="replace")
        state, *rest = told.rpartition(")")[2].split()
        return int(rest[18]) if state not in "ZX" else 0
    except (OSError, IndexError, ValueError):
        return 0
