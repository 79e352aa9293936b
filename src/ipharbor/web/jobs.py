"""The jobs page: what runs, waits, was given up and is done; the schedule."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ipharbor.actions import permits
from ipharbor.actions.jobs.cancel import cancel as call_off
from ipharbor.actions.jobs.change_schedule import change_schedule
from ipharbor.actions.jobs.fire import run_now
from ipharbor.actions.jobs.kinds import KINDS
from ipharbor.actions.jobs.recurrence import EVERY, stated
from ipharbor.actions.jobs.run_again import run_again as revive
from ipharbor.queries import jobs as queries
from ipharbor.records.models import Person
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.messages import message
from ipharbor.vocabulary.words import word
from ipharbor.web.caller import Asked, actor, may, safe_next
from ipharbor.web.language import lang
from ipharbor.web.lists import Column, Filter, Kind, List, answer, equal, fields_hold, file


def _outcome(job: queries.JobShown) -> str:
    told = job.outcome
    return f"{told.what} {told.next}".strip() if told else ""


LIST = List(
    name="jobs",
    action="jobs.read",
    words=gettext_lazy("Jobs"),
    columns=(
        Column("job", gettext_lazy("Job"), attrgetter("kind_name"), order=("kind",),
               template="web/lists/_job_name.html"),
        Column("number", gettext_lazy("Number"), attrgetter("id"), Kind.NUMBER, order=("pk",),
               shown=False),
        Column("about", gettext_lazy("About"), attrgetter("about"), order=("about",), shown=False),
        Column("state", gettext_lazy("State"), attrgetter("state"), Kind.STATE, order=("state",),
               said=lambda state: word(f"job_{state}", lang())),
        Column("outcome", gettext_lazy("What came of it"), _outcome, sortable=False, wide=True,
               template="web/lists/_job_outcome.html"),
        Column("attempts", gettext_lazy("Attempts"), attrgetter("attempts"), Kind.NUMBER,
               order=("attempts",), shown=False),
        Column("by", gettext_lazy("Asked by"), attrgetter("by"), order=("by__username", "by_name")),
        Column("made", gettext_lazy("Asked"), attrgetter("made_at"), Kind.TIME, order=("made_at",)),
        Column("started", gettext_lazy("Begun"), attrgetter("started_at"), Kind.TIME,
               order=("started_at",), shown=False),
        Column("ended", gettext_lazy("Ended"), attrgetter("ended_at"), Kind.TIME,
               order=("ended_at",)),
    ),
    filters=(
        Filter("state", gettext_lazy("State"), equal("state"), form="chips", counted="state",
               options=lambda: [(one, word(f"job_{one}", lang())) for one in queries.STATES]),
        Filter("kind", gettext_lazy("Kind"), equal("kind"), counted="kind",
               options=lambda: [(one, queries.kind_name(one, lang())) for one in KINDS]),
    ),
    search=fields_hold("about", "by__username", "by__display_name"),
    search_words=gettext_lazy("What it is about, or who asked"),
    usual=gettext_lazy("newest first"),
    told=lambda found: queries.told(found, lang=lang()),
    empty="web/lists/_empty_jobs.html",
    note="web/lists/_note_jobs.html",
    tail="web/lists/_job_tail.html",
)  # fmt: skip


@require_safe
def jobs(request: Asked) -> HttpResponse:
    """The jobs by ``state``, ``kind`` and ``q``; those that run on top, the schedule below."""
    caller = may(request, "jobs.read")
    reader = reader_of(request)
    shown = _running(request) | {
        "schedules": queries.schedules(lang=lang()) if reader is None else (),
        "may_schedule": permits.allowed(caller, "jobs.schedule"),
        "may_start": {name for name, kind in KINDS.items() if permits.allowed(caller, kind.permit)},
        "wish": get_random_string(16),
    }
    return answer(request, LIST, queries.of_reader(reader), "web/jobs.html", shown)


@require_safe
def running(request: Asked) -> HttpResponse:
    """What runs, as a fragment that asks again."""
    may(request, "jobs.read")
    return render(request, "web/_jobs_running.html", _running(request))


@require_safe
def export(request: Asked) -> HttpResponse:
    """The jobs of the same filter as a workbook."""
    may(request, "jobs.read")
    return file(request, LIST, queries.of_reader(reader_of(request)))


@require_safe
def job(request: Asked, job_id: int) -> HttpResponse:
    """One job: how far it is, what came of it, and what can be done about it."""
    may(request, "jobs.read")
    return render(request, "web/job.html", {"job": _job(request, job_id)})


@require_safe
def progress(request: Asked, job_id: int) -> HttpResponse:
    """How far a job is, as a fragment that asks again; the page anew once it is over."""
    may(request, "jobs.read")
    found = _job(request, job_id)
    response = render(request, "web/_job_progress.html", {"job": found})
    if found.state in queries.ENDED:
        response["HX-Refresh"] = "true"
    return response


@require_POST
def cancel(request: Asked, job_id: int) -> HttpResponse:
    """Call a job off, and go back to where the wish came from."""
    may(request, "jobs.act")

    def act() -> str:
        done = call_off(job_id, by=actor(request), at=timezone.now())
        if done.cancel_asked:
            return _("The job is asked to stop; it does at its next sign of progress.")
        return _("The job is cancelled.")

    return _acted(request, act)


@require_POST
def run_again(request: Asked, job_id: int) -> HttpResponse:
    """Let a job be tried again, and go back to where the wish came from."""
    may(request, "jobs.act")

    def act() -> str:
        revive(job_id, by=actor(request), at=timezone.now())
        return _("The job waits for a worker again.")

    return _acted(request, act)


@require_POST
def start(request: Asked, kind: str) -> HttpResponse:
    """Ask for scheduled work at once; a form sent twice asks once."""
    may(request, "jobs.act")
    wish = request.POST.get("wish", "")[:32]
    made = run_now(kind, once=wish, by=actor(request), at=timezone.now())
    return redirect("job", job_id=made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def schedule(request: Asked, kind: str) -> HttpResponse:
    """When a kind of work is due by itself, and the form that changes it."""
    may(request, "jobs.schedule")
    found = queries.schedule(kind, lang=lang())
    if found is None:
        raise HarborError("schedule.unknown", kind=kind)
    wrong: HarborError | None = None
    if request.method == "POST":
        try:
            _change(request, kind)
        except HarborError as refused:
            if not refused.fields:
                raise
            wrong = refused
        else:
            messages.success(request, _("The schedule is changed."))
            return redirect("jobs")
    held = {name: getattr(found, name) for name in ("every", "at", "weekday", "day", "enabled")}
    typed = request.POST.dict() if wrong else {name: str(value) for name, value in held.items()}
    shown = {
        "schedule": found,
        "typed": typed,
        "on": typed.get("enabled") in ("True", "1"),
        "everies": [(every, _every(every)) for every in EVERY],
        "weekdays": [(str(n), message(f"schedule.weekday.d{n}", lang(), {}).what)
                     for n in range(7)],
        "told": wrong.told(lang()) if wrong else None,
        "at_fault": wrong.fields[0] if wrong else "",
        "zone": timezone.get_default_timezone_name(),
    }  # fmt: skip
    return render(request, "web/job_schedule.html", shown, status=400 if wrong else 200)


def _change(request: Asked, kind: str) -> None:
    given = request.POST
    rule = stated(
        given.get("every", ""),
        given.get("at", ""),
        given.get("weekday", "0"),
        given.get("day", "1"),
    )
    change_schedule(
        kind,
        rule,
        enabled=given.get("enabled") == "1",
        zone=timezone.get_default_timezone(),
        by=actor(request),
        at=timezone.now(),
    )


def _every(every: str) -> str:
    return {
        "minute": _("every minute"),
        "hour": _("every hour"),
        "day": _("every day"),
        "week": _("every week"),
        "month": _("every month"),
    }[every]


def _acted(request: Asked, act: Callable[[], str]) -> HttpResponse:
    messages.success(request, act())
    return redirect(safe_next(request))


def reader_of(request: Asked) -> Person | None:
    """Whose jobs the caller sees: None for all."""
    return None if permits.allowed(actor(request), "jobs.read") else request.user


def _running(request: Asked) -> dict[str, Any]:
    """``was`` is what ran when the lists of the page were made, a dash for nothing."""
    found = queries.running(reader_of(request), lang=lang())
    now = ",".join(str(one.id) for one in found) or "-"
    was = request.GET.get("was", now)[:400]
    return {
        "running": found,
        "was": was,
        "changed": was != now,
        "workers": queries.workers(at=timezone.now()),
    }


def _job(request: Asked, job_id: int) -> queries.JobShown:
    found = queries.job(reader_of(request), job_id, lang=lang())
    if found is None:
        raise HarborError("job.unknown", id=job_id)
    return found
