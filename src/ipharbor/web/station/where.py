"""Which town's station a page is about, and the day it stands on."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest

from ipharbor.actions import permits
from ipharbor.queries.station.hand import firm_named
from ipharbor.queries.station.town import Asking
from ipharbor.records.models import Firm
from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.places import Region, Town, region
from ipharbor.web._days import usual_day
from ipharbor.web.caller import Asked, may
from ipharbor.web.language import lang
from ipharbor.web.law import book

READ, KEEP, IMPORT = "station.read", "station.keep", "station.import"


def home() -> Region:
    """The region of this installation."""
    return region(current().region)


def asking(on: date | None = None) -> Asking:
    """What is asked of stations on a day, usually the one that is meant today."""
    return Asking(current().ledger, on or usual_day(), book())


def own_town(caller: permits.Actor) -> Town | None:
    """The town of a station's people; None for those who see every station.

    Raises HarborError ``permit.denied`` for a station that serves no town of the region.
    """
    if caller.role != "station":
        return None
    body = caller.person.organisation if caller.person else None
    found = home().town(body.town) if body and body.town else None
    if found is None:
        raise permits.denied(caller, READ)
    return found


def chosen(request: Asked, action: str = READ) -> tuple[permits.Actor, Town | None]:
    """The caller, and the town that is meant: the caller's own, or the one the address names.

    None stands for all towns. Raises HarborErrors ``permit.denied`` and
    ``station.town.unknown``.
    """
    caller = may(request, action)
    own = own_town(caller)
    stated = request.GET.get("town", "").strip()[:12]
    if own is not None or not stated:
        return caller, own
    found = home().town(stated)
    if found is None:
        raise HarborError("station.town.unknown", fields=("town",), town=stated)
    return caller, found


def one_town(request: Asked, action: str = READ) -> tuple[permits.Actor, Town]:
    """The same, where one town is needed. HarborError ``station.town.none`` without one."""
    caller, town = chosen(request, action)
    if town is None:
        raise HarborError("station.town.none", fields=("town",))
    permits.require(caller, action, town=town.code)
    return caller, town


def frame(caller: permits.Actor, town: Town | None) -> dict[str, object]:
    """What every page of a station shows around its own matter."""
    return {
        "town": town,
        "of_town": town.code if town and caller.role != "station" else "",
        "town_name": name_of(town.code) if town else "",
        "bound": caller.role == "station",
        "towns": [(one.code, name_of(one.code)) for one in home().towns],
        "may_keep": town is not None and permits.allowed(caller, KEEP, town=town.code),
        "may_import": permits.allowed(caller, IMPORT, town=town.code if town else ""),
        "limit": current().upload_limit_mb,
    }


def name_of(code: str) -> str:
    """A town in the page's language; empty for none."""
    found = home().town(code) if code else None
    if found is None:
        return ""
    return found.name_zh if lang() == "zh" else found.name_en


def firm_stated(request: HttpRequest, name: str = "firm") -> Firm | None:
    """The firm that a field names, None for none; HarborError ``station.firm.unknown``."""
    text = request.POST.get(name, "").strip()
    return firm_of(text, name) if text else None


def firm_of(text: str, field: str) -> Firm:
    """The firm that a text names. HarborError ``station.firm.unknown``."""
    found = firm_named(text)
    if found is None:
        raise HarborError("station.firm.unknown", fields=(field,), name=text[:80])
    return found
