"""The law page: provisions on a day, and the history of one."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from ipharbor.actions import permits
from ipharbor.actions.law.correct import correct
from ipharbor.queries import law as queries
from ipharbor.settings import current
from ipharbor.statutes.book import Book
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.places import region
from ipharbor.web._days import asked_day, usual_day
from ipharbor.web.caller import Asked, actor, day, may
from ipharbor.web.language import lang

SUBJECTS: Mapping[str, str | Promise] = {
    "abnormal": _("Abnormal filings"),
    "adjudication": _("Administrative adjudication"),
    "agency": _("Agencies"),
    "civil": _("Civil actions"),
    "counting": _("Counting of days"),
    "criminal": _("Criminal thresholds"),
    "customs": _("Customs"),
    "damages": _("Damages"),
    "ecommerce": _("Online platforms"),
    "events": _("Entries in the register"),
    "export": _("Export of technology"),
    "fair": _("Fairs"),
    "fees": _("Fees"),
    "fine": _("Fines"),
    "high_tech": _("High-tech enterprises"),
    "high_value": _("High-value patents"),
    "in_force": _("Commencement of instruments"),
    "licence": _("Licences"),
    "open_licence": _("Open licences"),
    "penalty": _("Penalty procedure"),
    "period": _("Periods"),
    "pledge": _("Pledges"),
    "recognition": _("Recognition of enterprises"),
    "reduction": _("Fee reductions"),
    "restoration": _("Restoration"),
    "securitization": _("Securitisation"),
    "service": _("Service of papers"),
    "subsidy": _("Subsidies"),
    "suspension": _("Suspension and preservation"),
    "tax": _("Taxes"),
    "technology_contract": _("Technology contracts"),
    "term": _("Terms"),
    "trademark": _("Trade marks"),
    "transfer": _("Transfer to the police"),
    "transfer_of_right": _("Transfer of rights"),
}


def book() -> Book:
    """The law that holds in this installation's region."""
    return queries.book(region(current().region).code)


@require_safe
def law(request: Asked) -> HttpResponse:
    """Provisions in force on ``on``, narrowed by ``q``, ``subject`` and ``unverified``."""
    may(request, "law.read")
    on = asked_day(request, "on") or usual_day()
    text, subject = request.GET.get("q", "").strip(), request.GET.get("subject", "")
    unverified = request.GET.get("unverified", "") == "1"
    found = queries.listing(book(), on=on, text=text, subject=subject, unverified=unverified)
    shown = {
        "found": found,
        "on": on,
        "q": text,
        "subject": subject,
        "unverified": unverified,
        "subjects": [(code, SUBJECTS.get(code, code), count) for code, count in found.subjects],
        "total": sum(count for _code, count in found.subjects),
    }
    return render(request, "web/law.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def provision(request: Asked, name: str) -> HttpResponse:
    """One provision: what it says on ``on``, every version of it, the newest first; and for
    officers the forms that verify or correct it."""
    caller = may(request, "law.read")
    on = asked_day(request, "on") or usual_day()
    wrong: HarborError | None = None
    if request.method == "POST":
        try:
            _stand_for(request, name)
        except HarborError as refused:
            if refused.code in ("permit.denied", "statutes.unknown"):
                raise
            wrong = refused
        else:
            messages.success(request, _("The book says so from now on."))
            return redirect("provision", name=name)
    found = queries.entry(book(), name, on=on)
    head = name.split(".", maxsplit=1)[0]
    latest = found.now or found.history[-1]
    value, unit = queries.as_written(latest.value)
    shown = {
        "entry": found,
        "on": on,
        "latest": latest,
        "versions": found.history[::-1],
        "subject": head,
        "subject_name": SUBJECTS.get(head, head),
        "may_correct": permits.allowed(caller, "law.correct"),
        "value": value,
        "unit": unit,
        "typed": request.POST,
        "told": wrong.told(lang()) if wrong else None,
    }
    return render(request, "web/provision.html", shown, status=400 if wrong else 200)


def _stand_for(request: Asked, name: str) -> None:
    """Verify the value of a version, or put another in its place from a day on."""
    correcting = request.POST.get("act") == "correct"
    since = day(request, "since")
    correct(
        name,
        since=since,
        value=request.POST.get("value", "") if correcting else "",
        unit=request.POST.get("unit", ""),
        reason=request.POST.get("reason", ""),
        law=book(),
        by=actor(request),
        at=timezone.now(),
    )
