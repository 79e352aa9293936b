"""The working calendar: the years announced, one year as a picture, and a new notice."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from ipharbor.actions import permits
from ipharbor.actions.law.announce import announce
from ipharbor.queries import law as queries
from ipharbor.statutes import notices
from ipharbor.statutes.calendar import WorkingCalendar, Year, festivals
from ipharbor.statutes.calendar import load as lay_calendar
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.findings import Finding
from ipharbor.vocabulary.messages import Message
from ipharbor.web._law_years import Line, Month, filled, lines, months, typed_notice
from ipharbor.web.caller import Asked, actor, may, number
from ipharbor.web.language import lang

ADDING = ("add-rest", "add-work")


@dataclass(frozen=True)
class _Form:
    """The form for a year: what was typed, its faults, and the picture of what it says."""

    year: str
    notice: str
    rest: tuple[Line, ...]
    work: tuple[Line, ...]
    whole: tuple[Message, ...]
    months: tuple[Month, ...] = ()
    checked: bool = False


@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: Asked) -> HttpResponse:
    """The years that are held, the picture of one, and for officers the form for a year."""
    caller = may(request, "law.read")
    held = queries.calendar()
    shown_year = number(request, "year") if request.GET.get("year") else held.announced_until.year
    told, form, done = None, _blank(request, held), 0
    if request.method == "POST":
        may(request, "law.correct")
        try:
            form, done = _posted(request, held)
        except HarborError as refused:
            if refused.code == "permit.denied":
                raise
            told, form = refused, _typed(request, ())
        if done:
            messages.success(request, _("The year is entered; deadlines reckon with it."))
            return redirect(f"{reverse('law_calendar')}?year={done}")
    years = queries.known_years()
    one = next((year for year in years if year.year.year == shown_year), None)
    shown = {
        "years": years,
        "one": one,
        "shown_year": shown_year,
        "months": months(shown_year, held) if one else (),
        "until": held.announced_until,
        "form": form,
        "festivals": [(key, names[lang()]) for key, names in festivals().items()],
        "may_enter": permits.allowed(caller, "law.correct"),
        "told": told.told(lang()) if told else None,
    }
    wrong = (
        told is not None
        or bool(form.whole)
        or any(line.faults for line in (*form.rest, *form.work))
    )
    return render(request, "web/calendar.html", shown, status=400 if wrong else 200)


def _posted(request: Asked, held: WorkingCalendar) -> tuple[_Form, int]:
    """The form again, or the year that was entered."""
    act = request.POST.get("act", "")
    form = _typed(request, ())
    if act in ADDING:
        return form, 0
    year = _year(request)
    notices.follows(year, held)
    typed = filled(typed_notice(request))
    made, findings = notices.read(year, typed)
    if made is None:
        return _typed(request, findings), 0
    if act != "enter":
        return _pictured(form, made, held), 0
    announce(
        year, typed, notice=request.POST.get("notice", ""), calendar=held, by=actor(request),
        at=timezone.now(),
    )  # fmt: skip
    return form, year


def _year(request: Asked) -> int:
    stated = request.POST.get("year", "").strip()
    if not (stated.isascii() and stated.isdecimal() and len(stated) == 4):
        raise HarborError("form.year.unreadable", fields=("year",), value=stated)
    return int(stated)


def _typed(request: Asked, findings: tuple[Finding, ...]) -> _Form:
    typed = typed_notice(request)
    return _Form(
        request.POST.get("year", ""),
        request.POST.get("notice", ""),
        lines("rest", typed.rest, findings, lang()),
        lines("work", typed.work, findings, lang()),
        tuple(one.told(lang()) for one in findings if not one.row),
    )


def _pictured(form: _Form, made: Year, held: WorkingCalendar) -> _Form:
    extra = [*(year for year in held.years if year.year != made.year), made]
    laid = lay_calendar(extra)
    return _Form(
        form.year, form.notice, form.rest, form.work, (), months(made.year, laid), checked=True
    )


def _blank(request: Asked, held: WorkingCalendar) -> _Form:
    """The form for the year after the last one; for a year that is held, its own rows."""
    asked = number(request, "edit")
    year = next((one for one in held.years if one.year == asked), None)
    if year is not None:
        typed, of = notices.typed_of(year), year.year
    else:
        usual = [key for key in festivals() if key not in ("victory_70", "other")]
        typed = notices.Typed(tuple((key, "", "") for key in usual), (("", ""),) * 6)
        of = held.announced_until.year + 1
    return _Form(
        str(of),
        "",
        lines("rest", typed.rest, (), lang()),
        lines("work", typed.work, (), lang()),
        (),
    )
