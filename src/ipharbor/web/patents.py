"""The page of one document."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from ipharbor.queries import patents
from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.places import region
from ipharbor.web._drawing import life_line
from ipharbor.web.caller import Asked, may
from ipharbor.web.language import lang
from ipharbor.wiring import corpus

WIDTH = 640


@require_safe
def patent(request: Asked, key: str) -> HttpResponse:
    """The document of ``key``; any other number of it leads there."""
    may(request, "corpus.search")
    found = patents.patent(corpus(), key, lang=lang())
    if found is None:
        return _by_number(key)
    today = timezone.localdate()
    town = region(current().region).town(found.town) if found.town else None
    titles = (found.title, found.title_en)
    title, other = titles if lang() == "zh" else titles[::-1]
    shown = {
        "patent": found,
        "title": title or other or found.key,
        "other_title": other if title else None,
        "town": (town.name_zh if lang() == "zh" else town.name_en) if town else found.town,
        "life": life_line(found.life(today), width=WIDTH),
        "width": WIDTH,
        "today": today,
        "raw": [(said, patents.raw_rows(said)) for said in found.statements],
    }
    return render(request, "web/patent.html", shown)


def _by_number(number: str) -> HttpResponse:
    keys = patents.keys(corpus(), number)
    if not keys:
        raise HarborError("document.unknown", number=number)
    if len(keys) == 1:
        return redirect("patent", key=keys[0])
    return HttpResponseRedirect(f"{reverse('search')}?{urlencode({'q': f'number:{number}'})}")
