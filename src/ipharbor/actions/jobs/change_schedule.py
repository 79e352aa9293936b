"""Change when a kind of work is due by itself."""

from __future__ import annotations

from datetime import datetime, tzinfo

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.jobs.recurrence import Rule, next_after
from ipharbor.journal import chain
from ipharbor.records.models import Schedule
from ipharbor.vocabulary.errors import HarborError


def change_schedule(
    kind: str, rule: Rule, *, enabled: bool, zone: tzinfo, by: permits.Actor, at: datetime
) -> Schedule:
    """The schedule of ``kind`` as it is from now on; nothing past is caught up.

    Raises HarborError ``schedule.unknown`` for a kind that has none.
    """
    permits.require(by, "jobs.schedule")
    with transaction.atomic():
        schedule = Schedule.objects.select_for_update().filter(kind=kind).first()
        if schedule is None:
            raise HarborError("schedule.unknown", kind=kind)
        schedule.every, schedule.hour, schedule.minute = rule.every, rule.hour, rule.minute
        schedule.weekday, schedule.day, schedule.enabled = rule.weekday, rule.day, enabled
        schedule.next_at = next_after(rule, at, zone)
        schedule.changed_at, schedule.changed_by = at, by.name
        schedule.save()
        chain.append(
            "jobs.change_schedule",
            f"schedule:{kind}",
            actor=by.name,
            at=at,
            details={
                "every": rule.every,
                "hour": rule.hour,
                "minute": rule.minute,
                "weekday": rule.weekday,
                "day": rule.day,
                "enabled": enabled,
            },
        )
    return schedule
