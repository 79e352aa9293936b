"""Handled enforcement cases: the list, and bringing the register in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from operator import attrgetter
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from ipharbor.actions import permits
from ipharbor.actions.region.import_cases import import_cases
from ipharbor.queries import cases as queries
from ipharbor.queries import ledger as ledgers
from ipharbor.records.models import HandledCase
from ipharbor.settings import current
from ipharbor.vocabulary.cases import KINDS
from ipharbor.vocabulary.errors import HarborError
from ipharbor.web._days import read_day
from ipharbor.web._receiving import laid_aside
from ipharbor.web.caller import Asked, may
from ipharbor.web.cockpit.addresses import Ways
from ipharbor.web.cockpit.framing import READ, asked_or_usual, stated, town_name
from ipharbor.web.cockpit.lists import TOWN
from ipharbor.web.cockpit.page import frame_shown, without
from ipharbor.web.cockpit.targets import receipt_page
from ipharbor.web.language import lang
from ipharbor.web.lists import Column, Filter, Kind, List, answer, equal, fields_hold
from ipharbor.web.templatetags.harbor import said


def _closed(bound: str, name: str) -> Callable[[QuerySet[HandledCase], str], Any]:
    def keep(found: QuerySet[HandledCase], value: str) -> QuerySet[HandledCase]:
        return found.filter(**{f"closed_on__{bound}": read_day(value, name)})

    return keep


def _known(found: QuerySet[HandledCase], value: str) -> QuerySet[HandledCase]:
    """The frame has it already; what cannot be read is told at its field."""
    read_day(value, "known")
    return found


LIST = List(
    name="cockpit_cases",
    action="cases.read",
    words=gettext_lazy("Handled cases"),
    columns=(
        Column("number", gettext_lazy("Number of the case"), attrgetter("number"), Kind.CODE,
               order=("number",)),
        Column("kind", gettext_lazy("Kind"), attrgetter("kind"), order=("kind",), said="case"),
        Column("received", gettext_lazy("Received"), attrgetter("received_on"), Kind.DAY,
               order=("received_on",)),
        Column("accepted", gettext_lazy("Accepted"), attrgetter("accepted_on"), Kind.DAY,
               order=("accepted_on",)),
        Column("closed", gettext_lazy("Case closed on"), attrgetter("closed_on"), Kind.DAY,
               order=("closed_on",)),
        Column("outcome", gettext_lazy("Outcome"), lambda one: said(one.outcome, "outcome"),
               order=("outcome",)),
        Column("right", gettext_lazy("Right"), attrgetter("right"), Kind.CODE, order=("right",),
               link=lambda one: reverse("patent", args=[f"CN{one.right}"]) if one.right else ""),
        Column("complainant", gettext_lazy("Complainant"), attrgetter("complainant"),
               order=("complainant",)),
        Column("respondent", gettext_lazy("Respondent"), attrgetter("respondent"),
               order=("respondent",)),
        Column("town", gettext_lazy("Town"), lambda one: town_name(one.town), order=("town",)),
    ),
    filters=(
        Filter("kind", gettext_lazy("Kind"), equal("kind"), form="chips", counted="kind",
               options=lambda: [(one, said(one, "case")) for one in KINDS]),
        Filter("first", gettext_lazy("Closed from"), _closed("gte", "first"), form="day"),
        Filter("last", gettext_lazy("Closed to"), _closed("lte", "last"), form="day"),
        TOWN,
        Filter("known", gettext_lazy("As known on"), _known, form="day"),
    ),
    search=fields_hold("number", "complainant", "respondent", "right"),
    search_words=gettext_lazy("Number, party or right"),
    usual=gettext_lazy("latest first"),
    empty="web/lists/_empty_cases.html",
)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def cases(request: Asked) -> HttpResponse:
    """The handled cases as they stood on the day; a posted file brings the register in."""
    caller = may(request, "cases.read")
    may(request, READ)
    if ledgers.ledger(current().ledger) is None:
        return without(request, caller)
    wrong: HarborError | None = None
    if request.method == "POST":
        permits.require(caller, "cases.import")
        try:
            with laid_aside(request) as path:
                receipt = import_cases(
                    path, by=caller, at=timezone.now(), within=current().region
                )  # fmt: skip
            return receipt_page(request, receipt, "cockpit_cases", _("Handled cases"))
        except HarborError as refused:
            if not refused.fields:
                raise
            wrong = refused
    asked, _off = asked_or_usual(request)
    ways = Ways(stated(request, asked.frame))
    shown = {
        **frame_shown(request, asked, ways),
        "may_import": permits.allowed(caller, "cases.import"),
        "told": wrong.told(lang()) if wrong else None,
        "at_fault": wrong.fields[0] if wrong else "",
    }
    declared = replace(LIST, told=lambda found: queries.rows(found, asked.frame))
    source = queries.known(asked.frame)
    return answer(
        request, declared, source, "web/cockpit/cases.html", shown, status=400 if wrong else 200
    )
