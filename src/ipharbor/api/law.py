"""The book of law, its working calendar, and deadlines reckoned by it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import Path, Query, Router, Schema, Status
from pydantic import Field

from ipharbor.actions.law.announce import announce
from ipharbor.actions.law.correct import correct
from ipharbor.api import cursors, told, versions
from ipharbor.api.asking import Asked, asks
from ipharbor.api.at_hand import (
    USUAL_LIMIT,
    Cursor,
    Day,
    Limit,
    On,
    Short,
    Text,
    book,
    home_code,
    the_day,
)
from ipharbor.api.envelope import Envelope, answer
from ipharbor.api.language import lang
from ipharbor.queries import law as queries
from ipharbor.statutes import notices
from ipharbor.statutes.book import Book
from ipharbor.vocabulary.errors import HarborError

router = Router(tags=["law"])

Name = Annotated[str, Path(min_length=1, max_length=120)]
Where = Annotated[
    str, Query(max_length=12, description="code of a region, or `national`; the own when empty")
]
MOST = 40  # times a span is taken, units a period is extended by


class EntryTold(Schema):
    """A provision: the version of the day asked, null where none holds, and all versions."""

    name: str
    now: told.ProvisionTold | None
    history: list[told.ProvisionTold]


class Correction(Schema):
    """An officer's word on a value: an empty ``value`` verifies the one that stands."""

    since: Day | None = None
    value: Annotated[str, Field(max_length=20_000)] = ""
    unit: Short = ""
    reason: Text
    instrument: Short = ""
    article: Short = ""


class RestTold(Schema):
    festival: str
    first: date
    last: date


class YearTold(Schema):
    """A year of the calendar: days off, and weekend days worked instead. ``certain`` where all
    years up to it are announced."""

    year: int
    rest: list[RestTold]
    work: list[date]
    days_off: int
    certain: bool
    entered_by: str


class RestStated(Schema):
    festival: Short
    first: Day
    last: Day


class Notice(Schema):
    """A notice of days off and make-up working days, and where it is published."""

    notice: Text
    rest: list[RestStated] = Field(max_length=40)
    work: list[Day] = Field(max_length=60)


class RuleTold(Schema):
    """A rule by which deadlines are reckoned: from which events, and what can be stated."""

    code: str
    title: str
    events: list[str]
    served: bool
    repeats: bool
    extendable: bool
    restorable: str
    missed: str


class DeadlineTold(Schema):
    """The last day for an act, whether it is certain, and every step that led to it."""

    rule: str
    day: date
    moment: datetime | None
    certain: bool
    articles: list[str]
    explained: list[told.StepTold]


@router.get("/law", response=Envelope[list[told.ProvisionTold]], **asks("law.read"))
def listing(
    request: Asked,
    q: Annotated[str, Query(max_length=200)] = "",
    subject: Annotated[str, Query(max_length=60)] = "",
    unverified: bool = False,
    region: Where = "",
    on: On = None,
    limit: Limit = USUAL_LIMIT,
    cursor: Cursor = "",
) -> dict[str, Any]:
    """Provisions in force on a day, by name."""
    day = the_day(on)
    found = queries.listing(
        _book(region), on=day, text=q, subject=subject, unverified=unverified
    ).provisions
    shown, following = cursors.page(
        request, sorted(found, key=lambda one: one.name), cursor=cursor, limit=limit,
        key=lambda one: one.name,
    )  # fmt: skip
    data = [told.provision(one, lang()) for one in shown]
    return answer(data, following=following, as_of=day, total=len(found))


@router.get("/law/{name}", response=Envelope[EntryTold], **asks("law.read"))
def provision(
    request: Asked, response: HttpResponse, name: Name, region: Where = "", on: On = None
) -> dict[str, Any]:
    """One provision with its history; `ETag` names its versions."""
    return _entry(response, _book(region), name, the_day(on))


@router.post("/law/{name}/corrections", response={201: Envelope[EntryTold]}, **asks("law.correct"))
def corrected(
    request: Asked, response: HttpResponse, name: Name, stated: Correction
) -> Status[dict[str, Any]]:
    """Stand for a value of the law, or put another in its place."""
    versions.alone("law")
    law = book()
    versions.unchanged(request, _version(queries.entry(law, name, on=the_day(None))))
    correct(
        name, since=stated.since, value=stated.value, unit=stated.unit, reason=stated.reason,
        instrument=stated.instrument, article=stated.article, law=law, by=request.auth,
        at=timezone.now(),
    )  # fmt: skip
    return Status(201, _entry(response, book(), name, the_day(None)))


