"""The agencies that file for the region's holders: the list, and bringing the register in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from operator import attrgetter

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from ipharbor.actions import permits
from ipharbor.actions.agency.import_agencies import import_agencies
from ipharbor.analysis.region.asking import Asked as LedgerAsked
from ipharbor.analysis.region.counting import so_far
from ipharbor.analysis.region.cuts import Cut
from ipharbor.queries import agencies as queries
from ipharbor.queries import ledger as ledgers
from ipharbor.queries.agencies import AgencyRow
from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError
from ipharbor.web._receiving import laid_aside
from ipharbor.web.caller import Asked, may
from ipharbor.web.cockpit.addresses import Ways
from ipharbor.web.cockpit.framing import (
    home_region,
    in_frame,
    stated,
    town_name,
    usual_frame,
)
from ipharbor.web.cockpit.targets import receipt_page
from ipharbor.web.language import lang
from ipharbor.web.lists import Column, Filter, Kind, List, answer, only, rows_hold
from ipharbor.web.templatetags.harbor import said

READ, IMPORT = "agency.read", "agency.import"
LISTED = ("yes", "no")


def _rate(row: AgencyRow) -> str:
    return "" if row.work.rate is None else f"{100 * row.work.rate:.0f}%"


def _interval(row: AgencyRow) -> str:
    bounds = row.work.interval
    return "" if bounds is None else f"{100 * bounds[0]:.0f}–{100 * bounds[1]:.0f}%"


def _load(row: AgencyRow) -> float | None:
    return None if row.load is None else round(row.load, 1)


def _listed(row: AgencyRow) -> str:
    return LISTED[0] if row.listed else LISTED[1]


def _towns() -> list[tuple[str, str]]:
    return [(one.code, town_name(one.code)) for one in home_region().towns]


LIST = List(
    name="agencies",
    action=READ,
    words=gettext_lazy("Agencies"),
    columns=(
        Column("name", gettext_lazy("Name"), attrgetter("name")),
        Column("code", gettext_lazy("Code of agency"), attrgetter("code"), Kind.CODE),
        Column("town", gettext_lazy("Town"), lambda row: town_name(row.town)),
        Column("founded", gettext_lazy("Founded"), attrgetter("founded"), Kind.NUMBER,
               shown=False),
        Column("practitioners", gettext_lazy("Practitioners"), attrgetter("practitioners"),
               Kind.NUMBER),
        Column("granted", gettext_lazy("Granted this year"), attrgetter("work.granted"),
               Kind.NUMBER),
        Column("before", gettext_lazy("Same days last year"), attrgetter("work.before"),
               Kind.NUMBER),
        Column("load", gettext_lazy("Grants per practitioner"), _load, Kind.NUMBER, shown=False),
        Column("in_force", gettext_lazy("Rights in force"), attrgetter("work.in_force"),
               Kind.NUMBER),
        Column("decided", gettext_lazy("Inventions decided"), attrgetter("work.decided"),
               Kind.NUMBER),
        Column("rate", gettext_lazy("Grant rate"), _rate, rank=attrgetter("work.rate")),
        Column("interval", gettext_lazy("95% interval"), _interval, sortable=False),
        Column("listed", gettext_lazy("In the register"), _listed, said="listed", shown=False),
    ),
    filters=(
        Filter("seat", gettext_lazy("Town"), only(attrgetter("town")), options=_towns),
        Filter("listed", gettext_lazy("In the register"), only(_listed),
               options=lambda: [(one, said(one, "listed")) for one in LISTED]),
    ),
    search=rows_hold(attrgetter("name"), attrgetter("code")),
    search_words=gettext_lazy("Name or code of an agency"),
    usual=gettext_lazy("most grants of the year first"),
    empty="web/agencies/_empty.html",
)  # fmt: skip
_OF_REGISTER = ("name", "code", "town", "founded", "practitioners", "listed")


@require_http_methods(["GET", "HEAD", "POST"])
def agencies(request: Asked) -> HttpResponse:
    """All agencies, a station's beside what they did for its own town; a posted file brings the
    register of agencies in."""
    caller = may(request, READ)
    wrong: HarborError | None = None
    if request.method == "POST":
        permits.require(caller, IMPORT)
        try:
            with laid_aside(request) as path:
                receipt = import_agencies(
                    path, region=current().region, by=caller, at=timezone.now()
                )  # fmt: skip
            return receipt_page(request, receipt, "agencies", _("Agencies"))
        except HarborError as refused:
            if not refused.fields:
                raise
            wrong = refused
    asked = None
    if ledgers.ledger(current().ledger) is not None:
        asked = in_frame(usual_frame(request))
    shown = {
        "frame": asked.frame if asked else None,
        "town_name": town_name(asked.frame.town) if asked else "",
        "may_import": permits.allowed(caller, IMPORT),
        "told": wrong.told(lang()) if wrong else None,
        "at_fault": wrong.fields[0] if wrong else "",
    }
    return answer(
        request, _declared(request, asked), queries.rows(asked), "web/agencies/page.html", shown,
        status=400 if wrong else 200,
    )  # fmt: skip


def _declared(request: Asked, asked: LedgerAsked | None) -> List:
    """The list with its counts leading to the rights they count; without a ledger without
    counts."""
    if asked is None:
        return replace(LIST, columns=tuple(one for one in LIST.columns if one.name in _OF_REGISTER))
    ways = Ways(stated(request, asked.frame))
    cuts = {"granted": so_far(asked), "in_force": Cut("in_force")}
    return replace(LIST, columns=tuple(
        replace(one, link=_opens(ways, cuts[one.name])) if one.name in cuts else one
        for one in LIST.columns
    ))  # fmt: skip


def _opens(ways: Ways, cut: Cut) -> Callable[[AgencyRow], str]:
    return lambda row: ways.rights(cut, agency=row.name)
