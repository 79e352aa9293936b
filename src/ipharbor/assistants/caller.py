"""Who asks: the bearer of a token, looked up anew for every question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from ipharbor import wiring
from ipharbor.actions import permits
from ipharbor.actions.token.make import bearer
from ipharbor.queries import law as laws
from ipharbor.queries import overview
from ipharbor.records.models import Firm, Person
from ipharbor.settings import current
from ipharbor.statutes.book import Book
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.places import region

EARLIEST, LATEST = date(1985, 4, 1), date(2099, 12, 31)
LANGUAGES = ("zh", "en")


@dataclass(frozen=True)
class Caller:
    """The bearer of a token: what it may (``actor``), and in which language it is told."""

    actor: permits.Actor
    person: Person
    lang: str


def caller(key: str, lang: str = "") -> Caller:
    """Who acts with ``key``; told in ``lang``, by default the person's language.

    Raises HarborError ``token.refused``.
    """
    actor = bearer(key, at=timezone.now())
    if actor.person is None:
        raise HarborError("token.refused")
    return Caller(actor, actor.person, lang if lang in LANGUAGES else actor.person.lang)


def usual_day() -> date:
    """Today; where the corpus is invented, the newest day it knows."""
    return overview.usual_day(wiring.corpus(), today=timezone.localdate())


def day(text: str, name: str) -> date:
    """The day stated as ``name``, the usual one when empty.

    Raises HarborError ``form.day.unreadable`` and ``form.day.beyond``.
    """
    if not text.strip():
        return usual_day()
    try:
        told = date.fromisoformat(text.strip())
    except ValueError:
        raise HarborError("form.day.unreadable", fields=(name,), value=text[:40]) from None
    if EARLIEST <= told <= LATEST:
        return told
    first, last = EARLIEST.isoformat(), LATEST.isoformat()
    raise HarborError("form.day.beyond", fields=(name,), value=text, first=first, last=last)


def region_code() -> str:
    """The administrative code of the installation's region."""
    return region(current().region).code


def book() -> Book:
    """The law that holds in the installation's region."""
    return laws.book(region_code())


def data_until() -> date | None:
    """The last day the data covers, None for an empty corpus."""
    return overview.newest_day(wiring.corpus())


def firm(asked: Caller, stated: str) -> Firm:
    """The firm of that whole name, or the caller's own when empty, whose docket may be read.

    One that may not be read is answered as if it were not there: HarborError
    ``docket.firm.unknown``; ``docket.firm.none`` where neither is a name stated nor has the
    caller a firm; ``permit.denied`` and ``permit.scope`` for who may read no docket.
    """
    if not permits.ever(asked.actor, "docket.read"):
        raise permits.denied(asked.actor, "docket.read")
    name = " ".join(stated.split())
    found = Firm.objects.filter(name=name).first() if name else asked.person.firm
    if found is None and not name:
        raise HarborError("docket.firm.none")
    if found is None or not permits.allowed(asked.actor, "docket.read", firm=found):
        raise HarborError("docket.firm.unknown", fields=("firm",), id=name)
    return found
