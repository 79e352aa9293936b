"""End a watch; its warnings stay."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.journal import chain
from ipharbor.records.models import Watch
from ipharbor.vocabulary.errors import HarborError


def end(watch_id: int, *, by: permits.Actor, at: datetime) -> Watch:
    """End the watch. Raises HarborError ``watch.unknown`` when there is none, or it has
    ended, or it is not the caller's."""
    with transaction.atomic():
        watch = (
            Watch.objects.select_for_update(of=("self",))
            .select_related("owner")
            .filter(pk=watch_id, ended_at=None)
            .first()
        )
        if watch is None or not permits.allowed(by, "watch.end", owner=watch.owner):
            raise HarborError("watch.unknown", id=watch_id)
        watch.ended_at = at
        watch.save()
        chain.append(
            "watch.end", f"watch:{watch.pk}", actor=by.name, at=at, details={"name": watch.name}
        )
    return watch
