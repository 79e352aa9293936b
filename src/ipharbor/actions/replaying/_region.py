"""Targets, handled cases and awards, done again."""

from __future__ import annotations

from decimal import Decimal

from django.utils import timezone

from ipharbor.actions.replaying.deed import Deed, Handler, day, the_day
from ipharbor.records.models import HandledCase, NationalAward, Target

_DAYS = ("received_on", "accepted_on", "closed_on")


def _targets(deed: Deed) -> None:
    held = Target.objects.using(deed.into)
    for year, figure, town, value in deed.enclosure():
        if value is None:
            held.filter(year=year, figure=figure, town=town).delete()
            continue
        held.update_or_create(
            year=year, figure=figure, town=town,
            defaults={"value": Decimal(value), "by_name": deed.actor, "at": deed.at},
        )  # fmt: skip


def _cases(deed: Deed) -> None:
    for row in deed.enclosure():
        told = {name: value for name, value in row.items() if name != "id"}
        told |= {name: day(told[name]) for name in _DAYS}
        HandledCase.objects.using(deed.into).update_or_create(pk=row["id"], defaults=told)


def _award(deed: Deed) -> None:
    NationalAward.objects.using(deed.into).create(
        pk=deed.number,
        key=deed["right"],
        name=deed["name"],
        on=the_day(deed["on"]),
        known_on=timezone.localdate(deed.at),
        by_name=deed.actor,
        at=deed.at,
    )


HANDLERS: dict[str, Handler] = {
    "targets.set": _targets,
    "cases.import": _cases,
    "awards.record": _award,
}
