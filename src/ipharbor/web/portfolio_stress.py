"""The stress test of a portfolio: what it is asked with, how far it is, what came of the last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from ipharbor.actions import permits
from ipharbor.actions.jobs.enqueue import enqueue
from ipharbor.pledge.pool import pool
from ipharbor.pledge.stress import CORRELATION, DEFAULT, DRAWS, UNGRADED, assumptions
from ipharbor.queries import jobs, stress_tests
from ipharbor.queries.portfolio import portfolio, whole
from ipharbor.queries.stress_tests import NONE, POOLED, Asked
from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError
from ipharbor.web import _loss_chart, _vega
from ipharbor.web.caller import Asked as Request
from ipharbor.web.jobs import reader_of
from ipharbor.web.language import lang
from ipharbor.web.law import book
from ipharbor.web.portfolio import whose

NAMES = ("correlation", "default", "draws", "seed", "pooled", "fund")
BOUNDS: Mapping[str, tuple[float, float]] = {
    "correlation": (0, 95), "default": (0, 95), "draws": (1_000, 200_000), "seed": (0, 999_999_999),
    "fund": (0, 1_000_000_000_000),
}  # fmt: skip
"""The least and most of each number; shares in per cent, the fund in CNY."""
USUAL_SEED = 1


@require_http_methods(["GET", "HEAD", "POST"])
def stress(request: Request) -> HttpResponse:
    """The form with the last result; posted, it asks for the job, unless one is under way.

    A mistake is told at its field; what was typed is kept.
    """
    caller, mine = whose(request)
    told = portfolio(current().collateral, mine, current().region)
    kept = stress_tests.kept(current().stress, mine)
    wrong: HarborError | None = None
    if request.method == "POST":
        try:
            _ask(request, caller)
        except HarborError as refused:
            if not refused.fields:
                raise
            wrong = refused
        else:
            return HttpResponseRedirect(request.path)
    law = book().on(told.as_of if told is not None else timezone.localdate())
    assumed = assumptions(law)
    usual = Asked(assumed.correlation, assumed.of(UNGRADED), DRAWS, USUAL_SEED)
    job = stress_tests.job_for(mine)
    shown = {
        "whose": mine, "as_of": told.as_of if told is not None else None, "kept": kept,
        "sums": whole(told) if told is not None else None, "pool": pool(law), "pooled": POOLED,
        "typed": request.POST if wrong else _typed(kept.asked if kept else usual),
        "assumed": assumed, "provisions": (law[DEFAULT], law[CORRELATION]), "bounds": BOUNDS,
        "job": jobs.job(reader_of(request), job.pk, lang=lang()) if job else None,
        "under_way": job is not None, "may_ask": permits.ever(caller, "collateral.stress"),
        "chart": _loss_chart.distribution(kept.found) if kept else {}, "vega": _vega.version(),
        "bins": _loss_chart.bins(kept.found) if kept else (),
        "told": wrong.told(lang()) if wrong else None,
        "at_fault": wrong.fields[0] if wrong else "",
    }  # fmt: skip
    return render(request, "web/portfolio/stress.html", shown, status=400 if wrong else 200)


def _ask(request: Request, caller: permits.Actor) -> None:
    permits.require(caller, "collateral.stress")
    _caller, mine = whose(request)
    asked, now = _asked(request), timezone.now()
    if stress_tests.job_for(mine) is not None:
        return
    name = stress_tests.name_of(mine)
    enqueue(
        stress_tests.KIND, once=f"stress:{name}:{now:%Y%m%d%H%M%S%f}", about=mine.name,
        argument={"asked": asdict(asked), "name": name}, by=caller, at=now,
    )  # fmt: skip


def _asked(request: Request) -> Asked:
    """What the form says. Raises ``stress.asked.range`` and ``stress.asked.pooled``."""
    if request.POST.get("pooled", NONE) not in POOLED:
        raise HarborError("stress.asked.pooled", fields=("pooled",))
    empty = not request.POST.get("fund", "").strip()
    return Asked(
        _number(request, "correlation") / 100, _number(request, "default") / 100,
        _whole(request, "draws"), _whole(request, "seed"), request.POST.get("pooled", NONE),
        None if empty else _number(request, "fund"),
    )  # fmt: skip


def _number(request: Request, name: str) -> float:
    text = request.POST.get(name, "").replace(",", "").replace("，", "").strip()
    least, most = BOUNDS[name]
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not least <= number <= most:
        raise HarborError(
            "stress.asked.range", fields=(name,), value=text[:40], least=f"{least:,}",
            most=f"{most:,}",
        )  # fmt: skip
    return number


def _whole(request: Request, name: str) -> int:
    number = _number(request, name)
    if number != int(number):
        least, most = BOUNDS[name]
        raise HarborError(
            "stress.asked.range", fields=(name,), value=f"{number:g}", least=f"{least:,}",
            most=f"{most:,}",
        )  # fmt: skip
    return int(number)


def _typed(asked: Asked) -> Mapping[str, str]:
    """What the form begins with."""
    return {
        "correlation": f"{asked.correlation * 100:g}", "default": f"{asked.default * 100:g}",
        "draws": f"{asked.draws}", "seed": f"{asked.seed}", "pooled": asked.pooled,
        "fund": "" if asked.fund is None else f"{asked.fund:.0f}",
    }  # fmt: skip
