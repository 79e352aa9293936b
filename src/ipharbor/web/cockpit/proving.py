"""Why an invention counts as a high-value one: the page of one right, and the words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import pyarrow.compute as pc
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ipharbor.actions import permits
from ipharbor.actions.region.record_award import record_award
from ipharbor.analysis.region.high_value import CLASSES, PROVISIONS, Proof, proofs
from ipharbor.queries.ledger_rows import RightRows
from ipharbor.statutes.values import Terms
from ipharbor.vocabulary.errors import HarborError
from ipharbor.web._days import usual_day
from ipharbor.web.caller import Asked, day, may
from ipharbor.web.cockpit.addresses import Ways
from ipharbor.web.cockpit.framing import READ, asked_frame, stated
from ipharbor.web.cockpit.page import frame_shown
from ipharbor.web.language import lang
from ipharbor.web.law import book


@require_http_methods(["GET", "HEAD", "POST"])
def proof(request: Asked, key: str) -> HttpResponse:
    """The classes of one right in the frame, each with its fact and the provision behind it. A
    posted form enters a national award.

    HarborError ``ledger.right.unknown`` for a right that is not in the ledger.
    """
    caller = may(request, READ)
    wrong: HarborError | None = None
    if request.method == "POST":
        try:
            _award(request, key, caller)
            return HttpResponseRedirect(request.get_full_path())
        except HarborError as refused:
            if not refused.fields:
                raise
            wrong = refused
    asked = asked_frame(request)
    place = pc.index(asked.ledger.text("rights", "key"), key).as_py()
    if place < 0 or not asked.seen[place]:
        raise HarborError("ledger.right.unknown", key=key)
    found = {one.code: one for one in proofs(asked, place)}
    law = book().on(asked.frame.on)
    ways = Ways(stated(request, asked.frame))
    shown = {
        **frame_shown(request, asked, ways),
        "row": RightRows(asked).at(place),
        "classes": [(one, class_name(one), found.get(one), sentence(found.get(one)))
                    for one in CLASSES],
        "provisions": [law[name] for name in PROVISIONS if name in law],
        "may_award": permits.allowed(caller, "awards.record"),
        "typed": {name: request.POST.get(name, "") for name in ("name", "given")},
        "told": wrong.told(lang()) if wrong else None,
        "at_fault": wrong.fields[0] if wrong else "",
    }  # fmt: skip
    return render(request, "web/cockpit/proof.html", shown, status=400 if wrong else 200)


def _award(request: Asked, key: str, caller: permits.Actor) -> None:
    on = day(request, "given")
    if on is None:
        raise HarborError("form.day.unreadable", fields=("given",), value="")
    try:
        record_award(
            key, name=request.POST.get("name", ""), on=on, by=caller, at=timezone.now()
        )  # fmt: skip
    except HarborError as refused:
        field = "given" if refused.fields == ("on",) else "name"
        raise HarborError(refused.code, fields=(field,), **refused.params) from None
    messages.success(request, _("The award is entered; it counts from today on."))


def class_name(code: str) -> str:
    """A class of high-value inventions in the law book's words."""
    law = book().on(usual_day())
    criteria = law["high_value.criteria"].value if "high_value.criteria" in law else None
    if not isinstance(criteria, Terms):
        return code
    term = next((one for one in criteria.items if one.code == code), None)
    return code if term is None else term.zh if lang() == "zh" else term.en


def told(found: Iterable[Proof]) -> str:
    """All the reasons in a row."""
    return ("；" if lang() == "zh" else "; ").join(sentence(one) for one in found)


def sentence(one: Proof | None) -> str:
    """A reason in a sentence; empty for none."""
    return "" if one is None else _SAID[one.code](one)


def _facts(one: Proof) -> Mapping[str, str]:
    return {**one.told, "since": one.since.isoformat() if one.since else "–"}


def _emerging(one: Proof) -> str:
    name = one.told["zh" if lang() == "zh" else "en"]
    return _("class %(symbol)s is of %(name)s") % {"symbol": one.told["symbol"], "name": name}


def _overseas(one: Proof) -> str:
    return _("granted at %(office)s on %(since)s: %(number)s") % _facts(one)


def _maintained(one: Proof) -> str:
    if one.told["from"] == "filed":
        return _("filed on %(begun)s, more than %(years)s years in force since %(since)s") % (
            _facts(one)
        )
    return _("granted on %(begun)s, more than %(years)s years in force since %(since)s") % (
        _facts(one)
    )


def _pledged(one: Proof) -> str:
    if not one.told["amount"]:
        return _("pledged under %(number)s since %(since)s, amount not told") % _facts(one)
    return _("pledged under %(number)s since %(since)s for CNY %(amount)s") % _facts(one)


def _awarded(one: Proof) -> str:
    return _("%(name)s, on %(since)s") % _facts(one)


_SAID: Mapping[str, Callable[[Proof], str]] = {
    "emerging": _emerging,
    "overseas": _overseas,
    "maintained": _maintained,
    "pledge": _pledged,
    "award": _awarded,
}
