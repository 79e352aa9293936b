"""Strike off jobs that were done long ago."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.journal import chain
from ipharbor.records.models import Job


def prune(*, days: int, by: permits.Actor, at: datetime) -> int:
    """Take out jobs that were done or cancelled more than ``days`` ago; gives their number.

    Those that were given up stay until a person runs them again or cancels them. With 0 days
    all stay.
    """
    permits.require(by, "jobs.schedule")
    if days <= 0:
        return 0
    past = Job.objects.filter(
        state__in=(Job.State.DONE, Job.State.CANCELLED), ended_at__lt=at - timedelta(days=days)
    )
    with transaction.atomic():
        count, _each = past.delete()
        if count:
            chain.append(
                "jobs.prune", "jobs", actor=by.name, at=at, details={"jobs": count, "days": days}
            )
    return count
