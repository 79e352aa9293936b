"""The firms of a town: what they hold, what is due, when a station served them last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from operator import attrgetter

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from ipharbor.queries.station import hand, score
from ipharbor.queries.station import town as queries
from ipharbor.queries.station.firms import FirmRow
from ipharbor.queries.station.served import MONTHS, months_before
from ipharbor.vocabulary.holders import GRADES, HOLDER_KINDS
from ipharbor.web._days import asked_day, usual_day
from ipharbor.web.caller import Asked
from ipharbor.web.language import lang
from ipharbor.web.lists import Column, Filter, Kind, List, answer, only, rows_hold
from ipharbor.web.station.where import READ, asking, chosen, frame, name_of
from ipharbor.web.templatetags.harbor import said

SERVED = ("never", *(str(one) for one in MONTHS), "ever")
DUE = ("late", "soon")


def _served(rows: Sequence[FirmRow], value: str, on: date | None = None) -> Sequence[FirmRow]:
    """Those not served since so many months and that should have been; those never served; those
    that ever were."""
    if value == "ever":
        return [row for row in rows if row.last is not None]
    if value == "never":
        return [row for row in rows if row.counts and row.last is None]
    since = months_before(on or usual_day(), int(value))
    return [row for row in rows if row.unserved(since)]


def _due(rows: Sequence[FirmRow], value: str) -> Sequence[FirmRow]:
    return [row for row in rows if (row.late if value == "late" else row.due + row.late)]


def _graded(rows: Sequence[FirmRow], value: str) -> Sequence[FirmRow]:
    return [row for row in rows if value in row.grades]


def _grades(row: FirmRow) -> str:
    between = "；" if lang() == "zh" else "; "
    return between.join(said(one, "grade_of_firm") for one in row.grades)


def _how(row: FirmRow) -> str:
    return row.last.how if row.last else ""


FIRMS = List(
    name="station_firms",
    action=READ,
    words=gettext_lazy("Firms of the town"),
    columns=(
        Column("name", gettext_lazy("Name"), attrgetter("name"),
               link=lambda row: f"{reverse('docket')}?firm={row.id}"),
        Column("credit_code", gettext_lazy("Credit code"), attrgetter("credit_code"), Kind.CODE,
               shown=False),
        Column("town", gettext_lazy("Town"), lambda row: name_of(row.town), shown=False),
        Column("kind", gettext_lazy("Kind"), attrgetter("kind"), said="holder", shown=False),
        Column("trade", gettext_lazy("Trade"), attrgetter("trade")),
        Column("grades", gettext_lazy("Grades of firm"), _grades),
        Column("in_force", gettext_lazy("Rights in force"), attrgetter("in_force"), Kind.NUMBER),
        Column("inventions", gettext_lazy("Inventions"), attrgetter("inventions"), Kind.NUMBER,
               shown=False),
        Column("due", gettext_lazy("Due within 90 days"), attrgetter("due"), Kind.NUMBER),
        Column("late", gettext_lazy("Late, with a surcharge"), attrgetter("late"), Kind.NUMBER),
        Column("first_due", gettext_lazy("Next day"), attrgetter("first_due"), Kind.DAY),
        Column("last", gettext_lazy("Last served"), attrgetter("last_on"), Kind.DAY),
        Column("how", gettext_lazy("Served by"), _how, said="served_by"),
    ),
    filters=(
        Filter("served", gettext_lazy("Served"), _served,
               options=lambda: [(one, said(one, "served")) for one in SERVED]),
        Filter("due", gettext_lazy("What is due"), _due,
               options=lambda: [(one, said(one, "firm_due")) for one in DUE]),
        Filter("grade", gettext_lazy("Grade of firm"), _graded,
               options=lambda: [(one, said(one, "grade_of_firm")) for one in GRADES]),
        Filter("kind", gettext_lazy("Kind"), only(attrgetter("kind")),
               options=lambda: [(one, said(one, "holder")) for one in HOLDER_KINDS]),
    ),
    search=rows_hold(attrgetter("name"), attrgetter("credit_code"), attrgetter("trade")),
    search_words=gettext_lazy("Name, credit code or trade"),
    usual=gettext_lazy("most rights in force first"),
    tail="web/station/_firm_tail.html",
    empty="web/station/_empty_firms.html",
    beside=("town", "on", "by", "first", "last"),
)  # fmt: skip


OF_A_TOWN = ("due", "late", "first_due")
OF_ALL = replace(
    FIRMS,
    columns=tuple(replace(one, shown=one.shown or one.name == "town")
                  for one in FIRMS.columns if one.name not in OF_A_TOWN),
    filters=tuple(one for one in FIRMS.filters if one.name not in OF_A_TOWN),
)  # fmt: skip
"""The firms of all towns: what is due is reckoned for one town at a time."""


@require_safe
def firms(request: Asked) -> HttpResponse:
    """The firms of a town, or of all towns."""
    caller, town = chosen(request)
    now = asking(asked_day(request, "on"))
    code, span = (town.code if town else ""), _span(request)
    if span is None or not code:
        rows, told = queries.firms_of(code, now), {}
    else:
        by = request.GET.get("by", "")
        ids = score.served_in(code, *span)
        among = ids[by] if by in ids else set[int]().union(*ids.values())
        rows = queries.firms_among(among, code, now)
        told = {"first": span[0], "last": span[1], "by": by if by in ids else "any"}
    shown = {
        **frame(caller, town),
        **told,
        "on": now.on,
        "without_ledger": queries.asked_of(now) is None,
    }
    declared = _asked_on(FIRMS if town else OF_ALL, now.on)
    return answer(request, declared, list(rows), "web/station/firms.html", shown)


def _span(request: Asked) -> tuple[date, date] | None:
    """From and to which day firms were served that are asked for; None where none are."""
    first, last = asked_day(request, "first"), asked_day(request, "last")
    return (first, last) if first and last else None


def _asked_on(declared: List, on: date) -> List:
    """The list with what was not served reckoned up to ``on``."""
    filters = tuple(
        replace(one, keep=partial(_served, on=on)) if one.name == "served" else one
        for one in declared.filters
    )
    return replace(declared, filters=filters)


@require_safe
def suggested(request: Asked) -> HttpResponse:
    """Names of firms that hold what has been typed, for a form to offer."""
    _caller, town = chosen(request)
    text = request.GET.get("firm", "").strip()
    found = hand.firms_like(text, town=town.code if town else "") if len(text) > 1 else []
    return render(request, "web/station/_firms_like.html", {"suggestions": found})
