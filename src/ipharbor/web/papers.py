"""The page that fills official forms for a firm, and hands them over as files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods

from ipharbor.papers.asking import options
from ipharbor.papers.drawing import File, drawn
from ipharbor.papers.kinds import LONGEST, Field, Form, forms
from ipharbor.papers.kinds import form as form_of
from ipharbor.papers.paper import Paper
from ipharbor.queries import papers as queries
from ipharbor.queries.docket import Docket, Line
from ipharbor.records.models import Firm
from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError
from ipharbor.web._days import asked_day, read_day, usual_day
from ipharbor.web._docketing import data_until, docket_of, the_firm
from ipharbor.web._sending import workbook
from ipharbor.web.caller import Asked, actor
from ipharbor.web.language import lang
from ipharbor.web.law import book

ACTS = ("look", "make", "workbook")
DUE, TICKED = "due", "ticked"
SHOWN = 200  # rights that can be ticked on one page; the filter finds the others
PAPERS_SHOWN = 20
CARRIED = 50  # ticked rights that an address carries from form to form
_PREFIX = "field_"


@dataclass(frozen=True)
class Wanted:
    """What the page is asked: a form, a day, which rights, and what was typed into fields.

    ``scope`` is ``due`` for all that is late or due soon, else ``ticked``.
    """

    form: Form
    on: date
    scope: str
    ticked: tuple[str, ...]
    typed: Mapping[str, str]
    text: str


@dataclass(frozen=True)
class Asking:
    """A field to be typed, with what was typed and what can be chosen."""

    field: Field
    label: str
    value: str
    choices: tuple[tuple[str, str], ...]
    longest: int


@dataclass(frozen=True)
class Choosing:
    """The rights to tick; ``more`` counts those that are not shown."""

    lines: tuple[Line, ...]
    more: int


@require_http_methods(["GET", "HEAD", "POST"])
def papers(request: Asked) -> HttpResponse:
    """Forms for the firm of the caller or the stated one: choose, fill, look, take away.

    A posted form names its ``act``; what was typed is kept, a mistake is told at its field.
    """
    firm = the_firm(request, actor(request))
    posted = request.method == "POST"
    wanted = _wanted(request, request.POST if posted else request.GET, posted=posted)
    told = docket_of(firm, wanted.on)
    if not posted or request.POST.get("act") == "filter":
        return _page(request, firm, told, wanted)
    act = request.POST.get("act", "")
    if act not in ACTS:
        raise HarborError("papers.act.unknown", act=act)
    try:
        made = _made(firm, told, wanted)
        if act == "make":
            return _sent(drawn(made, current().home / "forms"))
        if act == "workbook" and wanted.form.code == "fee_list":
            return workbook(made[0].name, queries.payment_sheets(made[0]))
        return _page(request, firm, told, wanted, made=made)
    except HarborError as wrong:
        return _page(request, firm, told, wanted, wrong=wrong)


def _wanted(request: HttpRequest, stated: QueryDict, *, posted: bool) -> Wanted:
    form = form_of(stated.get("kind") or next(iter(forms())))
    ticked = tuple(dict.fromkeys(key for key in stated.getlist("right") if key))
    day = stated.get("on", "") if posted else ""
    on = read_day(day, "on") if day else asked_day(request, "on")
    all_due = form.code == "fee_list" and (stated.get("scope") == DUE if posted else not ticked)
    return Wanted(
        form=form,
        on=on or usual_day(),
        scope=DUE if all_due else TICKED,
        ticked=ticked,
        typed={
            field.name: stated.get(_PREFIX + field.name, "")
            for field in form.fields
            if field.by_hand
        },
        text=stated.get("q", "").strip(),
    )


def _made(firm: Firm, told: Docket, wanted: Wanted) -> tuple[Paper, ...]:
    keys = queries.due_keys(told) if wanted.scope == DUE else list(wanted.ticked)
    return queries.papers(
        wanted.form,
        firm,
        keys,
        typed=wanted.typed,
        law=book(),
        on=wanted.on,
        data_until=data_until() or date.min,
    )


def _page(
    request: Asked,
    firm: Firm,
    told: Docket,
    wanted: Wanted,
    *,
    made: tuple[Paper, ...] = (),
    wrong: HarborError | None = None,
) -> HttpResponse:
    shown: dict[str, Any] = {
        "firm": firm,
        "forms": _links(firm, wanted),
        "wanted": wanted,
        "title": wanted.form.title(lang()),
        "about": wanted.form.about(lang()),
        "asking": _asking(wanted),
        "choosing": _choosing(told, wanted),
        "due": len(queries.due_keys(told)),
        "within": queries.DUE_WITHIN,
        "rights": bool(told.lines),
        "papers": [_shown(paper) for paper in made[:PAPERS_SHOWN]],
        "unseen": max(0, len(made) - PAPERS_SHOWN),
        "told": wrong.told(lang()) if wrong else None,
        "at_fault": wrong.fields[0] if wrong and wrong.fields else "",
        "at_field": bool(wrong and set(wrong.fields) & set(wanted.typed)),
    }
    return render(request, "web/papers.html", shown, status=400 if wrong else 200)


def _links(firm: Firm, wanted: Wanted) -> list[tuple[str, str, str]]:
    """Code, name and address of each form, for the same day and the same ticked rights."""
    found = []
    for one in forms().values():
        asked = QueryDict(mutable=True)
        asked.update({"firm": str(firm.pk), "kind": one.code, "on": wanted.on.isoformat()})
        asked.setlist("right", list(wanted.ticked[:CARRIED]))
        address = f"{reverse('docket_papers')}?{asked.urlencode()}"
        found.append((one.code, one.title(lang()), address))
    return found


def _asking(wanted: Wanted) -> list[Asking]:
    law = book()
    return [
        Asking(
            field=field,
            label=field.label(lang()),
            value=wanted.typed.get(field.name, ""),
            choices=tuple(
                (one.code, one.label(lang())) for one in options(field, book=law, on=wanted.on)
            ),
            longest=LONGEST[field.kind],
        )
        for field in wanted.form.fields
        if field.by_hand
    ]


def _choosing(told: Docket, wanted: Wanted) -> Choosing:
    words = wanted.text.casefold().split()
    lines = queries.candidates(told, wanted.form)
    ticked = [line for line in lines if line.record.key in wanted.ticked]
    others = [
        line
        for line in lines
        if line.record.key not in wanted.ticked and all(word in _searched(line) for word in words)
    ]
    room = max(0, SHOWN - len(ticked))
    return Choosing((*ticked, *others[:room]), max(0, len(others) - room))


def _searched(line: Line) -> str:
    record = line.record
    return f"{record.key} {record.application_number} {record.title}".casefold()


def _shown(paper: Paper) -> dict[str, Any]:
    return {
        "paper": paper,
        "entries": [(entry.field.label(lang()), entry) for entry in paper.entries],
        "blanks": [field.label(lang()) for field in paper.blanks],
        "notes": [note.told(lang()) for note in paper.notes],
        "grounds": [(one, one.title(lang()), one.cited(lang())) for one in paper.grounds],
    }


def _sent(file: File) -> HttpResponse:
    response = HttpResponse(file.data, content_type=file.media)
    disposition = content_disposition_header(as_attachment=True, filename=file.name)
    response["Content-Disposition"] = disposition or "attachment"
    response["Cache-Control"] = "no-store"
    return response
