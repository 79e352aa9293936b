"""What is stated of a task, cleaned and looked at; and what the journal keeps of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ipharbor.records.models import Firm, Membership, Person, Task
from ipharbor.vocabulary.errors import HarborError

LONGEST = {"title": 200, "why": 500, "notes": 4000, "reason": 500}
WORDS = ("title", "why", "notes", "reason")
"""The fields that are the firm's own words, which the journal keeps sealed."""
_DAYS = ("due_on", "due_from")


@dataclass(frozen=True)
class Source:
    """What a task comes of: a ``kind`` of ``Task.Source`` and the ``id`` within it; ``step`` is
    the code of a step that the source proposes, ``provision`` a name of the book it rests on."""

    kind: str = "own"
    id: str = ""
    step: str = ""
    provision: str = ""


@dataclass(frozen=True)
class Due:
    """By when: the day, and the deadline rule and first day it was reckoned by, if by one.

    ``certain`` is False where anything in that reckoning was assumed.
    """

    on: date | None = None
    rule: str = ""
    start: date | None = None
    certain: bool = True


@dataclass(frozen=True)
class Stated:
    """A task as somebody states it. Without a title the words of the source's step stand."""

    title: str = ""
    why: str = ""
    notes: str = ""
    owner: Person | None = None
    due: Due = field(default_factory=Due)


def written(stated: Stated) -> dict[str, Any]:
    """The columns of what is stated, texts cleaned. Raises HarborError ``task.long``."""
    told = {
        "title": " ".join(stated.title.split()),
        "why": " ".join(stated.why.split()),
        "notes": stated.notes.replace("\r\n", "\n").strip(),
    }
    for name, text in told.items():
        bounded(name, text)
    due = stated.due
    return told | {
        "owner": stated.owner, "due_on": due.on, "due_rule": due.rule if due.on else "",
        "due_from": due.start if due.on and due.rule else None,
        "due_certain": due.certain if due.on else True,
    }  # fmt: skip


def bounded(name: str, text: str) -> str:
    """The text of a field, no longer than it may be; HarborError ``task.long``."""
    if len(text) > LONGEST[name]:
        raise HarborError("task.long", fields=(name,), limit=LONGEST[name])
    return text


def works_there(owner: Person | None, firm: Firm) -> None:
    """Raise HarborError ``task.owner.elsewhere`` unless ``owner`` works for the firm."""
    if owner is None:
        return
    place = Membership.objects.filter(person=owner, organisation__firm=firm, until=None)
    if not owner.is_active or not place.exists():
        raise HarborError("task.owner.elsewhere", fields=("owner",))


def step_is_free(task: Task) -> None:
    """Raise HarborError ``task.already`` where the same step is an open task of the firm."""
    if not task.step:
        return
    same = Task.objects.filter(
        firm=task.firm, source_kind=task.source_kind, source_id=task.source_id, step=task.step,
        state="open",
    ).exclude(pk=task.pk)  # fmt: skip
    other = same.first()
    if other is not None:
        raise HarborError("task.already", task=other.pk)


def details(task: Task) -> dict[str, Any]:
    """What a journal line tells of the task: everything but its words."""
    return {
        "task": task.pk, "firm": task.firm_id, "owner": task.owner_id,
        "source_kind": task.source_kind, "source_id": task.source_id, "step": task.step,
        "provision": task.provision, "due_on": _day(task.due_on), "due_rule": task.due_rule,
        "due_from": _day(task.due_from), "due_certain": task.due_certain, "state": task.state,
    }  # fmt: skip


def words(task: Task) -> dict[str, str]:
    """The firm's own words on the task, for the sealed part of a line."""
    return {name: getattr(task, name) for name in WORDS}


def about(task: Task) -> list[str]:
    """The objects in whose history a line about the task stands."""
    found = [f"firm:{task.firm_id}"]
    if task.source_kind == "right":
        found.append(f"right:{task.source_id}")
    elif task.source_kind == "warning":
        found.append(f"warning:{task.source_id}")
    elif task.source_kind == "provision":
        found.append(f"law:{task.source_id}")
    return found


def columns(told: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a task from what ``details`` told of it."""
    same = ("source_kind", "source_id", "step", "provision", "due_rule", "due_certain", "state")
    days = {name: date.fromisoformat(told[name]) if told[name] else None for name in _DAYS}
    return {name: told[name] for name in same} | days | {
        "firm_id": told["firm"], "owner_id": told["owner"],
    }  # fmt: skip


def _day(on: date | None) -> str | None:
    return on.isoformat() if on is not None else None
