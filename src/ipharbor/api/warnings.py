"""Warnings of the caller, what is done about them, and the rounds that raise them."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router, Schema, Status

from ipharbor.actions.jobs.fire import run_now
from ipharbor.actions.warning import acknowledge as acknowledging
from ipharbor.actions.warning import act as acting
from ipharbor.actions.warning import close as closing
from ipharbor.actions.warning.reconsider import reconsider as raising
from ipharbor.api import cursors, versions
from ipharbor.api.asking import Asked, asks, person_of
from ipharbor.api.at_hand import USUAL_LIMIT, Cursor, Day, Id, Limit, Text
from ipharbor.api.envelope import Envelope, answer
from ipharbor.api.jobs import JobTold, shown
from ipharbor.api.language import lang
from ipharbor.api.once import key_of
from ipharbor.queries import jobs, rounds
from ipharbor.queries import warnings as queries
from ipharbor.queries.rounds import RoundRow
from ipharbor.queries.warnings import Account, Row
from ipharbor.vocabulary.errors import HarborError

router = Router(tags=["warnings"])


class Step(Schema):
    """The step decided on, and by when."""

    step: Text
    due_on: Day | None = None


class WarningVerdict(Schema):
    """Whether the warning was worth sending."""

    verdict: Literal["useful", "not_useful", "false"]
    note: Text = ""


@router.get("/warnings", response=Envelope[list[Row]], **asks("warning.read"))
def listing(
    request: Asked,
    state: Literal["", "open", "new", "acknowledged", "in_hand", "closed"] = "",
    grade: Literal["", "red", "orange", "yellow", "blue"] = "",
    decision: Literal["", "raised", "held"] = "raised",
    limit: Limit = USUAL_LIMIT,
    cursor: Cursor = "",
) -> dict[str, Any]:
    """The caller's warnings, the latest first."""
    wanted = queries.Wanted(state, grade, decision)
    before = cursors.after(request, cursor)
    rows, total = queries.listed(
        person_of(request.auth), wanted, lang=lang(), before=before, limit=limit + 1
    )
    found, following = cursors.going_on(request, rows, limit=limit, key=lambda row: row.id)
    return answer(found, following=following, total=total)


@router.get("/warnings/{warning_id}", response=Envelope[Account], **asks("warning.read"))
def one(request: Asked, response: HttpResponse, warning_id: Id) -> dict[str, Any]:
    """One warning with everything it rests on, as it was on its day; `ETag` names its state."""
    return _told(request, response, warning_id)


@router.post(
    "/warnings/{warning_id}/acknowledge", response=Envelope[Account], **asks("warning.acknowledge")
)
def acknowledge(request: Asked, response: HttpResponse, warning_id: Id) -> dict[str, Any]:
    """Say that the warning has been read."""
    _unchanged(request, warning_id)
    acknowledging.acknowledge(warning_id, by=request.auth, at=timezone.now())
    return _told(request, response, warning_id)


@router.post("/warnings/{warning_id}/act", response=Envelope[Account], **asks("warning.act"))
def act(request: Asked, response: HttpResponse, warning_id: Id, stated: Step) -> dict[str, Any]:
    """Take the warning in hand."""
    _unchanged(request, warning_id)
    acting.act(
        warning_id, step=stated.step, due_on=stated.due_on, by=request.auth, at=timezone.now()
    )
    return _told(request, response, warning_id)


@router.post("/warnings/{warning_id}/close", response=Envelope[Account], **asks("warning.close"))
def close(
    request: Asked, response: HttpResponse, warning_id: Id, stated: WarningVerdict
) -> dict[str, Any]:
    """Close the warning with a verdict."""
    _unchanged(request, warning_id)
    closing.close(
        warning_id, verdict=stated.verdict, note=stated.note, by=request.auth, at=timezone.now()
    )
    return _told(request, response, warning_id)


@router.post(
    "/warnings/{warning_id}/reconsider", response=Envelope[Account], **asks("warning.reconsider")
)
def reconsider(request: Asked, response: HttpResponse, warning_id: Id) -> dict[str, Any]:
    """Raise a held warning after all; it counts as wrongly held."""
    _unchanged(request, warning_id)
    raising(warning_id, by=request.auth, at=timezone.now())
    return _told(request, response, warning_id)


@router.get("/rounds", response=Envelope[list[RoundRow]], **asks("warning.round"))
def rounds_listed(
    request: Asked, limit: Limit = USUAL_LIMIT, cursor: Cursor = ""
) -> dict[str, Any]:
    """Rounds of all watches, the newest first."""
    rows, total = rounds.listed(before=cursors.after(request, cursor), limit=limit + 1)
    found, following = cursors.going_on(request, rows, limit=limit, key=lambda row: row.id)
    return answer(found, following=following, total=total)


@router.post("/rounds", response={202: Envelope[JobTold]}, **asks("warning.round"))
def start_round(request: Asked) -> Status[dict[str, Any]]:
    """Ask for a round of all watches now; a worker does it."""
    wish = f"api:{request.auth.name}:{key_of(request)}"[:150]
    made = run_now("warning.round", once=wish, by=request.auth, at=timezone.now())
    found = jobs.job(None, made.pk, lang=lang())
    if found is None:
        raise HarborError("job.unknown", id=made.pk)
    return Status(202, answer(shown(found)))


def _version(account: Account) -> str:
    return versions.version(
        account.id, account.state, account.step, account.due_on, account.verdict,
        account.closing_note, account.decision,
    )  # fmt: skip


def _account(request: Asked, warning_id: int) -> Account:
    found = queries.account(person_of(request.auth), warning_id, lang=lang())
    if found is None:
        raise HarborError("warning.unknown", id=warning_id)
    return found


def _unchanged(request: Asked, warning_id: int) -> None:
    versions.alone(f"warning:{warning_id}")
    versions.unchanged(request, _version(_account(request, warning_id)))


def _told(request: Asked, response: HttpResponse, warning_id: int) -> dict[str, Any]:
    found = _account(request, warning_id)
    versions.tag(response, _version(found))
    return answer(found, vintage=found.vintage, as_of=found.as_of)
