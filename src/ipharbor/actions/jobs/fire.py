"""What the clock asks for: the schedules that come with the kinds, and what is due by them."""

from __future__ import annotations

from datetime import datetime, tzinfo

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.jobs.enqueue import enqueue, the_clock
from ipharbor.actions.jobs.kinds import KINDS
from ipharbor.actions.jobs.recurrence import Rule, next_after
from ipharbor.records.models import Job, Schedule
from ipharbor.vocabulary.errors import HarborError

_OPEN = (Job.State.WAITING, Job.State.RUNNING, Job.State.FAILED)


def rule_of(schedule: Schedule) -> Rule:
    """The rule a schedule keeps."""
    return Rule(schedule.every, schedule.hour, schedule.minute, schedule.weekday, schedule.day)


def lay_out(*, zone: tzinfo, at: datetime) -> int:
    """Make the schedules that kinds come with and that are not there yet; gives their number."""
    made = 0
    for kind in KINDS.values():
        if kind.usual is None:
            continue
        usual = kind.usual.rule
        _, fresh = Schedule.objects.get_or_create(
            kind=kind.name,
            defaults={
                "argument": dict(kind.usual.argument),
                "enabled": kind.usual.enabled,
                "every": usual.every,
                "hour": usual.hour,
                "minute": usual.minute,
                "weekday": usual.weekday,
                "day": usual.day,
                "next_at": next_after(usual, at, zone),
            },
        )
        made += fresh
    return made


def fire_due(*, zone: tzinfo, at: datetime) -> list[Job]:
    """Make one job for each schedule that is due; gives them.

    However many workers look, a moment makes one job. Moments missed while no worker ran are
    made up by one job, not by many. While the last job of a schedule is still open, and where
    there is nothing to do, none is made.
    """
    made = []
    due = Schedule.objects.filter(enabled=True, next_at__lte=at).values_list("pk", flat=True)
    for key in list(due):
        with transaction.atomic():
            schedule = (
                Schedule.objects.select_for_update()
                .filter(pk=key, enabled=True, next_at__lte=at)
                .first()
            )
            if schedule is not None:
                job = _fired(schedule, zone, at)
                made += [job] if job else []
    return made


def run_now(kind: str, *, once: str, by: permits.Actor, at: datetime) -> Job:
    """The scheduled work of ``kind`` at once, at a person's wish; ``once`` names the wish.

    Raises HarborError ``schedule.unknown`` and ``permit.denied``.
    """
    schedule = Schedule.objects.filter(kind=kind).first()
    if schedule is None:
        raise HarborError("schedule.unknown", kind=kind)
    return enqueue(kind, once=f"now:{kind}:{once}", argument=_argument(schedule, at), by=by, at=at)


def _fired(schedule: Schedule, zone: tzinfo, at: datetime) -> Job | None:
    moment = schedule.next_at
    schedule.last_at = moment
    schedule.next_at = next_after(rule_of(schedule), at, zone)
    schedule.save(update_fields=["last_at", "next_at"])
    kind = KINDS.get(schedule.kind)
    if kind is None or Job.objects.filter(schedule=schedule, state__in=_OPEN).exists():
        return None
    if kind.wanted is not None and not kind.wanted():
        return None
    return enqueue(
        schedule.kind,
        once=f"schedule:{schedule.kind}:{moment.isoformat()}",
        argument=_argument(schedule, moment),
        schedule=schedule,
        by=the_clock(),
        at=at,
    )


def _argument(schedule: Schedule, moment: datetime) -> dict[str, object]:
    return {**schedule.argument, "moment": moment.isoformat()}
