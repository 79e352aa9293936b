"""Valuations, done again; what they rest on and their figures lie sealed in the lines."""

from __future__ import annotations

from decimal import Decimal

from ipharbor.actions.replaying.deed import Deed, Handler, the_day
from ipharbor.records.models import Valuation


def _draw_up(deed: Deed) -> None:
    told = deed.unsealed()
    found = told["result"]["whole"]["range"]
    Valuation.objects.using(deed.into).create(
        pk=deed.number,
        firm_id=deed["firm"],
        keys=told["keys"],
        version=deed["version"],
        supersedes_id=deed["supersedes"],
        valued_on=the_day(deed["on"]),
        scenario=deed["scenario"],
        low=Decimal(found["low"]),
        median=Decimal(found["median"]),
        high=Decimal(found["high"]),
        inputs=told["inputs"],
        result=told["result"],
        hash=deed["hash"],
        drawn_up_at=deed.at,
        drawn_up_by_id=deed["by"],
        drawn_up_by_name=deed.actor,
    )


def _sign(deed: Deed) -> None:
    held = Valuation.objects.using(deed.into)
    held.filter(pk=deed.number).update(
        status=Valuation.Status.SIGNED,
        signed_at=deed.at,
        signed_by_id=deed["by"],
        signed_by_name=deed.actor,
        signed_for=deed["signed_for"],
    )
    if deed["supersedes"] is not None:
        held.filter(pk=deed["supersedes"]).update(status=Valuation.Status.SUPERSEDED)


HANDLERS: dict[str, Handler] = {
    "valuation.draw_up": _draw_up,
    "valuation.sign": _sign,
}
