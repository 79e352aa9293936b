"""The check before a pledge: which of a firm's rights could be registered, and what to mend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from ipharbor.actions import permits
from ipharbor.journal.latest import latest
from ipharbor.papers.wording import text_of
from ipharbor.pledge.contract import Reading, read
from ipharbor.pledge.grounds import GROUNDS, Answer, Outcome, provisions
from ipharbor.queries import docket as dockets
from ipharbor.queries import pledge_checks as queries
from ipharbor.queries.of_firm import OfFirm
from ipharbor.queries.pledge_checks import Check, Row, TieRow
from ipharbor.records.models import FeeReduction, Firm, Payment, Right, RightEvent
from ipharbor.register.verdict import Verdict
from ipharbor.vocabulary.errors import HarborError
from ipharbor.web._days import usual_day
from ipharbor.web._docketing import MOST, data_until
from ipharbor.web.caller import Asked, actor
from ipharbor.web.language import lang
from ipharbor.web.law import book
from ipharbor.web.lists import answer
from ipharbor.web.pledge._drawing import drawn_ties
from ipharbor.web.pledge.asking import (
    CLAUSE,
    MOST_NAMED,
    PERMIT,
    Wanted,
    firm_of,
    stated,
    the_firm,
    wanted,
)
from ipharbor.web.pledge.lists import CHECKS, FIRMS, TIES

_kept: OfFirm[Check] = OfFirm(MOST, FeeReduction, Payment, Right, RightEvent)
_tied: OfFirm[tuple[TieRow, ...]] = OfFirm(MOST, FeeReduction, Payment, Right, RightEvent)
_CASES = ("cases.import", "financing.answer_consent", "financing.withdraw_consent")
_WORST = {one: place for place, one in enumerate(Outcome)}
CLAUSES = ("pledge.contract.required", "pledge.contract.optional")
MOST_BYTES = 5 * 2**20


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: Asked) -> HttpResponse:
    """The check of a firm's rights; without a firm the firms whose rights the caller may check.

    A posted contract is read, kept nowhere, and what it states goes into the address.
    """
    caller = actor(request)
    firm = firm_of(request, caller)
    if firm is None:
        among = permits.firms(caller, PERMIT)
        held = dockets.holders(dockets.with_docket(among))
        return answer(request, FIRMS, held, "web/pledge/firms.html")
    wrong = None
    if request.method == "POST":
        try:
            return _read(request, firm)
        except HarborError as told:
            if not told.fields:
                raise
            wrong = told
    return _page(request, caller, firm, wrong)


@require_safe
def right(request: Asked, key: str) -> HttpResponse:
    """Why the check of one right came out as it did: each ground with its fact, what to mend,
    the papers, the provisions; and what hangs on the right."""
    caller = actor(request)
    firm = the_firm(request, caller)
    asked = wanted(firm, request.GET)
    found = _check(firm, asked, keys=frozenset({key}))
    row = found.rows[0]
    law, until = book(), data_until() or date.min
    hung = queries.ties_of(
        firm, law=law, on=asked.on, data_until=until, keys={key}, told=_held(firm)
    )
    shown = {
        "firm": firm,
        "found": found,
        "row": row,
        "asked": asked,
        "answers": [_told(one, asked.on) for one in row.checked.answers],
        "advice": [one.told(lang()) for one in row.checked.advice],
        "ties": hung,
        "drawn": drawn_ties(hung),
        "back": f"{reverse('pledge_check')}?{asked.query}",
    }
    return render(request, "web/pledge/right.html", shown)


@require_safe
def ties(request: Asked) -> HttpResponse:
    """What hangs on a firm's rights, and which acts that stands against."""
    caller = actor(request)
    firm = the_firm(request, caller)
    asked = wanted(firm, request.GET)
    rows = _ties(firm, asked.on)
    shown = {"firm": firm, "on": asked.on, "chooses": caller.role != "firm"}
    return answer(request, TIES, rows, "web/pledge/ties.html", shown)


def warm(firm: Firm) -> None:
    """Reckon what the pages of the firm show first: the check as it is asked when nothing is
    stated, and what hangs on the rights."""
    asked = wanted(firm, QueryDict(""))
    _check(firm, asked)
    _ties(firm, asked.on)


def _ties(firm: Firm, on: date) -> tuple[TieRow, ...]:
    law, until = book(), data_until() or date.min
    return _tied.of(
        firm.pk,
        (on, until, id(law), latest(_CASES)),
        lambda: queries.ties_of(firm, law=law, on=on, data_until=until, told=_held(firm)),
    )


