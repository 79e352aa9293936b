"""The design page: everything that pages are made of, rendered by what the pages use."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ipharbor.vocabulary.errors import HarborError
from ipharbor.warning.grading import GRADES
from ipharbor.web import _vega
from ipharbor.web._specimens import LIST, ROWS, SPACES, chart, contrasts
from ipharbor.web.caller import Asked, may
from ipharbor.web.language import lang
from ipharbor.web.lists import answer

TYPES = ("invention", "utility_model", "design")
STATES = ("new", "acknowledged", "in_hand", "closed")
CERTAINTIES = ("certain", "presumed", "unknown")
WRONG_DAY = "31.2.2021"


@require_safe
def design(request: Asked) -> HttpResponse:
    """The tokens with their contrasts, and a specimen of every part."""
    may(request, "corpus.search")
    wrong = HarborError("form.day.unreadable", fields=("specimen-day",), value=WRONG_DAY)
    shown = {
        "pairs": contrasts(),
        "spaces": SPACES,
        "types": TYPES,
        "grades": GRADES,
        "states": STATES,
        "certainties": CERTAINTIES,
        "vega": _vega.version(),
        "chart": chart(_("Documents by year")),
        "wrong": wrong.told(lang()),
        "wrong_day": WRONG_DAY,
    }
    return answer(request, LIST, ROWS, "web/design.html", shown)
