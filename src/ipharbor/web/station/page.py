"""The page of a town's station, and all towns beside one another."""

from __future__ import annotations

from operator import attrgetter

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from ipharbor.actions import permits
from ipharbor.queries.station import town as queries
from ipharbor.queries.station.counters import Counters, rules
from ipharbor.queries.station.served import MONTHS, USUAL_MONTHS
from ipharbor.queries.station.town import TownRow
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.places import Town
from ipharbor.web.caller import Asked
from ipharbor.web.lists import Column, Filter, Kind, List, answer, only
from ipharbor.web.station.where import READ, asking, chosen, frame, home, name_of
from ipharbor.web.templatetags.harbor import said

SHOWN = 8  # of what stands in hand


def reaching(one: Counters) -> str:
    """Whether a quarter reaches what the guide asks: ``reached``, ``short``, ``running`` while it
    can still, or ``none`` where nothing is asked."""
    if one.reaches is None:
        return "none"
    if one.reaches:
        return "reached"
    return "running" if one.running else "short"


TOWNS = List(
    name="station",
    action=READ,
    words=gettext_lazy("Town stations"),
    columns=(
        Column("town", gettext_lazy("Town"), lambda row: name_of(row.town),
               link=lambda row: f"{reverse('station')}?town={row.town}"),
        Column("firms", gettext_lazy("Firms with rights or a grade"),
               attrgetter("unserved.firms"), Kind.NUMBER),
        Column("unserved", gettext_lazy("Not served"), attrgetter("unserved.unserved"),
               Kind.NUMBER, template="web/station/_unserved.html"),
        Column("never", gettext_lazy("Never served"), attrgetter("unserved.never"), Kind.NUMBER,
               shown=False),
        Column("open", gettext_lazy("Open matters"), attrgetter("open_matters"), Kind.NUMBER),
        Column("closed", gettext_lazy("Closed this quarter"), attrgetter("quarter.closed"),
               Kind.NUMBER),
        Column("days", gettext_lazy("Days taken, median"), attrgetter("quarter.days"),
               Kind.NUMBER),
        Column("served", gettext_lazy("Firms served this quarter"), attrgetter("quarter.firms"),
               Kind.NUMBER),
        Column("trainings", gettext_lazy("Trainings this quarter"),
               attrgetter("quarter.trainings"), Kind.NUMBER),
        Column("attendees", gettext_lazy("Person-times"), attrgetter("quarter.attendees"),
               Kind.NUMBER),
        Column("reaches", gettext_lazy("The guide's numbers"),
               lambda row: reaching(row.quarter), said="reaching",
               template="web/station/_reaching.html"),
    ),
    usual=gettext_lazy("in the order of the region"),
    beside=("months",),
    per=50,
)  # fmt: skip
QUARTERS = List(
    name="station_quarters",
    action=READ,
    words=gettext_lazy("Quarters of a station"),
    columns=(
        Column("quarter", gettext_lazy("Quarter"), attrgetter("quarter.name"), Kind.CODE),
        Column("trainings", gettext_lazy("Trainings"), attrgetter("trainings"), Kind.NUMBER),
        Column("attendees", gettext_lazy("Person-times"), attrgetter("attendees"), Kind.NUMBER),
        Column("hours", gettext_lazy("Hours"), lambda row: float(row.hours), Kind.NUMBER,
               shown=False),
        Column("proved", gettext_lazy("Trainings with evidence"), attrgetter("proved"),
               Kind.NUMBER),
        Column("firms", gettext_lazy("Firms served"), attrgetter("firms"), Kind.NUMBER),
        Column("visits", gettext_lazy("Visits"), attrgetter("visits"), Kind.NUMBER,
               shown=False),
        Column("received", gettext_lazy("Matters received"), attrgetter("received"), Kind.NUMBER),
        Column("closed", gettext_lazy("Matters closed"), attrgetter("closed"), Kind.NUMBER),
        Column("days", gettext_lazy("Days taken, median"), attrgetter("days"), Kind.NUMBER),
        Column("longest", gettext_lazy("Days taken, most"), attrgetter("longest"), Kind.NUMBER,
               shown=False),
        Column("kept", gettext_lazy("Appointments kept"), attrgetter("kept"), Kind.NUMBER,
               shown=False),
        Column("missed", gettext_lazy("Appointments missed"), attrgetter("missed"), Kind.NUMBER,
               shown=False),
        Column("reaches", gettext_lazy("The guide's numbers"), reaching,
               said="reaching", template="web/station/_reaching.html"),
    ),
    filters=(
        Filter("reaches", gettext_lazy("The guide's numbers"), only(reaching),
               options=lambda: [(one, said(one, "reaching"))
                                for one in ("reached", "short", "running")]),
    ),
    usual=gettext_lazy("latest first"),
    beside=("town",),
)  # fmt: skip
BACK = 20  # quarters that the list shows


@require_safe
def station(request: Asked) -> HttpResponse:
    """A town's station; where no town is meant, all of them beside one another."""
    caller, town = chosen(request)
    months = _months(request)
    if town is None:
        return _all(request, caller, months)
    permits.require(caller, READ, town=town.code)
    told = queries.town(town.code, asking(), months=months, shown=SHOWN)
    return _one(request, caller, town, told)


@require_safe
def quarters(request: Asked) -> HttpResponse:
    """What a station did in each of the last quarters."""
    caller, town = chosen(request)
    if town is None:
        raise HarborError("station.town.none", fields=("town",))
    permits.require(caller, READ, town=town.code)
    rows = list(queries.quarters_of(town.code, asking(), BACK))
    shown = frame(caller, town) | {"rules": list(rules(asking().law, asking().on).values())}
    return answer(request, QUARTERS, rows, "web/station/quarters.html", shown)


def _all(request: Asked, caller: permits.Actor, months: int) -> HttpResponse:
    now = asking()
    rows: list[TownRow] = list(
        queries.towns([one.code for one in home().towns], now, months=months)
    )
    shown = frame(caller, None) | {
        "on": now.on,
        "months": months,
        "month_choices": MONTHS,
        "rules": list(rules(now.law, now.on).values()),
        "sums": {
            "firms": sum(row.unserved.firms for row in rows),
            "unserved": sum(row.unserved.unserved for row in rows),
            "open": sum(row.open_matters for row in rows),
            "trainings": sum(row.quarter.trainings for row in rows),
            "attendees": sum(row.quarter.attendees for row in rows),
        },
        "without_ledger": queries.asked_of(now) is None,
    }
    return answer(request, TOWNS, rows, "web/station/towns.html", shown)


def _one(request: Asked, caller: permits.Actor, town: Town, told: queries.Town) -> HttpResponse:
    now = told.quarters[0]
    shown = frame(caller, town) | {
        "told": told,
        "on": told.on,
        "now": now,
        "reaching": reaching(now),
        "rows": [(one, reaching(one)) for one in told.quarters],
        "rules": list(rules(asking().law, told.on).values()),
        "month_choices": MONTHS,
        "unserved": told.unserved[:SHOWN],
        "pressing": told.pressing[:SHOWN],
        "trainings": told.trainings[:4],
        "reads_docket": permits.ever(caller, "docket.read"),
    }
    return render(request, "web/station/page.html", shown)


def _months(request: Asked) -> int:
    """After how many months without a contact a firm counts as not served."""
    stated = request.GET.get("months", "")
    return int(stated) if stated in {str(one) for one in MONTHS} else USUAL_MONTHS
