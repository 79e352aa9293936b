"""Vintage curves of a portfolio: chart and list."""

from __future__ import annotations

from operator import attrgetter

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from ipharbor.queries.loan_vintages import SHARES, VintageRow, vintage_rows
from ipharbor.web import _vega, _vintage_chart
from ipharbor.web._portfolio_lists import share
from ipharbor.web.caller import Asked
from ipharbor.web.lists import Column, Filter, Kind, List, answer, only, rows_hold
from ipharbor.web.portfolio import whose
from ipharbor.web.templatetags.harbor import said


def _age(row: VintageRow) -> str:
    return "whole" if row.whole else "running"


VINTAGES = List(
    name="portfolio_vintages",
    action="collateral.read",
    words=_("Vintage curves"),
    columns=(
        Column("vintage", _("Drawn in"), attrgetter("name")),
        Column("age", _("Quarters since drawing"), attrgetter("age"), Kind.NUMBER),
        Column("loans", _("Loans"), attrgetter("loans"), Kind.NUMBER),
        Column("drawn", _("Drawn (CNY)"), attrgetter("drawn"), Kind.MONEY),
        Column("past_due", _("Past due (%)"), lambda row: share(row.past_due), Kind.NUMBER),
        Column("repaid", _("Repaid (%)"), lambda row: share(row.repaid), Kind.NUMBER),
        Column("lost", _("Lost (%)"), lambda row: share(row.lost), Kind.NUMBER),
        Column("quarter", _("Quarter"), _age, said="quarter"),
    ),
    filters=(
        Filter("quarter", _("Quarter"), only(_age), counted=_age, only_there=True,
               options=lambda: [(one, said(one, "quarter")) for one in ("whole", "running")]),
    ),
    search=rows_hold(attrgetter("name")),
    search_words=_("Quarter of drawing"),
    usual=_("by quarter of drawing"),
    empty="web/portfolio/_no_vintage.html",
    beside=("what",),
)  # fmt: skip


@require_safe
def vintages(request: Asked) -> HttpResponse:
    """What became of the loans of each quarter; ``what`` is the share that the chart shows."""
    _caller, mine = whose(request)
    on = timezone.localdate()
    rows = vintage_rows(mine, on)
    asked = request.GET.get("what", "")
    what = asked if asked in SHARES else SHARES[0]
    shown = {
        "whose": mine, "on": on, "what": what, "shares": SHARES, "most": _vintage_chart.SHOWN,
        "chart": _vintage_chart.curves(rows, what, said(what, "vintage")), "vega": _vega.version(),
    }  # fmt: skip
    return answer(request, VINTAGES, rows, "web/portfolio/vintages.html", shown)
