"""A worker's hold on a job: taken, kept alive, given back, ended.

A hold is a token with an end. Every change a worker makes to a job names the token, so that a
worker that was thought dead and wakes up again changes nothing any more.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from ipharbor.actions import permits
from ipharbor.actions.jobs.cancel import CANCELLED
from ipharbor.actions.jobs.enqueue import enqueue, the_clock
from ipharbor.actions.jobs.kinds import KINDS
from ipharbor.actions.webhook.announce import announce
from ipharbor.records.models import Job, WorkerSeen

LONGEST_WAIT = timedelta(hours=1)
_FIRST_WAIT = timedelta(minutes=1)
_GONE = timedelta(hours=1)  # a worker not seen for so long is forgotten
_DUE = (Job.State.WAITING, Job.State.FAILED)
_UNTOLD = (
    "webhook.send",
    "mail.send",
    "mail.job_dead",
)  # their pages tell; a webhook is not told of webhooks


class LeaseLost(Exception):
    """The job is not, or no longer, this worker's."""


def take(worker: str, *, kinds: Collection[str], lease: timedelta, at: datetime) -> Job | None:
    """The job that has been due longest, now held by ``worker``; None when there is none.

    A job whose lane is busy is passed over.
    """
    if not _due(kinds, at).exists():  # without the lock that a transaction takes
        return None
    return _taken(_due(kinds, at), worker, lease, at)


def take_this(job: Job, worker: str, *, lease: timedelta, at: datetime) -> Job | None:
    """The job itself, due or not; None when another holds it or it is over."""
    return _taken(Job.objects.filter(pk=job.pk, state__in=_DUE), worker, lease, at)


def back_off(attempts: int) -> timedelta:
    """How long to wait after so many attempts: 1, 2, 4 … minutes, an hour at most."""
    doubled: int = 2 ** min(attempts - 1, 10)
    return min(doubled * _FIRST_WAIT, LONGEST_WAIT)


def wait_after(job: Job) -> timedelta:
    """How long to wait after the attempt now made, as the job's kind has it."""
    waits = KINDS[job.kind].waits if job.kind in KINDS else ()
    return waits[min(job.attempts, len(waits)) - 1] if waits else back_off(job.attempts)


def passing(job: Job) -> frozenset[str]:
    """The codes of errors after which the job may go well another time."""
    return KINDS[job.kind].passing if job.kind in KINDS else frozenset()


def beat(tokens: Collection[str], *, lease: timedelta, at: datetime) -> None:
    """Keep what is held for another ``lease``."""
    if tokens:
        Job.objects.filter(token__in=list(tokens), state="running").update(lease_until=at + lease)


def say(job: Job, said: Mapping[str, Any], done: int, of: int) -> bool:
    """Write how far the work is; gives whether somebody has asked to cancel it.

    Raises LeaseLost.
    """
    written = _held(job).update(said=dict(said), done_units=done, total_units=of)
    asked = _held(job).values_list("cancel_asked", flat=True).first() if written else None
    if asked is None:
        raise LeaseLost(job.pk)
    return asked


def hold(job: Job) -> None:
    """Make the caller's transaction hang on the job's being held; raises LeaseLost."""
    if not _held(job).select_for_update().exists():
        raise LeaseLost(job.pk)


def remember(job: Job, memo: Mapping[str, Any]) -> None:
    """Keep for a later attempt, in the caller's transaction; raises LeaseLost."""
    job.memo = job.memo | dict(memo)
    _change(job, memo=job.memo)


def finish(job: Job, result: Mapping[str, Any], *, at: datetime) -> None:
    """Done; raises LeaseLost."""
    _change(job, state=Job.State.DONE, result=dict(result), error=None, ended_at=at, **_FREE)


def give_back(job: Job, *, at: datetime) -> None:
    """Let another worker begin anew; it does not count as an attempt. Raises LeaseLost."""
    attempts = job.attempts - 1
    _change(job, state=Job.State.WAITING, attempts=attempts, next_at=at, **_FREE)


def put_off(job: Job, *, until: datetime) -> None:
    """Let it wait until then; it does not count as an attempt. Raises LeaseLost."""
    attempts = job.attempts - 1
    _change(job, state=Job.State.WAITING, attempts=attempts, next_at=until, **_FREE)


def stop(job: Job, *, at: datetime) -> None:
    """Cancelled, as somebody asked; raises LeaseLost."""
    with transaction.atomic():
        _change(job, state=Job.State.CANCELLED, error=CANCELLED, ended_at=at, **_FREE)
        _tell_end(job, CANCELLED, True, at)


