"""One decision on a loan, opened again as it was known when it was taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ipharbor import wiring
from ipharbor.actions import permits
from ipharbor.queries import journal
from ipharbor.queries.decisions.lines import Told, told
from ipharbor.queries.decisions.reopening import Difference, reopened
from ipharbor.records.models import LoanApplication
from ipharbor.register.encumbrances import Encumbrance
from ipharbor.vocabulary.errors import HarborError
from ipharbor.web import _financing_seen as seen
from ipharbor.web._days import usual_day
from ipharbor.web.caller import Asked, may
from ipharbor.web.language import lang
from ipharbor.web.law import book
from ipharbor.web.templatetags.docketing import named, yuan
from ipharbor.web.templatetags.harbor import counted, said


def lines_seen(caller: permits.Actor, application: LoanApplication) -> Told:
    """The decisions on the application that the caller may read."""
    return seen.decisions(caller, application, told(application, wiring.firm_sealer()))


def history(caller: permits.Actor, application: LoanApplication) -> tuple[journal.Told, ...]:
    """The decisions on the application in words, the newest first."""
    return journal.told(lines_seen(caller, application).lines, lang=lang())[::-1]


@require_safe
def decision(request: Asked, number: int, seq: int) -> HttpResponse:
    """What was known when the decision of journal line ``seq`` was taken, and what is otherwise
    today."""
    caller = may(request, "financing.read")
    held = LoanApplication.objects.select_related("firm").filter(pk=number).first()
    if held is None or not seen.may_read(caller, held):
        raise HarborError("loan.unknown", id=number)
    found = lines_seen(caller, held)
    law, today = book(), usual_day()
    made = reopened(
        held, found, seq, law=law, today=today, seals=wiring.firm_sealer(),
        vault=wiring.vault(), papers=permits.allowed(caller, "paper.read", firm=held.firm),
        lang=lang(),
    )  # fmt: skip
    seqs = [one.seq for one in found.lines]
    place = seqs.index(seq)
    shown = {
        "held": held, "made": made, "today": max(today, made.day),
        "differs": [_differing(one) for one in made.differs],
        "answers": _answers(made.application, law.on(made.day)),
        "paid": sum(one.paid_on is not None for one in made.instalments),
        "before": seqs[place - 1] if place else None,
        "after": seqs[place + 1] if place + 1 < len(seqs) else None,
        "may_journal": permits.ever(caller, "journal.read"),
        "may_value": permits.allowed(caller, "valuation.read", firm=held.firm),
    }  # fmt: skip
    return render(request, "web/decision.html", shown)


def _answers(
    application: LoanApplication | None, law: Any
) -> list[tuple[str, list[str], list[str]]]:
    """Of each right the grounds that stood and those that could not be told, by the last check."""
    words = {one.code: one.zh if lang() == "zh" else one.en
             for one in law["pledge.refusal"].terms.items}  # fmt: skip
    return [
        (
            key,
            [words.get(code, code) for code, one in answers.items() if one == "yes"],
            [words.get(code, code) for code, one in answers.items() if one == "cannot_tell"],
        )
        for key, answers in sorted(application.checked.items() if application else ())
    ]


def _differing(one: Difference) -> tuple[str, str, str, str]:
    """What differs, of which right, as it was and as it is, in words."""
    what = said(one.what, "differs")
    if one.what == "concern":
        what = f"{what}: {said(one.demand, 'demand')}"
    return what, one.right, _worded(one.what, one.then), _worded(one.what, one.now)


_WORDS: Mapping[str, Callable[[Any], str]] = {
    "amount": yuan,
    "value": yuan,
    "owed": yuan,
    "stage": lambda code: said(code, "loan"),
    "concern": lambda code: said(code, "concern"),
    "state": lambda state: named(str(state)),
    "holders": "; ".join,
    "encumbrances": lambda hung: "; ".join(map(_hung, hung)),
}


def _worded(what: str, value: Any) -> str:
    if value is None or value in ("", ()):
        return "–"
    return _WORDS.get(what, counted)(value)


def _hung(one: Encumbrance) -> str:
    return " ".join(filter(None, (named(str(one.family)), one.number, f"{one.since}")))
