"""A lender's portfolio as the last night marked it: exposure, loans, rights, concerns, waiving."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ipharbor.actions import permits
from ipharbor.actions.collateral.reading import party
from ipharbor.actions.collateral.waive import WHY
from ipharbor.actions.collateral.waive import waive as waiving
from ipharbor.queries import concerns
from ipharbor.queries import portfolio as queries
from ipharbor.queries.marked_loans import Portfolio
from ipharbor.queries.portfolio import Whose
from ipharbor.records.models import CollateralNight
from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError
from ipharbor.web import _portfolio_lists as lists
from ipharbor.web._concern_facts import fact
from ipharbor.web.caller import Asked, may
from ipharbor.web.language import lang
from ipharbor.web.lists import List, answer

FIRST = 8  # rows of each table of the page; all of them are a list


def whose(request: Asked) -> tuple[permits.Actor, Whose]:
    """The caller, and whose loans the caller sees: all for the office, else those that the own
    organisation lent or guarantees. Raises ``permit.denied``."""
    caller = may(request, "collateral.read")
    return caller, Whose(*party(caller))


@require_safe
def page(request: Asked) -> HttpResponse:
    """What the portfolio is exposed to, and what is wrong with it."""
    caller, mine = whose(request)
    told = _held(mine)
    shown: dict[str, object] = {"whose": mine, "told": told, "by_clock": _by_clock(caller)}
    if told is not None:
        shown |= {
            "sums": queries.whole(told), "tables": _tables(told, mine),
            "night": CollateralNight.objects.filter(as_of=told.as_of).first(),
            "colours": concerns.by_colour(mine, told.as_of), "when": concerns.WHEN,
            "waived": concerns.standing(mine, told.as_of).filter(stage="waived").count(),
        }  # fmt: skip
    return render(request, "web/portfolio/page.html", shown)


@require_safe
def exposure(request: Asked) -> HttpResponse:
    """The exposure by firm, town, field, maturity or lender."""
    _caller, mine = whose(request)
    told = _held(mine)
    rows = () if told is None else queries.exposures(told)
    return answer(request, lists.EXPOSURE, rows, "web/portfolio/exposure.html", _around(told, mine))


@require_safe
def loans(request: Asked) -> HttpResponse:
    """The loans as marked."""
    _caller, mine = whose(request)
    told = _held(mine)
    rows = () if told is None else queries.loan_rows(told)
    return answer(request, _of(lists.LOANS, mine), rows, "web/portfolio/loans.html",
                  _around(told, mine))  # fmt: skip


@require_safe
def rights(request: Asked) -> HttpResponse:
    """The rights that secure the loans, with what counts of each."""
    _caller, mine = whose(request)
    told = _held(mine)
    rows = () if told is None else queries.right_rows(told)
    return answer(request, _of(lists.RIGHTS, mine), rows, "web/portfolio/rights.html",
                  _around(told, mine))  # fmt: skip


@require_safe
def concern_list(request: Asked) -> HttpResponse:
    """The concerns that stand."""
    caller, mine = whose(request)
    told = _held(mine)
    as_of = told.as_of if told is not None else timezone.localdate()
    declared = _of(lists.CONCERNS, mine)
    if permits.ever(caller, "collateral.waive"):
        declared = lists.waived(declared)
    return answer(request, declared, concerns.standing(mine, as_of),
                  "web/portfolio/concerns.html", _around(told, mine))  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def waive(request: Asked, concern_id: int) -> HttpResponse:
    """Ask whether a concern is to be waived, and why; posted, it is."""
    caller = may(request, "collateral.waive")
    _caller, mine = whose(request)
    found = concerns.standing(mine, timezone.localdate()).filter(pk=concern_id).first()
    if found is None:
        raise HarborError("collateral.unknown", id=concern_id)
    if found.stage == "waived":
        raise HarborError("collateral.closed", id=concern_id)
    shown: dict[str, object] = {"row": found, "fact": fact(found), "longest": WHY}
    if request.method != "POST":
        return render(request, "web/portfolio/waive.html", shown)
    why = request.POST.get("why", "")
    try:
        waiving(concern_id, why=why, by=caller, at=timezone.now())
    except HarborError as wrong:
        if not wrong.fields:
            raise
        shown |= {"told": wrong.told(lang()), "typed": request.POST}
        return render(request, "web/portfolio/waive.html", shown, status=400)
    messages.success(request, _("The concern is waived as long as it lasts."))
    return redirect("portfolio_concerns")


def _held(mine: Whose) -> Portfolio | None:
    return queries.portfolio(current().collateral, mine, current().region)


def _around(told: Portfolio | None, mine: Whose) -> dict[str, object]:
    return {"whose": mine, "as_of": told.as_of if told is not None else None}


def _of(declared: List, mine: Whose) -> List:
    return declared if mine.party else lists.for_all(declared)


def _tables(told: Portfolio, mine: Whose) -> Sequence[dict[str, object]]:
    """The first rows of each table in words, and how many there are."""
    by = [one for one in queries.BY if one != "lender" or mine.party != "lender"]
    rows = queries.exposures(told, by)
    found = []
    for one in by:
        those = [row for row in rows if row.by == one]
        first = [
            {"words": lists.words_of(row), "there": lists.list_of(row), "row": row,
             "over": "" if one in queries.OF_RIGHTS else lists.list_of(row, over="1")}
            for row in (those if one == "due" else those[:FIRST])
        ]  # fmt: skip
        found.append({"by": one, "rows": first, "count": len(those), "more": len(those) > FIRST,
                      "fields": one in queries.OF_RIGHTS})  # fmt: skip
    return found


def _by_clock(caller: permits.Actor) -> bool:
    """Whether the caller may look at the schedule that says when the night runs."""
    return permits.allowed(caller, "jobs.schedule") or permits.allowed(caller, "collateral.look")
