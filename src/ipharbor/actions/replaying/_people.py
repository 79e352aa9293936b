"""What leaving hands over, choices of mail, and schedules, done again."""

from __future__ import annotations

from django.utils import timezone

from ipharbor.actions.jobs.recurrence import Rule, next_after
from ipharbor.actions.replaying import _accounts
from ipharbor.actions.replaying.deed import Deed, Handler
from ipharbor.records.models import IssuedWarning, MailChoice, Schedule, Task, Watch


def _leave(deed: Deed) -> None:
    _accounts.leave(deed)
    _hand_over(deed)


def _hand_over(deed: Deed) -> None:
    """Running watches, open warnings and open tasks pass to the successor. Lines of versions
    that knew no tasks tell of none."""
    tasks = deed.details.get("tasks", 0)
    if not deed["watches"] and not deed["warnings"] and not tasks:
        return
    passed = deed.enclosure()
    for number, name in passed["watches"]:
        Watch.objects.using(deed.into).filter(pk=number).update(
            owner_id=deed["successor"], name=name
        )
    IssuedWarning.objects.using(deed.into).filter(pk__in=passed["warnings"]).update(
        person_id=deed["successor"]
    )
    Task.objects.using(deed.into).filter(pk__in=passed["tasks"] if tasks else ()).update(
        owner_id=deed["successor"]
    )


def _change_schedule(deed: Deed) -> None:
    times = {name: deed[name] for name in ("every", "hour", "minute", "weekday", "day")}
    rule = Rule(**times)
    Schedule.objects.using(deed.into).update_or_create(
        kind=deed.rest,
        defaults=times
        | {
            "enabled": deed["enabled"],
            "next_at": next_after(rule, deed.at, timezone.get_default_timezone()),
            "changed_at": deed.at,
            "changed_by": deed.actor,
        },
    )


def _choose_mail(deed: Deed) -> None:
    MailChoice.objects.using(deed.into).update_or_create(
        person_id=deed.number,
        kind=deed["kind"],
        defaults={"wanted": deed["wanted"], "changed_at": deed.at},
    )


HANDLERS: dict[str, Handler] = _accounts.HANDLERS | {
    "people.leave": _leave,
    "mail.choose": _choose_mail,
    "jobs.change_schedule": _change_schedule,
}
