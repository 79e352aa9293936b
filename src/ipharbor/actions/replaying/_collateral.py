"""The watch over pledged loans, done again."""

from __future__ import annotations

from ipharbor.actions.replaying.deed import Deed, Handler, day, the_day
from ipharbor.actions.warning._sweeping import store
from ipharbor.records.models import CollateralNight, KeptConcern
from ipharbor.warning.incident import read

_DAYS = ("since", "known_on", "cure_by", "opened_on", "closed_on")
_COUNTS = ("loans", "rights", "standing", "opened", "changed", "breached", "cured")


def _look(deed: Deed) -> None:
    held = deed.enclosure()
    for one in held["concerns"]:
        told = one | {name: day(one[name]) for name in _DAYS}
        KeptConcern.objects.using(deed.into).update_or_create(pk=told.pop("id"), defaults=told)
    found = held["incidents"]
    store(
        (read(one["body"]) for one in found),
        at=deed.at, using=deed.into, numbers=[one["id"] for one in found],
    )  # fmt: skip
    CollateralNight.objects.using(deed.into).update_or_create(
        pk=deed.number,
        defaults={
            "as_of": the_day(deed["as_of"]),
            "looked_at": deed.at,
            **{name: deed[name] for name in _COUNTS},
        },
    )


def _waive(deed: Deed) -> None:
    KeptConcern.objects.using(deed.into).filter(pk=deed.number).update(
        stage="waived", reason=deed["why"], by_name=deed.actor
    )


HANDLERS: dict[str, Handler] = {"collateral.look": _look, "collateral.waive": _waive}
