"""Rounds of the watches: when they looked, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from ipharbor.records.models import WarningRound


@dataclass(frozen=True)
class RoundRow:
    """One round: as of which day, over which vintage, how many watches and documents."""

    id: int
    as_of: date
    vintage: str
    started_at: datetime
    watches: int
    documents: int
    raised: int
    held: int


def listed(*, before: int | None, limit: int) -> tuple[tuple[RoundRow, ...], int]:
    """Rounds, the newest first, from the one numbered below ``before`` on; and how many there
    are in all."""
    found = WarningRound.objects.all()
    rows = found if before is None else found.filter(pk__lt=before)
    shown = tuple(
        RoundRow(
            one.pk, one.as_of, one.vintage, one.started_at, one.watches, one.documents,
            one.raised, one.held,
        )
        for one in rows.order_by("-pk")[:limit]
    )  # fmt: skip
    return shown, found.count()
