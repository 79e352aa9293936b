"""Call a job off, or strike a dead one off the list."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.jobs.kinds import KINDS
from ipharbor.journal import chain
from ipharbor.records.models import Job
from ipharbor.vocabulary.errors import HarborError

CANCELLED = {"code": "job.cancelled", "params": {}}


def cancel(job_id: int, *, by: permits.Actor, at: datetime) -> Job:
    """A job that does not run is cancelled at once; one that runs is asked to stop and does so
    at its next sign of progress, leaving things as they were before it.

    Raises HarborError ``job.unknown`` for one the caller may not see, ``job.over`` for one that
    is done or cancelled.
    """
    with transaction.atomic():
        job = touched(job_id, by)
        if job.state in (Job.State.DONE, Job.State.CANCELLED):
            raise HarborError("job.over", id=job_id)
        if job.state == Job.State.RUNNING:
            job.cancel_asked = True
            job.save(update_fields=["cancel_asked"])
        else:
            job.state, job.ended_at, job.error = Job.State.CANCELLED, at, CANCELLED
            job.save(update_fields=["state", "ended_at", "error"])
            ended = KINDS[job.kind].ended if job.kind in KINDS else None
            if ended:
                ended(job.argument, CANCELLED, True, at)
        chain.append(
            "jobs.cancel",
            f"job:{job.pk}",
            actor=by.name,
            at=at,
            details={"kind": job.kind, "once": job.once, "running": job.cancel_asked},
        )
    return job


def touched(job_id: int, by: permits.Actor) -> Job:
    """The job, locked in the caller's transaction, if the caller may act on it."""
    job = Job.objects.select_for_update(of=("self",)).filter(pk=job_id).first()
    if job is None or not permits.allowed(by, "jobs.read", owner=job.by):
        raise HarborError("job.unknown", id=job_id)
    permits.require(by, "jobs.act", owner=job.by)
    return job
