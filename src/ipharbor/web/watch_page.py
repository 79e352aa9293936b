"""One watch: what it looks for, what came of it, raised and held, and how right it was."""

from __future__ import annotations

from operator import attrgetter

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from ipharbor.corpus.query import parse
from ipharbor.queries import outlooks, track_records, warnings, watches
from ipharbor.queries.backtests import replay_of
from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError
from ipharbor.warning.track_record import FEW
from ipharbor.web import _outlook, _vega
from ipharbor.web._drawing import record_line
from ipharbor.web.caller import Asked, may
from ipharbor.web.language import lang
from ipharbor.web.lists import Column, Filter, Kind, List, answer, equal
from ipharbor.web.templatetags.harbor import said
from ipharbor.wiring import corpus

LIST = List(
    name="watch_warnings",
    action="warning.read",
    words=gettext_lazy("What came of it"),
    columns=(
        Column("as_of", gettext_lazy("As of"), attrgetter("as_of"), Kind.DAY, order=("as_of",),
               link=lambda one: reverse("warning", args=[one.id])),
        Column("grade", gettext_lazy("Grade"), attrgetter("grade"), Kind.GRADE,
               order=("by_grade",), said="grade"),
        Column("decision", gettext_lazy("Raised or held"), attrgetter("decision"),
               order=("decision",), said="decision"),
        Column("reason", gettext_lazy("Why"), attrgetter("reason"), sortable=False, wide=True),
        Column("documents", gettext_lazy("New documents"), attrgetter("documents"), Kind.NUMBER,
               sortable=False),
        Column("signals", gettext_lazy("What was seen"), lambda one: " ".join(one.signals),
               sortable=False, wide=True, template="web/lists/_seen.html"),
        Column("state", gettext_lazy("State"),
               lambda one: one.state if one.decision == "raised" else "", Kind.STATE,
               order=("by_state",), said="state"),
        Column("verdict", gettext_lazy("Verdict"), attrgetter("verdict"), order=("verdict",),
               said="verdict"),
    ),
    filters=(
        Filter("decision", gettext_lazy("Raised or held"), equal("decision"), form="chips",
               counted="decision",
               options=lambda: [(one, said(one, "decision")) for one in warnings.DECISIONS]),
        Filter("verdict", gettext_lazy("Verdict"), equal("verdict"),
               options=lambda: [(one, said(one, "verdict"))
                                for one in ("useful", "not_useful", "false")]),
    ),
    usual=gettext_lazy("newest first"),
    told=lambda found: warnings.rows(found, lang=lang()),
    empty="web/lists/_empty_watch.html",
)  # fmt: skip


@require_safe
def watch(request: Asked, watch_id: int) -> HttpResponse:
    """One watch of the caller, running or ended."""
    may(request, "watch.add")
    found = watches.any_one(request.user, watch_id)
    if found is None:
        raise HarborError("watch.unknown", id=watch_id)
    records = track_records.of_watch(found.id, found.kind)
    shown = {
        "watch": found,
        "records": records,
        "lines": {"watch": record_line(records.watch), "kind": record_line(records.kind)},
        "few": FEW,
        "replayed": replay_of(current().home, found.id),
        "outlook": None if found.ended or not found.query else _ahead(found.query),
        "vega": _vega.version(),
    }
    of_it = warnings.of_person(request.user).filter(watch=watch_id).order_by("-as_of", "-pk")
    return answer(request, LIST, of_it, "web/watch.html", shown)


def _ahead(query: str) -> _outlook.ShownOutlook | None:
    """The next quarters of what a watch looks at; None where its query has become invalid."""
    try:
        node = parse(query)
        return _outlook.shown(outlooks.outlook(corpus(), query), node, lang())
    except HarborError:
        return None
