"""A job in the hands of a worker, as the work sees it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import datetime
from threading import Event
from typing import Any

from ipharbor.actions import permits
from ipharbor.actions.jobs import lease
from ipharbor.actions.jobs.enqueue import asker
from ipharbor.records.models import Job

_BETWEEN = 1.0  # seconds between two lines of progress


class Cancelled(Exception):
    """Somebody has asked to cancel the job: leave things as they were, and end."""


class Stopped(Exception):
    """The worker is to stop: leave off, another begins anew."""


class Later(Exception):
    """It is not the job's turn before ``until``."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


class AtHand:
    """``argument`` as it was asked with, ``memo`` of earlier attempts, ``by`` who asked.

    The work calls ``tell`` often: it is where cancelling and stopping reach it.
    """

    def __init__(self, job: Job, *, clock: Callable[[], datetime], stop: Event) -> None:
        self.job = job
        self.argument: Mapping[str, Any] = job.argument
        self._clock = clock
        self._stop = stop
        self._last = 0.0
        self._phase = ""

    @property
    def by(self) -> permits.Actor:
        return asker(self.job.by, self.job.by_name)

    @property
    def memo(self) -> Mapping[str, Any]:
        kept: Mapping[str, Any] = self.job.memo
        return kept

    def now(self) -> datetime:
        """The time by the worker's clock."""
        return self._clock()

    def tell(self, code: str, done: int, of: int, **params: object) -> bool:
        """Say that the work is ``done`` of ``of``, in the words of the message ``code``.

        Written about once a second and whenever ``code`` changes; gives whether it was.
        Raises Cancelled, Stopped and LeaseLost.
        """
        if self._stop.is_set():
            raise Stopped
        tick = time.monotonic()
        if code == self._phase and tick - self._last < _BETWEEN:
            return False
        self._last, self._phase = tick, code
        if lease.say(self.job, {"code": code, "params": params}, done, of):
            raise Cancelled
        return True

    def hold(self) -> None:
        """Make the running transaction hang on the job's being this worker's still."""
        lease.hold(self.job)

    def remember(self, **memo: object) -> None:
        """Keep for a later attempt, in the running transaction."""
        lease.remember(self.job, memo)


class Holding:
    """The tokens that the threads of one process hold, for whoever keeps them alive."""

    def __init__(self) -> None:
        self._tokens: set[str] = set()

    def add(self, token: str) -> None:
        self._tokens.add(token)

    def drop(self, token: str) -> None:
        self._tokens.discard(token)

    def tokens(self) -> list[str]:
        return list(self._tokens)
