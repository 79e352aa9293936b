"""The watches page: a person's watches, adding one, ending one."""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from ipharbor.actions.watch import add
from ipharbor.actions.watch import end as ending
from ipharbor.queries import watches as queries
from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError
from ipharbor.warning.audience import KINDS, may_set_up
from ipharbor.warning.grading import GRADES
from ipharbor.web._watch_subjects import choices, subject, subject_link
from ipharbor.web.caller import Asked, actor, day, may
from ipharbor.web.language import lang
from ipharbor.web.lists import Column, Filter, Kind, List, answer, only, rows_hold
from ipharbor.web.templatetags.harbor import said
from ipharbor.wiring import corpus

FIELDS = ("name", "kind", "applicant", "query", "raise_from", "since")
SUBJECTS = ("product", "right", "field", "industry", "town", "family", "standard")
"""Kinds whose subject the form asks for, each in a field of the kind's name."""


def _figure(name: str, words: Promise) -> Column:
    return Column(name, words, attrgetter(name), Kind.NUMBER)


LIST = List(
    name="watches",
    action="watch.add",
    words=gettext_lazy("Your watches"),
    columns=(
        Column("watch", gettext_lazy("Name of the watch"), attrgetter("name"),
               link=lambda row: reverse("watch", args=[row.id])),
        Column("of", gettext_lazy("What to watch"), attrgetter("kind"), said="kind"),
        Column("subject", gettext_lazy("Subject"), subject, wide=True, link=subject_link),
        Column("from", gettext_lazy("raises from"), attrgetter("raise_from"), Kind.GRADE,
               said="grade", rank=lambda row: GRADES.index(row.raise_from)),
        Column("through", gettext_lazy("Looked through to"), attrgetter("through"), Kind.DAY),
        _figure("documents", gettext_lazy("Documents brought up")),
        _figure("raised", gettext_lazy("Warnings raised")),
        _figure("held", gettext_lazy("Held")),
    ),
    filters=(
        Filter("of", gettext_lazy("What to watch"), only(attrgetter("kind")),
               options=lambda: [(one, said(one, "kind")) for one in KINDS]),
    ),
    search=rows_hold(attrgetter("name"), subject),
    search_words=gettext_lazy("Name, applicant or query"),
    usual=gettext_lazy("newest first"),
    card="web/lists/_watch_card.html",
    empty="web/lists/_empty_watches.html",
)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def watches(request: Asked) -> HttpResponse:
    """The caller's watches, and the form that adds one; what was typed is kept."""
    may(request, "watch.add")
    if request.method == "POST":
        return _add(request)
    typed = {name: request.GET.get(name, "") for name in (*FIELDS, *SUBJECTS)}
    if not typed["kind"]:
        typed["kind"] = "query" if typed["query"] else "applicant"
    if not typed["name"]:
        typed["name"] = (typed["applicant"] or typed["query"])[:120]
    return _page(request, typed | {"raise_from": typed["raise_from"] or "yellow"})


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: Asked, watch_id: int) -> HttpResponse:
    """Ask whether the watch is to end; when posted, end it."""
    may(request, "watch.end")
    if request.method == "POST":
        ended = ending.end(watch_id, by=actor(request), at=timezone.now())
        messages.success(request, _("The watch “%(name)s” has ended.") % {"name": ended.name})
        return redirect("watches")
    watch = queries.one(request.user, watch_id)
    if watch is None:
        raise HarborError("watch.unknown", id=watch_id)
    return render(request, "web/watch_end.html", {"watch": watch})


@require_safe
def applicants(request: Asked) -> HttpResponse:
    """Suggestions for the applicant being typed, as options of a data list."""
    may(request, "watch.add")
    found = queries.applicants(corpus(), request.GET.get("applicant", ""))
    return render(request, "web/_applicants.html", {"suggestions": found})


@require_safe
def count(request: Asked) -> HttpResponse:
    """How many documents the subject being typed finds, as a line under its field."""
    may(request, "watch.add")
    kind = request.GET.get("kind", "query")
    applicant = " ".join(request.GET.get("applicant", "").split())
    query = request.GET.get("query", "").strip()
    shown: dict[str, object] = {}
    try:
        if kind == "applicant" and applicant:
            shown["count"] = queries.documents(corpus(), applicant=applicant)
        elif kind == "query" and query:
            shown["count"] = queries.documents(corpus(), query=query)
    except HarborError as wrong:
        shown["told"] = wrong.told(lang())
    return render(request, "web/_count.html", shown)


def _add(request: Asked) -> HttpResponse:
    typed = {name: request.POST.get(name, "") for name in (*FIELDS, *SUBJECTS)}
    kind = typed["kind"]
    try:
        watch = add.add(
            owner=request.user,
            name=typed["name"],
            kind=kind,
            applicant=typed["applicant"] if kind == "applicant" else "",
            query=typed["query"] if kind == "query" else "",
            subject=typed[kind] if kind in SUBJECTS else "",
            since=day(request, "since"),
            raise_from=typed["raise_from"],
            vintage=corpus().manifest.number,
            corpus=corpus(),
            region=current().region,
            by=actor(request),
            at=timezone.now(),
        )
    except HarborError as wrong:
        return _page(request, typed, wrong)
    messages.success(request, _("The watch “%(name)s” is set up.") % {"name": watch.name})
    return redirect("watches")


def _page(
    request: Asked, typed: Mapping[str, str], wrong: HarborError | None = None
) -> HttpResponse:
    shown = {
        "typed": typed,
        "grades": GRADES,
        "kinds": [(one, said(one, "kind")) for one in KINDS if may_set_up(one, request.user.role)],
        "choices": choices(request.user, lang()),
        "wrong": wrong.told(lang()) if wrong else None,
        "at_fault": _at_fault(wrong, typed["kind"]) if wrong else "",
    }
    return answer(request, LIST, queries.running(request.user), "web/watches.html", shown,
                  status=400 if wrong else 200)  # fmt: skip


def _at_fault(wrong: HarborError, kind: str) -> str:
    """The field to show the error at: the query box for errors of the query language."""
    if wrong.fields == ("subject",):
        return kind
    if wrong.fields:
        return kind if kind in wrong.fields else wrong.fields[0]
    return "query" if wrong.code.startswith("query.") else "form"
