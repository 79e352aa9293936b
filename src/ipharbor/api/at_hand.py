"""What operations ask of the installation: the law, the day, the firm that is meant."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.utils import timezone
from ninja import Path, Query
from pydantic import AfterValidator, Field, StringConstraints

from ipharbor.actions import permits
from ipharbor.api.body import look_at_text
from ipharbor.api.cursors import LONGEST, MOST, USUAL
from ipharbor.queries import law, overview
from ipharbor.records.models import Firm
from ipharbor.settings import current
from ipharbor.statutes.book import Book
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.places import region
from ipharbor.wiring import corpus

EARLIEST, LATEST = date(1985, 4, 1), date(2099, 12, 31)
LARGEST = 2**63 - 1


def _text(value: str) -> str:
    look_at_text(value)
    return value


Id = Annotated[int, Path(ge=1, le=LARGEST)]
Key = Annotated[str, Path(min_length=1, max_length=80)]
Limit = Annotated[int, Query(ge=1, le=MOST, description="items a page")]
Cursor = Annotated[str, Query(max_length=LONGEST, description="`next` of the page before")]
On = Annotated[date | None, Query(description="the day asked about; today where left out")]
Text = Annotated[str, StringConstraints(max_length=2000), AfterValidator(_text)]
Short = Annotated[str, StringConstraints(max_length=200), AfterValidator(_text)]
Day = Annotated[date, Field(ge=EARLIEST, le=LATEST)]
Whole = Annotated[int, Field(ge=0, le=LARGEST)]
USUAL_LIMIT = USUAL


def book() -> Book:
    """The law that holds in this installation's region."""
    return law.book(home_code())


def home_code() -> str:
    """The administrative code of the installation's region."""
    return region(current().region).code


def usual_day() -> date:
    """Today; where the corpus is invented, the newest day it knows."""
    return overview.usual_day(corpus(), today=timezone.localdate())


def the_day(on: date | None) -> date:
    """The day asked, else the usual one; HarborError ``form.day.beyond``."""
    if on is None:
        return usual_day()
    if EARLIEST <= on <= LATEST:
        return on
    raise HarborError(
        "form.day.beyond",
        fields=("on",),
        value=on.isoformat(),
        first=EARLIEST.isoformat(),
        last=LATEST.isoformat(),
    )


def data_until() -> date | None:
    """The last day the data covers, None for an empty corpus."""
    return overview.newest_day(corpus())


def the_firm(caller: permits.Actor, firm_id: int, action: str) -> Firm:
    """The firm of that number, to whose things the caller may do ``action``.

    A firm whose docket the caller may not read is answered as if it were not there:
    HarborError ``docket.firm.unknown``; else ``permit.denied``.
    """
    found = Firm.objects.filter(pk=firm_id).first()
    if found is None or not (
        permits.allowed(caller, action, firm=found)
        or permits.allowed(caller, "docket.read", firm=found)
    ):
        raise HarborError("docket.firm.unknown", id=firm_id)
    permits.require(caller, action, firm=found)
    return found
