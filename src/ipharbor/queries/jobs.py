"""Jobs, their schedule and the workers, as pages and commands show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from ipharbor.records.models import Job, Person, Schedule, WorkerSeen
from ipharbor.vocabulary.messages import Message, message
from ipharbor.vocabulary.words import word

STATES = ("running", "waiting", "failed", "dead", "done", "cancelled")
OPEN = ("running", "waiting", "failed")
ENDED = ("dead", "done", "cancelled")
FRESH = timedelta(minutes=2)  # a worker not seen for longer counts as gone


@dataclass(frozen=True)
class JobShown:
    """A job in words. ``percent`` is None where it is not known how much there is to do."""

    id: int
    kind: str
    kind_name: str
    about: str
    by: str
    state: str
    attempts: int
    made_at: datetime
    started_at: datetime | None
    next_at: datetime
    ended_at: datetime | None
    percent: int | None
    said: Message | None
    result: Message | None
    error: Message | None
    cancel_asked: bool
    worker: str
    run: int | None  # the import it brings in

    @property
    def outcome(self) -> Message | None:
        """What came of it, or how far it is."""
        return self.error or self.result or self.said


@dataclass(frozen=True)
class Found:
    """Jobs, newest first, and how many there are in each state."""

    jobs: tuple[JobShown, ...]
    total: int
    by_state: Mapping[str, int]


@dataclass(frozen=True)
class ScheduleShown:
    """A schedule: its rule as stored, its next and its last moment, and the last job's state."""

    kind: str
    kind_name: str
    told: str
    enabled: bool
    every: str
    at: str
    weekday: int
    day: int
    next_at: datetime
    last_at: datetime | None
    last_state: str
    changed_by: str


def of_reader(reader: Person | None) -> QuerySet[Job]:
    """The jobs that ``reader`` asked for, all where it is None; the newest first."""
    return _of(reader).select_related("by").order_by("-pk")


def told(found: Iterable[Job], *, lang: str) -> tuple[JobShown, ...]:
    """Some jobs in words."""
    return tuple(_shown(job, lang) for job in found)


def jobs(reader: Person | None, *, lang: str, state: str = "", limit: int = 20) -> Found:
    """The last jobs that ``reader`` asked for, all where it is None, in ``state``."""
    held = of_reader(reader)
    found = held.filter(state=state) if state else held
    fall = held.order_by().values_list("state").annotate(n=Count("pk"))
    return Found(told(found[:limit], lang=lang), found.count(), dict(fall))


def listed(
    reader: Person | None, *, lang: str, state: str, kind: str, before: int | None, limit: int
) -> tuple[tuple[JobShown, ...], int]:
    """The jobs that ``reader`` asked for, all where it is None, the latest first, from the one
    numbered below ``before`` on; and how many there are in all."""
    found = _of(reader)
    if state:
        found = found.filter(state=state)
    if kind:
        found = found.filter(kind=kind)
    rows = found if before is None else found.filter(pk__lt=before)
    shown = rows.select_related("by").order_by("-pk")[:limit]
    return tuple(_shown(job, lang) for job in shown), found.count()


def running(reader: Person | None, *, lang: str) -> tuple[JobShown, ...]:
    """What runs now, longest first."""
    rows = _of(reader).filter(state="running").select_related("by").order_by("started_at", "pk")
    return tuple(_shown(job, lang) for job in rows)


def job(reader: Person | None, job_id: int, *, lang: str) -> JobShown | None:
    """One job; None when there is none that ``reader`` may see."""
    found = _of(reader).filter(pk=job_id).select_related("by").first()
    return _shown(found, lang) if found else None


def job_of(once: str, *, lang: str) -> JobShown | None:
    """The job of that identity."""
    found = Job.objects.filter(once=once).select_related("by").first()
    return _shown(found, lang) if found else None


def schedules(*, lang: str) -> tuple[ScheduleShown, ...]:
    """All schedules, those that are on first."""
    rows = Schedule.objects.order_by("-enabled", "kind")
    return tuple(_scheduled(row, lang) for row in rows)


def schedule(kind: str, *, lang: str) -> ScheduleShown | None:
    """The schedule of a kind."""
    found = Schedule.objects.filter(kind=kind).first()
    return _scheduled(found, lang) if found else None


def workers(*, at: datetime) -> int:
    """How many workers have given a sign of life lately."""
    return WorkerSeen.objects.filter(seen_at__gte=at - FRESH).count()


def kind_name(kind: str, lang: str) -> str:
    """A kind of job in words."""
    return message(f"job.kind.{kind}", lang, {}).what


def _of(reader: Person | None) -> QuerySet[Job]:
    return Job.objects.filter(Q() if reader is None else Q(by=reader))


def _shown(job: Job, lang: str) -> JobShown:
    return JobShown(
        id=job.pk,
        kind=job.kind,
        kind_name=kind_name(job.kind, lang),
        about=job.about,
        by=str(job.by) if job.by else word(f"job_by_{job.by_name}", lang),
        state=job.state,
        attempts=job.attempts,
        made_at=job.made_at,
        started_at=job.started_at,
        next_at=job.next_at,
        ended_at=job.ended_at,
        percent=min(100, 100 * job.done_units // job.total_units) if job.total_units else None,
        said=_told(job.said, lang),
        result=_told(_result(job), lang),
        error=_told(job.error, lang),
        cancel_asked=job.cancel_asked,
        worker=job.worker,
        run=job.argument.get("run") if job.kind == "corpus.import" else None,
    )


def _result(job: Job) -> Mapping[str, Any] | None:
    if job.state != Job.State.DONE or job.result is None:
        return None
    return {"code": f"job.result.{job.kind}", "params": job.result}


def _told(said: Mapping[str, Any] | None, lang: str) -> Message | None:
    return message(said["code"], lang, said["params"]) if said else None


def _scheduled(row: Schedule, lang: str) -> ScheduleShown:
    last = Job.objects.filter(schedule=row).order_by("-pk").values_list("state", flat=True).first()
    at = f"{row.hour:02d}:{row.minute:02d}"
    weekday = message(f"schedule.weekday.d{row.weekday}", lang, {}).what
    filled = {"at": at, "minute": f"{row.minute:02d}", "weekday": weekday, "day": row.day}
    return ScheduleShown(
        kind=row.kind,
        kind_name=kind_name(row.kind, lang),
        told=message(f"schedule.every.{row.every}", lang, filled).what,
        enabled=row.enabled,
        every=row.every,
        at=at,
        weekday=row.weekday,
        day=row.day,
        next_at=row.next_at,
        last_at=row.last_at,
        last_state=last or "",
        changed_by=row.changed_by,
    )
