"""What a station did in a period, each figure with the list of what it counts."""

from __future__ import annotations

from dataclasses import replace
from operator import attrgetter

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from ipharbor.queries.station import score as queries
from ipharbor.queries.station.counters import rules
from ipharbor.queries.station.score import USUAL_WITHIN, WITHIN, KindRow, Score
from ipharbor.queries.station.served import HOW
from ipharbor.web.caller import Asked
from ipharbor.web.lists import Column, Kind, List, answer
from ipharbor.web.station.where import READ, asking, frame, one_town
from ipharbor.web.templatetags.harbor import said


def _share(row: KindRow) -> str:
    return "" if row.share is None else f"{100 * row.share:.0f}%"


def _kind(row: KindRow) -> str:
    return said(row.kind, "matter") if row.kind else _("all together")


KINDS = List(
    name="station_score",
    action=READ,
    words=gettext_lazy("Matters by kind"),
    columns=(
        Column("kind", gettext_lazy("Kind"), _kind),
        Column("received", gettext_lazy("Matters received"), attrgetter("received"), Kind.NUMBER),
        Column("closed", gettext_lazy("Matters closed"), attrgetter("closed"), Kind.NUMBER),
        Column("in_time", gettext_lazy("Closed in the days chosen"), attrgetter("in_time"),
               Kind.NUMBER),
        Column("share", gettext_lazy("Share closed in these days"), _share,
               rank=attrgetter("share")),
        Column("days", gettext_lazy("Days taken, median"), attrgetter("days"), Kind.NUMBER),
    ),
    usual=gettext_lazy("in the order of kinds"),
    beside=("town", "period", "within"),
)  # fmt: skip


class Ways:
    """The addresses of the lists behind the figures of a score."""

    def __init__(self, told: Score, of_town: str) -> None:
        self._told, self._town = told, of_town
        first, last = told.period.first.isoformat(), told.until.isoformat()
        self._span = {"first": first, "last": last}
        self._closed = {"closed_first": first, "closed_last": last, "state": "closed"}

    def received(self, row: KindRow) -> str:
        return self._to("station_matters", kind=row.kind, state="all", **self._span)

    def closed(self, row: KindRow) -> str:
        return self._to("station_matters", kind=row.kind, **self._closed)

    def in_time(self, row: KindRow) -> str:
        took = {"took": str(self._told.within)}
        return self._to("station_matters", kind=row.kind, **self._closed, **took)

    def firms(self, how: str = "any") -> str:
        return self._to("station_firms", by=how, **self._span)

    def trainings(self, proved: str = "") -> str:
        return self._to("station_trainings", proved=proved, **self._span)

    def visits(self) -> str:
        return self._to("station_visits", **self._span)

    def never(self) -> str:
        return self._to("station_firms", served="never", on=self._told.until.isoformat())

    def _to(self, page: str, **more: str) -> str:
        told = {"town": self._town, **more}
        return f"{reverse(page)}?{urlencode({name: one for name, one in told.items() if one})}"


@require_safe
def score(request: Asked) -> HttpResponse:
    """The counts of a station for its own score, in the period and with the days chosen."""
    caller, town = one_town(request)
    now = asking()
    period = queries.period_of(request.GET.get("period", "").strip()[:20], now.on)
    stated = request.GET.get("within", "")
    within = int(stated) if stated in {str(one) for one in WITHIN} else USUAL_WITHIN
    told = queries.score(town.code, period, now, within=within)
    shown = frame(caller, town)
    ways = Ways(told, str(shown["of_town"]))
    shown |= {
        "score": told,
        "periods": queries.periods(now.on),
        "withins": WITHIN,
        "figures": _figures(told, ways),
        "rules": list(rules(now.law, told.until).values()),
    }
    return answer(
        request, _leading(ways), [*told.kinds, told.whole], "web/station/score.html", shown
    )


def _figures(told: Score, ways: Ways) -> list[tuple[str, int, str, str]]:
    """Words, value, the list behind it, and what stands below."""
    by = [(how, told.served[how]) for how in HOW]
    return [
        (_("Firms served"), told.firms, ways.firms(), ""),
        *(
            (_("by %(how)s") % {"how": said(how, "served_by")}, count, ways.firms(how), "")
            for how, count in by
        ),
        (_("Visits to firms"), told.visits, ways.visits(), ""),
        (_("Trainings"), told.trainings, ways.trainings(),
         _("%(n)s person-times") % {"n": told.attendees}),
        (_("Trainings with evidence"), told.proved, ways.trainings("yes"), ""),
        (_("Never served"), told.never, ways.never(),
         _("of %(n)s with rights or a grade") % {"n": told.counting}),
    ]  # fmt: skip


def _leading(ways: Ways) -> List:
    """The list with its counts leading to the matters they count."""
    links = {"received": ways.received, "closed": ways.closed, "in_time": ways.in_time}
    columns = tuple(
        replace(one, link=links[one.name]) if one.name in links else one for one in KINDS.columns
    )
    return replace(KINDS, columns=columns)
