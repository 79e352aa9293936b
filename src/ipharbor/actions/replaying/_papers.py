"""Papers kept and withdrawn, done again; their bytes lie in the vault."""

from __future__ import annotations

from ipharbor.actions import permits
from ipharbor.actions.replaying.deed import Deed, Handler
from ipharbor.records.models import KeptPaper, Person


def _keep(deed: Deed) -> None:
    by = None
    if deed.actor != permits.OPERATOR:
        by = Person.objects.using(deed.into).filter(username=deed.actor).first()
    KeptPaper.objects.using(deed.into).create(
        pk=deed["paper"],
        firm_id=deed["firm"],
        right_id=deed["right"],
        kind=deed["kind"],
        name=deed["name"],
        note=deed["note"],
        sha256=deed["sha256"],
        size=deed["size"],
        by=by,
        by_name=deed.actor,
        at=deed.at,
    )


def _withdraw(deed: Deed) -> None:
    KeptPaper.objects.using(deed.into).filter(pk=deed["paper"]).update(
        withdrawn_at=deed.at, withdrawn_why=deed["why"]
    )


HANDLERS: dict[str, Handler] = {"paper.keep": _keep, "paper.withdraw": _withdraw}
