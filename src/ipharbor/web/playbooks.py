"""Playbooks: the list, one with its steps, and taking one on for a warning."""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from ipharbor import wiring
from ipharbor.actions import permits
from ipharbor.actions.playbook.take import take as taking
from ipharbor.queries import playbooks as queries
from ipharbor.queries import tasks as task_queries
from ipharbor.queries.law import calendar
from ipharbor.queries.playbooks import PlaybookRow
from ipharbor.records.models import IssuedWarning, Person, Task
from ipharbor.records.playbooks import named, step_name
from ipharbor.vocabulary.errors import HarborError
from ipharbor.warning.playbooks import SIGNALS, Planned, Playbook
from ipharbor.web._days import read_day, usual_day
from ipharbor.web.caller import Asked, may
from ipharbor.web.language import lang, listed
from ipharbor.web.law import book
from ipharbor.web.lists import Column, Filter, Kind, List, answer, only, rows_hold
from ipharbor.web.templatetags.harbor import said

ORIGINS = ("shipped", "changed", "added")


def _of_signal(rows: list[PlaybookRow], value: str) -> list[PlaybookRow]:
    return [row for row in rows if value in row.signals]


def _of_desk(rows: list[PlaybookRow], value: str) -> list[PlaybookRow]:
    return [row for row in rows if value in row.desks]


LIST = List(
    name="playbooks",
    action="playbook.read",
    words=gettext_lazy("Playbooks"),
    columns=(
        Column("title", gettext_lazy("Playbook"), attrgetter("title"),
               link=lambda row: reverse("playbook", args=[row.code])),
        Column("when", gettext_lazy("When to use it"), attrgetter("when"), wide=True),
        Column("signals", gettext_lazy("Proposed on"),
               lambda row: listed(said(one, "seen") for one in row.signals), wide=True,
               sortable=False),
        Column("steps", gettext_lazy("Steps"), lambda row: len(row.steps), Kind.NUMBER),
        Column("helpers", gettext_lazy("With"),
               lambda row: listed(said(one, "step_by") for one in row.helpers),
               sortable=False),
        Column("desks", gettext_lazy("For the desks of"),
               lambda row: listed(said(one, "role") for one in row.desks), sortable=False,
               shown=False),
        Column("origin", gettext_lazy("Text"), attrgetter("origin"), said="origin"),
    ),
    filters=(
        Filter("signal", gettext_lazy("Proposed on"), _of_signal,
               options=lambda: [(one, said(one, "seen")) for one in SIGNALS]),
        Filter("desk", gettext_lazy("Desk"), _of_desk,
               options=lambda: [(one, said(one, "role")) for one in permits.DESKS]),
        Filter("origin", gettext_lazy("Text"), only(attrgetter("origin")),
               options=lambda: [(one, said(one, "origin")) for one in ORIGINS]),
    ),
    search=rows_hold(attrgetter("title"), attrgetter("when")),
    search_words=gettext_lazy("Words of the playbook"),
    usual=gettext_lazy("order of the book"),
)  # fmt: skip


@require_safe
def playbooks(request: Asked) -> HttpResponse:
    """All playbooks that the caller's desk reads."""
    caller = may(request, "playbook.read")
    shown = {"may_change": permits.allowed(caller, "playbook.change")}
    rows = list(queries.rows(caller.role, lang=lang(), law=book()))
    return answer(request, LIST, rows, "web/playbooks.html", shown)


