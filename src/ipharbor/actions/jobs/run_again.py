"""Try a job again that has given up, or is about to be tried later."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.jobs.cancel import touched
from ipharbor.actions.jobs.kinds import KINDS
from ipharbor.journal import chain
from ipharbor.records.models import Job
from ipharbor.vocabulary.errors import HarborError


def run_again(job_id: int, *, by: permits.Actor, at: datetime) -> Job:
    """The job waits again from now on, with all its attempts before it.

    Raises HarborError ``job.unknown``, ``job.not_failed`` for one that is not dead and does not
    wait for another attempt.
    """
    with transaction.atomic():
        job = touched(job_id, by)
        if job.state not in (Job.State.DEAD, Job.State.FAILED):
            raise HarborError("job.not_failed", id=job_id)
        job.state, job.attempts, job.ended_at = Job.State.WAITING, 0, None
        job.next_at, job.cancel_asked = at, False
        job.save(update_fields=["state", "attempts", "ended_at", "next_at", "cancel_asked"])
        revived = KINDS[job.kind].revived if job.kind in KINDS else None
        if revived:
            revived(job.argument)
        chain.append(
            "jobs.run_again",
            f"job:{job.pk}",
            actor=by.name,
            at=at,
            details={"kind": job.kind, "once": job.once},
        )
    return job
