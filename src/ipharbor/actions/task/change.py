"""Change what a task says, who it is for and by when."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.confidential import sealed
from ipharbor.actions.task import _stated
from ipharbor.actions.task._stated import Due, Stated
from ipharbor.gateways.sealing import Sealer
from ipharbor.journal import chain
from ipharbor.records.models import Task
from ipharbor.vocabulary.errors import HarborError

__all__ = ["Due", "Stated", "change"]


def change(
    task: Task, stated: Stated, *, seals: Sealer, by: permits.Actor, at: datetime
) -> bool:  # fmt: skip
    """Write down what is stated; gives whether that changes anything. What the task comes of
    stays as it is.

    Raises HarborError ``task.closed`` for one that is not open, ``task.title.missing``,
    ``task.long`` and ``task.owner.elsewhere``.
    """
    permits.require(by, "task.change", firm=task.firm)
    told = _stated.written(stated)
    with transaction.atomic():
        held = Task.objects.select_for_update().select_related("firm").get(pk=task.pk)
        if held.state != Task.State.OPEN:
            raise HarborError("task.closed", task=held.pk)
        if not told["title"] and not held.step:
            raise HarborError("task.title.missing", fields=("title",))
        if stated.owner is not None and stated.owner.pk != held.owner_id:
            _stated.works_there(stated.owner, held.firm)
        changed = sorted(name for name, value in told.items() if getattr(held, name) != value)
        if not changed:
            return False
        for name in changed:
            setattr(held, name, told[name])
        held.changed_at = at
        held.save(update_fields=[*changed, "changed_at"])
        chain.append(
            "task.change",
            f"task:{held.pk}",
            actor=by.name,
            at=at,
            details=_stated.details(held) | {"changed": changed},
            enclosed=sealed(_stated.words(held), seals),
            about=_stated.about(held),
        )
    return True
