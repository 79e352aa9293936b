"""Receipts of imports and what became of their findings, done again."""

from __future__ import annotations

from ipharbor.actions.replaying.deed import Deed, Handler, moment
from ipharbor.records.models import FindingClosing, ImportRun


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


def _close(deed: Deed) -> None:
    FindingClosing.objects.using(deed.into).bulk_create(
        (
            FindingClosing(
                run_id=deed.number, number=number, reason=deed["reason"], note=deed["note"],
                by_name=deed.actor, at=deed.at,
            )
            for first, last in deed.enclosure()
            for number in range(first, last + 1)
        ),
        batch_size=1000,
    )  # fmt: skip


def _reopen(deed: Deed) -> None:
    closed = FindingClosing.objects.using(deed.into).filter(run_id=deed.number)
    for first, last in deed.enclosure():
        closed.filter(number__range=(first, last)).delete()


HANDLERS: dict[str, Handler] = {
    "corpus.import": _import,
    "finding.close": _close,
    "finding.reopen": _reopen,
}
