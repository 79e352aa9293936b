"""Agencies that were brought in, brought in again."""

from __future__ import annotations

from ipharbor.actions.replaying.deed import Deed, Handler
from ipharbor.records.models import Agency


def _import(deed: Deed) -> None:
    for row in deed.enclosure():
        told = {name: value for name, value in row.items() if name != "id"}
        made, _new = Agency.objects.using(deed.into).get_or_create(
            pk=row["id"], defaults=told | {"made_at": deed.at, "changed_at": deed.at}
        )
        Agency.objects.using(deed.into).filter(pk=made.pk).update(changed_at=deed.at, **told)


HANDLERS: dict[str, Handler] = {"agency.import": _import}
