"""The home page."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ipharbor.actions import permits
from ipharbor.queries import imports, overview, warnings
from ipharbor.settings import current
from ipharbor.vocabulary.places import region
from ipharbor.web._drawing import DrawnBar, bars
from ipharbor.web.caller import Asked, may
from ipharbor.web.cockpit.leading import lead
from ipharbor.web.language import lang
from ipharbor.wiring import corpus

WIDTH, HEIGHT = 600, 150
LATEST = 4


@dataclass(frozen=True)
class YearDrawn:
    """A year with its bar, and within it the bar of inventions."""

    bar: overview.YearBar
    whole: DrawnBar
    inventions: DrawnBar


@require_safe
def home(request: Asked) -> HttpResponse:
    """What is new, the region's counters, and where the data stands."""
    caller = may(request, "corpus.search")
    seen = overview.overview(corpus(), [town.code for town in region(current().region).towns])
    today = timezone.localdate()
    reads_imports = permits.allowed(caller, "imports.read")
    shown = {
        "seen": seen,
        "years": _years(seen),
        "drawing": {"width": WIDTH, "height": HEIGHT},
        "grades": warnings.open_by_grade(request.user),
        "newest": warnings.newest(request.user, lang=lang()),
        "runs": imports.runs()[:LATEST] if reads_imports else [],
        "may_import": permits.allowed(caller, "corpus.import"),
        "age": (today - seen.newest).days if seen.newest else None,
        "today": today,
        **lead(request),
    }
    return render(request, "web/home.html", shown)


def _years(seen: overview.Overview) -> tuple[YearDrawn, ...]:
    drawn = bars([bar.count for bar in seen.bars], width=WIDTH, height=HEIGHT)
    most = max((bar.count for bar in seen.bars), default=0) or 1
    return tuple(
        YearDrawn(bar, whole, _within(whole, HEIGHT * bar.inventions / most))
        for bar, whole in zip(seen.bars, drawn, strict=True)
    )


def _within(whole: DrawnBar, tall: float) -> DrawnBar:
    top = round(whole.y + whole.height - tall, 1)
    return DrawnBar(whole.x, top, whole.width, round(tall, 1), whole.middle)
