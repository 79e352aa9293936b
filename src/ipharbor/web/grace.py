"""Published before it was filed: until when an application can still be new."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ipharbor.queries.law import calendar
from ipharbor.selfcheck import grace as reckoning
from ipharbor.statutes.deadlines import find
from ipharbor.statutes.provision import Provision
from ipharbor.statutes.values import Terms
from ipharbor.vocabulary.errors import HarborError
from ipharbor.web._days import read_day, usual_day
from ipharbor.web.caller import Asked, may
from ipharbor.web.language import lang
from ipharbor.web.law import book

MEANT = {"exhibition": f"{reckoning.PERIOD}.exhibitions", "meeting": f"{reckoning.PERIOD}.meetings"}
"""The provisions that say what a case of the grace period means."""


@require_safe
def grace(request: Asked) -> HttpResponse:
    """The cases of the grace period, and for one of them and two days what follows; all of it is
    in the address."""
    may(request, "law.read")
    on = usual_day()
    listed = reckoning.cases(book(), on)
    case = request.GET.get("case", "")
    found, wrong = _reckoned(request, case, on) if case else (None, None)
    rule = find(reckoning.RULE)
    shown = {
        "on": on,
        "listed": listed,
        "cases": _cases(listed, on),
        "none": reckoning.NONE,
        "case": case,
        "disclosed": request.GET.get("disclosed", ""),
        "filing": request.GET.get("filing", ""),
        "found": found,
        "left": (found.last.day - on).days if found and found.last else None,
        "rule": rule,
        "period": _held(reckoning.PERIOD, on),
        "missed": rule.missed(lang()),
        "on_request": _held(f"{reckoning.PERIOD}.on_request", on),
        "told": wrong.told(lang()) if wrong else None,
        "at_fault": (wrong.fields or ("disclosed",))[0] if wrong else "",
    }
    return render(request, "web/grace.html", shown, status=400 if wrong else 200)


def _reckoned(
    request: Asked, case: str, on: date
) -> tuple[reckoning.Grace | None, HarborError | None]:
    """What follows, or why it cannot be said; a day before the book's law is told as any other."""
    filing = request.GET.get("filing", "").strip()
    try:
        return reckoning.grace(
            case,
            disclosed=read_day(request.GET.get("disclosed", "").strip(), "disclosed"),
            filing=read_day(filing, "filing") if filing else None,
            law=book(),
            calendar=calendar(),
            on=on,
        ), None
    except HarborError as refused:
        if not refused.fields and refused.code != "statutes.not_in_force":
            raise
        return None, refused


def _cases(listed: Provision | None, on: date) -> list[tuple[str, str, Provision | None]]:
    """The cases by code and words, with the provision that says what is meant."""
    terms = listed.value.items if listed is not None and isinstance(listed.value, Terms) else ()
    named = [(term.code, term.zh if lang() == "zh" else term.en) for term in terms]
    return [(code, words, _held(MEANT.get(code, ""), on)) for code, words in named]


def _held(name: str, on: date) -> Provision | None:
    today = book().on(on)
    if name not in today:
        return None
    return today[name]
