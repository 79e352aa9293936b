"""Self-checks, done again; answers and plan lie sealed in the lines."""

from __future__ import annotations

from ipharbor.actions.replaying.deed import Deed, Handler, the_day
from ipharbor.records.models import SelfCheck


def _answer(deed: Deed) -> None:
    SelfCheck.objects.using(deed.into).update_or_create(
        pk=deed["check"],
        defaults={
            "firm_id": deed["firm"], "on": the_day(deed["on"]), "by_id": deed["by"],
            "by_name": deed.actor, "at": deed.at, **deed.unsealed(),
        },
    )  # fmt: skip


HANDLERS: dict[str, Handler] = {"selfcheck.answer": _answer}
"""Steps that were taken on have lines of their own, as tasks."""
