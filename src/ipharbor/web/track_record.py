"""How right warnings were, published: by kind of watch, signal and month, and by back-test."""

from __future__ import annotations

from operator import attrgetter

from django.http import HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from ipharbor.queries import published_record as queries
from ipharbor.queries.backtests import backtest, replay
from ipharbor.queries.published_record import RecordRow
from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError
from ipharbor.warning.track_record import FEW
from ipharbor.web.caller import Asked, may
from ipharbor.web.language import lang
from ipharbor.web.lists import Column, Filter, Kind, List, answer, only
from ipharbor.web.templatetags.harbor import percent, said


def _what(row: RecordRow) -> str:
    if row.by == "all":
        return said("all", "record")
    if row.by == "month":
        return row.code
    return said(row.code, "kind" if row.by == "kind" else "seen")


def _between(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f"{percent(low)}–{percent(high)}"


LIST = List(
    name="track_record",
    action="track_record.read",
    words=gettext_lazy("Track record of warnings"),
    columns=(
        Column("what", gettext_lazy("Of what"), _what),
        Column("raised", gettext_lazy("Warnings raised"), attrgetter("raised"), Kind.NUMBER),
        Column("held", gettext_lazy("Held"), attrgetter("held"), Kind.NUMBER, shown=False),
        Column("judged", gettext_lazy("Judged"), attrgetter("judged"), Kind.NUMBER),
        Column("useful", gettext_lazy("Useful"), attrgetter("useful"), Kind.NUMBER),
        Column("not_useful", gettext_lazy("Not useful"), attrgetter("not_useful"), Kind.NUMBER),
        Column("false", gettext_lazy("False alarm"), attrgetter("false"), Kind.NUMBER),
        Column("share", gettext_lazy("Share that was useful"),
               lambda row: percent(row.useful_share) if row.useful_share is not None else "",
               rank=attrgetter("useful_share")),
        Column("interval", gettext_lazy("95% interval"),
               lambda row: _between(row.useful_low, row.useful_high), sortable=False),
        Column("false_share", gettext_lazy("Share that was false"),
               lambda row: percent(row.false_share) if row.false_share is not None else "",
               rank=attrgetter("false_share")),
        Column("false_interval", gettext_lazy("95% interval of it"),
               lambda row: _between(row.false_low, row.false_high), sortable=False, shown=False),
    ),
    filters=(
        Filter("by", gettext_lazy("Counted by"), only(attrgetter("by")), form="chips",
               options=lambda: [(one, said(one, "record")) for one in queries.BY],
               usual="kind", every=""),
    ),
    usual=gettext_lazy("most warnings first, months newest first"),
    empty="web/_empty_track_record.html",
    per=50,
)  # fmt: skip


@require_safe
def track_record(request: Asked) -> HttpResponse:
    """The record of all watches of everybody."""
    may(request, "track_record.read")
    shown: dict[str, object] = {"few": FEW}
    try:
        shown["test"] = backtest(current().home)
        shown["replay"] = replay(current().home)
    except HarborError as wrong:
        shown["told"] = wrong.told(lang())
    return answer(request, LIST, list(queries.published()), "web/track_record.html", shown)