@require_safe
def playbook(request: Asked, code: str) -> HttpResponse:
    """One playbook with its steps; to the office also what stood before."""
    caller = may(request, "playbook.read")
    found = queries.one(code, caller.role, lang=lang(), law=book())
    may_change = permits.allowed(caller, "playbook.change")
    versions = queries.versions(code) if may_change else ()
    if found is None and not versions:
        raise HarborError("playbook.unknown", code=code[:40])
    shown = {
        "row": found,
        "code": code,
        "versions": versions,
        "original": any(version.record is None for version in versions),
        "may_change": may_change,
        "agencies": queries.agencies(_town(request.user)),
        "reads_agencies": permits.ever(caller, "agency.read"),
    }
    return render(request, "web/playbook.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def take(request: Asked, warning_id: int, code: str) -> HttpResponse:
    """The steps of a playbook with their days and owners; posted, the ticked ones become tasks of
    the warning."""
    caller = may(request, "playbook.take")
    warning = _warning(request, warning_id)
    found = named(code)
    if found is None:
        raise HarborError("playbook.unknown", code=code[:40])
    permits.require(caller, "playbook.take", owner=request.user)
    if request.method != "POST":
        return _take_page(request, warning, found)
    try:
        made = taking(
            warning_id, code, start=read_day(request.POST.get("start", ""), "start"),
            steps=request.POST.getlist("step"), owners=_owners(request, found), law=book(),
            calendar=calendar(), seals=wiring.firm_sealer(), by=caller, at=timezone.now(),
        )  # fmt: skip
    except HarborError as wrong:
        if not wrong.fields:
            raise
        return _take_page(request, warning, found, wrong)
    done = ngettext("%(n)d task is made.", "%(n)d tasks are made.", len(made))
    messages.success(request, done % {"n": len(made)} if made else _("All of it was taken on."))
    return redirect("warning", warning_id=warning_id)


def _take_page(
    request: Asked, warning: IssuedWarning, found: Playbook, wrong: HarborError | None = None
) -> HttpResponse:
    typed = request.POST if request.method == "POST" else request.GET
    stated = typed.get("start", "")
    usual = queries.usual_start(warning.as_of, usual_day())
    try:
        start = read_day(stated, "start") if stated else usual
    except HarborError as unreadable:
        start, wrong = usual, wrong or unreadable
    taken = queries.steps_of(warning, request.user)
    ticked = set(typed.getlist("step")) if request.method == "POST" else None
    row = queries.row(found, lang=lang(), law=book())
    planned = queries.planned(found, start=start, law=book(), calendar=calendar())
    people = task_queries.people(request.user.firm) if request.user.firm else []
    shown = {
        "warning": warning,
        "row": row,
        "start": stated or start.isoformat(),
        "steps": [
            _shown_step(request, found, told, day, taken, ticked)
            for told, day in zip(row.steps, planned, strict=True)
        ],
        "left": any(step_name(found.code, one.code) not in taken for one in found.steps),
        "people": [(str(one.pk), str(one)) for one in people],
        "agencies": queries.agencies(_town(request.user)),
        "told": wrong.told(lang()) if wrong else None,
        "at_fault": (wrong.fields or ("form",))[0] if wrong else "",
    }
    return render(request, "web/playbook_take.html", shown, status=400 if wrong else 200)


def _shown_step(
    request: Asked, found: Playbook, told: queries.PlaybookStep, day: Planned,
    taken: Mapping[str, Task], ticked: set[str] | None,
) -> dict[str, object]:  # fmt: skip
    usual = str(request.user.pk)
    return {
        "told": told,
        "planned": day,
        "task": taken.get(step_name(found.code, told.code)),
        "ticked": ticked is None or told.code in ticked,
        "owner": request.POST.get(f"owner:{told.code}", usual),
    }


def _owners(request: Asked, found: Playbook) -> dict[str, Person | None]:
    """By step whom its select names; nobody where it is left empty."""
    firm = request.user.firm
    people = {str(one.pk): one for one in task_queries.people(firm)} if firm else {}
    owners: dict[str, Person | None] = {}
    for step in found.steps:
        stated = request.POST.get(f"owner:{step.code}")
        if stated is None:
            continue
        if stated and stated not in people:
            raise HarborError("task.owner.elsewhere", fields=("step",))
        owners[step.code] = people.get(stated)
    return owners


def _warning(request: Asked, warning_id: int) -> IssuedWarning:
    """The caller's own warning, raised and not closed."""
    found = (
        IssuedWarning.objects.select_related("person__firm")
        .filter(pk=warning_id, person=request.user, decision="raised")
        .first()
    )
    if found is None:
        raise HarborError("warning.unknown", id=warning_id)
    if found.state == IssuedWarning.State.CLOSED:
        raise HarborError("warning.move.impossible", state=found.state, action="warning.act")
    return found


def _town(person: Person) -> str:
    if person.firm is not None:
        return person.firm.town
    return person.organisation.town if person.organisation is not None else ""
