"""The docket page: a firm's rights, where they stand, and what has to be done next."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_http_methods, require_safe

from ipharbor.actions import permits
from ipharbor.queries import docket as queries
from ipharbor.queries import watches
from ipharbor.records.models import FeeReduction, Firm
from ipharbor.vocabulary.errors import HarborError
from ipharbor.web import _docket_list, _holder_list
from ipharbor.web._days import asked_day, usual_day
from ipharbor.web._docket_acts import ACTS
from ipharbor.web._docketing import data_until, docket_of, docket_sheet, firm_of, the_firm
from ipharbor.web._sending import workbook
from ipharbor.web.caller import Asked, actor, may
from ipharbor.web.feed import address
from ipharbor.web.language import lang
from ipharbor.web.lists import answer, wanted
from ipharbor.wiring import corpus

FIELDS = ("firm", "since", "until")


@require_http_methods(["GET", "HEAD", "POST"])
def docket(request: Asked) -> HttpResponse:
    """The docket of a firm on ``on``; for an office that names none, the firms to choose from.

    A form that is posted names its ``act``; a mistake is told at its field, what was typed
    is kept.
    """
    caller = actor(request)
    firm = firm_of(request, caller)
    if request.method != "POST":
        return _page(request, caller, firm)
    act = ACTS.get(request.POST.get("act", ""))
    if act is None:
        raise HarborError("docket.act.unknown", act=request.POST.get("act", ""))
    try:
        return act(request, caller, firm)
    except HarborError as wrong:
        if not wrong.fields:
            raise
        return _page(request, caller, firm, wrong)


@require_safe
def applicants(request: Asked) -> HttpResponse:
    """Suggestions for the firm being typed, as options of a data list."""
    may(request, "rights.take_up")
    found = watches.applicants(corpus(), request.GET.get("firm", ""))
    return render(request, "web/_applicants.html", {"suggestions": found})


@require_safe
def export(request: Asked) -> HttpResponse:
    """The docket as a workbook: what wants paying, and the wanted rights."""
    caller = actor(request)
    firm = the_firm(request, caller)
    told = docket_of(firm, asked_day(request, "on") or usual_day())
    lines = wanted(request, _docket_list.LIST, told.lines)
    sheets = [queries.fee_sheet(told, lang=lang()), docket_sheet(told, lines, lang=lang())]
    return workbook(f"ipharbor-docket-{told.on.isoformat()}", sheets)


def _page(
    request: Asked, caller: permits.Actor, firm: Firm | None, wrong: HarborError | None = None
) -> HttpResponse:
    shown: dict[str, Any] = {
        "typed": {name: request.POST.get(name, "") for name in FIELDS},
        "told": wrong.told(lang()) if wrong else None,
        "at_fault": wrong.fields[0] if wrong else "",
        "may_import": permits.allowed(caller, "rights.import_events"),
        "may_hold": permits.allowed(caller, "rights.import_holders"),
        "may_take_region": permits.allowed(caller, "rights.take_up_region"),
        "wish": get_random_string(16),
        "may_take_up": _may_change(caller, "rights.take_up", firm),
        "may_reduce": _may_change(caller, "rights.record_reduction", firm),
        "chooses": caller.role != "firm",
        "firm": firm,
    }
    status = 400 if wrong else 200
    if firm is None:
        found = queries.holders(permits.firms(caller, "docket.read"))
        shown["dockets"] = queries.with_docket(found).exists()
        return answer(request, _holder_list.LIST, found, "web/docket_firms.html", shown,
                      status=status)  # fmt: skip
    told = docket_of(firm, asked_day(request, "on") or usual_day())
    shown |= _of_firm(request, firm, told)
    return answer(request, _docket_list.LIST, told.lines, "web/docket.html", shown, status=status)


def _may_change(caller: permits.Actor, action: str, firm: Firm | None) -> bool:
    return (
        permits.ever(caller, action) if firm is None else permits.allowed(caller, action, firm=firm)
    )


def _of_firm(request: Asked, firm: Firm, told: queries.Docket) -> dict[str, Any]:
    return {
        "docket": told,
        "on": told.on,
        "until": data_until(),
        "reductions": list(FeeReduction.objects.filter(firm=firm).order_by("since")),
        "feed": request.build_absolute_uri(address(request.user, firm)),
    }
