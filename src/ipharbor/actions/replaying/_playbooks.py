"""What the office said of playbooks, done again. Steps taken on have lines of their own, as
tasks."""

from __future__ import annotations

from ipharbor.actions.replaying.deed import Deed, Handler
from ipharbor.records.models import PlaybookVersion


def _version(deed: Deed) -> None:
    PlaybookVersion.objects.using(deed.into).create(
        pk=deed["version"],
        code=deed.rest,
        told=deed.enclosure(),
        ended=deed.action == "playbook.end",
        reason=deed["reason"],
        at=deed.at,
        by_id=deed["by"],
        by_name=deed.actor,
        mark=deed["mark"],
    )


HANDLERS: dict[str, Handler] = dict.fromkeys(
    ("playbook.change", "playbook.restore", "playbook.end"), _version
)
