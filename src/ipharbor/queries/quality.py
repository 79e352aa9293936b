"""The quality of the region's data: what is missing, how old it is, and who told it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from django.db.models import Max
from django.utils import timezone

from ipharbor.analysis.region.asking import Asked
from ipharbor.analysis.region.quality import Filled, of_holders, of_rights
from ipharbor.journal.models import Line
from ipharbor.queries import imports
from ipharbor.queries.imports import CodeCount
from ipharbor.queries.ledger_rows import HolderRows
from ipharbor.records.models import (
    Agency,
    Firm,
    HandledCase,
    Matter,
    NationalAward,
    Target,
    Training,
)
from ipharbor.vocabulary.places import Region

LINES = 200  # of the journal that are looked through for the file of a source


@dataclass(frozen=True)
class Source:
    """Where facts come from: ``kind`` is publications, events, payments, holders, cases,
    targets, agencies, matters, trainings, awards or population; ``name`` a file, or who says so,
    ``name_en`` in English where that differs.

    ``newest`` is the last day of which it tells, ``brought`` when it came in. ``aside``,
    ``findings`` and those of them that are still ``open`` are of the last import, None where nobody
    counted them; ``run`` is its number where it has a page.
    """

    kind: str
    name: str
    records: int
    newest: date | None = None
    brought: date | None = None
    aside: int | None = None
    findings: int | None = None
    open: int | None = None
    run: int | None = None
    name_en: str = ""

    def named(self, lang: str) -> str:
        """The file, or who says so, in that language."""
        return self.name if lang == "zh" else self.name_en or self.name

    def age(self, on: date) -> int | None:
        """Days from the newest fact to ``on``; None where no day is told, or a later one."""
        return (on - self.newest).days if self.newest and self.newest <= on else None


@dataclass(frozen=True)
class Quality:
    """What the page tells. ``rights`` and ``holders`` are those of the frame, ``left_out`` what
    the ledger does not hold, by the ids of notes."""

    sources: tuple[Source, ...]
    rights: tuple[Filled, ...]
    holders: tuple[Filled, ...]
    left_out: Mapping[str, int]

    def without(self, kind: str) -> Quality:
        """The same for somebody who is not told of sources of a ``kind``."""
        return replace(self, sources=tuple(one for one in self.sources if one.kind != kind))


def quality(asked: Asked, *, region: Region) -> Quality:
    """The quality of the ledger in its frame, and of the tables beside it as they stand."""
    return Quality(
        sources=sources(asked, region=region),
        rights=of_rights(asked),
        holders=asked.kept("quality of holders", lambda: _holders(asked)),
        left_out=asked.ledger.manifest.left_out,
    )


def sources(asked: Asked, *, region: Region) -> tuple[Source, ...]:
    """Publications, events and payments as the ledger was made of them; the others as of now."""
    runs = _runs()
    files = _brought("rights.import_events")
    found: list[Source] = []
    for told in asked.ledger.manifest.sources:
        kind, name, rows = told["kind"], told["name"], told["rows"]
        if kind == "publications":
            newest, brought = _day(told.get("newest", "")), _day(told["last"])
            made = Source(kind, name, rows, newest, brought)
            run = runs.get(told.get("fingerprint", ""))
            if run is not None:
                made = replace(made, aside=run.set_aside, findings=run.findings,
                               open=run.open_findings, run=run.pk)  # fmt: skip
            found.append(made)
        else:
            brought, aside = files.get(name, (None, None))
            found.append(Source(kind, name, rows, _day(told["last"]), brought, aside))
    return (*found, *(_table(one) for one in _TABLES), _population(region, asked.frame.on))


@dataclass(frozen=True)
class OfCode:
    """The findings of one code in the import of a source."""

    source: Source
    count: CodeCount


def by_code(told: Quality, *, home: Path) -> tuple[OfCode, ...]:
    """The findings of the sources by code, import after import: those with most that are open
    first."""
    return tuple(
        OfCode(source, count)
        for source in told.sources
        if source.run and source.findings
        for count in sorted(
            imports.finding_counts(home, source.run), key=lambda one: (-one.open, one.code)
        )
    )


@dataclass(frozen=True)
class _Table:
    """A table beside the ledger: how many rows, its newest day, and the action that fills it."""

    kind: str
    count: Callable[[], int]
    newest: Callable[[], date | None]
    action: str


def _no_day() -> date | None:
    return None


def _last_case() -> date | None:
    told = HandledCase.objects.aggregate(received=Max("received_on"), closed=Max("closed_on"))
    return max((one for one in told.values() if one), default=None)


def _last_award() -> date | None:
    found: date | None = NationalAward.objects.aggregate(last=Max("on"))["last"]
    return found


def _last_matter() -> date | None:
    told = Matter.objects.aggregate(received=Max("received_on"), closed=Max("closed_on"))
    return max((one for one in told.values() if one), default=None)


def _last_training() -> date | None:
    found: date | None = Training.objects.aggregate(last=Max("on"))["last"]
    return found


_TABLES = (
    _Table("holders", Firm.objects.count, _no_day, "rights.import_holders"),
    _Table("cases", HandledCase.objects.count, _last_case, "cases.import"),
    _Table("targets", Target.objects.count, _no_day, "targets.set"),
    _Table("agencies", Agency.objects.count, _no_day, "agency.import"),
    _Table("matters", Matter.objects.count, _last_matter, "station.import_matters"),
    _Table("trainings", Training.objects.count, _last_training, "station.import_trainings"),
    _Table("awards", NationalAward.objects.count, _last_award, "awards.record"),
)


def _table(one: _Table) -> Source:
    brought = _brought(one.action)
    name, (day, aside) = next(iter(brought.items()), ("", (None, None)))
    return Source(one.kind, name, one.count(), one.newest(), day, aside)


def _population(region: Region, on: date) -> Source:
    counted = region.population(on)
    if counted is None:
        return Source("population", "", 0)
    return Source(
        "population", counted.source_zh, len(region.populations), counted.counted_on,
        name_en=counted.source_en,
    )  # fmt: skip


def _holders(asked: Asked) -> tuple[Filled, ...]:
    return of_holders(asked.ledger, HolderRows(asked).of_town().active)


def _runs() -> dict[str, Any]:
    """The last import of each file of publications, by its fingerprint."""
    done = imports.runs().filter(state="done", read__gt=0).order_by("pk")
    return {one.fingerprint: one for one in done if one.fingerprint}


def _brought(action: str) -> dict[str, tuple[date | None, int | None]]:
    """The files that an action brought in, the last first: when, and how much was set aside."""
    found: dict[str, tuple[date | None, int | None]] = {}
    lines = Line.objects.filter(action=action).order_by("-seq")
    for at, file, aside in lines.values_list("at", "details__file", "details__set_aside")[:LINES]:
        found.setdefault(file or "", (timezone.localtime(at).date(), aside))
    return found


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
