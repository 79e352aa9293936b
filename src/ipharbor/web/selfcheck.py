"""The self-check of the caller's firm: fifteen questions, the plan that follows, and its steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ipharbor import wiring
from ipharbor.actions import permits
from ipharbor.actions.selfcheck.answer import answer
from ipharbor.actions.selfcheck.take_on import Chosen, take_on
from ipharbor.queries import selfcheck as queries
from ipharbor.queries import tasks as task_queries
from ipharbor.queries.law import calendar
from ipharbor.records.models import Firm, Person, SelfCheck
from ipharbor.selfcheck.questions import ANSWERS, questionnaire
from ipharbor.vocabulary.errors import HarborError
from ipharbor.web._days import usual_day
from ipharbor.web._docketing import docket_of
from ipharbor.web.caller import Asked, may
from ipharbor.web.language import lang
from ipharbor.web.law import book

TOOLS = {
    "docket": ("docket", gettext_lazy("Docket")),
    "grace": ("grace", gettext_lazy("Grace period")),
    "inbox": ("inbox", gettext_lazy("Inbox")),
    "papers": ("docket_papers", gettext_lazy("Forms of the office")),
    "products": ("products", gettext_lazy("Products")),
    "renewals": ("renewals", gettext_lazy("Renewal plan")),
    "vault": ("vault", gettext_lazy("Papers")),
    "watches": ("watches", gettext_lazy("Watches")),
}
"""The pages that help with a question or a step, by the name that the questions give them."""


@dataclass(frozen=True)
class Tool:
    """A page that helps, and what it is called."""

    address: str
    words: str


@require_safe
def self_check(request: Asked) -> HttpResponse:
    """The last self-check with all that followed; before the first one, what it is."""
    firm = _firm(request, may(request, "selfcheck.read"))
    last = queries.latest(firm)
    if last is None:
        shown = {"firm": firm, "asked": len(questionnaire().questions)}
        return render(request, "web/selfcheck_none.html", shown)
    return _page(request, last)


@require_safe
def self_check_of(request: Asked, check_id: int) -> HttpResponse:
    """A self-check of an earlier day."""
    firm = _firm(request, may(request, "selfcheck.read"))
    return _page(request, _check(firm, check_id))


@require_http_methods(["GET", "HEAD", "POST"])
def self_check_answer(request: Asked) -> HttpResponse:
    """The questions with what is known of each, and what was answered or is proposed."""
    caller = may(request, "selfcheck.answer")
    firm = _firm(request, caller)
    on = usual_day()
    known = queries.facts(docket_of(firm, on), law=book(), corpus=wiring.corpus())
    asked = questionnaire()
    typed: dict[str, str] = {}
    wrong: HarborError | None = None
    if request.method == "POST":
        typed = {one.code: request.POST.get(one.code, "") for one in asked.questions}
        try:
            answer(
                firm, typed, known, asked=asked, law=book(), calendar=calendar(), on=on,
                seals=wiring.firm_sealer(), by=caller, at=timezone.now(),
            )  # fmt: skip
        except HarborError as refused:
            if not refused.fields:
                raise
            wrong = refused
        else:
            messages.success(request, _("The answers are kept, and this is the plan."))
            return redirect("self_check")
    rows = queries.form(firm, known, law=book(), on=on, lang=lang(), typed=typed)
    shown = {
        "firm": firm,
        "on": on,
        "rows": [(one, _tool(one.question.tool)) for one in rows],
        "answers": ANSWERS,
        "last": queries.latest(firm),
        "told": wrong.told(lang()) if wrong else None,
    }
    return render(request, "web/selfcheck_form.html", shown, status=400 if wrong else 200)


@require_POST
def self_check_tasks(request: Asked, check_id: int) -> HttpResponse:
    """Make tasks of the steps that are ticked."""
    caller = may(request, "task.add")
    held = _check(_firm(request, caller), check_id)
    people = {str(one.pk): one for one in task_queries.people(held.firm)}
    try:
        chosen = [_chosen(request, told, people) for told in request.POST.getlist("step")]
        made = take_on(held, chosen, seals=wiring.firm_sealer(), by=caller, at=timezone.now())
    except HarborError as wrong:
        if not wrong.fields:
            raise
        return _page(request, held, wrong)
    said = ngettext("%(n)d task is made.", "%(n)d tasks are made.", len(made))
    messages.success(request, said % {"n": len(made)})
    return redirect("self_check_of", check_id=check_id)


def _firm(request: Asked, caller: permits.Actor) -> Firm:
    firm = request.user.firm
    if firm is None:
        raise HarborError("docket.firm.none")
    permits.require(caller, "selfcheck.read", firm=firm)
    return firm


def _check(firm: Firm, check_id: int) -> SelfCheck:
    """What may not be read is answered as if it were not there."""
    found = queries.one(firm, check_id)
    if found is None:
        raise HarborError("selfcheck.unknown", id=check_id)
    return found


def _chosen(request: Asked, told: str, people: Mapping[str, Person]) -> Chosen:
    """A ticked step, ``question:step``, with whom its select names."""
    question, _colon, step = told.partition(":")
    named = request.POST.get(f"owner:{told}", "")
    if named and named not in people:
        raise HarborError("task.owner.elsewhere", fields=("step",))
    return Chosen(question, step, people.get(named))


def _page(request: Asked, held: SelfCheck, wrong: HarborError | None = None) -> HttpResponse:
    told = queries.account(held, law=book(), lang=lang())
    ticked = set(request.POST.getlist("step"))
    shown = {
        "account": told,
        "firm": held.firm,
        "on": usual_day(),
        "checks": queries.checks(held.firm),
        "steps": [
            {
                "step": one,
                "tool": _tool(one.rule.tool) if one.rule else None,
                "ticked": one.id in ticked,
                "owner": request.POST.get(f"owner:{one.id}", ""),
            }
            for one in told.steps
        ],
        "taken": sum(one.task is not None for one in told.steps),
        "people": [(str(one.pk), str(one)) for one in task_queries.people(held.firm)],
        "told": wrong.told(lang()) if wrong else None,
    }
    return render(request, "web/selfcheck.html", shown, status=400 if wrong else 200)


def _tool(name: str) -> Tool | None:
    if name not in TOOLS:
        return None
    page, words = TOOLS[name]
    return Tool(reverse(page), str(words))
