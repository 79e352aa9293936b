"""The inbox, one warning, and what its reader does with it."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from ipharbor.actions import permits
from ipharbor.actions.warning import acknowledge as acknowledging
from ipharbor.actions.warning import act as acting
from ipharbor.actions.warning import close as closing
from ipharbor.queries import warnings
from ipharbor.records.models import IssuedWarning
from ipharbor.vocabulary.errors import HarborError
from ipharbor.warning.track_record import FEW
from ipharbor.web._drawing import bars, record_line
from ipharbor.web.caller import Asked, actor, day, may
from ipharbor.web.language import lang
from ipharbor.web.lists import Column, Filter, Kind, List, answer, equal, fields_hold, file
from ipharbor.web.templatetags.harbor import said

WIDTH, HEIGHT = 680, 140


def _of_state(found: QuerySet[IssuedWarning], state: str) -> QuerySet[IssuedWarning]:
    return found.exclude(state="closed") if state == "open" else found.filter(state=state)


LIST = List(
    name="inbox",
    action="warning.read",
    words=gettext_lazy("Warnings"),
    columns=(
        Column("number", gettext_lazy("Number"), attrgetter("id"), Kind.NUMBER, order=("pk",),
               shown=False),
        Column("watch", gettext_lazy("Watch"), attrgetter("watch"), order=("watch__name",),
               link=lambda one: reverse("warning", args=[one.id])),
        Column("grade", gettext_lazy("Grade"), attrgetter("grade"), Kind.GRADE,
               order=("by_grade",), said="grade"),
        Column("score", gettext_lazy("Score"), attrgetter("score"), Kind.NUMBER, order=("score",)),
        Column("state", gettext_lazy("State"), attrgetter("state"), Kind.STATE,
               order=("by_state",), said="state"),
        Column("decision", gettext_lazy("Raised or held"), attrgetter("decision"),
               order=("decision",), said="decision", shown=False),
        Column("as_of", gettext_lazy("As of"), attrgetter("as_of"), Kind.DAY, order=("as_of",)),
        Column("documents", gettext_lazy("New documents"), attrgetter("documents"), Kind.NUMBER,
               sortable=False),
        Column("signals", gettext_lazy("What was seen"), lambda one: " ".join(one.signals),
               sortable=False, wide=True, template="web/lists/_seen.html"),
        Column("step", gettext_lazy("Step"), attrgetter("step"), sortable=False, shown=False),
        Column("due", gettext_lazy("Due"), attrgetter("due_on"), Kind.DAY, order=("due_on",)),
        Column("verdict", gettext_lazy("Verdict"), attrgetter("verdict"), order=("verdict",),
               said="verdict", shown=False),
        Column("sha256", gettext_lazy("Evidence SHA-256"), attrgetter("evidence_sha256"),
               Kind.CODE, sortable=False, shown=False),
    ),
    filters=(
        Filter("state", gettext_lazy("State"), _of_state, form="chips", counted="state",
               uncounted=("open",),
               options=lambda: [(one, said(one, "state")) for one in ("open", *warnings.STATES)]),
        Filter("grade", gettext_lazy("Grade"), equal("grade"), form="chips", counted="grade",
               options=lambda: [(one, said(one, "grade")) for one in warnings.GRAVEST_FIRST],
               template="web/lists/_grade_option.html"),
        Filter("decision", gettext_lazy("Raised or held"), equal("decision"), form="chips",
               options=lambda: [(one, said(one, "decision")) for one in warnings.DECISIONS],
               usual="raised", every=""),
    ),
    search=fields_hold("watch__name"),
    search_words=gettext_lazy("Name of the watch"),
    usual=gettext_lazy("most urgent first"),
    told=lambda found: warnings.rows(found, lang=lang()),
    card="web/lists/_warning_card.html",
    empty="web/lists/_empty_inbox.html",
)  # fmt: skip


@require_safe
def inbox(request: Asked) -> HttpResponse:
    """The caller's warnings by ``state``, ``grade`` and ``decision``."""
    may(request, "warning.read")
    return answer(request, LIST, warnings.of_person(request.user), "web/inbox.html")


@require_safe
def export(request: Asked) -> HttpResponse:
    """The warnings of the same filter as a workbook."""
    may(request, "warning.read")
    return file(request, LIST, warnings.of_person(request.user))


@require_safe
def warning(request: Asked, warning_id: int) -> HttpResponse:
    """One warning with all it rests on."""
    may(request, "warning.read")
    return _page(request, warning_id)


@require_POST
def acknowledge(request: Asked, warning_id: int) -> HttpResponse:
    """Say that it has been read."""
    may(request, "warning.acknowledge")

    def move() -> None:
        acknowledging.acknowledge(warning_id, by=actor(request), at=timezone.now())

    return _moved(request, warning_id, move, _("Marked as read."))


@require_POST
def act(request: Asked, warning_id: int) -> HttpResponse:
    """Write down the step and by when."""
    may(request, "warning.act")

    def move() -> None:
        acting.act(
            warning_id,
            step=request.POST.get("step", ""),
            due_on=day(request, "due_on"),
            by=actor(request),
            at=timezone.now(),
        )

    return _moved(request, warning_id, move, _("The step is written down."))


@require_POST
def close(request: Asked, warning_id: int) -> HttpResponse:
    """Close with a verdict."""
    may(request, "warning.close")

    def move() -> None:
        closing.close(
            warning_id,
            verdict=request.POST.get("verdict", ""),
            note=request.POST.get("note", ""),
            by=actor(request),
            at=timezone.now(),
        )

    return _moved(request, warning_id, move, _("The warning is closed."))


def _moved(request: Asked, warning_id: int, move: Callable[[], None], done: str) -> HttpResponse:
    try:
        move()
    except HarborError as wrong:
        if wrong.code == "warning.unknown":
            raise
        return _page(request, warning_id, wrong)
    messages.success(request, done)
    return redirect("warning", warning_id=warning_id)


def _page(request: Asked, warning_id: int, wrong: HarborError | None = None) -> HttpResponse:
    account = warnings.account(request.user, warning_id, lang=lang())
    if account is None:
        raise HarborError("warning.unknown", id=warning_id)
    drawn = bars([bar.count for bar in account.bars], width=WIDTH, height=HEIGHT)
    caller = actor(request)
    shown = {
        "warning": account,
        "record": account.kind,
        "line": record_line(account.kind),
        "few": FEW,
        "bars": list(zip(account.bars, drawn, strict=True)),
        "drawing": {"width": WIDTH, "height": HEIGHT},
        "may": {
            verb: permits.allowed(caller, f"warning.{verb}", owner=request.user)
            for verb in ("acknowledge", "act", "close", "reconsider")
        },
        "may_task": permits.allowed(caller, "task.add", firm=request.user.firm),
        "may_take": account.decision == "raised"
        and account.state != "closed"
        and permits.allowed(caller, "playbook.take", owner=request.user),
        "verdicts": closing.VERDICTS,
        "typed": request.POST,
        "told": wrong.told(lang()) if wrong else None,
        "at_fault": (wrong.fields or ("form",))[0] if wrong else "",
    }
    return render(request, "web/warning.html", shown, status=400 if wrong else 200)
