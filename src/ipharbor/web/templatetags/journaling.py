"""The journal in other pages: the history of a thing, and the way to the things it names."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import RequestContext
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode

from ipharbor.actions import permits
from ipharbor.queries.journal import history as lines_about
from ipharbor.queries.journal import object_of
from ipharbor.web.caller import actor
from ipharbor.web.language import lang

register = template.Library()

SHOWN = 10  # lines of a history before the journal's own page takes over


@register.inclusion_tag("web/_history.html", takes_context=True)
def history(context: RequestContext, kind: str, *names: object) -> dict[str, Any]:
    """What the journal tells of a thing, for callers who may read it: ``{% history "firm" 12 %}``.

    A thing that stands in the journal under several names is given all of them.
    """
    if not permits.ever(actor(context["request"]), "journal.read"):
        return {"may": False}
    subjects = [f"{kind}:{name}" for name in names]
    found = lines_about(*subjects, lang=lang(), limit=SHOWN + 1)
    return {
        "may": True,
        "lines": found[:SHOWN],
        "more": len(found) > SHOWN,
        "about": subjects[0],
    }


@register.filter
def whereabouts(subject: str) -> str:
    """The address of the page of an object of the journal; empty where it has none."""
    kind, rest = object_of(subject)
    if kind == "firm":
        return f"{reverse('docket')}?{urlencode({'firm': rest})}"
    pages = {"law": "provision", "import": "import_run", "job": "job"}
    if kind == "right" and not rest.isdecimal():
        pages["right"] = "docket_right"
    if kind not in pages:
        return ""
    try:
        return reverse(pages[kind], args=[rest])
    except NoReverseMatch:
        return ""
