"""What the last month changed for the caller's firm, as a list, since a day that can be chosen."""

from __future__ import annotations

from operator import attrgetter

from django.http import HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from ipharbor.queries import changes as queries
from ipharbor.queries.changes import SORTS
from ipharbor.register.changes import Timing
from ipharbor.web._days import asked_day, usual_day
from ipharbor.web._desking import address, changes_of, the_firm
from ipharbor.web._docketing import docket_of
from ipharbor.web.caller import Asked, may
from ipharbor.web.language import lang
from ipharbor.web.lists import Column, Filter, Kind, List, answer, only, rows_hold
from ipharbor.web.templatetags.desking import changed, timed

LIST = List(
    name="desk_changes",
    action="desk.read",
    words=gettext_lazy("Changes"),
    columns=(
        Column("subject", gettext_lazy("What it is about"), attrgetter("subject"), link=address),
        Column("sort", gettext_lazy("Change"), attrgetter("sort"), said=changed,
               rank=attrgetter("rank"), template="web/lists/_change_sort.html"),
        Column("told", gettext_lazy("What happened"), lambda row: row.told(lang()), wide=True,
               template="web/lists/_change_told.html"),
        Column("known", gettext_lazy("Known since"), attrgetter("known_on"), Kind.DAY),
        Column("on", gettext_lazy("Happened"), attrgetter("on"), Kind.DAY),
        Column("timing", gettext_lazy("When"), attrgetter("timing"), said=timed, shown=False),
        Column("number", gettext_lazy("Number"), attrgetter("id"), Kind.CODE, shown=False),
    ),
    filters=(
        Filter("sort_of", gettext_lazy("Change"), only(attrgetter("sort")), form="chips",
               counted=attrgetter("sort"), only_there=True,
               options=lambda: [(one, changed(one)) for one in SORTS]),
        Filter("timing", gettext_lazy("When"), only(attrgetter("timing")),
               options=lambda: [(str(one), timed(str(one))) for one in Timing]),
    ),
    search=rows_hold(attrgetter("subject"), attrgetter("id"), lambda row: row.told(lang())),
    search_words=gettext_lazy("Title, number or words"),
    usual=gettext_lazy("what became known last first"),
    empty="web/lists/_empty_changes.html",
    beside=("since",),
)  # fmt: skip


@require_safe
def changes(request: Asked) -> HttpResponse:
    """What changed after the day ``since``; without one, in the last month."""
    firm = the_firm(request, may(request, "desk.read"))
    told = docket_of(firm, usual_day())
    found = changes_of(request, told, asked_day(request, "since"))
    shown = {"firm": firm, "window": found.window, "usual": queries.month_before(told.on)}
    return answer(request, LIST, found.rows, "web/desk/changes.html", shown)
