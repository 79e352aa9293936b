"""Close a task as done or dropped, and open it again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.confidential import sealed
from ipharbor.actions.task import _stated
from ipharbor.gateways.sealing import Sealer
from ipharbor.journal import chain
from ipharbor.records.models import Task
from ipharbor.vocabulary.errors import HarborError

ENDS = ("done", "dropped")


def close(
    task: Task, state: str, *, reason: str = "", seals: Sealer, by: permits.Actor, at: datetime
) -> None:
    """The task is ``done`` or ``dropped``; what is dropped has a reason.

    Raises HarborError ``task.end.unknown``, ``task.reason.missing``, ``task.long`` and
    ``task.closed``.
    """
    permits.require(by, "task.close", firm=task.firm)
    if state not in ENDS:
        raise HarborError("task.end.unknown", fields=("state",), state=state[:20])
    reason = _stated.bounded("reason", " ".join(reason.split()))
    if state == "dropped" and not reason:
        raise HarborError("task.reason.missing", fields=("reason",))
    with transaction.atomic():
        held = Task.objects.select_for_update().get(pk=task.pk)
        if held.state != Task.State.OPEN:
            raise HarborError("task.closed", task=held.pk)
        held.state, held.reason = state, reason
        held.closed_at, held.closed_by_name = at, by.name
        _save(held, seals, by, at)


def reopen(task: Task, *, seals: Sealer, by: permits.Actor, at: datetime) -> None:
    """The task is open again. Raises HarborError ``task.open``, and ``task.already`` where its
    step has become another open task meanwhile."""
    permits.require(by, "task.close", firm=task.firm)
    with transaction.atomic():
        held = Task.objects.select_for_update().get(pk=task.pk)
        if held.state == Task.State.OPEN:
            raise HarborError("task.open", task=held.pk)
        _stated.step_is_free(held)
        held.state, held.reason = Task.State.OPEN, ""
        held.closed_at, held.closed_by_name = None, ""
        _save(held, seals, by, at)


def _save(held: Task, seals: Sealer, by: permits.Actor, at: datetime) -> None:
    held.changed_at = at
    held.save(update_fields=["state", "reason", "closed_at", "closed_by_name", "changed_at"])
    chain.append(
        "task.reopen" if held.state == "open" else "task.close",
        f"task:{held.pk}",
        actor=by.name,
        at=at,
        details=_stated.details(held),
        enclosed=sealed(_stated.words(held), seals),
        about=_stated.about(held),
    )
