"""Jobs and their schedule."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from django.utils import timezone
from ninja import Path, Query, Router, Schema, Status
from pydantic import Field

from ipharbor.actions import permits
from ipharbor.actions.jobs import cancel as cancelling
from ipharbor.actions.jobs.change_schedule import change_schedule
from ipharbor.actions.jobs.fire import run_now
from ipharbor.actions.jobs.recurrence import Rule
from ipharbor.actions.jobs.run_again import run_again
from ipharbor.api import cursors, versions
from ipharbor.api.asking import Asked, asks, person_of
from ipharbor.api.at_hand import USUAL_LIMIT, Cursor, Id, Limit
from ipharbor.api.envelope import Envelope, answer
from ipharbor.api.language import lang
from ipharbor.api.once import key_of
from ipharbor.queries import jobs as queries
from ipharbor.queries.jobs import JobShown, ScheduleShown
from ipharbor.records.models import Job, Person
from ipharbor.vocabulary.errors import HarborError

router = Router(tags=["jobs"])
Kind = Annotated[str, Path(min_length=1, max_length=40)]


class JobTold(Schema):
    """A job in words. ``percent`` is null where it is not known how much there is to do."""

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
    said: str = Field("", description="how far it is, in words")
    result: str = Field("", description="what came of it, in words")
    error: str = Field("", description="why it did not go well, in words")
    cancel_asked: bool
    run: int | None = Field(None, description="the import it brings in")


class ScheduleRule(Schema):
    """When the work is due: `at` is of the installation's clock, `weekday` 0 is Monday."""

    every: Literal["minute", "hour", "day", "week", "month"]
    hour: int = Field(0, ge=0, le=23)
    minute: int = Field(0, ge=0, le=59)
    weekday: int = Field(0, ge=0, le=6)
    day: int = Field(1, ge=1, le=31)
    enabled: bool = True


def shown(job: JobShown) -> dict[str, Any]:
    """A job as the interface tells it."""
    names = JobTold.model_fields
    told = {name: getattr(job, name) for name in names if name not in ("said", "result", "error")}
    for name in ("said", "result", "error"):
        said = getattr(job, name)
        told[name] = f"{said.what} {said.next}".strip() if said else ""
    return told


@router.get("/jobs", response=Envelope[list[JobTold]], **asks("jobs.read"))
def listing(
    request: Asked,
    state: Literal["", "running", "waiting", "failed", "dead", "done", "cancelled"] = "",
    kind: Annotated[str, Query(max_length=40)] = "",
    limit: Limit = USUAL_LIMIT,
    cursor: Cursor = "",
) -> dict[str, Any]:
    """Jobs, the latest first: the caller's own, and all for those who may read all."""
    rows, total = queries.listed(
        _reader(request), lang=lang(), state=state, kind=kind,
        before=cursors.after(request, cursor), limit=limit + 1,
    )  # fmt: skip
    found, following = cursors.going_on(request, rows, limit=limit, key=lambda row: row.id)
    return answer([shown(one) for one in found], following=following, total=total)


@router.get("/jobs/{job_id}", response=Envelope[JobTold], **asks("jobs.read"))
def one(request: Asked, job_id: Id) -> dict[str, Any]:
    """One job: how far it is, what came of it."""
    return answer(_job(request, job_id))


@router.post("/jobs/{job_id}/cancel", response=Envelope[JobTold], **asks("jobs.act"))
def cancel(request: Asked, job_id: Id) -> dict[str, Any]:
    """Call a job off; one that runs is asked to stop."""
    cancelling.cancel(job_id, by=request.auth, at=timezone.now())
    return answer(_job(request, job_id))


@router.post("/jobs/{job_id}/run-again", response=Envelope[JobTold], **asks("jobs.act"))
def again(request: Asked, job_id: Id) -> dict[str, Any]:
    """Let a job that failed be tried again."""
    run_again(job_id, by=request.auth, at=timezone.now())
    return answer(_job(request, job_id))


@router.get("/schedules", response=Envelope[list[ScheduleShown]], **asks("jobs.schedule"))
def schedules(request: Asked) -> dict[str, Any]:
    """What is due by itself, and when."""
    return answer(list(queries.schedules(lang=lang())))


@router.get("/schedules/{kind}", response=Envelope[ScheduleShown], **asks("jobs.schedule"))
def schedule(request: Asked, response: HttpResponse, kind: Kind) -> dict[str, Any]:
    """When one kind of work is due; `ETag` names the rule."""
    return _told(response, _schedule(kind))


@router.put("/schedules/{kind}", response=Envelope[ScheduleShown], **asks("jobs.schedule"))
def change(
    request: Asked, response: HttpResponse, kind: Kind, stated: ScheduleRule
) -> dict[str, Any]:
    """Change when a kind of work is due."""
    versions.alone(f"schedule:{kind}")
    versions.unchanged(request, _version(_schedule(kind)))
    rule = Rule(stated.every, stated.hour, stated.minute, stated.weekday, stated.day)
    change_schedule(
        kind, rule, enabled=stated.enabled, zone=timezone.get_default_timezone(),
        by=request.auth, at=timezone.now(),
    )  # fmt: skip
    return _told(response, _schedule(kind))


@router.post("/schedules/{kind}/start", response={202: Envelope[JobTold]}, **asks("jobs.act"))
def start(request: Asked, kind: Kind) -> Status[dict[str, Any]]:
    """Ask for scheduled work now."""
    wish = f"api:{request.auth.name}:{key_of(request)}"[:150]
    made = run_now(kind, once=wish, by=request.auth, at=timezone.now())
    return Status(202, answer(told_of(made)))


def told_of(job: Job) -> dict[str, Any]:
    """A job that was just asked for."""
    found = queries.job(None, job.pk, lang=lang())
    if found is None:
        raise HarborError("job.unknown", id=job.pk)
    return shown(found)


def _reader(request: Asked) -> Person | None:
    """Whose jobs the caller sees: None for all."""
    everyone = permits.allowed(request.auth, "jobs.read")
    return None if everyone else person_of(request.auth)


def _job(request: Asked, job_id: int) -> dict[str, Any]:
    found = queries.job(_reader(request), job_id, lang=lang())
    if found is None:
        raise HarborError("job.unknown", id=job_id)
    return shown(found)


def _schedule(kind: str) -> ScheduleShown:
    found = queries.schedule(kind, lang=lang())
    if found is None:
        raise HarborError("schedule.unknown", kind=kind)
    return found


def _version(told: ScheduleShown) -> str:
    return versions.version(
        told.kind, told.every, told.at, told.weekday, told.day, told.enabled, told.changed_by
    )


def _told(response: HttpResponse, told: ScheduleShown) -> dict[str, Any]:
    versions.tag(response, _version(told))
    return answer(told)
