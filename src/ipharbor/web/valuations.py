"""Valuations: the list, one of them with what it rests on, the form that draws one up, the
signature, and the report."""

from __future__ import annotations

from operator import attrgetter

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ipharbor import wiring
from ipharbor.actions import permits
from ipharbor.actions.valuation.draw_up import draw_up
from ipharbor.actions.valuation.sign import sign as signing
from ipharbor.papers.drawing import DOCX
from ipharbor.papers.report.docx import docx
from ipharbor.papers.report.pdf import PDF, pdf
from ipharbor.queries import valuation_report
from ipharbor.queries import valuations as queries
from ipharbor.records.models import Valuation
from ipharbor.vocabulary.errors import HarborError
from ipharbor.web import _valuing
from ipharbor.web._days import usual_day
from ipharbor.web._valuation_shown import shown_of
from ipharbor.web.caller import Asked, may
from ipharbor.web.language import lang
from ipharbor.web.law import book
from ipharbor.web.lists import Column, Filter, Kind, List, answer, equal, fields_hold
from ipharbor.web.templatetags.harbor import said

_STATES = ("draft", "signed", "superseded")
_FORMS = {"docx": (docx, DOCX), "pdf": (pdf, PDF)}


def _scenarios() -> list[tuple[str, str]]:
    return queries.scenarios(book(), usual_day(), lang())


LIST = List(
    name="valuations",
    action="valuation.read",
    words=gettext_lazy("Valuations"),
    columns=(
        Column("valued", gettext_lazy("Valued on"), attrgetter("valued_on"), Kind.DAY,
               order=("valued_on",), link=lambda row: reverse("valuation", args=[row.id])),
        Column("firm", gettext_lazy("Firm"), attrgetter("firm"), order=("firm__name",)),
        Column("rights", gettext_lazy("Rights"), attrgetter("rights"), Kind.NUMBER,
               sortable=False),
        Column("scenario", gettext_lazy("Use"),
               lambda row: dict(_scenarios()).get(row.scenario, row.scenario),
               order=("scenario",)),
        Column("low", gettext_lazy("Low (CNY)"), attrgetter("low"), Kind.MONEY, order=("low",)),
        Column("median", gettext_lazy("Median (CNY)"), attrgetter("median"), Kind.MONEY,
               order=("median",)),
        Column("high", gettext_lazy("High (CNY)"), attrgetter("high"), Kind.MONEY,
               order=("high",)),
        Column("state", gettext_lazy("State"), attrgetter("status"), Kind.STATE,
               order=("status",), said="valuation"),
        Column("version", gettext_lazy("Version"), attrgetter("version"), Kind.NUMBER,
               order=("version",)),
        Column("signed_by", gettext_lazy("Signed by"), attrgetter("signed_by"),
               order=("signed_by_name",)),
        Column("signed_for", gettext_lazy("Signed for"), attrgetter("signed_for"),
               order=("signed_for",), shown=False),
        Column("drawn_up", gettext_lazy("Drawn up"), attrgetter("drawn_up_on"), Kind.DAY,
               order=("drawn_up_at",), shown=False),
        Column("drawn_up_by", gettext_lazy("Drawn up by"), attrgetter("drawn_up_by"),
               order=("drawn_up_by_name",), shown=False),
    ),
    filters=(
        Filter("state", gettext_lazy("State"), equal("status"), form="chips",
               options=lambda: [(one, said(one, "valuation")) for one in _STATES]),
        Filter("scenario", gettext_lazy("Use"), equal("scenario"), options=_scenarios),
    ),
    search=fields_hold("firm__name", "signed_by_name", "signed_for"),
    search_words=gettext_lazy("Firm or who signed"),
    usual=gettext_lazy("newest first"),
    told=queries.rows,
    empty="web/lists/_empty_valuations.html",
)  # fmt: skip


@require_safe
def valuations(request: Asked) -> HttpResponse:
    """The valuations of all firms that the caller may read of."""
    caller = may(request, "valuation.read")
    own = request.user.firm
    shown = {
        "own": own,
        "may_draw_up": permits.ever(caller, "valuation.draw_up"),
        "firms": permits.firms(caller, "valuation.draw_up").order_by("name")[:200]
        if own is None
        else (),
    }
    source = queries.of_firms(permits.firms(caller, "valuation.read"))
    return answer(request, LIST, source, "web/valuations.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """The form that draws a valuation up, with what is known of the rights chosen; what was typed
    stays. ``after`` names the version that the new one follows."""
    caller = may(request, "valuation.draw_up")
    asked = _valuing.asked(request, caller)
    if request.method != "POST" or request.POST.get("act") != "draw_up":
        return _valuing.page(request, asked)
    try:
        basis = _valuing.basis(request, asked)
        kept = draw_up(
            asked.firm, basis, supersedes=asked.after, seals=wiring.firm_sealer(), by=caller,
            at=timezone.now(),
        )  # fmt: skip
    except HarborError as wrong:
        if not wrong.fields:
            raise
        return _valuing.page(request, asked, wrong)
    messages.success(request, _("The valuation is drawn up and waits for a signature."))
    return redirect("valuation", kept.pk)


@require_safe
def valuation(request: Asked, valuation_id: int) -> HttpResponse:
    """One valuation: range, methods, sensitivity, what it rests on and what is missing."""
    caller = may(request, "valuation.read")
    held = _held(caller, valuation_id)
    shown = shown_of(queries.opened(held), law=book(), lang=lang())
    independent = request.user.firm_id != held.firm_id
    draft = held.status == Valuation.Status.DRAFT
    shown |= {
        "versions": queries.versions(held),
        "may_sign": draft
        and independent
        and permits.allowed(caller, "valuation.sign", firm=held.firm),
        "may_follow": held.status != Valuation.Status.SUPERSEDED
        and permits.allowed(caller, "valuation.draw_up", firm=held.firm),
    }
    return render(request, "web/valuation.html", shown)


@require_POST
def sign(request: Asked, valuation_id: int) -> HttpResponse:
    """Sign the draft."""
    caller = may(request, "valuation.sign")
    _held(caller, valuation_id)
    signing(valuation_id, by=caller, at=timezone.now())
    messages.success(request, _("The valuation is signed."))
    return redirect("valuation", valuation_id)


@require_safe
def report(request: Asked, valuation_id: int, form: str) -> HttpResponse:
    """The report as DOCX or PDF."""
    caller = may(request, "valuation.read")
    held = _held(caller, valuation_id)
    draw, media = _FORMS[form]
    told = valuation_report.report(queries.opened(held), law=book(), lang=lang())
    response = HttpResponse(draw(told), content_type=media)
    name = f"ipharbor-valuation-{held.pk}-v{held.version}.{form}"
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response["Content-Disposition"] = disposition or "attachment"
    response["Cache-Control"] = "no-store"
    return response


def _held(caller: permits.Actor, number: int) -> Valuation:
    """What may not be read is answered as if it were not there."""
    found = queries.one(number)
    if found is None or not permits.allowed(caller, "valuation.read", firm=found.firm):
        raise HarborError("valuation.unknown", id=number)
    return found
