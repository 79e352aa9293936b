"""The journal's pages: the lines in words, and one line with its proof."""

from __future__ import annotations

from operator import attrgetter

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from ipharbor.journal import heads, notes, proving
from ipharbor.journal.models import Line
from ipharbor.queries import journal as queries
from ipharbor.records.models import Person
from ipharbor.web._days import read_day
from ipharbor.web.caller import Asked, may
from ipharbor.web.language import lang
from ipharbor.web.lists import Column, Filter, Kind, List, answer, equal, file
from ipharbor.web.templatetags.journaling import whereabouts

MOST_NAMES = 500  # user names offered while one is typed


def _about(found: QuerySet[Line], typed: str) -> QuerySet[Line]:
    return queries.about(found, queries.read_about(typed))


def _names() -> list[str]:
    people = Person.objects.order_by("username").values_list("username", flat=True)
    return ["operator", *people[:MOST_NAMES]]


LIST = List(
    name="journal",
    action="journal.read",
    words=gettext_lazy("Journal"),
    columns=(
        Column("seq", gettext_lazy("Line number"), attrgetter("seq"), Kind.NUMBER, order=("seq",),
               link=lambda one: reverse("journal_line", args=[one.seq])),
        Column("at", gettext_lazy("Time"), attrgetter("at"), Kind.TIME, order=("at",)),
        Column("by", gettext_lazy("Who"), attrgetter("who"), order=("actor",)),
        Column("action", gettext_lazy("Action"), attrgetter("what"), order=("action",)),
        Column("subject", gettext_lazy("Concerning"), attrgetter("about"), order=("subject",),
               link=lambda one: whereabouts(one.subject)),
        Column("words", gettext_lazy("What was done"), attrgetter("told"), sortable=False,
               wide=True),
    ),
    filters=(
        Filter("who", gettext_lazy("Who"), equal("actor"), form="text", suggested=_names),
        Filter("what", gettext_lazy("Action"), equal("action"),
               options=lambda: [(one, queries.action_name(one, lang()))
                                for one in queries.actions()]),
        Filter("about", gettext_lazy("Concerning"), _about, form="text",
               hint=gettext_lazy("a firm's name, a right's number, firm:12 …")),
        Filter("since", gettext_lazy("From"), form="day",
               keep=lambda found, typed: queries.since(found, read_day(typed, "since"))),
        Filter("until", gettext_lazy("To"), form="day",
               keep=lambda found, typed: queries.until(found, read_day(typed, "until"))),
    ),
    usual=gettext_lazy("newest first"),
    told=lambda found: queries.told(found, lang=lang()),
    length=proving.length,
    empty="web/lists/_empty_journal.html",
)  # fmt: skip


@require_safe
def journal(request: Asked) -> HttpResponse:
    """The lines by ``who``, ``what``, ``about`` and the days ``since`` to ``until``, newest first.

    What is typed wrongly is told at its field and kept; then no line is shown.
    """
    may(request, "journal.read")
    head = heads.latest()
    shown = {
        "head": head,
        "digests": notes.digests(heads.note(head)) if head else None,
        "unsigned": proving.length() - head.size if head else proving.length(),
    }
    return answer(request, LIST, queries.lines(), "web/journal.html", shown)


@require_safe
def line(request: Asked, seq: int) -> HttpResponse:
    """One line: what was changed, the bytes that are hashed, and the proof, checked now."""
    may(request, "journal.read")
    found = queries.account(seq, lang=lang())
    head = found.head
    shown = {
        "found": found,
        "path": [step.hex() for step in found.proof.path],
        "leaf": found.proof.leaf.hex(),
        "root": found.proof.root.hex(),
        "note": heads.note(head).text() if head else "",
        "length": proving.length(),
    }
    return render(request, "web/journal_line.html", shown)


@require_safe
def export(request: Asked) -> HttpResponse:
    """The wanted lines as a workbook."""
    may(request, "journal.read")
    return file(request, LIST, queries.lines())
