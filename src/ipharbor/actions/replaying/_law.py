"""What officers said of the law, and imports of the corpus, done again."""

from __future__ import annotations

from datetime import date
from typing import Any

from ipharbor.actions.replaying.deed import Deed, Handler, day, moment, the_day
from ipharbor.records.models import ImportRun, LawCorrection
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


def _import(deed: Deed) -> None:
    """The receipt of an import; the corpus itself lies in its volumes, named by fingerprint."""
    ImportRun.objects.using(deed.into).create(
        pk=deed.number,
        file_name=deed["file"],
        fingerprint=deed["fingerprint"],
        format=deed["format"],
        by_id=deed["by"],
        state=ImportRun.State.DONE,
        read=deed["read"],
        stored=deed["stored"],
        merged=deed["merged"],
        unchanged=deed["unchanged"],
        set_aside=deed["set_aside"],
        findings=deed["findings"],
        vintage=deed["vintage"],
        started_at=moment(deed["started_at"]),
        finished_at=deed.at,
    )


HANDLERS: dict[str, Handler] = {
    "law.correct": _correct,
    "law.verify": _correct,
    "law.announce": _announce,
    "corpus.import": _import,
}
