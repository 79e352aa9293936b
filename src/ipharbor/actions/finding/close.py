"""Close findings of an import with a reason, and open them again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.journal import chain
from ipharbor.records.models import FindingClosing, ImportRun
from ipharbor.vocabulary.errors import HarborError

NOTE = 300  # characters
Spans = list[list[int]]
"""Numbers in rising order, as pairs of the first and the last of each unbroken run."""


def close(
    run: ImportRun,
    numbers: Iterable[int],
    *,
    reason: str,
    note: str = "",
    by: permits.Actor,
    at: datetime,
) -> int:
    """Close those of the findings that are open; how many that were. ``numbers`` are their places
    in the receipt.

    Raises HarborErrors ``finding.reason.unknown``, ``form.text.long``, ``finding.none`` and
    ``finding.unknown``.
    """
    permits.require(by, "finding.close")
    if reason not in FindingClosing.Reason.values:
        raise HarborError("finding.reason.unknown", fields=("reason",), reason=reason[:20])
    note = " ".join(note.split())
    if len(note) > NOTE:
        raise HarborError("form.text.long", fields=("note",), most=NOTE)
    with transaction.atomic():
        wanted, closed = _meant(run, numbers)
        new = sorted(wanted - closed)
        FindingClosing.objects.bulk_create(
            (
                FindingClosing(
                    run=run, number=one, reason=reason, note=note, by_name=by.name, at=at
                )
                for one in new
            ),
            batch_size=1000,
        )
        if new:
            chain.append(
                "finding.close",
                f"import:{run.pk}",
                actor=by.name,
                at=at,
                details={
                    "file": run.file_name, "count": len(new), "reason": reason, "note": note,
                },
                enclosed=spans(new),
            )  # fmt: skip
    return len(new)


def reopen(run: ImportRun, numbers: Iterable[int], *, by: permits.Actor, at: datetime) -> int:
    """Open those of the findings that are closed; how many that were. Raises HarborErrors
    ``finding.none`` and ``finding.unknown``."""
    permits.require(by, "finding.close")
    with transaction.atomic():
        wanted, closed = _meant(run, numbers)
        old = sorted(wanted & closed)
        for first, last in spans(old):
            FindingClosing.objects.filter(run=run, number__range=(first, last)).delete()
        if old:
            chain.append(
                "finding.reopen",
                f"import:{run.pk}",
                actor=by.name,
                at=at,
                details={"file": run.file_name, "count": len(old)},
                enclosed=spans(old),
            )
    return len(old)


def spans(numbers: Iterable[int]) -> Spans:
    """Numbers in rising order as pairs of the first and the last of each unbroken run."""
    found: Spans = []
    for one in numbers:
        if found and found[-1][1] == one - 1:
            found[-1][1] = one
        else:
            found.append([one, one])
    return found


def _meant(run: ImportRun, numbers: Iterable[int]) -> tuple[set[int], set[int]]:
    """The findings that are meant, and those of the import that are closed; the import is locked
    until the end of the transaction."""
    held = ImportRun.objects.select_for_update().get(pk=run.pk)
    wanted = set(numbers)
    if not wanted:
        raise HarborError("finding.none", fields=("numbers",))
    unknown = min((one for one in wanted if not 1 <= one <= held.findings), default=None)
    if unknown is not None:
        raise HarborError("finding.unknown", fields=("numbers",), number=unknown, run=held.pk)
    closed = FindingClosing.objects.filter(run=held).values_list("number", flat=True)
    return wanted, set(closed)
