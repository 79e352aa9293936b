"""What the first readers need, reckoned before they come."""

from __future__ import annotations

import atexit
import gc
from datetime import date

from django.db import DatabaseError
from django.db.models import Count
from django.template.loader import get_template
from django.urls import get_resolver
from django.utils import timezone

from ipharbor.queries import docket, industries, overview, renewals
from ipharbor.queries.landscapes import landscape
from ipharbor.records.models import Firm
from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.messages import LANGUAGES, catalogue
from ipharbor.vocabulary.words import words
from ipharbor.web._days import usual_day
from ipharbor.web.law import book
from ipharbor.wiring import corpus

_TEMPLATES = (
    "home",
    "desk",
    "search",
    "landscape",
    "industry",
    "docket",
    "docket_firms",
    "right",
    "renewals",
)


def warm() -> None:
    """Load engine, law, words and templates, and reckon a docket and a plan.

    What cannot be reckoned is left to the page that needs it, which will say what is wrong.
    """
    try:
        landscape(corpus())
        industries.warm(industries.Asking(corpus(), current().region, timezone.localdate()))
        get_resolver().url_patterns  # noqa: B018 - reading them loads every page's module
        catalogue()
        book()
        for lang in LANGUAGES:
            words(lang)
        for name in _TEMPLATES:
            get_template(f"web/{name}.html")
        _a_docket()
    except (HarborError, OSError, DatabaseError):
        return
    # What stays as long as the process is not searched for waste at each reader's cost.
    gc.collect()
    gc.freeze()
    atexit.register(gc.unfreeze)


def _a_docket() -> None:
    """The smallest docket there is: it takes the same ways as the largest."""
    counted = Firm.objects.annotate(held=Count("rights")).filter(held__gt=0)
    firm = counted.order_by("held").first()
    if firm is None:
        return
    until = overview.newest_day(corpus()) or date.min
    docket.docket(firm, law=book(), on=usual_day(), data_until=until)
    renewals.plan(firm, law=book(), on=usual_day(), data_until=until)
