"""Make a task for a firm."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.confidential import sealed
from ipharbor.actions.task import _stated
from ipharbor.actions.task._stated import Due, Source, Stated
from ipharbor.gateways.sealing import Sealer
from ipharbor.journal import chain
from ipharbor.records.models import Firm, Task
from ipharbor.vocabulary.errors import HarborError

__all__ = ["Due", "Source", "Stated", "add"]

_OWN = Source()


def add(
    firm: Firm,
    stated: Stated,
    *,
    source: Source = _OWN,
    seals: Sealer,
    by: permits.Actor,
    at: datetime,
) -> Task:
    """A new open task of the firm, for ``stated.owner`` or for whoever takes it.

    Raises HarborError ``task.title.missing`` (neither a title nor a step of the source whose
    words stand for it), ``task.long``, ``task.owner.elsewhere``, ``task.source.unknown`` and
    ``task.already``, where the step is an open task of the firm.
    """
    permits.require(by, "task.add", firm=firm)
    told = _stated.written(stated)
    if not told["title"] and not source.step:
        raise HarborError("task.title.missing", fields=("title",))
    if source.kind not in Task.Source.values or (source.kind == "own") == bool(source.id):
        raise HarborError("task.source.unknown", kind=source.kind[:20])
    _stated.works_there(stated.owner, firm)
    with transaction.atomic():
        made = Task(
            firm=firm, source_kind=source.kind, source_id=source.id[:80], step=source.step[:60],
            provision=source.provision[:80], made_by_name=by.name, made_at=at, changed_at=at,
            **told,
        )  # fmt: skip
        _stated.step_is_free(made)
        made.save(force_insert=True)
        chain.append(
            "task.add",
            f"task:{made.pk}",
            actor=by.name,
            at=at,
            details=_stated.details(made),
            enclosed=sealed(_stated.words(made), seals),
            about=_stated.about(made),
        )
    return made
