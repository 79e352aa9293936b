"""How right warnings were, published: over all watches of everybody, by kind of watch, by signal
and by month. Only counts are told: nobody learns what anybody watches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from ipharbor.records.models import IssuedWarning
from ipharbor.warning.track_record import FEW, TrackRecord, record, share

BY = ("all", "kind", "signal", "month")


@dataclass(frozen=True)
class RecordRow:
    """The record of warnings of one kind of watch, one signal, or one month (``2026-11``), by the
    day they stand for. Shares are of those judged, each with Wilson's 95 % interval; null where
    fewer than five were judged."""

    by: str
    code: str
    raised: int
    held: int
    judged: int
    useful: int
    not_useful: int
    false: int
    useful_share: float | None
    useful_low: float | None
    useful_high: float | None
    false_share: float | None
    false_low: float | None
    false_high: float | None


def published() -> tuple[RecordRow, ...]:
    """All rows: the whole first, then by kind, by signal, and by month, the newest first."""
    return _rows(IssuedWarning.objects.all())


def of_month(year: int, month: int) -> tuple[RecordRow, ...]:
    """The rows of the warnings of one month; none where it has none."""
    return _rows(IssuedWarning.objects.filter(as_of__year=year, as_of__month=month))


def _rows(found: QuerySet[IssuedWarning]) -> tuple[RecordRow, ...]:
    counted: dict[tuple[str, str], Counter[tuple[str, str]]] = {}
    told = found.order_by().values_list(
        "watch__kind", "signals", "as_of__year", "as_of__month", "decision", "verdict"
    )
    for kind, codes, year, month, decision, verdict, n in told.annotate(n=Count("pk")):
        places = [("all", ""), ("kind", kind), ("month", f"{year}-{month:02d}")]
        places += [("signal", code) for code in dict.fromkeys(codes.split())]
        for place in places:
            counted.setdefault(place, Counter())[decision, verdict] += n
    rows = [_row(by, code, record(counts)) for (by, code), counts in counted.items()]
    return tuple(sorted(_newest_last(rows), key=lambda row: BY.index(row.by)))


def _newest_last(rows: Iterable[RecordRow]) -> list[RecordRow]:
    months = sorted((row for row in rows if row.by == "month"), key=lambda row: row.code)
    others = sorted(
        (row for row in rows if row.by != "month"), key=lambda row: (-row.raised, row.code)
    )
    return [*others, *reversed(months)]


def _row(by: str, code: str, told: TrackRecord) -> RecordRow:
    enough = told.judged >= FEW
    useful = share(told.useful, told.judged) if enough else None
    false = share(told.false, told.judged) if enough else None
    return RecordRow(
        by=by, code=code, raised=told.raised, held=told.held, judged=told.judged,
        useful=told.useful, not_useful=told.not_useful, false=told.false,
        useful_share=useful.share if useful else None,
        useful_low=useful.low if useful else None, useful_high=useful.high if useful else None,
        false_share=false.share if false else None,
        false_low=false.low if false else None, false_high=false.high if false else None,
    )  # fmt: skip