@router.get("/calendar", response=Envelope[list[YearTold]], **asks("law.read"))
def calendar(request: Asked) -> dict[str, Any]:
    """The years of the working calendar, the newest first."""
    return answer(_years(), data_until=queries.calendar().announced_until)


@router.put("/calendar/{year}", response=Envelope[YearTold], **asks("law.correct"))
def enter_year(
    request: Asked, year: Annotated[int, Path(ge=1990, le=2099)], stated: Notice
) -> dict[str, Any]:
    """Enter the days off and working weekend days of a year, as announced."""
    versions.alone("law")
    held = queries.calendar()
    notices.follows(year, held)
    typed = notices.Typed(
        tuple((one.festival, str(one.first), str(one.last)) for one in stated.rest),
        tuple((str(day), "") for day in stated.work),
    )
    announce(year, typed, notice=stated.notice, calendar=held, by=request.auth, at=timezone.now())
    return answer(next(one for one in _years() if one["year"] == year))


@router.get("/deadlines/rules", response=Envelope[list[RuleTold]], **asks("law.read"))
def rules(request: Asked) -> dict[str, Any]:
    """The rules deadlines are reckoned by."""
    data = [
        {
            "code": rule.code, "title": rule.title(lang()),
            "events": [leg.event for leg in rule.legs],
            "served": any(leg.served for leg in rule.legs), "repeats": rule.repeats,
            "extendable": bool(rule.extension), "restorable": rule.restorable,
            "missed": rule.missed(lang()),
        }
        for rule in queries.rules().values()
    ]  # fmt: skip
    return answer(data, total=len(data))


@router.get("/deadlines", response=Envelope[DeadlineTold], **asks("law.read"))
def deadline(
    request: Asked,
    rule: Annotated[str, Query(max_length=80)],
    start: Annotated[datetime | date, Query(description="day, or minute where hours run")],
    served_by: Annotated[str, Query(max_length=20)] = "",
    received: On = None,
    other: Annotated[date | None, Query(description="day of the rule's second event")] = None,
    times: Annotated[int, Query(ge=1, le=MOST)] = 1,
    extended_by: Annotated[int, Query(ge=0, le=MOST)] = 0,
) -> dict[str, Any]:
    """The last day under a rule, with every step and its article."""
    found = queries.rules().get(rule)
    if found is None:
        raise HarborError("deadline.rule.unknown", fields=("rule",), rule=rule)
    if served_by not in ("", *queries.MEANS):
        raise HarborError(
            "statutes.service.means", fields=("served_by",), means=served_by,
            known=", ".join(queries.MEANS),
        )  # fmt: skip
    for day in (start, received, other):
        if day is not None:
            the_day(day.date() if isinstance(day, datetime) else day)
    served = any(leg.served for leg in found.legs)
    others = {found.legs[1].event: other} if other and len(found.legs) > 1 else {}
    asked = queries.reckon(
        rule,
        law=book(),
        start=start.replace(tzinfo=None) if isinstance(start, datetime) else start,
        served_by=served_by if served else "",
        received=received if served else None,
        others=others,
        times=times if found.repeats else 1,
        extended_by=extended_by if found.extension else 0,
    )
    end = asked.deadline
    data = {
        "rule": rule, "day": end.day, "moment": end.moment, "certain": end.certain,
        "articles": list(end.articles), "explained": told.steps(end.steps, lang()),
    }  # fmt: skip
    return answer(data)


def _book(stated: str) -> Book:
    code = queries.region_code(stated) if stated else home_code()
    return queries.book(code, home=home_code())


def _entry(response: HttpResponse, law: Book, name: str, on: date) -> dict[str, Any]:
    found = queries.entry(law, name, on=on)
    versions.tag(response, _version(found))
    data = {
        "name": found.name,
        "now": told.provision(found.now, lang()) if found.now else None,
        "history": [told.provision(one, lang()) for one in found.history],
    }
    return answer(data, as_of=on)


def _version(found: queries.Entry) -> str:
    return versions.version(found.name, [told.provision(one, "zh") for one in found.history])


def _years() -> list[dict[str, Any]]:
    return [
        {
            "year": one.year.year, "rest": list(one.year.rest), "work": list(one.year.work),
            "days_off": one.days_off, "certain": one.certain,
            "entered_by": one.entered.by_name if one.entered else "",
        }
        for one in queries.known_years()
    ]  # fmt: skip
