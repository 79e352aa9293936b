"""What the pages of a firm's desk ask alike: whose desk it is, and what changed."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils import timezone

from ipharbor.actions import permits
from ipharbor.queries import changes as queries
from ipharbor.queries.changes import Change, Changes
from ipharbor.queries.docket import Docket
from ipharbor.records.models import Firm
from ipharbor.vocabulary.errors import HarborError
from ipharbor.web.caller import Asked
from ipharbor.web.language import lang
from ipharbor.wiring import corpus

PAGES = {"right": "docket_right", "document": "patent", "warning": "warning", "task": "task"}
"""The page that tells of what a change is about."""


def address(change: Change) -> str:
    """The page that a change opens."""
    return reverse(PAGES[change.about], args=[change.id])


def the_firm(request: Asked, caller: permits.Actor) -> Firm:
    """The firm at whose desk the caller sits. HarborError ``docket.firm.none``."""
    firm = request.user.firm
    if firm is None:
        raise HarborError("docket.firm.none")
    permits.require(caller, "desk.read", firm=firm)
    return firm


def changes_of(request: Asked, told: Docket, since: date | None = None) -> Changes:
    """What changed for the firm of a docket since a day, else within a month. HarborError
    ``desk.since.late`` where that is not before the docket's day."""
    after = since or queries.month_before(told.on)
    if after >= told.on:
        raise HarborError(
            "desk.since.late", fields=("since",), since=after.isoformat(), on=told.on.isoformat()
        )
    return queries.changes(
        told, request.user, since=after, today=timezone.localdate(), corpus=corpus(), lang=lang()
    )