def _page(
    request: Asked, caller: permits.Actor, firm: Firm, wrong: HarborError | None
) -> HttpResponse:
    try:
        asked = wanted(firm, request.GET)
        found = _check(firm, asked)
    except HarborError as told:
        if not told.fields:
            raise
        wrong = wrong or told
        asked = wanted(firm, QueryDict(f"firm={firm.pk}"))
        found = _check(firm, asked)
    shown: dict[str, Any] = {
        "firm": firm,
        "check": found,
        "asked": asked,
        "typed": {**asked.typed, **{name: request.GET.get(name, "")[:200]
                                    for name in ("on", "until", "known_on", "amount")
                                    if name in request.GET}},
        "insist": request.GET.getlist("insist"),
        "outcomes": [(str(one), count) for one, count in found.outcomes.items()],
        "refusing": [(one, found.refusing[one]) for one in GROUNDS if found.refusing.get(one)],
        "papers": sorted(found.papers.items(), key=lambda one: -one[1]),
        "clauses": _clauses(asked),
        "verdicts": [str(one) for one in Verdict],
        "chooses": caller.role != "firm",
        "today": usual_day(),
        "named": request.GET.getlist("named")[:MOST_NAMED],
        "beside": _beside(request.GET),
        "read_at": f"{request.path}?{stated(request.GET).urlencode()}",
        "told": wrong.told(lang()) if wrong else None,
        "at_fault": wrong.fields[0] if wrong and wrong.fields else "",
    }  # fmt: skip
    status = 400 if wrong else 200
    return answer(request, CHECKS, found.rows, "web/pledge/check.html", shown, status=status)


def _fittest(row: Row) -> tuple[object, ...]:
    """Rights against which nothing or little stands come first."""
    made = row.checked
    refusing = len(made.hard) + len(made.soft)
    return (-_WORST[made.outcome], refusing, len(made.unknown), row.record.key)


def _check(firm: Firm, asked: Wanted, *, keys: frozenset[str] | None = None) -> Check:
    """The check of what an address asks, or of ``keys``, the fittest first; the last ones of whole
    firms are kept until something concerns the firm."""
    law, until = book(), data_until() or date.min

    def reckoned() -> Check:
        made = queries.check(
            firm, asked.offer, law=law, on=asked.on, data_until=until,
            keys=keys or asked.keys, known_on=asked.known_on, told=_held(firm),
        )  # fmt: skip
        return replace(made, rows=tuple(sorted(made.rows, key=_fittest)))

    if keys is not None:
        return reckoned()
    contract = asked.offer.contract
    named = None if contract is None else contract.listed
    question = (asked.query, asked.keys, named, asked.on, until, id(law))
    return _kept.of(firm.pk, question, reckoned)


def _held(firm: Firm) -> Any:
    return dockets.of_firm(firm.pk)


def _told(one: Answer, on: date) -> dict[str, Any]:
    """An answer as the page shows it."""
    law = book()
    rests_on = provisions(one.ground, on=on, book=law)
    return {
        "answer": one,
        "told": one.told(lang(), law, on),
        "papers": [f"pledge_paper_{paper}" for paper in one.papers],
        "provisions": rests_on,
        "ground": next(
            (item.zh if lang() == "zh" else item.en for ruled in rests_on[:1]
             for item in ruled.terms.items if item.code == one.ground),
            one.ground,
        ),
    }  # fmt: skip


def _clauses(asked: Wanted) -> list[tuple[str, str, bool, str]]:
    """Code, wording, whether the register asks for it, and what is told of each clause."""
    law = book().on(asked.on)
    return [
        (
            item.code,
            item.zh if lang() == "zh" else item.en,
            name == CLAUSES[0],
            str(asked.clauses.get(item.code, "")),
        )
        for name in CLAUSES
        if name in law
        for item in law[name].terms.items
    ]


def _beside(params: QueryDict) -> list[tuple[str, str]]:
    """All that tells the offer but the clauses of the contract."""
    return [
        (name, value)
        for name, values in stated(params, read=None).lists()
        for value in values
        if not name.startswith(CLAUSE)
    ]


def _read(request: Asked, firm: Firm) -> HttpResponse:
    """Read the contract and ask the check again with what it states."""
    law = book().on(usual_day())
    text = _text(request)
    codes = [item.code for name in CLAUSES if name in law for item in law[name].terms.items]
    numbers = {one.key: one.application_number for one in _held(firm).once}
    found = read(text, codes, numbers)
    _say(request, found)
    told = stated(request.GET, read="yes", named=None)
    for one in found.passages:
        told[CLAUSE + one.clause] = str(one.verdict)
    if 0 < len(found.listed) < MOST_NAMED:
        told.setlist("named", sorted(found.listed))
    elif not found.listed and numbers:
        told["named"] = "-"
    told["firm"] = str(firm.pk)
    return HttpResponseRedirect(f"{request.path}?{told.urlencode()}#contract")


def _text(request: Asked) -> str:
    """The contract as text, pasted or from a file; HarborError ``pledge.contract.none``."""
    sent = request.FILES.get("file")
    if sent is not None:
        if sent.size and sent.size > MOST_BYTES:
            raise HarborError(
                "pledge.contract.too_large", fields=("file",), most=MOST_BYTES // 2**20
            )
        return text_of(sent.read(), sent.name or "")
    text = request.POST.get("text", "").strip()
    if not text:
        raise HarborError("pledge.contract.none", fields=("text",))
    return text


def _say(request: Asked, found: Reading) -> None:
    count = len(found.listed)
    messages.info(
        request,
        ngettext(
            "The contract names %(n)s right of the firm.",
            "The contract names %(n)s rights of the firm.",
            count,
        )
        % {"n": count},
    )
    lacks: Sequence[str] = [one for passage in found.passages for one in passage.lacks]
    if lacks:
        messages.warning(
            request,
            _("Not found or left blank: %(words)s. A reading by words can miss a clause; correct "
              "it below.") % {"words": "、".join(lacks)},
        )  # fmt: skip
