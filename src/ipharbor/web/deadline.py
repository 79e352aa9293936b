"""The deadline page: the last day under a rule, with every step and its article."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ipharbor.queries import law as queries
from ipharbor.statutes.deadlines import Rule, events
from ipharbor.statutes.values import Span, Unit
from ipharbor.vocabulary.errors import HarborError
from ipharbor.web._days import asked_day, read_day, read_moment
from ipharbor.web.caller import Asked, may, number
from ipharbor.web.language import lang
from ipharbor.web.law import book

MOST = 40  # times a span is taken, units a period is extended by


@dataclass(frozen=True)
class Field:
    """A day to be typed: ``name`` within the form, what happened on it, what was typed."""

    name: str
    label: str
    typed: str
    needed: bool


@dataclass(frozen=True)
class Form:
    """What a rule asks for; ``moment`` when its period runs from a minute."""

    rule: Rule
    days: tuple[Field, ...]
    served: bool
    moment: bool


@require_safe
def deadline(request: Asked) -> HttpResponse:
    """The form for ``rule``, and once the days are stated, the reckoning; all in the address."""
    may(request, "law.read")
    rules = queries.rules()
    code = request.GET.get("rule", "")
    wrong: HarborError | None = None
    asked, form = None, None
    if code:
        if code not in rules:
            raise HarborError("deadline.rule.unknown", rule=code)
        form = _form(request, rules[code])
        try:
            asked = _reckoned(request, form) if request.GET.get("from", "").strip() else None
        except HarborError as refused:
            wrong = refused
    shown = {
        "rules": [(rule.code, rule.title(lang())) for rule in rules.values()],
        "code": code,
        "form": form,
        "means": queries.MEANS,
        "service": request.GET.get("service", ""),
        "received": request.GET.get("received", ""),
        "times": number(request, "times"),
        "extended": number(request, "extended", least=0),
        "most": MOST,
        "asked": asked,
        "missed": form.rule.missed(lang()) if form else "",
        "provisions": _provisions(asked) if asked else [],
        "told": wrong.told(lang()) if wrong else None,
    }
    return render(request, "web/deadline.html", shown, status=400 if wrong else 200)


def _form(request: HttpRequest, rule: Rule) -> Form:
    first, *others = rule.legs
    days = [Field("from", _event(first.event), request.GET.get("from", ""), True)]
    for leg in others:
        name = f"event_{leg.event}"
        days.append(Field(name, _event(leg.event), request.GET.get(name, ""), False))
    value = book().history(first.period)[0].value
    return Form(
        rule=rule,
        days=tuple(days),
        served=any(leg.served for leg in rule.legs),
        moment=isinstance(value, Span) and value.unit is Unit.HOUR,
    )


def _reckoned(request: HttpRequest, form: Form) -> queries.Asked:
    text = request.GET.get("from", "").strip()
    start: date = read_moment(text, "from") if form.moment else read_day(text, "from")
    others: Mapping[str, date] = {
        leg.event: stated
        for leg in form.rule.legs[1:]
        if (stated := asked_day(request, f"event_{leg.event}")) is not None
    }
    service = request.GET.get("service", "") if form.served else ""
    if service not in ("", *queries.MEANS):
        raise HarborError(
            "statutes.service.means",
            fields=("service",),
            means=service,
            known=", ".join(queries.MEANS),
        )
    return queries.reckon(
        form.rule.code,
        law=book(),
        start=start,
        served_by=service,
        received=asked_day(request, "received") if form.served else None,
        others=others,
        times=min(number(request, "times"), MOST) if form.rule.repeats else 1,
        extended_by=min(number(request, "extended", least=0), MOST) if form.rule.extension else 0,
    )


def _provisions(asked: queries.Asked) -> list[str]:
    """The provisions applied, each once."""
    named: Iterable[str] = (step.provision for step in asked.deadline.steps if step.provision)
    return list(dict.fromkeys(named))


def _event(code: str) -> str:
    return events().get(code, {}).get(lang(), code)
