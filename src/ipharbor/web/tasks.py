"""Tasks of the caller's firm: the list, one task, and what is done with it."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from ipharbor import wiring
from ipharbor.actions import permits
from ipharbor.actions.task import add as adding
from ipharbor.actions.task import change as changing
from ipharbor.actions.task import close as closing
from ipharbor.queries import law as law_queries
from ipharbor.queries import tasks as queries
from ipharbor.queries.tasks import Row
from ipharbor.records.models import Firm, IssuedWarning, Task
from ipharbor.vocabulary.errors import HarborError
from ipharbor.web import _tasking
from ipharbor.web._days import usual_day
from ipharbor.web.caller import Asked, may, safe_next
from ipharbor.web.language import lang
from ipharbor.web.law import book
from ipharbor.web.lists import Column, Filter, Kind, List, answer, only, rows_hold
from ipharbor.web.templatetags.harbor import said

WHOSE = ("mine", "nobody", "others")
WITHIN = ("late", "7", "30", "90")


def _whose(rows: list[Row], value: str) -> list[Row]:
    wanted: dict[str, Callable[[Row], bool]] = {
        "mine": attrgetter("mine"),
        "nobody": lambda row: row.owner_id is None,
        "others": lambda row: row.owner_id is not None and not row.mine,
    }
    return [row for row in rows if wanted[value](row)]


def _within(rows: list[Row], value: str) -> list[Row]:
    if value == "late":
        return [row for row in rows if row.late]
    return [row for row in rows if row.left is not None and row.left <= int(value)]


LIST = List(
    name="tasks",
    action="task.read",
    words=gettext_lazy("Tasks"),
    columns=(
        Column("task", gettext_lazy("Task"), attrgetter("title"), wide=True,
               link=lambda row: reverse("task", args=[row.id])),
        Column("owner", gettext_lazy("For"), attrgetter("owner")),
        Column("due", gettext_lazy("Due"), attrgetter("due_on"), Kind.DAY,
               template="web/lists/_task_due.html"),
        Column("state", gettext_lazy("State"), attrgetter("state"), Kind.STATE, said="task",
               rank=lambda row: queries.STATES.index(row.state)),
        Column("source", gettext_lazy("Comes of"), attrgetter("source"), wide=True),
        Column("why", gettext_lazy("Why"), attrgetter("why"), wide=True, shown=False),
        Column("notes", gettext_lazy("Notes"), attrgetter("notes"), wide=True, shown=False),
        Column("provision", gettext_lazy("Provision"), attrgetter("provision"), Kind.CODE,
               shown=False),
        Column("reason", gettext_lazy("Reason"), attrgetter("reason"), wide=True, shown=False),
        Column("made", gettext_lazy("Made"), attrgetter("made_at"), Kind.TIME, shown=False),
        Column("closed", gettext_lazy("Closed"), attrgetter("closed_at"), Kind.TIME, shown=False),
    ),
    filters=(
        Filter("state", gettext_lazy("State"), only(attrgetter("state")), form="chips",
               options=lambda: [(one, said(one, "task")) for one in queries.STATES],
               usual="open", every=""),
        Filter("whose", gettext_lazy("For"), _whose, form="chips",
               options=lambda: [(one, said(one, "whose")) for one in WHOSE]),
        Filter("within", gettext_lazy("Due"), _within,
               options=lambda: [(one, said(one, "within")) for one in WITHIN]),
    ),
    search=rows_hold(attrgetter("title"), attrgetter("why"), attrgetter("notes"),
                     attrgetter("owner"), attrgetter("source")),
    search_words=gettext_lazy("Words, person or source"),
    usual=gettext_lazy("most urgent first"),
    card="web/lists/_task_card.html",
    empty="web/lists/_empty_tasks.html",
)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def tasks(request: Asked) -> HttpResponse:
    """The firm's tasks, and the form that makes one: begun from the source ``of`` where the
    address names one; what was typed is kept."""
    caller = may(request, "task.read")
    firm = _firm(request, caller)
    if request.method != "POST":
        return _list(request, firm, _tasking.begun(request, firm, request.GET))
    begun = _tasking.begun(request, firm, request.POST)
    try:
        made = adding.add(
            firm,
            _tasking.stated(begun.typed, firm, usual=begun.due),
            source=begun.source,
            seals=wiring.firm_sealer(),
            by=caller,
            at=timezone.now(),
        )
    except HarborError as wrong:
        if wrong.code.startswith("permit."):
            raise
        return _list(request, firm, begun, wrong)
    messages.success(request, _("The task is made."))
    return redirect("task", task_id=made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def task(request: Asked, task_id: int) -> HttpResponse:
    """One task with what it rests on, and the form that changes it."""
    caller = may(request, "task.read")
    held = _task(request, caller, task_id)
    if request.method != "POST":
        return _page(request, caller, held)
    told = _tasking.typed(request.POST)
    try:
        done = changing.change(
            held,
            _tasking.stated(told, held.firm, usual=_tasking.kept_due(held)),
            seals=wiring.firm_sealer(),
            by=caller,
            at=timezone.now(),
        )
    except HarborError as wrong:
        if not wrong.fields:
            raise
        return _page(request, caller, held, told, wrong)
    messages.success(request, _("Kept.") if done else _("Nothing was changed."))
    return redirect("task", task_id=task_id)


@require_POST
def close(request: Asked, task_id: int) -> HttpResponse:
    """Close the task as done or dropped, as its form says."""
    caller = may(request, "task.close")
    held = _task(request, caller, task_id)
    state = request.POST.get("state", "")
    try:
        closing.close(
            held, state, reason=request.POST.get("reason", ""), seals=wiring.firm_sealer(),
            by=caller, at=timezone.now(),
        )  # fmt: skip
    except HarborError as wrong:
        if not wrong.fields:
            raise
        return _page(request, caller, held, wrong=wrong)
    messages.success(request, _("Done.") if state == "done" else _("Dropped."))
    return HttpResponseRedirect(safe_next(request)) if "next" in request.POST else redirect("tasks")


@require_POST
def reopen(request: Asked, task_id: int) -> HttpResponse:
    """Open the task again."""
    caller = may(request, "task.close")
    held = _task(request, caller, task_id)
    closing.reopen(held, seals=wiring.firm_sealer(), by=caller, at=timezone.now())
    messages.success(request, _("The task is open again."))
    return redirect("task", task_id=task_id)


def _firm(request: Asked, caller: permits.Actor) -> Firm:
    """The firm whose tasks the caller has: the own one. HarborError ``docket.firm.none``."""
    firm = request.user.firm
    if firm is None:
        raise HarborError("docket.firm.none")
    permits.require(caller, "task.read", firm=firm)
    return firm


def _task(request: Asked, caller: permits.Actor, task_id: int) -> Task:
    """What may not be read is answered as if it were not there."""
    found = queries.one(_firm(request, caller), task_id)
    if found is None:
        raise HarborError("task.unknown", id=task_id)
    return found


def _list(
    request: Asked, firm: Firm, begun: _tasking.Begun, wrong: HarborError | None = None
) -> HttpResponse:
    on = usual_day()
    rows = queries.rows(queries.of_firm(firm), lang=lang(), on=on, person=request.user)
    shown = _form(firm, begun.typed, wrong) | {
        "firm": firm,
        "on": on,
        "counts": queries.counts(firm, request.user, on=on),
        "begun": begun,
    }
    return answer(request, LIST, list(rows), "web/tasks.html", shown, status=400 if wrong else 200)


def _page(
    request: Asked,
    caller: permits.Actor,
    held: Task,
    typed: dict[str, str] | None = None,
    wrong: HarborError | None = None,
) -> HttpResponse:
    on = usual_day()
    (row,) = queries.rows([held], lang=lang(), on=on, person=request.user)
    shown = _form(held.firm, typed or _tasking.typed_of(held), wrong) | {
        "row": row,
        "on": on,
        "reckoned": _reckoned(held),
        "provision": queries.provision_title(book(), held.provision, lang()),
        "own_warning": held.source_kind == "warning"
        and IssuedWarning.objects.filter(pk=held.source_id, person=request.user).exists(),
        "may_change": permits.allowed(caller, "task.change", firm=held.firm),
        "may_close": permits.allowed(caller, "task.close", firm=held.firm),
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "web/task.html", shown, status=400 if wrong else 200)


def _form(firm: Firm, typed: object, wrong: HarborError | None) -> dict[str, object]:
    rules = law_queries.rules().values()
    return {
        "typed": typed,
        "people": [(str(one.pk), str(one)) for one in queries.people(firm)],
        "rules": sorted(
            ((rule.code, rule.title(lang())) for rule in rules), key=lambda one: one[1]
        ),
        "told": wrong.told(lang()) if wrong else None,
        "at_fault": (wrong.fields or ("form",))[0] if wrong else "",
    }


def _reckoned(held: Task) -> law_queries.Asked | None:
    """The reckoning of the task's day under the law of now, where a rule gave it."""
    if not held.due_rule or held.due_from is None or held.due_rule not in law_queries.rules():
        return None
    return law_queries.reckon(held.due_rule, law=book(), start=held.due_from)
