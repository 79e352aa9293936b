"""What the docket page's forms do: taking rights up, a fee reduction, a table of events."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ipharbor.actions import permits
from ipharbor.actions.jobs.enqueue import enqueue
from ipharbor.actions.rights import import_events as importing
from ipharbor.actions.rights import record_reduction as recording
from ipharbor.actions.rights import take_up as taking
from ipharbor.actions.rights.import_holders import HolderReceipt, import_holders
from ipharbor.queries import watches
from ipharbor.records.models import Firm
from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.places import region
from ipharbor.web._receiving import laid_aside
from ipharbor.web.caller import Asked
from ipharbor.web.language import lang
from ipharbor.wiring import corpus

FINDINGS_SHOWN = 200


def take_up(request: Asked, caller: permits.Actor, firm: Firm | None) -> HttpResponse:
    """Take the rights of ``firm``, or of the firm typed in whole, from the corpus."""
    if firm is not None:
        permits.require(caller, "rights.take_up", firm=firm)
    name = firm.name if firm is not None else " ".join(request.POST.get("firm", "").split())
    _in_corpus(name)
    done = taking.take_up(name, corpus=corpus(), by=caller, at=timezone.now())
    messages.success(
        request,
        _("%(firm)s: %(added)s rights taken up, %(changed)s changed, %(unchanged)s as before.")
        % {
            "firm": done.firm,
            "added": done.added,
            "changed": done.changed,
            "unchanged": done.unchanged,
        },
    )
    return _back(Firm.objects.get(name=done.firm), caller)


def reduction(request: Asked, caller: permits.Actor, firm: Firm | None) -> HttpResponse:
    """Record a fee reduction of the firm for the calendar years typed."""
    if firm is None:
        raise HarborError("docket.firm.unnamed", fields=("firm",))
    made = recording.record_reduction(
        firm,
        since=_year(request, "since"),
        until=_year(request, "until"),
        by=caller,
        at=timezone.now(),
    )
    messages.success(
        request,
        _("Fee reduction for %(since)s to %(until)s recorded.")
        % {"since": made.since, "until": made.until},
    )
    return _back(firm, caller)


def take_up_region(request: Asked, caller: permits.Actor, firm: Firm | None) -> HttpResponse:
    """Ask for the job that takes up the whole region, and show it; a form sent twice asks once."""
    permits.require(caller, "rights.take_up_region")
    place = region(current().region)
    job = enqueue(
        "rights.take_up_region",
        once=f"region:{request.POST.get('wish', '')}",
        about=place.name_zh if lang() == "zh" else place.name_en,
        by=caller,
        at=timezone.now(),
    )
    return redirect("job", job_id=job.pk)


def holders(request: Asked, caller: permits.Actor, firm: Firm | None) -> HttpResponse:
    """Bring in a table of the region's holders, and show its receipt."""
    permits.require(caller, "rights.import_holders")
    with laid_aside(request, "table") as path:
        within = current().region
        receipt = import_holders(path, by=caller, at=timezone.now(), region=within)
    return _receipt(request, receipt, firm)


def events(request: Asked, caller: permits.Actor, firm: Firm | None) -> HttpResponse:
    """Bring in a file of legal events and payments, and show its receipt."""
    permits.require(caller, "rights.import_events")
    with laid_aside(request) as path:
        receipt = importing.import_events(path, by=caller, at=timezone.now())
    return _receipt(request, receipt, firm)


ACTS: Mapping[str, Callable[[Asked, permits.Actor, Firm | None], HttpResponse]] = {
    "take_up": take_up,
    "take_up_region": take_up_region,
    "reduction": reduction,
    "holders": holders,
    "events": events,
}
"""What the forms of the docket page do, by their field ``act``. Each raises a HarborError that
names the field it concerns."""


def _receipt(
    request: Asked, receipt: importing.EventReceipt | HolderReceipt, firm: Firm | None
) -> HttpResponse:
    findings = receipt.findings[:FINDINGS_SHOWN]
    shown = {
        "receipt": receipt,
        "findings": [(finding, finding.told(lang())) for finding in findings],
        "firm": firm,
    }
    return render(request, "web/docket_events.html", shown)


def _in_corpus(name: str) -> None:
    if not name:
        raise HarborError("docket.firm.unnamed", fields=("firm",))
    if not watches.documents(corpus(), applicant=name):
        raise HarborError("docket.firm.no_documents", fields=("firm",), name=name)


def _year(request: Asked, name: str) -> int:
    text = request.POST.get(name, "").strip()
    if text.isascii() and text.isdigit() and 1985 <= int(text[:5]) <= 2099:
        return int(text)
    raise HarborError("form.year.unreadable", fields=(name,), value=text)


def _back(firm: Firm, caller: permits.Actor) -> HttpResponse:
    chosen = "" if caller.role == "firm" else f"?firm={firm.pk}"
    return HttpResponseRedirect(reverse("docket") + chosen)
