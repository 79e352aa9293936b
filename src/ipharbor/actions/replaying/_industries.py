"""What the office said of industries, done again."""

from __future__ import annotations

from ipharbor.actions.replaying.deed import Deed, Handler, the_day
from ipharbor.records.models import IndustryVersion


def _version(deed: Deed) -> None:
    IndustryVersion.objects.using(deed.into).create(
        pk=deed["version"],
        code=deed.rest,
        name_zh=deed["name_zh"],
        name_en=deed["name_en"],
        links=deed.enclosure(),
        ended=deed.action == "industry.end",
        reason=deed["reason"],
        on=the_day(deed["on"]),
        at=deed.at,
        by_id=deed["by"],
        by_name=deed.actor,
    )


HANDLERS: dict[str, Handler] = {"industry.change": _version, "industry.end": _version}
