"""The loop of a worker: look at the schedule, bring back what was lost, take a job, do it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from threading import Event

from django.db import close_old_connections, connection

from ipharbor.actions.jobs import fire, lease
from ipharbor.jobs.at_hand import AtHand, Cancelled, Holding, Later, Stopped
from ipharbor.jobs.works import WORKS, Work
from ipharbor.records.models import Job
from ipharbor.vocabulary.errors import HarborError

LEASE = timedelta(seconds=60)
BEATS = 4  # signs of life within one lease
IDLE = 1.0  # seconds between two looks when there is nothing to do
_log = logging.getLogger(__name__)


@dataclass
class Worker:
    """One thread that does one job at a time.

    ``clock`` gives the time, aware; ``zone`` is the one schedules are read in. ``holding`` is
    shared with the thread that keeps leases alive (``keep_alive``).
    """

    name: str
    clock: Callable[[], datetime]
    zone: tzinfo
    works: Mapping[str, Work] = field(default_factory=lambda: WORKS)
    lease: timedelta = LEASE
    stop: Event = field(default_factory=Event)
    holding: Holding = field(default_factory=Holding)

    def run(self, *, idle: float = IDLE) -> None:
        """Work until ``stop`` is set."""
        while not self.stop.is_set():
            try:
                busy = self.once()
            except Exception:  # the register is away for a moment, say: a worker outlives it
                _log.exception("the worker could not look for work")
                busy = False
            if not busy:
                close_old_connections()
                self.stop.wait(idle)

    def until_idle(self) -> int:
        """Do all that is due now; gives how many jobs were taken."""
        taken = 0
        while not self.stop.is_set() and self.once():
            taken += 1
        return taken

    def once(self) -> bool:
        """Look once, and do one job if there is one; gives whether there was."""
        fire.fire_due(zone=self.zone, at=self.clock())
        lease.return_lost(at=self.clock())
        job = lease.take(self.name, kinds=self.works.keys(), lease=self.lease, at=self.clock())
        if job is None:
            return False
        self.holding.add(job.token)
        try:
            self._do(job)
        except lease.LeaseLost:
            _log.warning("job %s was taken over by another worker", job.pk)
        finally:
            self.holding.drop(job.token)
        return True

    def _do(self, job: Job) -> None:
        at_hand = AtHand(job, clock=self.clock, stop=self.stop)
        try:
            result = self.works[job.kind](at_hand)
        except lease.LeaseLost:
            raise
        except Cancelled:
            lease.stop(job, at=self.clock())
        except Stopped:
            lease.give_back(job, at=self.clock())
        except Later as later:
            lease.put_off(job, until=later.until)
        except HarborError as failed:
            params = {name: str(value) for name, value in failed.params.items()}
            final = failed.code not in lease.passing(job)
            error = {"code": failed.code, "params": params}
            lease.fail(job, error, final=final, at=self.clock())
        except Exception as unforeseen:
            _log.exception("job %s (%s) failed", job.pk, job.kind)
            told = f"{type(unforeseen).__name__}: {unforeseen}"[:300]
            error = {"code": "job.unforeseen", "params": {"why": told}}
            lease.fail(job, error, final=False, at=self.clock())
        else:
            lease.finish(job, result, at=self.clock())


def keep_alive(worker: Worker, until: Event) -> None:
    """Renew what ``worker``'s process holds, and its sign of life, until ``until`` is set."""
    beat = worker.lease.total_seconds() / BEATS
    while True:
        try:
            at = worker.clock()
            lease.beat(worker.holding.tokens(), lease=worker.lease, at=at)
            lease.seen(worker.name, at=at)
        except Exception:
            _log.exception("a sign of life could not be given")
        if until.wait(beat):
            break
    lease.gone(worker.name)
    connection.close()
