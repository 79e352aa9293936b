"""Bulletins, done again."""

from __future__ import annotations

from ipharbor.actions.replaying.deed import Deed, Handler
from ipharbor.records.models import Bulletin, BulletinCopy


def _issue(deed: Deed) -> None:
    held = deed.enclosure()
    made = Bulletin.objects.using(deed.into).create(
        pk=deed.number,
        supersedes_id=deed["supersedes"],
        issued_at=deed.at,
        by_id=deed["by"],
        by_name=deed.actor,
        **held["told"],
    )
    BulletinCopy.objects.using(deed.into).bulk_create(
        BulletinCopy(bulletin=made, person_id=person) for person in held["people"]
    )


def _withdraw(deed: Deed) -> None:
    Bulletin.objects.using(deed.into).filter(pk=deed.number).update(
        withdrawn_at=deed.at, withdrawn_by_name=deed.actor, withdrawn_why=deed["why"]
    )


def _acknowledge(deed: Deed) -> None:
    BulletinCopy.objects.using(deed.into).filter(
        bulletin=deed.number, person=deed["person"]
    ).update(read_at=deed.at)


HANDLERS: dict[str, Handler] = {
    "bulletin.issue": _issue,
    "bulletin.withdraw": _withdraw,
    "bulletin.acknowledge": _acknowledge,
}
