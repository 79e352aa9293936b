"""The disclosures page: what a firm lets others read, and what firms let the caller read."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ipharbor.actions import permits
from ipharbor.actions.disclosure.give import LONGEST, SALES_KINDS, give
from ipharbor.actions.disclosure.withdraw import withdraw
from ipharbor.queries import people as queries
from ipharbor.records.models import Firm
from ipharbor.vocabulary.errors import HarborError
from ipharbor.web._disclosure_lists import OWN, TO_US
from ipharbor.web.caller import Asked, day, may
from ipharbor.web.language import lang
from ipharbor.web.lists import answer

FIELDS = ("organisation", "purpose", "until", "sales")


@require_http_methods(["GET", "HEAD", "POST"])
def disclosures(request: Asked) -> HttpResponse:
    """For a firm its disclosures and the forms that give and withdraw them; for others the
    firms that disclosed to their organisation."""
    caller = may(request, "disclosure.read")
    firm = request.user.firm
    if not permits.allowed(caller, "disclosure.read", firm=firm):
        return _told_to(request)
    if firm is None:
        raise HarborError("docket.firm.none")
    if request.method != "POST":
        return _page(request, firm)
    try:
        if request.POST.get("act") == "withdraw":
            _withdraw(request, caller, firm)
        else:
            _give(request, caller, firm)
    except HarborError as wrong:
        if not wrong.fields:
            raise
        return _page(request, firm, wrong)
    return redirect("disclosures")


def _give(request: Asked, caller: permits.Actor, firm: Firm) -> None:
    to = queries.organisation(_number(request.POST.get("organisation", "")))
    if to is None:
        raise HarborError("disclosure.kind.unfit", fields=("organisation",))
    until = day(request, "until") or date.min
    made = give(
        firm, to, purpose=request.POST.get("purpose", ""), until=until,
        sales=request.POST.get("sales") == "yes", by=caller, at=timezone.now(),
    )  # fmt: skip
    told = _("%(name)s may read your docket until %(day)s.")
    if made.sales:
        told = _("%(name)s may read your docket and your products' sales until %(day)s.")
    messages.success(request, told % {"name": to.name, "day": made.until.isoformat()})


def _withdraw(request: Asked, caller: permits.Actor, firm: Firm) -> None:
    found = queries.disclosure(_number(request.POST.get("disclosure", "")))
    if found is None or found.firm_id != firm.pk:
        raise HarborError("disclosure.unknown")
    withdraw(found, by=caller, at=timezone.now())
    messages.success(request, _("Withdrawn. It reads nothing more from now on."))


def _page(request: Asked, firm: Firm, wrong: HarborError | None = None) -> HttpResponse:
    today = timezone.localdate()
    shown = {
        "firm": firm,
        "bodies": queries.may_be_told(SALES_KINDS),
        "today": today,
        "last": today + LONGEST,
        "typed": {name: request.POST.get(name, "") for name in FIELDS},
        "told": wrong.told(lang()) if wrong else None,
        "at_fault": wrong.fields[0] if wrong else "",
    }
    return answer(request, OWN, queries.disclosures_of(firm), "web/disclosures.html", shown,
                  status=400 if wrong else 200)  # fmt: skip


def _told_to(request: Asked) -> HttpResponse:
    body = request.user.organisation
    told = queries.disclosures_to(body, on=timezone.localdate()) if body else ()
    return answer(request, TO_US, told, "web/disclosures_to.html", {"body": body})


def _number(stated: str) -> int:
    return int(stated) if stated.isascii() and stated.isdigit() and len(stated) < 12 else 0
