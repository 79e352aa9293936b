"""One step of a long command in a second process, while the command goes on with others."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, Generic, TypeVar

from ipharbor.cli.ready import start
from ipharbor.vocabulary.errors import HarborError

T = TypeVar("T")
Progress = Callable[[str, int, int], None]


class Beside(Generic[T]):
    """``work(given, progress)`` in a process of its own, which ends with this one.

    Work is a function of a module. A context manager: left before ``result`` was asked, the
    process is killed, as a command may be.
    """

    def __init__(self, work: Callable[[T, Progress], str], given: T) -> None:
        fresh = multiprocessing.get_context("spawn")  # a fork would lose the caller's threads
        self._pipe, theirs = fresh.Pipe(duplex=False)
        self._process = fresh.Process(target=_do, args=(theirs, work, given))
        self._process.start()
        theirs.close()
        self._told: list[tuple[Any, ...]] = []

    def __enter__(self) -> Beside[T]:
        return self

    def __exit__(self, *raised: object) -> None:
        self._process.kill()
        self._process.join()
        self._pipe.close()

    def begun(self) -> None:
        """Wait until the work tells of its progress, or is done."""
        if not self._told:
            self._told.append(self._next())

    def result(self, progress: Progress) -> str:
        """What the work gives; waits for it. Raises the HarborError that the work raised."""
        while True:
            word, *told = self._told.pop() if self._told else self._next()
            if word == "done":
                self._process.join()
                return str(told[0])
            if word == "failed":
                raise HarborError(told[0], **told[1])
            progress(*told)

    def _next(self) -> tuple[Any, ...]:
        try:
            told: tuple[Any, ...] = self._pipe.recv()
        except EOFError as ended:  # it has told on its own what went wrong
            raise RuntimeError("a step in a second process ended before it was done") from ended
        return told


def _do(pipe: Connection, work: Callable[[T, Progress], str], given: T) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process decides
    threading.Thread(target=_end_with_the_first, daemon=True).start()
    start()
    try:
        pipe.send(("done", work(given, _Telling(pipe))))
    except HarborError as failed:
        pipe.send(("failed", failed.code, {k: str(v) for k, v in failed.params.items()}))


def _end_with_the_first() -> None:
    first = multiprocessing.parent_process()
    if first is not None:
        first.join()
    os._exit(1)


class _Telling:
    """Progress into a pipe that is read late: at most once for each hundredth of a phase."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._last = ("", -1)

    def __call__(self, phase: str, done: int, of: int) -> None:
        now = (phase, done * 100 // max(of, 1))
        if now != self._last:
            self._last = now
            self._pipe.send(("progress", phase, done, of))
