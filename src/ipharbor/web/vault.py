"""Papers of a firm: kept, listed, handed out, withdrawn."""

from __future__ import annotations

import itertools

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ipharbor import wiring
from ipharbor.actions import permits
from ipharbor.actions.vault.keep import keep
from ipharbor.actions.vault.withdraw import withdraw as withdrawing
from ipharbor.queries import docket, vault
from ipharbor.records.models import Firm, KeptPaper, Right
from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError
from ipharbor.web._docketing import firm_of
from ipharbor.web.caller import Asked, actor, safe_next
from ipharbor.web.language import lang


@require_http_methods(["GET", "HEAD", "POST"])
def papers(request: Asked) -> HttpResponse:
    """All papers of a firm; a file posted here is kept, about the right named ``right``."""
    caller = actor(request)
    firm = firm_of(request, caller)
    if firm is None:
        if not permits.ever(caller, "paper.read"):
            raise permits.denied(caller, "paper.read")
        return HttpResponseRedirect(reverse("docket"))
    permits.require(caller, "paper.read", firm=firm)
    fault: HarborError | None = None
    if request.method == "POST":
        try:
            return _kept(request, caller, firm)
        except HarborError as wrong:
            if not wrong.fields:
                raise
            fault = wrong
    shown = {
        "firm": firm,
        "papers": vault.papers(firm, withdrawn=True),
        "paper_kinds": KeptPaper.Kind.values,
        "typed": request.POST,
        "at_fault": fault.fields[0] if fault else "",
        "told": fault.told(lang()) if fault else None,
        "may_keep": permits.allowed(caller, "paper.keep", firm=firm),
        "limit": current().paper_limit_mb,
    }
    return render(request, "web/vault.html", shown, status=400 if fault else 200)


@require_safe
def paper(request: Asked, paper_id: int) -> StreamingHttpResponse:
    """The bytes of a paper, to be saved and never shown inside a page of ours."""
    held = _paper(request, paper_id, "paper.read")
    chunks = wiring.vault().chunks(held.sha256)
    try:
        first = next(chunks, b"")
    except OSError as gone:
        raise HarborError("paper.lost", name=held.name) from gone

    response = StreamingHttpResponse(
        itertools.chain([first], chunks), content_type="application/octet-stream"
    )
    response["Content-Length"] = str(held.size)
    response["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=held.name) or "attachment"
    )
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def withdraw(request: Asked, paper_id: int) -> HttpResponse:
    """Withdraw a paper, with the reason typed."""
    held = _paper(request, paper_id, "paper.keep")
    withdrawing(held, why=request.POST.get("why", ""), by=actor(request), at=timezone.now())
    messages.success(request, _("%(name)s is withdrawn.") % {"name": held.name})
    return HttpResponseRedirect(safe_next(request))


def _paper(request: Asked, paper_id: int, action: str) -> KeptPaper:
    """Who may not see it is told that it is not there."""
    held = KeptPaper.objects.select_related("firm", "right").filter(pk=paper_id).first()
    caller = actor(request)
    if held is None or not permits.allowed(caller, action, firm=held.firm):
        if not permits.ever(caller, action):
            raise permits.denied(caller, action)
        raise HarborError("paper.unknown", id=paper_id)
    return held


def _kept(request: Asked, caller: permits.Actor, firm: Firm) -> HttpResponse:
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile) or not file.name:
        raise HarborError("upload.missing", fields=("file",))
    stated = request.POST.get("right", "").strip()
    right: Right | None = docket.find(firm, stated) if stated else None
    if stated and right is None:
        raise HarborError("docket.right.unknown", fields=("right",), key=stated)
    made = keep(
        file.chunks(),
        file.name,
        firm=firm,
        right=right,
        kind=request.POST.get("kind", ""),
        note=request.POST.get("note", ""),
        limit_mb=current().paper_limit_mb,
        vault=wiring.vault(),
        by=caller,
        at=timezone.now(),
    )
    messages.success(request, _("%(name)s is kept.") % {"name": made.name})
    if request.POST.get("next"):
        return HttpResponseRedirect(safe_next(request))
    chosen = "" if caller.role == "firm" else f"?firm={firm.pk}"
    return HttpResponseRedirect(reverse("vault") + chosen)
