"""What was held and why, and raising it after all."""

from __future__ import annotations

from operator import attrgetter

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from ipharbor.actions import permits
from ipharbor.actions.warning.reconsider import reconsider as raising
from ipharbor.queries import track_records, warnings
from ipharbor.records.wishes import wishes_of
from ipharbor.web.caller import Asked, actor, may
from ipharbor.web.language import lang
from ipharbor.web.lists import Column, Filter, Kind, List, answer, equal, fields_hold, file
from ipharbor.web.templatetags.harbor import said

REASONS = ("over_budget", "below_own_threshold", "below_threshold", "late_arrival")

LIST = List(
    name="held",
    action="warning.read",
    words=gettext_lazy("Held warnings"),
    columns=(
        Column("as_of", gettext_lazy("As of"), attrgetter("as_of"), Kind.DAY, order=("as_of",)),
        Column("watch", gettext_lazy("Watch"), attrgetter("watch"), order=("watch__name",),
               link=lambda one: reverse("warning", args=[one.id])),
        Column("grade", gettext_lazy("Grade"), attrgetter("grade"), Kind.GRADE,
               order=("by_grade",), said="grade"),
        Column("score", gettext_lazy("Score"), attrgetter("score"), Kind.NUMBER, order=("score",)),
        Column("reason", gettext_lazy("Why"), attrgetter("reason"), order=("reason",), wide=True),
        Column("signals", gettext_lazy("What was seen"), lambda one: " ".join(one.signals),
               sortable=False, wide=True, template="web/lists/_seen.html"),
        Column("documents", gettext_lazy("New documents"), attrgetter("documents"), Kind.NUMBER,
               sortable=False, shown=False),
        Column("raise", gettext_lazy("Raise it after all"), lambda one: None, sortable=False,
               filed=False, template="web/lists/_held_tail.html"),
    ),
    filters=(
        Filter("reason", gettext_lazy("Why"),
               lambda found, reason: found.filter(reason=f"decision.{reason}"), form="chips",
               options=lambda: [(one, said(one, "held")) for one in REASONS]),
        Filter("grade", gettext_lazy("Grade"), equal("grade"), form="chips", counted="grade",
               options=lambda: [(one, said(one, "grade")) for one in warnings.GRAVEST_FIRST],
               template="web/lists/_grade_option.html"),
    ),
    search=fields_hold("watch__name"),
    search_words=gettext_lazy("Name of the watch"),
    usual=gettext_lazy("newest first"),
    told=lambda found: warnings.rows(found, lang=lang()),
    empty="web/lists/_empty_held.html",
)  # fmt: skip


@require_safe
def held(request: Asked) -> HttpResponse:
    """The caller's held warnings with the reason, and how often holding was a mistake."""
    caller = may(request, "warning.read")
    shown = {
        "record": track_records.of_holding(request.user),
        "wishes": wishes_of(request.user),
        "may_raise": permits.allowed(caller, "warning.reconsider", owner=request.user),
    }
    return answer(request, LIST, warnings.held(request.user), "web/held.html", shown)


@require_safe
def export(request: Asked) -> HttpResponse:
    """The same as a workbook."""
    may(request, "warning.read")
    return file(request, LIST, warnings.held(request.user))


@require_POST
def reconsider(request: Asked, warning_id: int) -> HttpResponse:
    """Raise a held warning after all."""
    may(request, "warning.reconsider")
    raising(warning_id, by=actor(request), at=timezone.now())
    messages.success(request, _("It is raised, and counts as wrongly held."))
    return redirect("warning", warning_id=warning_id)
