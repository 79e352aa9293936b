"""Open red and orange warnings of a town's firms: to its station which there are, to the office
how many in each town. What a warning says stays with the firm."""

from __future__ import annotations

from operator import attrgetter

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from ipharbor.actions import permits
from ipharbor.queries import alarms as queries
from ipharbor.settings import current
from ipharbor.web.caller import Asked, actor, may
from ipharbor.web.lists import Column, Filter, Kind, List, answer, only, rows_hold
from ipharbor.web.station.where import frame, home, name_of, own_town
from ipharbor.web.templatetags.harbor import said

READ, COUNT = "alarm.read", "alarm.count"

ALARMS = List(
    name="station_alarms",
    action=READ,
    words=gettext_lazy("Open warnings of firms"),
    columns=(
        Column("firm", gettext_lazy("Firm"), attrgetter("firm")),
        Column("grade", gettext_lazy("Grade"), attrgetter("grade"), Kind.GRADE, said="grade",
               rank=lambda row: queries.GRADES.index(row.grade)),
        Column("kind", gettext_lazy("Kind of watch"), attrgetter("kind"), said="kind"),
        Column("state", gettext_lazy("State"), attrgetter("state"), Kind.STATE, said="state",
               rank=lambda row: queries.STATES.index(row.state)),
        Column("since", gettext_lazy("Open since"), attrgetter("since"), Kind.DAY),
        Column("days", gettext_lazy("Days open"), attrgetter("days"), Kind.NUMBER),
        Column("in_state", gettext_lazy("Days in this state"), attrgetter("days_in_state"),
               Kind.NUMBER),
    ),
    filters=(
        Filter("grade", gettext_lazy("Grade"), only(attrgetter("grade")), form="chips",
               options=lambda: [(one, said(one, "grade")) for one in queries.GRADES]),
        Filter("state", gettext_lazy("State"), only(attrgetter("state")), form="chips",
               options=lambda: [(one, said(one, "state")) for one in queries.STATES]),
    ),
    search=rows_hold(attrgetter("firm")),
    search_words=gettext_lazy("Name of the firm"),
    usual=gettext_lazy("red and untouched first"),
    empty="web/station/_empty_alarms.html",
)  # fmt: skip
COUNTS = List(
    name="station_alarms_counts",
    action=COUNT,
    words=gettext_lazy("Open warnings by town"),
    columns=(
        Column("town", gettext_lazy("Town"), lambda row: name_of(row.town)),
        Column("red", gettext_lazy("Red open"), attrgetter("red"), Kind.NUMBER),
        Column("red_untouched", gettext_lazy("of them untouched"), attrgetter("red_untouched"),
               Kind.NUMBER),
        Column("orange", gettext_lazy("Orange open"), attrgetter("orange"), Kind.NUMBER),
        Column("orange_untouched", gettext_lazy("of them untouched"),
               attrgetter("orange_untouched"), Kind.NUMBER),
        Column("longest", gettext_lazy("Longest untouched, days"), attrgetter("longest"),
               Kind.NUMBER),
    ),
    usual=gettext_lazy("in the order of the region"),
    per=50,
)  # fmt: skip


@require_safe
def alarms(request: Asked) -> HttpResponse:
    """To a station the warnings of its town's firms, to the office their counts by town."""
    caller = actor(request)
    on = timezone.localdate()
    if permits.ever(caller, COUNT):
        rows = queries.by_town([one.code for one in home().towns], on=on)
        shown = frame(caller, None) | {"counts": True}
        return answer(request, COUNTS, list(rows), "web/station/alarms.html", shown)
    may(request, READ)
    town = own_town(caller)
    if town is None:
        raise permits.denied(caller, READ)
    permits.require(caller, READ, town=town.code)
    shown = frame(caller, town) | {"days": current().alarm_days}
    return answer(
        request, ALARMS, list(queries.of_town(town.code, on=on)), "web/station/alarms.html", shown
    )
