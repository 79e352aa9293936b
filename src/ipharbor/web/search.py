"""The search page: a query, its facets, and the list of what it finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from time import perf_counter

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ipharbor.corpus.query import All, parse, written
from ipharbor.corpus.search.index import DEEPEST_PAGE
from ipharbor.queries.searching import Hits
from ipharbor.vocabulary.errors import HarborError
from ipharbor.web._hit_list import LIST, ShownHit
from ipharbor.web._narrowing import chips, facets
from ipharbor.web.caller import Asked, may
from ipharbor.web.language import lang
from ipharbor.web.lists import List, answer, file
from ipharbor.wiring import corpus

EXAMPLES = (
    "灯 散热",
    '"声学超材料"',
    "title:(灯 OR 照明) type:invention",
    "ipc:F21V published:2019..2021",
    "申请人:大学 NOT 类型:外观",
    "201510163325.6",
)


_SORTS: Mapping[str, str] = {
    "relevance": "", "newest": "-published_on", "oldest": "published_on", "filed": "-filed_on",
}  # fmt: skip
"""What older addresses call the orders of the list."""


@require_safe
def search(request: Asked) -> HttpResponse:
    """Results of ``q``, as cards or as a table, with facets that narrow the query."""
    may(request, "corpus.search")
    if request.GET.get("sort", "") in _SORTS:
        return HttpResponseRedirect(f"{request.path}?{_understood(request).urlencode()}")
    text = request.GET.get("q", "").strip()
    shown: dict[str, object] = {"q": text, "examples": EXAMPLES}
    began = perf_counter()
    try:
        hits = _hits(text)
    except HarborError as wrong:
        return render(request, "web/search.html", shown | _mistake(text, wrong))
    shown |= {
        "hits": hits,
        "canonical": written(hits.node),
        "facets": facets(corpus().index.facets(hits.node), hits.node, lang=lang()),
        "chips": chips(hits.node, lang=lang()),
        "most": DEEPEST_PAGE,
        "milliseconds": round((perf_counter() - began) * 1000),
    }
    return answer(request, _declared(hits), hits, "web/search.html", shown)


@require_safe
def export(request: Asked) -> HttpResponse:
    """The results as a workbook, the first ``DEEPEST_PAGE`` at most."""
    may(request, "corpus.search")
    hits = _hits(request.GET.get("q", "").strip())
    return file(request, _declared(hits), hits)


def _hits(text: str) -> Hits:
    """What is found, the best first; of everything the newest first."""
    return Hits(corpus(), parse(text), "relevance" if text else "newest")


def _declared(hits: Hits) -> List:
    usual = LIST.usual if not isinstance(hits.node, All) else _("Newest publication")
    return replace(
        LIST, usual=usual, told=lambda found: [ShownHit(hit, hits.node) for hit in found]
    )


def _understood(request: Asked) -> QueryDict:
    """The parameters, with the list's own name for an order that a link calls otherwise."""
    made = request.GET.copy()
    own = _SORTS[request.GET.get("sort", "")]
    del made["sort"]
    if own:
        made["sort"] = own
    return made


def _mistake(text: str, wrong: HarborError) -> dict[str, object]:
    at = wrong.params.get("position")
    place = at - 1 if isinstance(at, int) and 0 < at <= len(text) + 1 else None
    pieces = None if place is None else (text[:place], text[place : place + 1], text[place + 1 :])
    return {"error": wrong, "told": wrong.told(lang()), "pieces": pieces}
