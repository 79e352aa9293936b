"""The renewal plan: what rights will cost year by year, the advice, and people's decisions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ipharbor.actions import permits
from ipharbor.actions.jobs.enqueue import enqueue
from ipharbor.actions.rights.decide import DECISIONS, LONGEST_REASON, decide
from ipharbor.actions.rights.state_use import state_use
from ipharbor.queries import jobs, plans
from ipharbor.queries.renewals import ADVICE, Line, Plan
from ipharbor.vocabulary.errors import HarborError
from ipharbor.web import _renewal_chart, _renewal_sheets, _vega
from ipharbor.web._days import asked_day, usual_day
from ipharbor.web._docketing import firm_of
from ipharbor.web._renewal_lists import RIGHTS, of_firms, of_rights
from ipharbor.web._renewing import (
    SPANS,
    advised,
    bindings,
    dearest_first,
    plan_of,
    together,
    years_asked,
)
from ipharbor.web._sending import workbook
from ipharbor.web.caller import Asked, actor
from ipharbor.web.jobs import reader_of
from ipharbor.web.language import lang
from ipharbor.web.lists import answer, wanted

_USED = {"": None, "yes": True, "no": False}
FIELDS = ("decision", "reason", "used", "worth")


@require_http_methods(["GET", "HEAD", "POST"])
def renewals(request: Asked) -> HttpResponse:
    """The plan of a firm on ``on`` for ``years`` years; where none is named, of all firms that
    the caller may read.

    A posted form decides on the rights ticked, or records what the owner says of them, from
    the usual day on. A mistake is told at its field; what was typed is kept.
    """
    caller = actor(request)
    firm = firm_of(request, caller)
    if firm is None:
        return _ask(request, caller) if request.method == "POST" else _together(request, caller)
    if request.method != "POST":
        on, years = asked_day(request, "on") or usual_day(), years_asked(request)
        return _page(request, caller, plan_of(firm, on, years))
    act = ACTS.get(request.POST.get("act", ""))
    if act is None:
        raise HarborError("docket.act.unknown", act=request.POST.get("act", ""))
    told = plan_of(firm, usual_day(), years_asked(request))
    lines = _ticked(request, told)
    try:
        act(request, caller, told, lines)
    except HarborError as wrong:
        if not wrong.fields:
            raise
        return _page(request, caller, told, lines, wrong)
    return HttpResponseRedirect(request.get_full_path())


@require_safe
def export(request: Asked) -> HttpResponse:
    """The plan as a workbook, with the wanted rights; where no firm is named, of all firms that
    the caller may read."""
    caller = actor(request)
    firm = firm_of(request, caller)
    on, years = asked_day(request, "on") or usual_day(), years_asked(request)
    if firm is None:
        plan = together(caller, on, years).plan
        if plan is None:
            raise HarborError("renewals.plan.none", on=on.isoformat())
        sheets = _renewal_sheets.of_district(plan, lang=lang())
    else:
        told = plan_of(firm, on, years)
        sheets = _renewal_sheets.of_plan(told, _wanted(request, told), lang=lang())
    return workbook(f"ipharbor-renewals-{on.isoformat()}", sheets)


def _together(request: Asked, caller: permits.Actor) -> HttpResponse:
    on, years = asked_day(request, "on") or usual_day(), years_asked(request)
    found = together(caller, on, years)
    job = plans.job_for(found.question) if found.plan is None or found.kept else None
    waiting = {
        "kept": found.kept,
        "changes": found.kept.changes() if found.kept else 0,
        "under_way": job is not None,
        "job": jobs.job(reader_of(request), job.pk, lang=lang()) if job else None,
        "may_ask": permits.ever(caller, "plan.reckon"),
    }
    told = found.plan
    if told is None:
        asked = {"on": on, "years": years, "spans": SPANS, "firms": len(found.question.firms)}
        return render(request, "web/renewals_waiting.html", asked | waiting)
    shown = waiting | {
        "plan": told,
        "advices": [(one, told.advice.get(one, 0)) for one in ADVICE],
        "on": on,
        "years": years,
        "spans": SPANS,
        "chart": _renewal_chart.by_year(told.totals),
        "vega": _vega.version(),
    }
    declared = of_firms(told, years=years)
    return answer(request, declared, told.firms, "web/renewals_district.html", shown)


def _ask(request: Asked, caller: permits.Actor) -> HttpResponse:
    """Ask for the job that reckons the plan; while one is under way no other is asked for."""
    permits.require(caller, "plan.reckon")
    on, years = asked_day(request, "on") or usual_day(), years_asked(request)
    question, now = together(caller, on, years).question, timezone.now()
    if plans.job_for(question) is None:
        enqueue(
            plans.KIND, once=f"plan:{question.name}:{now:%Y%m%d%H%M%S%f}", about=on.isoformat(),
            argument={"on": on.isoformat(), "years": years, "name": question.name}, by=caller,
            at=now,
        )  # fmt: skip
    return HttpResponseRedirect(request.get_full_path())


def _wanted(request: Asked, told: Plan) -> list[Line]:
    """The rights that the address asks for, in the order asked for."""
    return list(wanted(request, RIGHTS, dearest_first(told)))


def _page(
    request: Asked,
    caller: permits.Actor,
    told: Plan,
    ticked: Sequence[Line] = (),
    wrong: HarborError | None = None,
) -> HttpResponse:
    today = usual_day()
    at_fault = wrong.fields[0] if wrong else ""
    bound = bindings(told.firm, ticked, told.on) if at_fault == "named" else ()
    decides = permits.allowed(caller, "rights.decide", firm=told.firm)
    shown: dict[str, Any] = {
        "plan": told,
        "firm": told.firm,
        "on": told.on,
        "today": today,
        "years": years_asked(request),
        "spans": SPANS,
        "advices": [(one, told.advice.get(one, 0)) for one in ADVICE],
        "decisions": DECISIONS,
        "longest": LONGEST_REASON,
        "chart": _renewal_chart.by_year(told.totals),
        "vega": _vega.version(),
        "chooses": caller.role != "firm",
        "decides": decides,
        "may_decide": decides and told.on == today,
        "ticked": {line.record.key for line in ticked},
        "every": request.POST.get("every") == "yes",
        "typed": {name: request.POST.get(name, "") for name in FIELDS},
        "bound": bound,
        "told": wrong.told(lang()) if wrong else None,
        "at_fault": at_fault,
    }
    declared = of_rights(may_decide=bool(shown["may_decide"]))
    return answer(request, declared, dearest_first(told), "web/renewals.html", shown,
                  status=400 if wrong else 200)  # fmt: skip


def _ticked(request: Asked, told: Plan) -> list[Line]:
    """The rights ticked, or all that the filter leaves where the person ticked that."""
    if request.POST.get("every") == "yes":
        return _wanted(request, told)
    keys = dict.fromkeys(request.POST.getlist("right"))
    held = {line.record.key: line for line in told.lines}
    for key in keys:
        if key not in held:
            raise HarborError("docket.right.unknown", key=key)
    return [held[key] for key in keys]


def _decide(request: Asked, caller: permits.Actor, told: Plan, lines: Sequence[Line]) -> None:
    decision = request.POST.get("decision", "")
    despite = request.POST.get("despite") == "yes"
    receipt = decide(
        told.firm,
        advised(lines, bindings(told.firm, lines, told.on), decision),
        decision=decision,
        reason=request.POST.get("reason", ""),
        named=frozenset(request.POST.getlist("bond") if despite else ()),
        on=told.on,
        by=caller,
        at=timezone.now(),
    )
    messages.success(
        request,
        _("%(decided)s rights decided, %(against)s of them against the advice; %(same)s as before.")
        % {"decided": receipt.decided, "against": receipt.against, "same": receipt.unchanged},
    )


def _state(request: Asked, caller: permits.Actor, told: Plan, lines: Sequence[Line]) -> None:
    recorded = state_use(
        told.firm,
        [line.record.key for line in lines],
        used=_USED.get(request.POST.get("used", "")),
        worth=_worth(request.POST.get("worth", "")),
        on=told.on,
        by=caller,
        at=timezone.now(),
    )
    messages.success(
        request,
        _("Recorded for %(new)s rights; %(same)s said the same before.")
        % {"new": recorded, "same": len(lines) - recorded},
    )


ACTS: Mapping[str, Callable[[Asked, permits.Actor, Plan, Sequence[Line]], None]] = {
    "decide": _decide,
    "state": _state,
}
"""What the form of the plan does, by its field ``act``."""


def _worth(text: str) -> Decimal | None:
    """The amount typed, None for an empty field; HarborError ``renewals.worth.unreadable``."""
    text = text.replace(",", "").replace("，", "").strip()
    if not text:
        return None
    try:
        found = Decimal(text)
        if found.is_finite() and len(text) < 16:
            return found.quantize(Decimal("0.01"))
    except InvalidOperation:
        pass
    raise HarborError("renewals.worth.unreadable", fields=("worth",), value=text[:40])
