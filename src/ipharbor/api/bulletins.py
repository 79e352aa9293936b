"""Bulletins of the district office."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Field, StringConstraints

from ipharbor.actions.bulletin.acknowledge import acknowledge
from ipharbor.actions.bulletin.issue import Told, issue
from ipharbor.actions.bulletin.withdraw import withdraw
from ipharbor.api import cursors
from ipharbor.api.asking import Asked, asks, person_of
from ipharbor.api.at_hand import USUAL_LIMIT, Cursor, Id, Limit, Text
from ipharbor.api.envelope import Envelope, answer
from ipharbor.api.language import lang
from ipharbor.queries import bulletins as queries
from ipharbor.queries.bulletins import BulletinRow
from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError

router = Router(tags=["bulletins"])

Title = Annotated[str, StringConstraints(max_length=120)]
Body = Annotated[str, StringConstraints(max_length=8000)]
Number = Annotated[int, Field(ge=1, le=2**63 - 1)]


class EvidenceLink(Schema):
    """A page of this installation that a bulletin rests on."""

    words: Title
    path: Annotated[str, StringConstraints(max_length=500)]


class NewBulletin(Schema):
    """A bulletin in one language or both. `value` is the code of a town or industry, or a trade;
    `supersedes` the bulletin whose place it takes."""

    title_zh: Title = ""
    title_en: Title = ""
    text_zh: Body = ""
    text_en: Body = ""
    audience: Literal["all", "town", "trade", "industry"] = "all"
    value: Annotated[str, StringConstraints(max_length=60)] = ""
    evidence: Annotated[list[EvidenceLink], Field(min_length=1, max_length=20)]
    supersedes: Number | None = None


class BulletinWithdrawn(Schema):
    """Why it is withdrawn."""

    why: Text


@router.get("/bulletins", response=Envelope[list[BulletinRow]], **asks("bulletin.read"))
def listing(request: Asked, limit: Limit = USUAL_LIMIT, cursor: Cursor = "") -> dict[str, Any]:
    """The bulletins that the caller reads, the newest first."""
    found = queries.for_person(person_of(request.auth), request.auth.role).order_by("-pk")
    before = cursors.after(request, cursor)
    asked = found if before is None else found.filter(pk__lt=before)
    rows = queries.rows(asked[: limit + 1], lang=lang())
    shown, following = cursors.going_on(request, rows, limit=limit, key=lambda row: row.id)
    return answer(shown, following=following, total=found.count())


@router.get("/bulletins/{bulletin_id}", response=Envelope[BulletinRow], **asks("bulletin.read"))
def one(request: Asked, bulletin_id: Id) -> dict[str, Any]:
    """One bulletin."""
    return answer(_told(request, bulletin_id))


@router.post("/bulletins", response={201: Envelope[BulletinRow]}, **asks("bulletin.issue"))
def issue_bulletin(request: Asked, stated: NewBulletin) -> Status[dict[str, Any]]:
    """Issue a bulletin: it is published and laid into the inboxes of the firms it concerns."""
    texts = stated.model_dump(exclude={"evidence", "supersedes"})
    links = [(link.words, link.path) for link in stated.evidence]
    made = issue(
        Told(**texts, evidence=links), supersedes=stated.supersedes, region=current().region,
        base_url=current().base_url, by=request.auth, at=timezone.now(),
    )  # fmt: skip
    return Status(201, answer(_told(request, made.pk)))


@router.post(
    "/bulletins/{bulletin_id}/withdraw", response=Envelope[BulletinRow], **asks("bulletin.issue")
)
def withdraw_bulletin(request: Asked, bulletin_id: Id, stated: BulletinWithdrawn) -> dict[str, Any]:
    """Withdraw a bulletin; it stays, with the reason."""
    withdraw(bulletin_id, why=stated.why, by=request.auth, at=timezone.now())
    return answer(_told(request, bulletin_id))


@router.post(
    "/bulletins/{bulletin_id}/acknowledge",
    response=Envelope[BulletinRow],
    **asks("bulletin.acknowledge"),
)
def acknowledge_bulletin(request: Asked, bulletin_id: Id) -> dict[str, Any]:
    """Say that a bulletin in the caller's inbox has been read."""
    acknowledge(bulletin_id, person_of(request.auth), by=request.auth, at=timezone.now())
    return answer(_told(request, bulletin_id))


def _told(request: Asked, bulletin_id: int) -> BulletinRow:
    found = queries.one(person_of(request.auth), request.auth.role, bulletin_id, lang=lang())
    if found is None:
        raise HarborError("bulletin.unknown", id=bulletin_id)
    return found
