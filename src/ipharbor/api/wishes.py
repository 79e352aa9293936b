"""How the caller wants to be warned."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from ipharbor.actions.warning.wish import wish
from ipharbor.api.asking import Asked, asks, person_of
from ipharbor.api.envelope import Envelope, answer
from ipharbor.records.models import Person
from ipharbor.records.wishes import wishes_of
from ipharbor.warning.grading import GRADES
from ipharbor.warning.wishes import MOST, Wishes

router = Router(tags=["account"])

Pace = Literal["at_once", "daily", "weekly", "monthly"]
Hour = Annotated[int, Field(ge=0, le=23)]


class WarningWishes(Schema):
    """How soon warnings of a colour are mailed; how many a week are raised at most (0: no bound),
    red ones apart; the least expected value; quiet hours (none where both are the same) and
    days; the language of the letters, empty for that of the pages."""

    red: Pace = "at_once"
    orange: Pace = "at_once"
    yellow: Pace = "at_once"
    blue: Pace = "at_once"
    budget: Annotated[int, Field(ge=0, le=MOST)] = 0
    least: Annotated[float, Field(ge=0, le=5, allow_inf_nan=False)] = 0.0
    quiet_from: Hour = 0
    quiet_until: Hour = 0
    quiet_days: bool = False
    lang: Literal["", "zh", "en"] = ""


@router.get("/me/wishes", response=Envelope[WarningWishes], **asks("warning.read"))
def wishes(request: Asked) -> dict[str, Any]:
    """The caller's wishes on warnings."""
    return answer(_told(person_of(request.auth)))


@router.put("/me/wishes", response=Envelope[WarningWishes], **asks("warning.wish"))
def set_wishes(request: Asked, stated: WarningWishes) -> dict[str, Any]:
    """Be warned as stated from now on; what is left out goes back to what is usual."""
    person, told = person_of(request.auth), stated.model_dump()
    paces = {colour: told.pop(colour) for colour in GRADES}
    wish(person, Wishes(paces=paces, **told), by=request.auth, at=timezone.now())
    return answer(_told(person))


def _told(person: Person) -> dict[str, Any]:
    held = wishes_of(person)
    names = ("budget", "least", "quiet_from", "quiet_until", "quiet_days", "lang")
    return dict(held.paces) | {name: getattr(held, name) for name in names}
