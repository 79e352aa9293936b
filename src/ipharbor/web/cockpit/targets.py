"""Targets of the district: how far, who is behind, and setting them."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from ipharbor.actions import permits
from ipharbor.actions.region.targets import import_targets, set_target
from ipharbor.analysis.region.aiming import Aim, Standing
from ipharbor.analysis.region.asking import Asked as LedgerAsked
from ipharbor.queries import ledger as ledgers
from ipharbor.queries import targets as queries
from ipharbor.queries.cockpit import rates
from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.figures import figure_words
from ipharbor.vocabulary.targets import FIGURES
from ipharbor.web._receiving import laid_aside
from ipharbor.web.caller import Asked, may
from ipharbor.web.cockpit.addresses import Ways
from ipharbor.web.cockpit.framing import READ, asked_or_usual, home_region, stated, town_name
from ipharbor.web.cockpit.page import fault, frame_shown, without
from ipharbor.web.language import lang
from ipharbor.web.lists import Column, Filter, Kind, List, answer, only
from ipharbor.web.templatetags.cockpit import written
from ipharbor.web.templatetags.harbor import said

FINDINGS_SHOWN = 200
_GRAVEST = (Standing.MISSED, Standing.BEHIND, Standing.UNTOLD, Standing.ON_COURSE, Standing.REACHED)


@dataclass(frozen=True)
class AimRow:
    """A target as the list shows it: numbers in its unit."""

    aim: Aim

    @property
    def figure(self) -> str:
        return title(self.aim.wanted.figure)

    @property
    def town(self) -> str:
        return town_name(self.aim.wanted.town) or _("The whole district")

    @property
    def target(self) -> str:
        return self._written(self.aim.wanted.value)

    @property
    def so_far(self) -> str:
        return self._written(self.aim.so_far)

    @property
    def usual(self) -> str:
        return self._written(self.aim.usual)

    @property
    def lacking(self) -> str:
        lacks = self.aim.lacking
        return self._written(lacks) if lacks is not None and lacks > 0 else ""

    @property
    def share(self) -> float | None:
        return self.aim.share

    @property
    def standing(self) -> str:
        return str(self.aim.standing)

    @property
    def course(self) -> str:
        return said(self.aim.by, "course")

    def _written(self, number: float | None) -> str:
        return written(number, FIGURES[self.aim.wanted.figure])


def title(name: str) -> str:
    """What a figure with a target is called."""
    words = figure_words(lang())
    return words[name].title if name in words else name


LIST = List(
    name="cockpit_targets",
    action=READ,
    words=gettext_lazy("Targets"),
    columns=(
        Column("figure", gettext_lazy("Figure"), attrgetter("figure")),
        Column("town", gettext_lazy("Town"), attrgetter("town")),
        Column("target", gettext_lazy("Target"), attrgetter("target"),
               rank=lambda row: row.aim.wanted.value),
        Column("so_far", gettext_lazy("so far"), attrgetter("so_far"),
               rank=lambda row: row.aim.so_far),
        Column("share", gettext_lazy("reached"), lambda row: _percent(row.share),
               rank=attrgetter("share")),
        Column("usual", gettext_lazy("Usual by now"), attrgetter("usual"),
               rank=lambda row: row.aim.usual),
        Column("lacking", gettext_lazy("Lacking to that"), attrgetter("lacking"),
               rank=lambda row: row.aim.lacking),
        Column("standing", gettext_lazy("Standing"), attrgetter("standing"), Kind.STATE,
               said="aim", rank=lambda row: _GRAVEST.index(row.aim.standing)),
        Column("course", gettext_lazy("Course taken from"), attrgetter("course"), shown=False),
    ),
    filters=(
        Filter("standing", gettext_lazy("Standing"), only(attrgetter("standing")), form="chips",
               options=lambda: [(str(one), said(one, "aim")) for one in _GRAVEST],
               counted=attrgetter("standing")),
        Filter("figure", gettext_lazy("Figure"), only(lambda row: row.aim.wanted.figure),
               options=lambda: [(name, title(name)) for name in FIGURES]),
    ),
    usual=gettext_lazy("district first, then by figure"),
    empty="web/lists/_empty_targets.html",
)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def targets(request: Asked) -> HttpResponse:
    """The targets of the year asked, beside what came; a posted form sets one, or brings in a
    table. A mistake is told at its field; what was typed is kept."""
    caller = may(request, READ)
    if ledgers.ledger(current().ledger) is None:
        return without(request, caller)
    wrong: HarborError | None = None
    if request.method == "POST":
        try:
            return _act(request, caller)
        except HarborError as refused:
            if not refused.fields:
                raise
            wrong = refused
    asked, off = asked_or_usual(request)
    ways = Ways(stated(request, asked.frame))
    typed = {name: request.POST.get(name, "") for name in ("year", "figure", "town", "value")}
    shown: dict[str, Any] = {
        **frame_shown(request, asked, ways),
        **fault(off),
        "figures": [(name, title(name)) for name in FIGURES],
        "years": queries.years(),
        "may_set": permits.allowed(caller, "targets.set"),
        "typed": typed | {"year": typed["year"] or str(asked.frame.on.year)},
        "told": wrong.told(lang()) if wrong else None,
        "at_fault": wrong.fields[0] if wrong else "",
    }
    status = 400 if wrong or off else 200
    return answer(request, LIST, rows(asked), "web/cockpit/targets.html", shown, status=status)


def rows(asked: LedgerAsked) -> list[AimRow]:
    """The targets of the frame's year as rows."""
    return [AimRow(one) for one in queries.standing(asked, rates(asked, region=home_region()))]


def _act(request: Asked, caller: permits.Actor) -> HttpResponse:
    if request.POST.get("act") == "table":
        permits.require(caller, "targets.set")
        with laid_aside(request) as path:
            receipt = import_targets(
                path, by=caller, at=timezone.now(), within=current().region
            )  # fmt: skip
        return receipt_page(request, receipt, "cockpit_targets", _("Targets"))
    given = request.POST
    year = given.get("year", "").strip()
    made = set_target(
        int(year) if year.isdecimal() and len(year) == 4 else 0,
        given.get("figure", ""),
        given.get("town", ""),
        given.get("value", ""),
        by=caller,
        at=timezone.now(),
        within=current().region,
    )
    messages.success(
        request, _("The target is set.") if made else _("There is no target any more.")
    )
    return HttpResponseRedirect(request.get_full_path())


def receipt_page(request: Asked, receipt: Any, back: str, name: str) -> HttpResponse:
    """What became of a table that was brought in."""
    findings = [(one, one.told(lang())) for one in receipt.findings[:FINDINGS_SHOWN]]
    shown = {"receipt": receipt, "findings": findings, "back": back, "name": name}
    return render(request, "web/cockpit/receipt.html", shown)


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.0f}%"