def fail(job: Job, error: Mapping[str, Any], *, final: bool, at: datetime) -> bool:
    """Not done, because of ``error`` (code and params); gives whether that was the last attempt.

    Raises LeaseLost.
    """
    dead = final or job.attempts >= _tries(job)
    with transaction.atomic():
        if dead:
            _change(job, state=Job.State.DEAD, error=dict(error), ended_at=at, **_FREE)
            _tell_end(job, error, False, at)
            _announce_death(job, error, at)
        else:
            later = at + wait_after(job)
            _change(job, state=Job.State.FAILED, error=dict(error), next_at=later, **_FREE)
    return dead


def return_lost(*, at: datetime) -> int:
    """Bring back jobs whose worker has given no sign of life until its lease ended.

    They are due at once; one that has lost its worker as often as it may be tried is dead.
    Gives their number.
    """
    lost = list(Job.objects.filter(state="running", lease_until__lt=at))
    for job in lost:
        error = {"code": "job.worker_lost", "params": {"worker": job.worker}}
        try:
            with transaction.atomic():
                # Kept alive a moment ago after all?
                if not _held(job).filter(lease_until__lt=at).select_for_update().exists():
                    continue
                if job.cancel_asked:
                    stop(job, at=at)
                elif job.attempts >= _tries(job):
                    fail(job, error, final=True, at=at)
                else:
                    _change(job, state=Job.State.FAILED, error=error, next_at=at, **_FREE)
        except LeaseLost:
            continue
    return len(lost)


def seen(worker: str, *, at: datetime) -> None:
    """A worker gives a sign of life; workers long gone are forgotten."""
    WorkerSeen.objects.update_or_create(
        name=worker, defaults={"seen_at": at}, create_defaults={"started_at": at, "seen_at": at}
    )
    WorkerSeen.objects.filter(seen_at__lt=at - _GONE).delete()


def gone(worker: str) -> None:
    """A worker says good-bye."""
    WorkerSeen.objects.filter(name=worker).delete()


_FREE: dict[str, Any] = {"token": "", "lease_until": None}


def _due(kinds: Collection[str], at: datetime) -> QuerySet[Job]:
    busy = Job.objects.filter(state="running").exclude(lane="").values("lane")
    found = Job.objects.filter(state__in=_DUE, next_at__lte=at, kind__in=list(kinds))
    return found.exclude(lane__in=busy).order_by("next_at", "pk")


def _taken(found: QuerySet[Job], worker: str, lease: timedelta, at: datetime) -> Job | None:
    try:
        with transaction.atomic():
            job = found.select_for_update(skip_locked=True, of=("self",)).first()
            if job is None:
                return None
            job.state, job.worker, job.token = Job.State.RUNNING, worker, secrets.token_hex(16)
            job.attempts += 1
            job.lease_until = at + lease
            job.started_at = job.started_at or at
            job.said, job.done_units, job.total_units = None, 0, 0
            job.save()
            return job
    except IntegrityError:
        return None  # another worker has just taken a job of the same lane


def _held(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, token=job.token, state="running")


def _change(job: Job, **to: Any) -> None:
    if not _held(job).update(**to):
        raise LeaseLost(job.pk)


def _tries(job: Job) -> int:
    return KINDS[job.kind].tries if job.kind in KINDS else 1


def _announce_death(job: Job, error: Mapping[str, Any], at: datetime) -> None:
    if job.kind in _UNTOLD:
        return
    if job.by is not None:
        enqueue(
            "mail.job_dead",
            once=f"mail.job_dead:{job.pk}:{at.isoformat()}",
            about=job.by.username,
            argument={"job": job.pk},
            by=the_clock(),
            at=at,
        )
    announce(
        "job.dead",
        f"{job.pk}:{at.isoformat()}",
        {
            "job": job.pk, "kind": job.kind, "about": job.about, "error": error.get("code", ""),
            "page": f"/jobs/{job.pk}/",
        },
        reads=lambda reader, _: permits.allowed(reader, "jobs.read", owner=job.by),
        at=at,
    )  # fmt: skip


def _tell_end(job: Job, error: Mapping[str, Any], cancelled: bool, at: datetime) -> None:
    ended = KINDS[job.kind].ended if job.kind in KINDS else None
    if ended:
        ended(job.argument, error, cancelled, at)
