"""The imports page: bringing a file in, watching it, and its receipt."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from ipharbor.actions import permits
from ipharbor.actions.corpus.alive import lost
from ipharbor.actions.corpus.begin_upload import ENDINGS, begin_upload
from ipharbor.actions.finding.close import NOTE, close, reopen
from ipharbor.queries import imports as queries
from ipharbor.queries.jobs import job_of
from ipharbor.records.models import FindingClosing, ImportRun
from ipharbor.settings import Settings, current
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.messages import Message, message
from ipharbor.web._sending import workbook
from ipharbor.web.caller import Asked, actor, may, number
from ipharbor.web.language import lang
from ipharbor.web.lists import Column, Filter, Kind, List, answer, equal, fields_hold
from ipharbor.web.templatetags.harbor import said

PER_PAGE = 50
PHASES = ("read", "fold", "index")


def _figure(name: str, words: Promise) -> Column:
    return Column(name, words, attrgetter(name), Kind.NUMBER, order=(name,))


LIST = List(
    name="imports",
    action="imports.read",
    words=gettext_lazy("Past imports"),
    columns=(
        Column("file", gettext_lazy("File"), attrgetter("file_name"), order=("file_name",),
               link=lambda run: reverse("import_run", args=[run.pk])),
        Column("format", gettext_lazy("Format"), attrgetter("format"), order=("format",)),
        Column("state", gettext_lazy("State"), attrgetter("state"), Kind.STATE, order=("state",),
               said="run"),
        _figure("read", gettext_lazy("Read")),
        _figure("stored", gettext_lazy("Stored")),
        _figure("merged", gettext_lazy("Merged")),
        _figure("unchanged", gettext_lazy("Unchanged")),
        _figure("set_aside", gettext_lazy("Set aside")),
        _figure("findings", gettext_lazy("Findings")),
        _figure("open_findings", gettext_lazy("Open findings")),
        Column("by", gettext_lazy("By"), lambda run: str(run.by or ""), order=("by__username",)),
        Column("started", gettext_lazy("Started"), attrgetter("started_at"), Kind.TIME,
               order=("started_at",)),
        Column("finished", gettext_lazy("Finished"), attrgetter("finished_at"), Kind.TIME,
               order=("finished_at",), shown=False),
        Column("vintage", gettext_lazy("Vintage"), attrgetter("vintage"), order=("vintage",),
               shown=False),
        Column("fingerprint", gettext_lazy("Fingerprint (SHA-256)"), attrgetter("fingerprint"),
               Kind.CODE, sortable=False, shown=False),
    ),
    filters=(
        Filter("state", gettext_lazy("State"), equal("state"), form="chips", counted="state",
               options=lambda: [(state, said(state, "run")) for state in ImportRun.State.values]),
    ),
    search=fields_hold("file_name", "format", "by__username", "by__display_name"),
    search_words=gettext_lazy("File, format or person"),
    usual=gettext_lazy("newest first"),
    empty="web/lists/_empty_imports.html",
)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: Asked) -> HttpResponse:
    """Past imports, and the form that brings a file in."""
    caller = may(request, "imports.read")
    settings = current()
    wrong: HarborError | None = None
    if request.method == "POST":
        permits.require(caller, "corpus.import")
        try:
            return _receive(request, settings)
        except HarborError as refused:
            wrong = refused
    shown = {
        "limit": settings.upload_limit_mb,
        "endings": ",".join(ENDINGS),
        "may_import": permits.allowed(caller, "corpus.import"),
        "wrong": wrong.told(lang()) if wrong else None,
    }
    return answer(request, LIST, queries.runs(), "web/imports.html", shown,
                  status=400 if wrong else 200)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def run(request: Asked, run_id: int) -> HttpResponse:
    """One import: its progress, then its receipt and findings; the form that closes findings and
    opens them again."""
    caller = may(request, "imports.read")
    found, wrong = _run(run_id), None
    if request.method == "POST":
        try:
            return _settle(request, found, caller)
        except HarborError as refused:
            if not refused.fields:
                raise
            wrong = refused
    shown = _standing(found) | _findings(request, run_id) | {
        "job": job_of(f"import:{run_id}", lang=lang()),
        "may_close": permits.allowed(caller, "finding.close"),
        "reasons": FindingClosing.Reason.values,
        "longest": NOTE,
        "typed": request.POST,
        "ticked": request.POST.getlist("number"),
        "told_wrong": wrong.told(lang()) if wrong else None,
        "at_fault": wrong.fields[0] if wrong else "",
    }  # fmt: skip
    return render(request, "web/import_run.html", shown, status=400 if wrong else 200)


def _findings(request: Asked, run_id: int) -> dict[str, Any]:
    """A page of the findings that the address asks for, and how they fall."""
    code, state = _asked(request)
    home, page = current().home, number(request, "page")
    counts = queries.finding_counts(home, run_id)
    meant = [one for one in counts if code in ("", one.code)]
    total = sum(one.of(state) for one in meant)
    rows = queries.findings(
        home, run_id, code=code, state=state, limit=PER_PAGE, offset=(page - 1) * PER_PAGE
    )
    return {
        "counts": [(one, one.of(state)) for one in counts],
        "states": [(one, sum(count.of(one) for count in meant)) for one in queries.STATES],
        "all_of_code": sum(one.count for one in meant),
        "all_of_state": sum(one.of(state) for one in counts),
        "findings": [(row, row.finding.told(lang())) for row in rows],
        "code": code,
        "state": state,
        "page": page,
        "pages": max(1, -(-total // PER_PAGE)),
        "total": total,
    }


def _asked(request: Asked) -> tuple[str, str]:
    """The code and the state that the address asks for, empty for all."""
    state = request.GET.get("state", "")
    return request.GET.get("code", ""), state if state in queries.STATES else ""


def _settle(request: Asked, found: ImportRun, caller: permits.Actor) -> HttpResponse:
    """Close the findings that are ticked, or all that the filter leaves, or open them again."""
    at, told = timezone.now(), request.POST
    code, state = _asked(request)
    if told.get("every"):
        meant = queries.numbers(current().home, found.pk, code=code, state=state)
    else:
        meant = tuple(int(one) for one in told.getlist("number") if one.isdecimal())
    if told.get("act") == "reopen":
        count = reopen(found, meant, by=caller, at=at)
        said = ngettext("%(n)s finding is open again.", "%(n)s findings are open again.", count)
    else:
        count = close(
            found, meant, reason=told.get("reason", ""), note=told.get("note", ""), by=caller,
            at=at,
        )  # fmt: skip
        said = ngettext("%(n)s finding is closed.", "%(n)s findings are closed.", count)
    messages.success(request, said % {"n": f"{count:,}"})
    if told.get("back") == "quality":
        return redirect("cockpit_quality")
    return redirect(request.get_full_path())


@require_safe
def progress(request: Asked, run_id: int) -> HttpResponse:
    """How far an import is, as a fragment that asks again; the page anew once it is done."""
    may(request, "imports.read")
    found = _run(run_id)
    response = render(request, "web/_progress.html", _standing(found))
    if found.state in ("done", "failed"):
        response["HX-Refresh"] = "true"
    return response


@require_safe
def export(request: Asked, run_id: int) -> HttpResponse:
    """Findings and set-aside rows of an import as a workbook."""
    may(request, "imports.read")
    found = _run(run_id)
    sheets = queries.findings_sheets(current().home, found.pk, lang=lang())
    return workbook(f"ipharbor-import-{found.pk}", sheets)


def _receive(request: Asked, settings: Settings) -> HttpResponse:
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile) or not file.name:
        raise HarborError("upload.missing", fields=("file",))
    made = begin_upload(
        file.chunks(),
        file.name,
        uploads=settings.uploads,
        limit_mb=settings.upload_limit_mb,
        by=actor(request),
        at=timezone.now(),
    )
    return redirect("import_run", run_id=made.pk)


def _run(run_id: int) -> ImportRun:
    found = queries.run(run_id)
    if found is None:
        raise HarborError("import.unknown", id=run_id)
    return found


def _standing(found: ImportRun) -> dict[str, Any]:
    gone = lost(found, at=timezone.now())
    return {
        "run": found,
        "running": found.state in ("waiting", "running") and not gone,
        "told": _told(found, gone),
        "phases": PHASES,
        "percent": 100 * found.done_units // found.total_units if found.total_units else None,
    }


def _told(found: ImportRun, gone: bool) -> Message | None:
    if gone:
        return message("import.interrupted", lang(), {})
    if not found.error:
        return None
    params = {
        name: found.file_name if value.startswith(str(current().uploads)) else value
        for name, value in found.error["params"].items()
    }  # a person knows the file by the name it came with
    return message(found.error["code"], lang(), params)
