"""What the docket page's forms do: taking rights up, a fee reduction, a table of events."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ipharbor.actions import permits
from ipharbor.actions.rights import import_events as importing
from ipharbor.actions.rights import record_reduction as recording
from ipharbor.actions.rights import take_up as taking
from ipharbor.queries import watches
from ipharbor.records.models import Firm
from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError
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


def events(request: Asked, caller: permits.Actor, firm: Firm | None) -> HttpResponse:
    """Bring in a file of legal events and payments, and show its receipt."""
    permits.require(caller, "rights.import_events")
    receipt = _read(request.FILES.get("file"), caller)
    findings = receipt.findings[:FINDINGS_SHOWN]
    shown = {
        "receipt": receipt,
        "findings": [(finding, finding.told(lang())) for finding in findings],
        "firm": firm,
    }
    return render(request, "web/docket_events.html", shown)


ACTS: Mapping[str, Callable[[Asked, permits.Actor, Firm | None], HttpResponse]] = {
    "take_up": take_up,
    "reduction": reduction,
    "events": events,
}
"""What the forms of the docket page do, by their field ``act``. Each raises a HarborError that
names the field it concerns."""


def _read(file: object, by: permits.Actor) -> importing.EventReceipt:
    if not isinstance(file, UploadedFile) or not file.name:
        raise HarborError("upload.missing", fields=("file",))
    limit = current().upload_limit_mb
    if (file.size or 0) > limit * 2**20:
        raise HarborError("upload.too_large", fields=("file",), limit=limit)
    with TemporaryDirectory(prefix="ipharbor-events-") as folder:
        path = Path(folder) / PurePath(file.name.replace("\\", "/")).name
        with path.open("wb") as kept:
            for chunk in file.chunks():
                kept.write(chunk)
        try:
            return importing.import_events(path, by=by, at=timezone.now())
        except HarborError as wrong:
            told = {name: _bare(value, path) for name, value in wrong.params.items()}
            raise HarborError(wrong.code, fields=("file",), **told) from None


def _bare(value: object, path: Path) -> object:
    """A person knows the file by the name it came with."""
    return path.name if str(value) == str(path) else value


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
