"""The search page and its sheet."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ipharbor.corpus.query import Node
from ipharbor.corpus.search.highlight import Snippet, marked
from ipharbor.corpus.search.index import DEEPEST_PAGE, SORTS, Hit
from ipharbor.queries import searching
from ipharbor.vocabulary.errors import HarborError
from ipharbor.web._narrowing import chips, facets
from ipharbor.web._sending import workbook
from ipharbor.web.caller import PER_PAGE, Asked, may, number, per_page
from ipharbor.web.language import lang
from ipharbor.wiring import corpus

EXAMPLES = (
    "灯 散热",
    '"声学超材料"',
    "title:(灯 OR 照明) type:invention",
    "ipc:F21V published:2019..2021",
    "申请人:大学 NOT 类型:外观",
    "201510163325.6",
)


@dataclass(frozen=True)
class ShownHit:
    """A hit with its title and a piece of its abstract, marked."""

    hit: Hit
    title: Snippet
    text: Snippet | None


@require_safe
def search(request: Asked) -> HttpResponse:
    """Results of ``q`` by ``sort``, page ``page``, ``per`` a page."""
    may(request, "corpus.search")
    text = request.GET.get("q", "").strip()
    sort = _sort(request, text)
    shown: dict[str, object] = {
        "q": text,
        "sort": sort,
        "sorts": SORTS,
        "per": per_page(request),
        "per_page": PER_PAGE,
        "examples": EXAMPLES,
        "most": searching.EXPORTED,
    }
    began = perf_counter()
    try:
        found = searching.search(
            corpus(), text, sort=sort, page=number(request, "page"), per_page=per_page(request)
        )
    except HarborError as wrong:
        return render(request, "web/search.html", shown | _mistake(text, wrong))
    shown |= {
        "found": found,
        "hits": [_shown(hit, found.node) for hit in found.page.hits],
        "facets": facets(found.facets, found.node, lang=lang()),
        "chips": chips(found.node, lang=lang()),
        "first": (found.number - 1) * found.per_page + 1,
        "last": min(found.pages, DEEPEST_PAGE // found.per_page),
        "milliseconds": round((perf_counter() - began) * 1000),
    }
    return render(request, "web/search.html", shown)


@require_safe
def export(request: Asked) -> HttpResponse:
    """The results as a workbook, as many rows as ``searching.EXPORTED`` at most."""
    may(request, "corpus.search")
    text = request.GET.get("q", "").strip()
    sheet = searching.search_sheet(corpus(), text, sort=_sort(request, text), lang=lang())
    return workbook("ipharbor-search", [sheet])


def _sort(request: Asked, text: str) -> str:
    asked = request.GET.get("sort", "")
    if asked in SORTS:
        return asked
    return "relevance" if text else "newest"


def _shown(hit: Hit, node: Node) -> ShownHit:
    title = hit.title or hit.title_en or hit.key
    text = hit.abstract or hit.abstract_en
    if lang() == "en":
        title = hit.title_en or title
        text = hit.abstract_en or text
    return ShownHit(
        hit, marked(title, node, "title"), marked(text, node, "abstract") if text else None
    )


def _mistake(text: str, wrong: HarborError) -> dict[str, object]:
    at = wrong.params.get("position")
    place = at - 1 if isinstance(at, int) and 0 < at <= len(text) + 1 else None
    pieces = None if place is None else (text[:place], text[place : place + 1], text[place + 1 :])
    return {"error": wrong, "told": wrong.told(lang()), "pieces": pieces}
