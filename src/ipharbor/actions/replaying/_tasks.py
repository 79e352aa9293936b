"""Tasks of firms, done again; their words lie sealed in the lines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ipharbor.actions.replaying.deed import Deed, Handler
from ipharbor.actions.task import _stated
from ipharbor.records.models import Task


def _add(deed: Deed) -> None:
    Task.objects.using(deed.into).create(
        pk=deed["task"],
        made_by_name=deed.actor,
        made_at=deed.at,
        changed_at=deed.at,
        **_stated.columns(deed.details),
        **deed.unsealed(),
    )


def _change(deed: Deed) -> None:
    _update(deed, {})


def _close(deed: Deed) -> None:
    ended = deed["state"] != Task.State.OPEN
    _update(
        deed,
        {
            "closed_at": deed.at if ended else None,
            "closed_by_name": deed.actor if ended else "",
        },
    )


def _update(deed: Deed, ended: Mapping[str, Any]) -> None:
    Task.objects.using(deed.into).filter(pk=deed["task"]).update(
        changed_at=deed.at, **_stated.columns(deed.details), **deed.unsealed(), **ended
    )


HANDLERS: dict[str, Handler] = {
    "task.add": _add,
    "task.change": _change,
    "task.close": _close,
    "task.reopen": _close,
}
