"""What officers said of the law, and imports of the corpus, done again."""

from __future__ import annotations

from datetime import date
from typing import Any

from ipharbor.actions.replaying.deed import Deed, Handler, day, the_day
from ipharbor.records.models import LawCorrection
from ipharbor.statutes import notices


def _correct(deed: Deed) -> None:
    _record(
        deed,
        since=day(deed["since"]),
        value=deed["value"],
        unit=deed["unit"],
        reason=deed["reason"],
        instrument=deed["instrument"],
        article=deed["article"],
    )


def _announce(deed: Deed) -> None:
    _record(
        deed,
        since=date(int(deed.rest.removeprefix(notices.PREFIX)), 1, 1),
        value=deed["value"],
        unit=notices.UNIT,
        reason=deed["notice"],
        instrument=notices.INSTRUMENT,
    )


def _record(deed: Deed, **told: Any) -> None:
    LawCorrection.objects.using(deed.into).create(
        pk=deed["correction"],
        name=deed.rest,
        by_id=deed["by"],
        by_name=deed.actor,
        on=the_day(deed["on"]),
        **told,
    )


HANDLERS: dict[str, Handler] = {
    "law.correct": _correct,
    "law.verify": _correct,
    "law.announce": _announce,
}
