"""Open red and orange warnings of firms, as stations and the office are told of them."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from ninja import Router

from ipharbor.actions import permits
from ipharbor.api.asking import Asked, asks
from ipharbor.api.envelope import Envelope, answer
from ipharbor.queries import alarms as queries
from ipharbor.queries.alarms import AlarmRow, TownAlarms
from ipharbor.settings import current
from ipharbor.vocabulary.places import region

router = Router(tags=["alarms"])


@router.get("/alarms", response=Envelope[list[AlarmRow]], **asks("alarm.read"))
def listing(request: Asked) -> dict[str, Any]:
    """The open red and orange warnings of the firms of the station's town: firm, kind of watch,
    grade, state and days. What a warning says stays with the firm."""
    person = request.auth.person
    body = person.organisation if person is not None else None
    town = body.town if body is not None else ""
    permits.require(request.auth, "alarm.read", town=town)
    on = timezone.localdate()
    rows = queries.of_town(town, on=on)
    return answer(rows, as_of=on, total=len(rows))


@router.get("/alarms/towns", response=Envelope[list[TownAlarms]], **asks("alarm.count"))
def towns(request: Asked) -> dict[str, Any]:
    """How many red and orange warnings of firms are open in each town, and untouched."""
    on = timezone.localdate()
    codes = [one.code for one in region(current().region).towns]
    return answer(queries.by_town(codes, on=on), as_of=on, total=len(codes))
