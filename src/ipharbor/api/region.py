"""The figures of the region, as its cockpit tells them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from django.utils import timezone
from ninja import Query, Router

from ipharbor.actions import permits
from ipharbor.analysis.region.asking import Asked as Framed
from ipharbor.api.asking import Asked, asks
from ipharbor.api.envelope import Envelope, answer
from ipharbor.api.language import lang
from ipharbor.queries import region_figures as queries
from ipharbor.queries.law import book
from ipharbor.queries.overview import invented
from ipharbor.queries.region_figures import RegionFigure, YearEnd
from ipharbor.queries.standards import standards
from ipharbor.settings import current
from ipharbor.vocabulary.places import region
from ipharbor.wiring import corpus

router = Router(tags=["region"])

Known = Annotated[
    date | None, Query(description="as known on that day; by default the last that is meant")
]
Day = Annotated[
    date | None, Query(description="how things stood on that day, not later than the one known")
]
Town = Annotated[
    str, Query(max_length=12, description="code of a town; empty for the whole region")
]
Names = Annotated[
    list[str], Query(max_length=40, description="names of figures; none for all of them")
]

_ALL: list[str] = []


@router.get("/region/figures", response=Envelope[list[RegionFigure]], **asks("cockpit.read"))
def figures(
    request: Asked, known: Known = None, day: Day = None, town: Town = "", figure: Names = _ALL
) -> dict[str, Any]:
    """The figures of the cockpit with their methods; a station's people are told of their town."""
    caller = request.auth
    asked = _framed(caller, known, day, town)
    rows = queries.figures(
        asked,
        region=region(current().region),
        lang=lang(),
        wanted=figure,
        cases_too=permits.allowed(caller, "cases.read"),
    )
    return _answer(rows, asked)


@router.get("/region/forecast", response=Envelope[list[YearEnd]], **asks("cockpit.read"))
def forecast(
    request: Asked, known: Known = None, day: Day = None, town: Town = ""
) -> dict[str, Any]:
    """What the year's grants will reach, with intervals and how good such forecasts were; a
    station's people are told of their town."""
    asked = _framed(request.auth, known, day, town)
    rows = queries.year_ends(asked, region=region(current().region), lang=lang())
    return _answer(rows, asked)


def _framed(caller: permits.Actor, known: date | None, day: date | None, town: str) -> Framed:
    here = region(current().region)
    law = book(here.code)
    return queries.framed(
        current().ledger,
        lambda on: standards(current().region, law, on),
        region=here,
        today=timezone.localdate(),
        invented=invented(corpus().manifest),
        known=known,
        on=day,
        town=own_town(caller) or town.strip(),
    )


def _answer(rows: Sequence[object], asked: Framed) -> dict[str, Any]:
    manifest = asked.ledger.manifest
    return answer(list(rows), vintage=manifest.vintage, as_of=asked.frame.known, total=len(rows))


def own_town(caller: permits.Actor) -> str:
    """The one town of which a station's people are told; empty for those who see the region."""
    if caller.role != "station":
        return ""
    body = caller.person.organisation if caller.person else None
    if body is None or not body.town:
        raise permits.denied(caller, "cockpit.read")
    return str(body.town)
