"""Applications, loans and their books, done again: each line has the rows it wrote, sealed."""

from __future__ import annotations

from ipharbor.actions.financing import _told
from ipharbor.actions.replaying.deed import Deed, Handler
from ipharbor.records.models import ApplicationRight
from ipharbor.records.written import read


def _write(deed: Deed) -> None:
    rows = [read(told) for told in deed.unsealed()["rows"]]
    if deed.action == "financing.change_draft":
        ApplicationRight.objects.using(deed.into).filter(application=deed["application"]).delete()
    for row in rows:
        row.save(using=deed.into)


HANDLERS: dict[str, Handler] = dict.fromkeys(_told.LINES, _write)
