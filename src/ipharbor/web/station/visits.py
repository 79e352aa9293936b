"""Visits of stations to firms: the list, and the form for a new one."""

from __future__ import annotations

from operator import attrgetter

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from ipharbor import wiring
from ipharbor.actions import permits
from ipharbor.actions.visit.record import record
from ipharbor.queries.station import hand as queries
from ipharbor.records.models import Visit
from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.places import Town
from ipharbor.web._days import read_day, usual_day
from ipharbor.web.caller import Asked
from ipharbor.web.language import lang
from ipharbor.web.lists import Column, Filter, Kind, List, answer, equal, fields_hold
from ipharbor.web.station.matters import with_town
from ipharbor.web.station.where import KEEP, READ, chosen, firm_of, frame, name_of, one_town

FIELDS = ("firm", "on", "who", "said")


def _from(found: QuerySet[Visit], value: str) -> QuerySet[Visit]:
    return found.filter(on__gte=read_day(value, "first"))


def _to(found: QuerySet[Visit], value: str) -> QuerySet[Visit]:
    return found.filter(on__lte=read_day(value, "last"))


VISITS = List(
    name="station_visits",
    action=READ,
    words=gettext_lazy("Visits to firms"),
    columns=(
        Column("on", gettext_lazy("Day of the visit"), attrgetter("on"), Kind.DAY, order=("on",)),
        Column("town", gettext_lazy("Town"), lambda row: name_of(row.town), order=("town",),
               shown=False),
        Column("firm", gettext_lazy("Firm"), attrgetter("firm"), order=("firm__name",)),
        Column("who", gettext_lazy("Who went"), attrgetter("who"), order=("who",)),
        Column("said", gettext_lazy("What was said"), attrgetter("said"), sortable=False,
               wide=True),
    ),
    filters=(
        Filter("first", gettext_lazy("from"), _from, form="day"),
        Filter("last", gettext_lazy("to"), _to, form="day"),
        Filter("firm", gettext_lazy("Firm"), equal("firm__name"), form="tag"),
    ),
    search=fields_hold("firm__name", "who", "said"),
    search_words=gettext_lazy("Firm, person or words"),
    usual=gettext_lazy("latest first"),
    told=lambda found: tuple(map(queries.visit_row, found)),
    empty="web/station/_empty_visits.html",
    beside=("town",),
)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def visits(request: Asked) -> HttpResponse:
    """The visits of a town's station, or of all, and the form for a new one."""
    caller, town = chosen(request)
    if request.method != "POST":
        return _list(request, caller, town)
    told = {name: request.POST.get(name, "") for name in FIELDS}
    try:
        caller, town = one_town(request, KEEP)
        made = record(
            town.code, firm_of(told["firm"], "firm"), on=read_day(told["on"], "on"),
            who=told["who"], said=told["said"], region=current().region,
            seals=wiring.firm_sealer(), by=caller, at=timezone.now(),
        )  # fmt: skip
    except HarborError as wrong:
        if not wrong.fields or town is None:
            raise
        return _list(request, caller, town, wrong)
    messages.success(request, _("The visit to %(name)s is recorded.") % {"name": made.firm.name})
    stated = "" if caller.role == "station" else f"?town={town.code}"
    return redirect(reverse("station_visits") + stated)


def _list(
    request: Asked, caller: permits.Actor, town: Town | None, wrong: HarborError | None = None
) -> HttpResponse:
    typed = dict.fromkeys(FIELDS, "") | {
        "on": usual_day().isoformat(),
        "firm": request.GET.get("of", ""),
        "who": str(request.user),
    }
    if request.method == "POST":
        typed = {name: request.POST.get(name, "") for name in FIELDS}
    shown = frame(caller, town) | {
        "typed": typed,
        "told": wrong.told(lang()) if wrong else None,
        "at_fault": (wrong.fields or ("form",))[0] if wrong else "",
    }
    declared = VISITS if town else with_town(VISITS)
    return answer(
        request, declared, queries.visits(town.code if town else ""), "web/station/visits.html",
        shown, status=400 if wrong else 200,
    )  # fmt: skip
