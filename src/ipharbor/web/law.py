"""The law page: provisions on a day, and the history of one."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ipharbor.actions import permits
from ipharbor.actions.law.correct import Draft, correct, drafted
from ipharbor.queries import law as queries
from ipharbor.statutes.book import Book
from ipharbor.statutes.provision import Provision
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.findings import Finding
from ipharbor.web._days import asked_day, usual_day
from ipharbor.web._law_forms import (
    ADD,
    REMOVE,
    Faulty,
    comparison,
    editor,
    instrument_choices,
    typed_value,
)
from ipharbor.web._law_list import LIST, rows
from ipharbor.web._law_regions import choices, home_code, layers, viewed
from ipharbor.web._law_subjects import SUBJECTS
from ipharbor.web.caller import Asked, actor, day, may
from ipharbor.web.language import lang
from ipharbor.web.lists import answer


@dataclass(frozen=True)
class _Outcome:
    """What became of a posted form: an error, cells that cannot be read, a draft to be looked
    at, or that it is done."""

    wrong: HarborError | None = None
    findings: tuple[Finding, ...] = ()
    draft: Draft | None = None
    done: bool = False


def book() -> Book:
    """The law that holds in this installation's region."""
    return queries.book(home_code())


@require_safe
def law(request: Asked) -> HttpResponse:
    """Provisions in force on ``on`` in ``region``, narrowed by ``q``, ``subject`` and
    ``unverified``."""
    caller = may(request, "law.read")
    on = asked_day(request, "on") or usual_day()
    where = viewed(request)
    found = queries.listing(where.book(), on=on)
    shown = {
        "on": on,
        "unverified": found.unverified,
        "region": where,
        "regions": choices(),
        "layers": layers(where.code),
        "total": len(found.provisions),
        "set_aside": [one.told(lang()) for one in queries.set_aside(home_code())]
        if permits.allowed(caller, "law.correct")
        else [],
    }
    national = queries.book("", home=home_code())
    return answer(request, LIST, rows(found.provisions, where, national, on=on), "web/law.html",
                  shown)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def provision(request: Asked, name: str) -> HttpResponse:
    """One provision: what it says on ``on`` in ``region``, every version of it, the newest
    first; and for officers the forms that verify or correct it."""
    caller = may(request, "law.read")
    on = asked_day(request, "on") or usual_day()
    where = viewed(request)
    came = _Outcome()
    if request.method == "POST":
        came = _posted(request, name, queries.entry(book(), name, on=on))
        if came.done:
            messages.success(request, _("The book says so from now on."))
            return redirect("provision", name=name)
    found = queries.entry(where.book(), name, on=on)
    latest = found.now or found.history[-1]
    head = name.split(".", maxsplit=1)[0]
    shown = {
        "entry": found,
        "on": on,
        "latest": latest,
        "versions": found.history[::-1],
        "country": queries.beside(latest, queries.book("", home=home_code()), on=on),
        "region": where,
        "regions": choices(),
        "subject": head,
        "subject_name": SUBJECTS.get(head, head),
        "may_correct": permits.allowed(caller, "law.correct") and where.home,
        "typed": request.POST,
        "told": came.wrong.told(lang()) if came.wrong else None,
    }
    shown |= _forms(request, came, found, latest) if shown["may_correct"] else {}
    refused = came.wrong is not None or bool(came.findings)
    return render(request, "web/provision.html", shown, status=400 if refused else 200)


def _forms(
    request: Asked, came: _Outcome, found: queries.Entry, latest: Provision
) -> dict[str, object]:
    return {
        "editor": editor(
            request, latest, open_start=found.history[0].since is None,
            findings=came.findings, lang=lang(),
        ),
        "comparison": comparison(came.draft, lang()) if came.draft else None,
        "instruments": instrument_choices(lang()),
        "editing": request.POST.get("act", "verify") != "verify",
    }  # fmt: skip


def _posted(request: Asked, name: str, found: queries.Entry) -> _Outcome:
    """Verify the value of a version, compare another with it, or put it in its place."""
    may(request, "law.correct")
    act = request.POST.get("act", "")
    if act == ADD or act.startswith(REMOVE):
        return _Outcome()
    try:
        value, unit = "", ""
        if act == "compare":
            value, unit = typed_value(request, (found.now or found.history[-1]).value)
        elif act == "correct":
            value, unit = request.POST.get("value", ""), request.POST.get("unit", "")
            if not value.strip():
                raise HarborError("statutes.value.unfit", value="", unit=unit)
        said = {key: request.POST.get(key, "") for key in ("reason", "instrument", "article")}
        told = drafted if act == "compare" else correct
        made = told(
            name, since=day(request, "since"), value=value, unit=unit, law=book(),
            by=actor(request), at=timezone.now(), **said,
        )  # fmt: skip
    except Faulty as faulty:
        return _Outcome(findings=faulty.findings)
    except HarborError as refused:
        if refused.code in ("permit.denied", "statutes.unknown"):
            raise
        return _Outcome(wrong=refused)
    return _Outcome(draft=made) if isinstance(made, Draft) else _Outcome(done=True)
