"""The mail about tasks whose day comes near or has passed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.mail.kinds import TASKS, wants
from ipharbor.actions.mail.lay_down import lay_down
from ipharbor.records.models import Person, Task
from ipharbor.vocabulary.messages import message

LISTED = 20  # tasks named; the rest is counted


@dataclass(frozen=True)
class Near:
    """A task as its mail tells of it, in the words of the person it goes to."""

    task: int
    title: str
    due_on: date
    certain: bool
    late: bool


def lay_down_due(
    near: Sequence[tuple[Person, Sequence[Near]]],
    *,
    on: date,
    base_url: str,
    by: permits.Actor,
    at: datetime,
) -> int:
    """A mail for each person who wants one, and on each task the mark that it was told of; gives
    how many were laid down. Who wants none is not told later of what was near meanwhile."""
    permits.require(by, "warning.round")
    base = base_url.rstrip("/")
    with transaction.atomic():
        laid = sum(_one(person, told, on, base, at) for person, told in near)
        numbers = {one.task for _, told in near for one in told}
        for task in Task.objects.select_for_update().filter(pk__in=numbers, state="open"):
            task.told_as = task.to_tell(on)
            task.save(update_fields=["told_as"])
    return laid


def _one(person: Person, near: Sequence[Near], on: date, base: str, at: datetime) -> bool:
    if not near or not person.is_active or not wants(person, TASKS):
        return False
    lang = person.lang
    params = {"count": len(near), "name": str(person), "day": on.isoformat()}
    said = message("mail.tasks", lang, params)
    lines = [f"· {_line(one, lang)}\n  {base}/desk/tasks/{one.task}/" for one in near[:LISTED]]
    if len(near) > LISTED:
        lines.append(f"… +{len(near) - LISTED}  {base}/desk/tasks/")
    body = "\n\n".join((said.next, "\n".join(lines)))
    which = hashlib.sha256(" ".join(sorted(str(one.task) for one in near)).encode()).hexdigest()
    once = f"tasks:{person.pk}:{on.isoformat()}:{which[:12]}"
    return lay_down(person, TASKS, once, subject=said.what, body=body, base_url=base, at=at)


def _line(one: Near, lang: str) -> str:
    mark = f"mail.tasks.{'late' if one.late else 'near'}"
    told = message(mark, lang, {"title": one.title, "day": one.due_on.isoformat()}).what
    return told if one.certain else f"{told} {message('mail.tasks.uncertain', lang, {}).what}"
