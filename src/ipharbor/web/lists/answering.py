"""The answer of a page with a list: the page, the list alone, or the file."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from ipharbor.queries.views import remembered_view
from ipharbor.web.caller import Asked, may
from ipharbor.web.lists.asking import asked, stated_in, swaps
from ipharbor.web.lists.declaring import List, Source
from ipharbor.web.lists.sending import FORMS, sent
from ipharbor.web.lists.showing import Shown, narrowed, ordered, show


def answer(
    request: Asked,
    declared: List,
    source: Source,
    template: str,
    shown: Mapping[str, object] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """The page ``template`` with the list as ``found``, and ``shown`` beside it.

    A request of htmx for the list gets the list alone; ``as=xlsx`` and ``as=csv`` get the file.
    Something wrong in a filter is told at it with the status 400.
    """
    may(request, declared.action)
    form = request.GET.get("as", "")
    if form in FORMS:
        return file(request, declared, source, form)
    page = _shown(request, declared, source)
    around = {**(shown or {}), "found": page}
    if swaps(request, declared):
        response = render(request, "web/lists/list.html", around)
    else:
        response = render(request, template, around, status=400 if page.wrong else status)
    patch_vary_headers(response, ("HX-Target",))
    return response


def file(request: Asked, declared: List, source: Source, form: str = "xlsx") -> HttpResponse:
    """All rows of what the address asks, as a file ``xlsx`` or ``csv``. Raises the HarborErrors
    of the filters, and ``list.too_long``."""
    may(request, declared.action)
    return sent(declared, wanted(request, declared, source), form)


def wanted(request: Asked, declared: List, source: Source) -> Source:
    """All of the source that the address asks for, in the order asked for. Raises the HarborErrors
    of the filters."""
    asking = asked(declared, request.GET)
    return ordered(narrowed(declared, source, asking), asking)


def _shown(request: Asked, declared: List, source: Source) -> Shown:
    kept = remembered_view(request.user, declared.name)
    stands_in = kept is not None and not stated_in(declared, request.GET)
    params = QueryDict(kept) if stands_in else request.GET
    return show(
        declared,
        source,
        asked(declared, params, request.GET),
        path=request.path,
        remembered=stands_in,
        kept=kept is not None,
    )
