"""Reports of months: ask for one, take one away."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from ipharbor.actions import permits
from ipharbor.actions.region.ask_report import ask_report
from ipharbor.analysis.region.asking import end_of_month
from ipharbor.papers.drawing import DOCX
from ipharbor.papers.report.pdf import PDF
from ipharbor.queries import ledger
from ipharbor.queries import month_reports as queries
from ipharbor.queries.overview import invented
from ipharbor.records.models import MonthReport
from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError
from ipharbor.web._days import read_day
from ipharbor.web._handing import handed_out
from ipharbor.web.caller import Asked, may
from ipharbor.web.cockpit.framing import home_region
from ipharbor.web.language import lang
from ipharbor.web.lists import Column, Filter, Kind, List, answer, equal
from ipharbor.wiring import corpus

MEDIA = {"pdf": PDF, "docx": DOCX}

LIST = List(
    name="cockpit_reports",
    action="report.read",
    words=gettext_lazy("Reports of months"),
    columns=(
        Column("month", gettext_lazy("Month"), lambda row: f"{row.year}-{row.month:02d}",
               order=("year", "month")),
        Column("files", gettext_lazy("Files"), attrgetter("pdf_size"), sortable=False,
               template="web/lists/_report_files.html", filed=False),
        Column("lang", gettext_lazy("Language"), attrgetter("lang"), order=("lang",),
               said=lambda code: {"zh": "中文", "en": "English"}[code]),
        Column("known", gettext_lazy("As known on"), attrgetter("known_on"), Kind.DAY,
               order=("known_on",)),
        Column("maker", gettext_lazy("Maker"), attrgetter("maker"), order=("maker",)),
        Column("by", gettext_lazy("Made by"), attrgetter("by_name"), order=("by_name",)),
        Column("at", gettext_lazy("When"), attrgetter("at"), Kind.TIME, order=("at",)),
        Column("ledger", gettext_lazy("Ledger"), attrgetter("ledger"), Kind.CODE,
               order=("ledger",), shown=False),
        Column("pdf_sha256", gettext_lazy("Fingerprint of the PDF (SHA-256)"),
               attrgetter("pdf_sha256"), Kind.CODE, sortable=False, shown=False),
        Column("docx_sha256", gettext_lazy("Fingerprint of the DOCX (SHA-256)"),
               attrgetter("docx_sha256"), Kind.CODE, sortable=False, shown=False),
    ),
    filters=(
        Filter("lang", gettext_lazy("Language"), equal("lang"), counted="lang",
               options=lambda: [("zh", "中文"), ("en", "English")]),
    ),
    usual=gettext_lazy("newest month first"),
    empty="web/lists/_empty_reports.html",
)  # fmt: skip


@dataclass(frozen=True)
class Wish:
    """The form as it stands: a month, the day as known on, the languages."""

    month: str
    known: str
    langs: tuple[str, ...]


@require_http_methods(["GET", "HEAD", "POST"])
def reports(request: Asked) -> HttpResponse:
    """The reports that are kept; a form posted here asks for one."""
    caller = may(request, "report.read")
    wish = _usual()
    wrong: HarborError | None = None
    if request.method == "POST":
        given = request.POST
        wish = Wish(given.get("month", ""), given.get("known", ""), tuple(given.getlist("lang")))
        try:
            return _asked(request, wish)
        except HarborError as refused:
            if not refused.fields:
                raise
            wrong = refused
    shown: dict[str, Any] = {
        "wish": wish,
        "may_make": permits.allowed(caller, "report.make"),
        "ledger": ledger.ledger(current().ledger) is not None,
        "making": queries.being_made(),
        "told": wrong.told(lang()) if wrong else None,
        "at_fault": wrong.fields[0] if wrong else "",
    }
    status = 400 if wrong else 200
    return answer(request, LIST, queries.kept(), "web/cockpit/reports.html", shown, status=status)


@require_safe
def report(request: Asked, report_id: int, form: str) -> StreamingHttpResponse:
    """A report as ``pdf`` or ``docx``, from the vault."""
    may(request, "report.read")
    held = MonthReport.objects.filter(pk=report_id).first()
    if held is None or form not in MEDIA:
        raise HarborError("report.unknown", number=report_id)
    name = queries.file_name(held, home_region(), form)
    sha256, size = (
        (held.pdf_sha256, held.pdf_size) if form == "pdf" else (held.docx_sha256, held.docx_size)
    )
    return handed_out(sha256, size=size, name=name, content_type=MEDIA[form])


def _asked(request: Asked, wish: Wish) -> HttpResponse:
    """Ask for the report as a job. Raises HarborErrors that name the field at fault."""
    caller = may(request, "report.make")
    now = timezone.now()
    job = ask_report(
        wish.month,
        known=read_day(wish.known, "known"),
        langs=wish.langs,
        once=f"{now:%Y%m%d%H%M%S}",
        by=caller,
        at=now,
    )
    messages.success(request, _("The report is being made; this page shows how far it is."))
    return HttpResponseRedirect(reverse("job", args=[job.pk]))


def _usual() -> Wish:
    """The last month that is over on the day that is meant when none is stated."""
    held = ledger.ledger(current().ledger)
    today = timezone.localdate()
    if held is not None:
        today = ledger.usual_frame(held, today, invented=invented(corpus().manifest)).known
    over = end_of_month(today.year, today.month) == today
    year, month = (today.year, today.month) if over else queries.month_before(today)
    return Wish(f"{year}-{month:02d}", today.isoformat(), (lang(),))
