"""Let the sweeps look, and keep what they find: each incident once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.db import transaction

from ipharbor.actions import permits
from ipharbor.analysis.sweeping.every import Sweep
from ipharbor.analysis.sweeping.known import Known, Span
from ipharbor.journal import chain
from ipharbor.journal.models import Line
from ipharbor.records.models import IncidentFacet, SeenIncident, SweepReach
from ipharbor.warning.decision import LATE
from ipharbor.warning.incident import Incident, written

FIRST = timedelta(days=92)  # how far back a sweep looks that has never looked
RESTS_ON = (
    "rights.import_events", "rights.import_holders", "rights.take_up", "rights.take_up_region",
    "cases.import", "product.add", "product.change", "product.import", "law.correct",
    "ledger.learn",
)  # fmt: skip
"""Actions by which the register comes to hold what was known on an earlier day."""
_AT_ONCE = 500


def sweep(
    known: Known, sweeps: Mapping[str, Sweep], *, on: date, by: permits.Actor, at: datetime
) -> int:
    """Ask every sweep for what became known up to ``on``; gives how many incidents are new.

    A sweep begins where it last ended, or earlier where corpus or register have since taken in
    what the world knew before. Each is one transaction: broken off, it is asked again and finds
    the same.
    """
    vintage = known.corpus.manifest.number
    reached = {one.name: one for one in SweepReach.objects.all()}
    moved, found = _register_moved(), 0
    for name, ask in sweeps.items():
        before = reached.get(name)
        since = _since(known, before, on, moved)
        done = before is not None and before.vintage == vintage and before.through >= on
        if done and not moved:
            continue
        incidents = list(ask(known, Span(since, on)))
        with transaction.atomic():
            through = max(on, before.through) if before is not None else on
            found += _keep(name, incidents, since, through, vintage, by=by, at=at)
    return found


def _register_moved() -> bool:
    """Whether the register has taken in anything since the last round began to look."""
    last = Line.objects.filter(action="warning.round").order_by("-seq").first()
    lines = Line.objects.filter(action__in=RESTS_ON)
    if last is not None:
        lines = lines.filter(at__gte=datetime.fromisoformat(last.details["started_at"]))
    return lines.exists()


def _since(known: Known, before: SweepReach | None, on: date, moved: bool) -> date:
    """The day after which the sweep is to look, never more than a year back. What is told already
    is known by its mark, so that looking back costs time alone."""
    if before is None:
        return on - FIRST
    documents = known.documents
    late = documents.filter(pc.field("first_vintage") > before.vintage)
    first = pc.min(late.column("known_on")).as_py() if late.num_rows else None
    since = before.through if first is None else min(before.through, first - timedelta(days=1))
    since = min(since, on - FIRST) if moved else since
    return max(since, on - LATE)


def _keep(
    name: str, incidents: Iterable[Incident], since: date, on: date, vintage: int,
    *, by: permits.Actor, at: datetime,
) -> int:  # fmt: skip
    by_mark = {one.mark: one for one in incidents}
    marks = list(by_mark)
    held: set[str] = set()
    for start in range(0, len(marks), _AT_ONCE):
        part = marks[start : start + _AT_ONCE]
        held |= set(SeenIncident.objects.filter(mark__in=part).values_list("mark", flat=True))
    fresh = [by_mark[mark] for mark in sorted(by_mark) if mark not in held]
    rows = store(fresh, at=at)
    SweepReach.objects.update_or_create(name=name, defaults={"through": on, "vintage": vintage})
    if not rows:  # how far it looked is told with the round
        return 0
    chain.append(
        "warning.sweep",
        f"sweep:{name}",
        actor=by.name,
        at=at,
        details={
            "since": since.isoformat(), "through": on.isoformat(), "vintage": vintage,
            "incidents": len(rows),
        },
        enclosed=[{"id": row.pk, "body": row.body} for row in rows],
    )  # fmt: skip
    return len(rows)


def store(
    incidents: Iterable[Incident], *, at: datetime, using: str = "default",
    numbers: Iterable[int | None] | None = None,
) -> list[SeenIncident]:  # fmt: skip
    """Keep incidents with what they can be found by; under ``numbers`` where these are given."""
    listed = list(incidents)
    rows = [
        SeenIncident(
            pk=number, mark=one.mark, code=one.code, on=one.on, known_on=one.known_on,
            grade=one.grade.colour, score=one.grade.score, body=written(one), found_at=at,
        )
        for one, number in zip(listed, numbers or [None] * len(listed), strict=True)
    ]  # fmt: skip
    made = SeenIncident.objects.using(using).bulk_create(rows, batch_size=_AT_ONCE)
    IncidentFacet.objects.using(using).bulk_create(
        (
            IncidentFacet(incident=row, facet=facet, value=value)
            for row, one in zip(made, listed, strict=True)
            for facet, value in sorted(set(one.facets()))
        ),
        batch_size=_AT_ONCE,
    )
    return made


def documents_of(known: Known, keys: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The documents of those keys as warnings list them, days as text; unknown left out."""
    wanted = pa.array(sorted(set(keys)), pa.string())
    if not len(wanted):
        return {}
    rows = known.documents.filter(pc.is_in(known.documents.column("key"), wanted)).to_pylist()
    return {row["key"]: _listed(row) for row in rows}


def _listed(row: Mapping[str, Any]) -> dict[str, Any]:
    subclasses = dict.fromkeys(symbol[:4] for symbol in row["ipc"] if len(symbol) >= 4)
    return {
        "key": row["key"],
        "title": row["title"] or row["title_en"] or "",
        "applicant": row["applicants"][0] if row["applicants"] else "",
        "patent_type": row["patent_type"],
        "granted": row["granted_on"] is not None,
        "known_on": row["known_on"].isoformat(),
        "subclasses": list(subclasses),
    }
