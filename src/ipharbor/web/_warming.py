"""What the first readers need, reckoned before they come."""

from __future__ import annotations

import atexit
import gc
from collections.abc import Callable
from datetime import date, timedelta

from django.db import DatabaseError, connection
from django.db.models import Count
from django.template.loader import get_template
from django.urls import get_resolver
from django.utils import timezone

from ipharbor.analysis.region.cuts import Cut
from ipharbor.queries import (
    candidates,
    docket,
    industries,
    ledger,
    overview,
    people,
    renewals,
    targets,
)
from ipharbor.queries.cockpit import cockpit
from ipharbor.queries.landscapes import landscape
from ipharbor.queries.ledger_rows import HolderRows, RightRows
from ipharbor.queries.outlooks import outlook
from ipharbor.queries.overview import invented
from ipharbor.queries.quality import quality
from ipharbor.queries.standards import standards
from ipharbor.queries.station import figures as stations
from ipharbor.queries.station.town import Asking
from ipharbor.records.models import Firm
from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.messages import LANGUAGES, catalogue
from ipharbor.vocabulary.places import region
from ipharbor.vocabulary.words import words
from ipharbor.web._days import usual_day
from ipharbor.web._docketing import MOST, docket_of
from ipharbor.web._renewing import plan_of
from ipharbor.web.law import book
from ipharbor.web.pledge import check
from ipharbor.wiring import corpus

LARGE = 1000  # rights; of a firm with more, a docket takes long enough to be noticed
LOOK = 60.0  # seconds between two looks whether a day has begun or a vintage come in

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
    "cockpit/page",
    "cockpit/list",
    "cockpit/quality",
    "cockpit/wall",
)


def stay_warm(rest: Callable[[float], bool]) -> None:
    """Be warm for each day and each state of the corpus, as soon as they have begun, until
    ``rest``, which is given seconds to wait, tells that it is enough."""
    atexit.register(gc.unfreeze)
    known: tuple[object, ...] | None = ()
    while True:
        now = _state()
        if now != known:
            warm()
            known = now
        connection.close()
        if rest(LOOK):
            return


def _state() -> tuple[date, str] | None:
    try:
        return timezone.localdate(), corpus().vintage
    except (HarborError, OSError):
        return None


def warm() -> None:
    """Load engine, law, words and templates, and reckon a docket, a plan and today's cockpit;
    then what people who are at work will ask for.

    What cannot be reckoned is left to the page that needs it, which will say what is wrong.
    """
    gc.unfreeze()
    try:
        landscape(corpus())
        outlook(corpus())
        industries.warm(industries.Asking(corpus(), current().region, timezone.localdate()))
        get_resolver().url_patterns  # noqa: B018 - reading them loads every page's module
        catalogue()
        book()
        for lang in LANGUAGES:
            words(lang)
        for name in _TEMPLATES:
            get_template(f"web/{name}.html")
        _a_docket()
        candidates.counts()
        _the_cockpit()
        at_work()
    except (HarborError, OSError, DatabaseError):
        return
    # What stays as long as the process is not searched for waste at each reader's cost.
    gc.collect()
    gc.freeze()


def _a_docket() -> None:
    """The smallest docket there is: it takes the same ways as the largest."""
    counted = Firm.objects.annotate(held=Count("rights")).filter(held__gt=0)
    firm = counted.order_by("held").first()
    if firm is None:
        return
    until = overview.newest_day(corpus()) or date.min
    docket.docket(firm, law=book(), on=usual_day(), data_until=until)
    renewals.plan(firm, law=book(), on=usual_day(), data_until=until)


def at_work() -> None:
    """Docket, plan and check of the firms whose people are signed in, and of those so large that
    their people would wait, the largest first; as many as stay in memory."""
    bounds, now = current(), timezone.now()
    firms = people.firms_at_work(
        made_after=now - timedelta(hours=bounds.session_hours),
        seen_after=now - timedelta(minutes=bounds.session_rest_minutes),
        most=MOST,
    )
    firms += people.large_firms(least=LARGE, most=MOST)
    for firm in list(dict.fromkeys(firms))[:MOST]:
        docket_of(firm, usual_day())
        plan_of(firm, usual_day(), renewals.YEARS)
        check.warm(firm)


def _the_cockpit() -> None:
    """The figures of the day that is meant when none is stated, with what their lists need."""
    folder, here = current().ledger, region(current().region)
    held = ledger.ledger(folder)
    if held is None:
        return
    whole = invented(corpus().manifest)
    frame = ledger.usual_frame(held, timezone.localdate(), invented=whole)
    asked = ledger.asked(folder, frame, standards(current().region, book(), frame.on))
    told = cockpit(asked, region=here)
    targets.standing(asked, dict(told.figures))
    quality(asked, region=here)
    stations.figures(Asking(folder, frame.on, book()), frame)
    for rows in (RightRows(asked, Cut("in_force")), HolderRows(asked)):
        rows[:20]
