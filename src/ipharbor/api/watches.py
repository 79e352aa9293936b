"""Watches of the caller."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from ipharbor.actions.watch import add, end
from ipharbor.api import cursors
from ipharbor.api.asking import Asked, asks, person_of
from ipharbor.api.at_hand import USUAL_LIMIT, Cursor, Day, Id, Limit, Short, Text
from ipharbor.api.envelope import Envelope, answer
from ipharbor.queries import watches as queries
from ipharbor.queries.proposals import Proposal, for_person, ready_made
from ipharbor.queries.track_records import Records, of_watch
from ipharbor.queries.watches import WatchRow
from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError
from ipharbor.wiring import corpus

router = Router(tags=["watches"])


class NewWatch(Schema):
    """A watch on an applicant's whole name, on a query, or of another ``kind`` on a ``subject``;
    ``codes`` limit a watch on incidents to some signals."""

    name: Short
    applicant: Short = ""
    query: Text = ""
    kind: Literal[
        "", "applicant", "query", "own_rights", "product", "right", "field", "industry", "town",
        "region", "collateral", "law", "family", "standard", "disclosed",
    ] = ""  # fmt: skip
    subject: Short = ""
    codes: Annotated[list[Annotated[str, Field(max_length=60)]], Field(max_length=30)] = []
    since: Day | None = None
    raise_from: Literal["blue", "yellow", "orange", "red"] = "yellow"


class Ended(Schema):
    """What ended, and when."""

    id: int
    ended_on: date


class Count(Schema):
    documents: int


@router.get("/watches", response=Envelope[list[WatchRow]], **asks("watch.add"))
def listing(request: Asked, limit: Limit = USUAL_LIMIT, cursor: Cursor = "") -> dict[str, Any]:
    """The caller's running watches, the newest first."""
    rows = queries.running(person_of(request.auth))
    shown, following = cursors.page(
        request, sorted(rows, key=lambda row: -row.id), cursor=cursor, limit=limit,
        key=lambda row: -row.id,
    )  # fmt: skip
    return answer(shown, following=following, total=len(rows))


@router.get("/watches/preview", response=Envelope[Count], **asks("watch.add"))
def preview(
    request: Asked,
    applicant: Annotated[str, Query(max_length=200)] = "",
    query: Annotated[str, Query(max_length=2000)] = "",
) -> dict[str, Any]:
    """How many documents a watch on this subject would look at today."""
    held = corpus()
    count = queries.documents(held, applicant=" ".join(applicant.split()), query=query.strip())
    return answer({"documents": count}, vintage=held.vintage)


@router.get("/watches/proposed", response=Envelope[list[Proposal]], **asks("watch.add"))
def proposed(request: Asked, industry: Annotated[str, Query(max_length=40)] = "") -> dict[str, Any]:
    """Watches that the caller might begin with; those of a trade's ready-made set as well where
    an ``industry`` is named."""
    person, held, place = person_of(request.auth), corpus(), current().region
    lang = person.lang
    found = (
        *for_person(person, held, region=place, lang=lang),
        *ready_made(person, industry, region=place, lang=lang),
    )
    return answer(found, vintage=held.vintage, total=len(found))


@router.post("/watches", response={201: Envelope[WatchRow]}, **asks("watch.add"))
def add_watch(request: Asked, stated: NewWatch) -> Status[dict[str, Any]]:
    """Set a watch up."""
    person = person_of(request.auth)
    made = add.add(
        owner=person,
        name=stated.name,
        applicant=stated.applicant,
        query=stated.query,
        kind=stated.kind,
        subject=stated.subject,
        codes=tuple(stated.codes),
        region=current().region,
        since=stated.since,
        raise_from=stated.raise_from,
        vintage=corpus().manifest.number,
        corpus=corpus(),
        by=request.auth,
        at=timezone.now(),
    )
    return Status(201, answer(queries.one(person, made.pk)))


@router.get("/watches/{watch_id}", response=Envelope[WatchRow], **asks("watch.add"))
def one(request: Asked, watch_id: Id) -> dict[str, Any]:
    """One running watch of the caller, with what came of it."""
    found = queries.one(person_of(request.auth), watch_id)
    if found is None:
        raise HarborError("watch.unknown", id=watch_id)
    return answer(found)


@router.get("/watches/{watch_id}/record", response=Envelope[Records], **asks("watch.add"))
def track_record(request: Asked, watch_id: Id) -> dict[str, Any]:
    """How right a watch of the caller was by its reader's verdicts, and all watches of its kind."""
    found = queries.any_one(person_of(request.auth), watch_id)
    if found is None:
        raise HarborError("watch.unknown", id=watch_id)
    return answer(of_watch(found.id, found.kind))


@router.delete("/watches/{watch_id}", response=Envelope[Ended], **asks("watch.end"))
def end_watch(request: Asked, watch_id: Id) -> dict[str, Any]:
    """End a watch; its warnings stay."""
    ended = end.end(watch_id, by=request.auth, at=timezone.now())
    moment = ended.ended_at or timezone.now()
    return answer({"id": ended.pk, "ended_on": timezone.localdate(moment)})
