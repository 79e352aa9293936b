"""In which frame a page of the cockpit is asked: as known on which day, of which town."""

from __future__ import annotations

from dataclasses import replace

from django.utils import timezone

from ipharbor.actions import permits
from ipharbor.analysis.region.asking import Asked as LedgerAsked
from ipharbor.analysis.region.asking import Frame
from ipharbor.queries import ledger as queries
from ipharbor.queries.overview import invented
from ipharbor.queries.standards import standards
from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.places import Region, Town, region
from ipharbor.web._days import asked_day
from ipharbor.web.caller import Asked, may
from ipharbor.web.language import lang
from ipharbor.web.law import book
from ipharbor.wiring import corpus

READ = "cockpit.read"


def home_region() -> Region:
    """The region of this installation."""
    return region(current().region)


def town_name(code: str) -> str:
    """A town in the page's language; empty for none."""
    found = home_region().town(code) if code else None
    if found is None:
        return ""
    return found.name_zh if lang() == "zh" else found.name_en


def own_town(caller: permits.Actor) -> str:
    """The one town of which a station's people are told; empty for those who see the region."""
    if caller.role != "station":
        return ""
    body = caller.person.organisation if caller.person else None
    town = home_region().town(body.town) if body else None
    if town is None:
        raise permits.denied(caller, READ)
    return town.code


def asked_town(request: Asked, caller: permits.Actor) -> Town | None:
    """The town the address names, a station's own; None for the whole region.

    Raises HarborError ``cockpit.town.unknown``.
    """
    own = own_town(caller)
    stated = own or request.GET.get("town", "").strip()[:12]
    if not stated:
        return None
    found = home_region().town(stated)
    if found is None:
        raise HarborError("cockpit.town.unknown", fields=("town",), town=stated)
    return found


def asked_frame(request: Asked) -> LedgerAsked:
    """The ledger in the frame that the address states: ``known``, ``on`` and ``town``.

    A caller who may not read the cockpit is refused; a station's people see their town. Raises
    HarborErrors ``ledger.missing``, ``cockpit.on_after_known`` and those of days and towns.
    """
    usual = usual_frame(request)
    known = asked_day(request, "known") or usual.known
    on = asked_day(request, "on") or known
    if on > known:
        raise HarborError("cockpit.on_after_known", fields=("on",), on=on, known=known)
    return in_frame(replace(usual, known=known, on=on))


def in_frame(frame: Frame) -> LedgerAsked:
    """The ledger asked in a frame, by the law of its day and the industries of now."""
    by = standards(current().region, book(), frame.on)
    return queries.asked(current().ledger, frame, by)


def asked_or_usual(request: Asked) -> tuple[LedgerAsked, HarborError | None]:
    """The same; where a day cannot be asked, the usual frame and what is wrong with the day."""
    try:
        return asked_frame(request), None
    except HarborError as wrong:
        if not set(wrong.fields) & {"known", "on"}:
            raise
        return in_frame(usual_frame(request)), wrong


def usual_frame(request: Asked) -> Frame:
    """The frame that is meant where no day is stated. Raises as ``asked_frame``."""
    caller = may(request, READ)
    town = asked_town(request, caller)
    held = queries.ledger(current().ledger)
    if held is None:
        raise HarborError("ledger.missing")
    return queries.usual_frame(
        held,
        timezone.localdate(),
        invented=invented(corpus().manifest),
        town=town.code if town else "",
    )


def stated(request: Asked, frame: Frame) -> dict[str, str]:
    """What an address has to say to stay in the frame: the days that were asked, and the town."""
    told = {}
    if request.GET.get("known"):
        told["known"] = frame.known.isoformat()
    if frame.on != frame.known:
        told |= {"known": frame.known.isoformat(), "on": frame.on.isoformat()}
    if frame.town:
        told["town"] = frame.town
    return told
