"""The page of one document."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from ipharbor.actions import permits
from ipharbor.queries import patents
from ipharbor.queries.public_standing import public_standing
from ipharbor.records.models import Right
from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.places import region
from ipharbor.web._days import usual_day
from ipharbor.web._docketing import data_until
from ipharbor.web._drawing import life_line
from ipharbor.web.caller import Asked, may
from ipharbor.web.language import lang
from ipharbor.web.law import book
from ipharbor.web.right import milestones, shown_events, term_provision
from ipharbor.wiring import corpus

WIDTH = 640


@require_safe
def patent(request: Asked, key: str) -> HttpResponse:
    """The document of ``key``; any other number of it leads there."""
    caller = may(request, "corpus.search")
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
        "docket_of": _docket_of(caller, found.key),
    }
    return render(request, "web/patent.html", shown | _stands(found))


def _stands(found: patents.Patent) -> dict[str, object]:
    """Where the right stands, and its life as announced events tell it."""
    law, on, until = book(), usual_day(), data_until()
    told = public_standing(found, law=law, on=on, data_until=until or date.min)
    if told is None:
        return {}
    stood = told.standing
    return {
        "standing": stood,
        "on": on,
        "until": until,
        "events": shown_events(told.events, on),
        "findings": [finding.told(lang()) for finding in stood.findings],
        "term_provision": term_provision(told.record, law),
        "life": life_line(milestones(told.record, stood, on), width=WIDTH),
        "by_events": True,
    }


def _docket_of(caller: permits.Actor, key: str) -> Right | None:
    """The right in a docket that the caller may read."""
    held = Right.objects.select_related("firm").filter(key=key).order_by("firm")
    return next(
        (one for one in held if permits.allowed(caller, "docket.read", firm=one.firm)), None
    )


def _by_number(number: str) -> HttpResponse:
    keys = patents.keys(corpus(), number)
    if not keys:
        raise HarborError("document.unknown", number=number)
    if len(keys) == 1:
        return redirect("patent", key=keys[0])
    return HttpResponseRedirect(f"{reverse('search')}?{urlencode({'q': f'number:{number}'})}")
