"""The landscape page, its workbook, and the chart library it draws with."""

from __future__ import annotations

import gzip

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ipharbor.corpus.query import parse, written
from ipharbor.queries import landscapes, outlooks
from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.places import region
from ipharbor.web import _outlook, _vega
from ipharbor.web._figures import beside, figures, sheets
from ipharbor.web._narrowing import chips
from ipharbor.web._sending import workbook
from ipharbor.web.caller import Asked, may
from ipharbor.web.language import lang
from ipharbor.wiring import corpus

_FOR_EVER = "public, max-age=31536000, immutable"


@require_safe
def landscape(request: Asked) -> HttpResponse:
    """Figures of what ``q`` finds; of the whole corpus when it is empty."""
    may(request, "corpus.search")
    text = request.GET.get("q", "").strip()
    shown: dict[str, object] = {"q": text, "vega": _vega.version()}
    try:
        node = parse(text)
    except HarborError as wrong:
        return render(request, "web/landscape.html", shown | {"told": wrong.told(lang())})
    seen = landscapes.landscape(corpus(), text)
    typed = sum(row.of for row in seen.invention_share.table)
    inventions = sum(row.inventions for row in seen.invention_share.table)
    shown |= {
        "seen": seen,
        "canonical": written(node),
        "chips": chips(node, lang=lang()),
        "whole": seen.concentration.table[0] if seen.concentration.table else None,
        "invention_share": inventions / typed if typed else None,
        "outlook": _outlook.shown(outlooks.outlook(corpus(), text), node, lang()),
        "columns": beside(figures(seen, region(current().region), node, lang())),
        "vintage": seen.applicants.vintage,
    }
    return render(request, "web/landscape.html", shown)


@require_safe
def export(request: Asked) -> HttpResponse:
    """All tables of the landscape of ``q`` as one workbook."""
    may(request, "corpus.search")
    text = request.GET.get("q", "").strip()
    node = parse(text)
    seen = landscapes.landscape(corpus(), text)
    told = list(sheets(seen, region(current().region), node, lang()))
    ahead = _outlook.shown(outlooks.outlook(corpus(), text), node, lang())
    if ahead is not None:
        told.append(_outlook.sheet(ahead))
    return workbook("ipharbor-landscape", told)


@login_not_required
@require_safe
def vega(request: Asked) -> HttpResponse:
    """The chart library; its address carries the version, so it may be kept for ever."""
    packed = _vega.bundle(current().home / "cache").read_bytes()
    taken = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(packed if taken else gzip.decompress(packed))
    response["Content-Type"] = "text/javascript; charset=utf-8"
    response["Cache-Control"] = _FOR_EVER
    response["Vary"] = "Accept-Encoding"
    if taken:
        response["Content-Encoding"] = "gzip"
    return response
