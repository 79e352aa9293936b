"""The cockpit itself."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ipharbor.actions import permits
from ipharbor.actions.jobs.enqueue import enqueue
from ipharbor.analysis.region.asking import Asked as LedgerAsked
from ipharbor.analysis.region.layout import TYPES
from ipharbor.queries import alarms, cases, targets
from ipharbor.queries import ledger as queries
from ipharbor.queries.alarms import TownAlarms
from ipharbor.queries.cockpit import Cockpit, cockpit
from ipharbor.queries.station import figures as stations
from ipharbor.queries.station.town import Asking
from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError
from ipharbor.web._days import EARLIEST
from ipharbor.web.caller import Asked, actor, may
from ipharbor.web.cockpit.addresses import Ways
from ipharbor.web.cockpit.framing import (
    READ,
    asked_or_usual,
    home_region,
    own_town,
    stated,
    town_name,
)
from ipharbor.web.cockpit.map import MEASURES, town_map
from ipharbor.web.cockpit.months import drawn
from ipharbor.web.language import lang
from ipharbor.web.law import book
from ipharbor.wiring import corpus

KEY = (
    "in_force", "inventions_in_force", "inventions_per_10000", "holders", "ended",
    "pledge_records", "under_pledge", "transfers", "licence_records", "open_licence_records",
)  # fmt: skip
BY_TYPE = (*(f"granted_{one}" for one in TYPES), "invention_share")
BEHIND = 8  # towns behind that the page names
VALUED = ("high_value", "high_value_per_10000")
LEFT, RIGHT = ("sizes", "grades", "kinds"), ("industries", "trades")


@require_safe
def page(request: Asked) -> HttpResponse:
    """All figures of the region, or of one town, as known on a day."""
    caller = may(request, READ)
    if queries.ledger(current().ledger) is None:
        return without(request, caller)
    asked, wrong = asked_or_usual(request)
    told = cockpit(asked, region=home_region())
    ways = Ways(stated(request, asked.frame))
    shown = {
        **frame_shown(request, asked, ways),
        "told": told,
        "figures": told.figures,
        "key": [told.figures[name] for name in KEY if name in told.figures],
        "types": [told.figures[name] for name in BY_TYPE],
        "months": drawn(asked, told.months, ways),
        "left": [told.tables[name] for name in LEFT],
        "right": [told.tables[name] for name in RIGHT],
        "valued": [told.figures[name] for name in VALUED],
        "by_type": list(zip(TYPES, told.year_end[1:], strict=False)),
        "causes": _causes(told, ways),
        **_map(request, told, ways),
        **_beside(request, asked, told),
    }
    shown |= fault(wrong)
    return render(request, "web/cockpit/page.html", shown, status=400 if wrong else 200)


@require_POST
def make(request: Asked) -> HttpResponse:
    """Ask for the ledger to be made anew."""
    by, now = actor(request), timezone.now()
    permits.require(by, "ledger.make")
    job = enqueue(
        "ledger.make", once=f"ledger:{now:%Y%m%d%H%M}", about=corpus().vintage, by=by, at=now
    )
    messages.success(request, _("The ledger is being made anew; this page shows how far it is."))
    return HttpResponseRedirect(reverse("job", args=[job.pk]))


def fault(wrong: HarborError | None) -> dict[str, object]:
    """What is wrong with a day, to be told at its field."""
    if wrong is None:
        return {}
    return {"told_fault": wrong.told(lang()), "fault": wrong.fields[0]}


def frame_shown(request: Asked, asked: LedgerAsked, ways: Ways) -> Mapping[str, object]:
    """What every page of the cockpit shows of its frame."""
    caller = actor(request)
    footing = queries.footing(asked.ledger, corpus())
    region = home_region()
    return {
        "frame": asked.frame,
        "footing": footing,
        "ways": ways,
        "town": region.town(asked.frame.town) if asked.frame.town else None,
        "bound": bool(own_town(caller)),
        "towns": region.towns,
        "earliest": EARLIEST,
        "asks_state": asked.frame.on != asked.frame.known,
        "may_make": permits.allowed(caller, "ledger.make"),
        "may_report": permits.allowed(caller, "report.read"),
    }


def without(request: Asked, caller: permits.Actor) -> HttpResponse:
    """The page for an installation whose ledger has not been made."""
    shown = {
        "may_make": permits.allowed(caller, "ledger.make"),
        "documents": bool(corpus().manifest.volumes),
    }
    return render(request, "web/cockpit/none.html", shown)


def _alarms(town: str) -> list[tuple[TownAlarms, str]]:
    """The towns whose firms have red or orange warnings open, with their names; as of now."""
    codes = [town] if town else [one.code for one in home_region().towns]
    rows = alarms.by_town(codes, on=timezone.localdate())
    return [(one, town_name(one.town)) for one in rows if one.red or one.orange]


def _beside(request: Asked, asked: LedgerAsked, told: Cockpit) -> dict[str, object]:
    """Targets, those that are behind first, and handled cases for those who may read them."""
    found = targets.standing(asked, dict(told.figures))
    grave = sorted(found, key=lambda one: (not one.behind, bool(one.wanted.town)))
    district = [one for one in found if one.wanted.town == asked.frame.town]
    behind = [one for one in grave if one.behind and one not in district]
    shown: dict[str, object] = {"aims": district, "behind": behind[:BEHIND], "aimed": len(found)}
    if permits.allowed(actor(request), "cases.read"):
        shown |= {"cases": cases.figure(asked.frame), "case_kinds": cases.by_kind(asked.frame)}
    if permits.allowed(actor(request), "alarm.count"):
        shown |= {"alarms": _alarms(asked.frame.town)}
    if permits.allowed(actor(request), "station.read", town=asked.frame.town):
        asking = Asking(current().ledger, asked.frame.on, book())
        shown["stations"] = stations.figures(asking, asked.frame)
    return shown


def _map(request: Asked, told: Cockpit, ways: Ways) -> dict[str, object]:
    table = told.tables.get("towns")
    if table is None:
        return {}
    stated = request.GET.get("map", "")
    drawn_map = town_map(table, stated if stated in MEASURES else MEASURES[0], ways)
    wrong = drawn_map.wrong
    return {
        "map": drawn_map,
        "measures": MEASURES,
        "map_told": wrong.told(lang()) if wrong else None,
    }


def _causes(told: Cockpit, ways: Ways) -> list[tuple[str, int, str]]:
    cut = told.figures["ended"].cut
    assert cut is not None
    return [
        (f"state_{state}", count, ways.rights(cut.narrowed(state=state)))
        for state, count in sorted(told.causes.items(), key=lambda one: -one[1])
    ]
