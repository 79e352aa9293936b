"""Which mails the caller gets, and what became of the last ones."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.utils import timezone
from ninja import Path, Router, Schema

from ipharbor.actions.mail.choose import choose
from ipharbor.actions.mail.kinds import USUAL, wants
from ipharbor.api import cursors
from ipharbor.api.asking import Asked, asks, person_of
from ipharbor.api.at_hand import USUAL_LIMIT, Cursor, Limit
from ipharbor.api.envelope import Envelope, answer
from ipharbor.queries import mails as queries
from ipharbor.records.models import Person

router = Router(tags=["account"])

Kind = Annotated[str, Path(max_length=20)]


class MailKind(Schema):
    """A kind of mail, whether the caller gets it, and whether it is sent where nobody chose."""

    kind: str
    wanted: bool
    usual: bool


class MailWanted(Schema):
    wanted: bool


class MailTold(Schema):
    """A mail to the caller's address; `state` is waiting, sent, failed or withheld."""

    id: int
    subject: str
    state: str
    why: str
    attempts: int
    made_at: datetime
    sent_at: datetime | None


@router.get("/me/mail", response=Envelope[list[MailKind]], **asks("mail.read"))
def kinds(request: Asked) -> dict[str, Any]:
    """The kinds of mail, and which of them the caller gets."""
    person = person_of(request.auth)
    return answer([_kind(person, kind) for kind in USUAL])


@router.put("/me/mail/{mail_kind}", response=Envelope[MailKind], **asks("mail.choose"))
def choose_kind(request: Asked, stated: MailWanted, mail_kind: Kind) -> dict[str, Any]:
    """Get mails of that kind from now on, or no more."""
    person = person_of(request.auth)
    choose(person, mail_kind, stated.wanted, by=request.auth, at=timezone.now())
    return answer(_kind(person, mail_kind))


@router.get("/me/mails", response=Envelope[list[MailTold]], **asks("mail.read"))
def mails(request: Asked, limit: Limit = USUAL_LIMIT, cursor: Cursor = "") -> dict[str, Any]:
    """The mails to the caller's address, the newest first."""
    found = queries.mails(person_of(request.auth)).order_by("-pk")
    begins = cursors.after(request, cursor)
    left = found if begins is None else found.filter(pk__lt=begins)
    shown, following = cursors.going_on(
        request, list(left[: limit + 1]), limit=limit, key=lambda one: one.pk
    )
    rows = [
        {name: getattr(one, name) for name in ("subject", "state", "why", "attempts", "sent_at")}
        | {"id": one.pk, "made_at": one.created_at}
        for one in shown
    ]
    return answer(rows, following=following, total=found.count())


def _kind(person: Person, kind: str) -> dict[str, Any]:
    return {"kind": kind, "wanted": wants(person, kind), "usual": USUAL[kind]}
