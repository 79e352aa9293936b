"""Papers of a firm: kept, listed, handed out, withdrawn."""

from __future__ import annotations

from operator import attrgetter

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ipharbor import wiring
from ipharbor.actions import permits
from ipharbor.actions.vault.keep import keep
from ipharbor.actions.vault.withdraw import withdraw as withdrawing
from ipharbor.queries import docket, vault
from ipharbor.records.models import Firm, KeptPaper, Right
from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.words import word
from ipharbor.web._docketing import firm_of
from ipharbor.web._handing import handed_out
from ipharbor.web.caller import Asked, actor, safe_next
from ipharbor.web.language import lang
from ipharbor.web.lists import Column, Filter, Kind, List, answer, equal, fields_hold


def _standing(found: QuerySet[KeptPaper], value: str) -> QuerySet[KeptPaper]:
    return found.filter(withdrawn_at__isnull=value == "stands")


LIST = List(
    name="vault",
    action="paper.read",
    words=gettext_lazy("Papers"),
    columns=(
        Column("paper", gettext_lazy("Paper"), attrgetter("name"), order=("name",),
               template="web/lists/_paper_name.html"),
        Column("kind", gettext_lazy("Kind"), attrgetter("kind"), order=("kind",),
               said=lambda kind: word(f"paper_{kind}", lang())),
        Column("about", gettext_lazy("About"), lambda row: row.right_title or row.right,
               order=("right__title",), template="web/lists/_paper_about.html"),
        Column("right", gettext_lazy("Right"), attrgetter("right"), Kind.CODE,
               order=("right__key",), shown=False),
        Column("note", gettext_lazy("What it is for"), attrgetter("note"), order=("note",),
               shown=False),
        Column("size", gettext_lazy("Size"), attrgetter("size"), Kind.NUMBER, order=("size",),
               template="web/lists/_paper_size.html"),
        Column("by", gettext_lazy("Kept by"), attrgetter("by_name"), order=("by_name",)),
        Column("at", gettext_lazy("On"), attrgetter("at"), Kind.TIME, order=("at",)),
        Column("sha256", gettext_lazy("Fingerprint (SHA-256)"), attrgetter("sha256"), Kind.CODE,
               sortable=False, template="web/lists/_paper_sha256.html"),
        Column("withdrawn", gettext_lazy("Withdrawn because"), attrgetter("withdrawn_why"),
               order=("withdrawn_why",), shown=False),
    ),
    filters=(
        Filter("kind", gettext_lazy("Kind"), equal("kind"), counted="kind",
               options=lambda: [(one, word(f"paper_{one}", lang()))
                                for one in KeptPaper.Kind.values]),
        Filter("state", gettext_lazy("State"), _standing,
               options=lambda: [("stands", _("stands")), ("withdrawn", _("withdrawn"))]),
    ),
    search=fields_hold("name", "note", "right__key", "right__title"),
    search_words=gettext_lazy("Name, what it is for, or right"),
    usual=gettext_lazy("newest first"),
    told=vault.told,
    empty="web/lists/_empty_vault.html",
    tail="web/lists/_paper_tail.html",
    beside=("firm",),
)  # fmt: skip


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
        "paper_kinds": KeptPaper.Kind.values,
        "typed": request.POST,
        "at_fault": fault.fields[0] if fault else "",
        "told": fault.told(lang()) if fault else None,
        "may_keep": permits.allowed(caller, "paper.keep", firm=firm),
        "limit": current().paper_limit_mb,
    }
    return answer(request, LIST, vault.of_firm(firm), "web/vault.html", shown,
                  status=400 if fault else 200)  # fmt: skip


@require_safe
def paper(request: Asked, paper_id: int) -> StreamingHttpResponse:
    """The bytes of a paper, to be saved and never shown inside a page of ours."""
    held = _paper(request, paper_id, "paper.read")
    return handed_out(held.sha256, size=held.size, name=held.name)


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
