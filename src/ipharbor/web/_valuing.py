"""The form that draws a valuation up: whose rights, what is known of them, what was typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render

from ipharbor import wiring
from ipharbor.actions import permits
from ipharbor.queries import valuations as queries
from ipharbor.queries import valuing
from ipharbor.queries.valuation import Known
from ipharbor.records.models import Firm, Right
from ipharbor.settings import current
from ipharbor.valuation.methods import Method
from ipharbor.valuation.stating import (
    COMPARABLES,
    ENDS,
    OF_A_COMPARABLE,
    OF_A_RIGHT,
    PLAIN,
    SPREADS,
)
from ipharbor.valuation.subject import Basis
from ipharbor.vocabulary.errors import HarborError
from ipharbor.web._days import asked_day, usual_day
from ipharbor.web._docketing import data_until, firm_of
from ipharbor.web._valuation_shown import fact_rows
from ipharbor.web.caller import Asked
from ipharbor.web.language import lang
from ipharbor.web.law import book

_RIGHTS_SHOWN = 100  # the newest, of those that have the words asked for

_DISCOUNT = ("free", "technical", "market", "capital", "management", "policy", "open")


@dataclass(frozen=True)
class Form:
    """Whose rights are valued, as of which day, and after which version."""

    firm: Firm
    on: date
    keys: tuple[str, ...]
    after: int | None
    sales: bool


def asked(request: Asked, caller: permits.Actor) -> Form:
    """What the address or the posted form asks for. Raises HarborError ``docket.firm.unknown`` for
    no firm or one that the caller may not value, ``valuation.unknown`` for a strange version."""
    firm = request.user.firm or firm_of(request, caller)
    if firm is None or not permits.allowed(caller, "valuation.draw_up", firm=firm):
        raise HarborError("docket.firm.unknown", id=request.GET.get("firm", "–")[:12])
    given = request.POST if request.method == "POST" else request.GET
    after, keys = _after(firm, given.get("after", ""), given.getlist("key"))
    chosen = valuing.chosen(firm, keys)
    on = asked_day(request, "on") or usual_day()
    told = permits.allowed(caller, "sales.read", firm=firm)
    return Form(firm, on, chosen, after, told)


def _after(firm: Firm, text: str, keys: list[str]) -> tuple[int | None, list[str]]:
    if not (text.isascii() and text.isdigit() and len(text) < 12):
        return None, keys
    before = queries.one(int(text))
    if before is None or before.firm_id != firm.pk:
        raise HarborError("valuation.unknown", id=text)
    return before.pk, keys or list(before.keys)


def known(form: Form) -> list[Known]:
    """What is known of the rights."""
    return valuing.known(
        form.firm, form.keys, law=book(), on=form.on, data_until=data_until(),
        corpus=wiring.corpus(), chances=current().outlook, sales=form.sales,
    )  # fmt: skip


def basis(request: Asked, form: Form) -> Basis:
    """What the posted form makes of it. Raises HarborErrors that name their field."""
    return valuing.basis(known(form), request.POST.dict(), law=book(), on=form.on)


def _choices(firm: Firm, asked: str) -> list[Right]:
    """The firm's newest rights whose title or number has the words ``asked``."""
    found = Right.objects.filter(firm=firm)
    if asked:
        found = found.filter(Q(title__icontains=asked) | Q(application_number__icontains=asked))
    return list(found.order_by("-filed_on", "key")[:_RIGHTS_SHOWN])


def page(request: Asked, form: Form, wrong: HarborError | None = None) -> HttpResponse:
    """The form, with what was typed or what it begins with."""
    found = known(form)
    begun = valuing.begins(found, law=book(), on=form.on) | _before(form)
    posted = request.method == "POST" and request.POST.get("act") == "draw_up"
    typed: Mapping[str, str] = request.POST.dict() if posted else begun
    names = queries.indicators(book(), form.on, lang())
    asked = request.GET.get("q", "").strip()[:100]
    shown = {
        "form": form,
        "known": [_right(one, typed, names) for one in found],
        "rights": _choices(form.firm, asked) if not form.keys else (),
        "asked": asked,
        "most": _RIGHTS_SHOWN,
        "scenarios": queries.scenarios(book(), form.on, lang()),
        "methods": list(Method),
        "typed": typed,
        "spreads": [
            (name, [(end, typed.get(f"{name}_{end}", "")) for end in ENDS]) for name in SPREADS
        ],
        "discounts": [(name, typed.get(name, "")) for name in _DISCOUNT],
        "comparables": _comparables(typed) if len(form.keys) == 1 else (),
        "told": wrong.told(lang()) if wrong else None,
        "at_fault": wrong.fields[0] if wrong else "",
    }
    return render(request, "web/valuation_form.html", shown, status=400 if wrong else 200)


def _right(one: Known, typed: Mapping[str, str], names: Mapping[str, str]) -> dict[str, object]:
    key = one.record.key
    fields = [(name, f"{name}:{key}", typed.get(f"{name}:{key}", "")) for name in OF_A_RIGHT]
    return {
        "known": one,
        "life": one.life(),
        "fields": fields,
        "facts": fact_rows(one.facts, names, one.record.firm_id),
        "owed": sum(one.annuities, Decimal(0)),
    }


def _comparables(typed: Mapping[str, str]) -> list[tuple[int, list[tuple[str, str, str]]]]:
    return [
        (at, [(name, f"{name}_{at}", typed.get(f"{name}_{at}", "")) for name in OF_A_COMPARABLE])
        for at in range(1, COMPARABLES + 1)
    ]


def _before(form: Form) -> dict[str, str]:
    """What the version before was drawn up with, as far as it is a plain field."""
    if form.after is None:
        return {}
    held = queries.one(form.after)
    assert held is not None
    found = {"scenario": held.scenario}
    subjects = held.inputs.get("subjects", [])
    for name in SPREADS:
        spread = subjects[0].get(name) if subjects else None
        if spread:
            told = dict(zip(ENDS, (spread["low"], spread["mode"], spread["high"]), strict=True))
            found |= {f"{name}_{end}": _percent(value) for end, value in told.items()}
    for one in subjects:
        for field, name in (("sales", "sales"), ("profit", "profit"), ("earnings", "earnings"),
                            ("charges", "charges")):  # fmt: skip
            if one.get(name) is not None:
                found[f"{field}:{one['key']}"] = one[name]
        for name in ("labour", "expense", "overhead"):
            if one.get("costs"):
                found[f"{name}:{one['key']}"] = one["costs"][name]
        if one.get("first_return"):
            found[f"return:{one['key']}"] = one["first_return"]["mode"]
    return found


def _percent(part: str) -> str:
    return f"{(Decimal(part) * 100).normalize():f}"


FIELDS = frozenset((*PLAIN, *(f"{name}_{end}" for name in SPREADS for end in ENDS)))
"""The fields that are not of one right or one comparable."""
