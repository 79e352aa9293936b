"""Reports of months, done again; their bytes lie in the vault."""

from __future__ import annotations

from datetime import date

from ipharbor.actions import permits
from ipharbor.actions.replaying.deed import Deed, Handler
from ipharbor.records.models import MonthReport, Person

_AS_TOLD = (
    "year", "month", "lang", "ledger", "maker", "pdf_sha256", "pdf_size", "docx_sha256",
    "docx_size",
)  # fmt: skip


def _make(deed: Deed) -> None:
    by = None
    if deed.actor not in (permits.OPERATOR, "schedule"):
        by = Person.objects.using(deed.into).filter(username=deed.actor).first()
    MonthReport.objects.using(deed.into).create(
        pk=int(deed.subject.partition(":")[2]),
        known_on=date.fromisoformat(deed["known_on"]),
        by=by,
        by_name=deed.actor,
        at=deed.at,
        **{name: deed[name] for name in _AS_TOLD},
    )


HANDLERS: dict[str, Handler] = {"report.make": _make}
