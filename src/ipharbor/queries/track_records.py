"""How right warnings were: of one watch, of all watches of a kind, and by what was seen.

Over watches of others only counts are told: nobody learns what anybody watches.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from ipharbor.records.models import IssuedWarning, Person
from ipharbor.warning.track_record import Holding, TrackRecord, Verdicts, record

VERDICTS = tuple(one.name for one in fields(Verdicts))


@dataclass(frozen=True)
class BySignal:
    """The record of warnings in which the signal of that code was seen."""

    code: str
    record: TrackRecord


@dataclass(frozen=True)
class Records:
    """The record of one watch beside that of all watches of its kind, and by signal over all."""

    watch: TrackRecord
    kind: TrackRecord
    signals: tuple[BySignal, ...]


def of_watch(watch_id: int, kind: str) -> Records:
    """The records that stand on the page of a watch of that kind."""
    every = IssuedWarning.objects.all()
    return Records(
        watch=_record(every.filter(watch=watch_id)),
        kind=_record(every.filter(watch__kind=kind)),
        signals=_by_signal(every.filter(watch__kind=kind)),
    )


def of_holding(person: Person) -> Holding:
    """How many warnings of the person are held, and how many were held wrongly."""
    mine = IssuedWarning.objects.filter(person=person).order_by()
    return Holding(
        held=mine.filter(decision="held").count(),
        missed=mine.filter(reason="decision.at_readers_wish").count(),
    )


def of_its_kind() -> dict[str, Coalesce]:
    """What a question for a warning tells beside it: by verdict the number of warnings of all
    watches of the kind of its watch, under ``kind_`` and the verdict."""
    alike = IssuedWarning.objects.filter(
        decision="raised", watch__kind=OuterRef("watch__kind")
    ).order_by()
    told = {}
    for verdict in VERDICTS:
        counted = alike.filter(verdict=verdict).values("watch__kind").annotate(n=Count("pk"))
        told[f"kind_{verdict}"] = Coalesce(Subquery(counted.values("n")), 0)
    return told


def its_kind(warning: IssuedWarning) -> Verdicts:
    """The verdicts that ``of_its_kind`` told of a warning."""
    return Verdicts(*(getattr(warning, f"kind_{verdict}") for verdict in VERDICTS))


def _record(found: QuerySet[IssuedWarning]) -> TrackRecord:
    counted = found.order_by().values_list("decision", "verdict").annotate(n=Count("pk"))
    return record({(decision, verdict): n for decision, verdict, n in counted})


def _by_signal(found: QuerySet[IssuedWarning]) -> tuple[BySignal, ...]:
    counted = found.order_by().values_list("signals", "decision", "verdict").annotate(n=Count("pk"))
    by_code: dict[str, Counter[tuple[str, str]]] = {}
    for codes, decision, verdict, n in counted:
        for code in codes.split():
            by_code.setdefault(code, Counter())[decision, verdict] += n
    rows = [BySignal(code, record(counts)) for code, counts in by_code.items()]
    return tuple(sorted(rows, key=lambda row: (-row.record.raised, row.code)))
