"""Ask for a piece of work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.jobs.kinds import kind_named
from ipharbor.journal import chain
from ipharbor.records.models import Job, Person, Schedule

SCHEDULE = "schedule"  # who asks for what is due by the clock


def enqueue(
    kind: str,
    *,
    once: str,
    by: permits.Actor,
    at: datetime,
    about: str = "",
    argument: Mapping[str, Any] | None = None,
    schedule: Schedule | None = None,
) -> Job:
    """The job named ``once``, waiting to be taken; the one that is there when it was asked before.

    ``argument`` must be JSON. What the clock asks for leaves no line in the journal: the work
    writes its own. Raises HarborError ``job.kind.unknown`` and ``permit.denied``.
    """
    wanted = kind_named(kind)
    permits.require(by, "jobs.act", owner=by.person)
    permits.require(by, wanted.permit)
    with transaction.atomic():
        job, fresh = Job.objects.get_or_create(
            once=once[:200],
            defaults={
                "kind": kind,
                "about": about[:255],
                "argument": dict(argument or {}),
                "lane": wanted.lane,
                "by": by.person,
                "by_name": by.name,
                "schedule": schedule,
                "next_at": at,
                "made_at": at,
            },
        )
        if fresh and by.name != SCHEDULE:
            chain.append(
                "jobs.enqueue",
                f"job:{job.pk}",
                actor=by.name,
                at=at,
                details={"kind": kind, "once": job.once, "about": job.about},
            )
    return job


def the_clock() -> permits.Actor:
    """The schedule as the one who asks: it may what the operator may."""
    return replace(permits.operator(), name=SCHEDULE)


def asker(by: Person | None, name: str) -> permits.Actor:
    """Who asked for a job, with the permits that are theirs now."""
    return permits.of(by) if by is not None else replace(permits.operator(), name=name)
