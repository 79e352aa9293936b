"""Playbooks: what to do about a warning, and taking one on."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.utils import timezone
from ninja import Path, Router, Schema, Status
from pydantic import Field, StringConstraints

from ipharbor import wiring
from ipharbor.actions.playbook.change import Draft, StepDraft, change, end, restore
from ipharbor.actions.playbook.take import take
from ipharbor.api import cursors, versions
from ipharbor.api.asking import Asked, asks, person_of
from ipharbor.api.at_hand import (
    USUAL_LIMIT,
    Cursor,
    Day,
    Id,
    Limit,
    Short,
    Text,
    book,
    usual_day,
)
from ipharbor.api.envelope import Envelope, answer
from ipharbor.api.industries import Reason
from ipharbor.api.language import lang
from ipharbor.api.tasks import PersonId, TaskTold
from ipharbor.queries import playbooks as queries
from ipharbor.queries import tasks
from ipharbor.queries.law import calendar
from ipharbor.queries.playbooks import PlaybookRow
from ipharbor.records.models import IssuedWarning, PlaybookVersion
from ipharbor.vocabulary.errors import HarborError

router = Router(tags=["playbooks"])

Code = Annotated[str, Path(min_length=1, max_length=29, pattern="^[a-z][a-z0-9_]*$")]
StepCode = Annotated[str, StringConstraints(max_length=29)]
Name = Annotated[str, StringConstraints(max_length=80)]


class PlaybookVersionTold(Schema):
    """A version of a playbook. `restored` says that the text the program comes with stands."""

    code: str
    version: int
    ended: bool
    restored: bool
    reason: str


class NewStep(Schema):
    """A step in both languages: `days` after the beginning, or by a deadline rule from the day of
    the step `after`."""

    code: StepCode = ""
    zh: Short
    en: Short
    who: Literal["firm", "station", "agency", "office"]
    days: Annotated[int, Field(ge=0, le=1100)] = 0
    rule: Name = ""
    after: StepCode = ""
    provision: Name = ""


class NewPlaybook(Schema):
    """A playbook as it is to stand, and why."""

    title_zh: Short
    title_en: Short
    when_zh: Text
    when_en: Text
    source_zh: Text = ""
    source_en: Text = ""
    desks: Annotated[list[Name], Field(min_length=1, max_length=12)]
    signals: Annotated[list[Name], Field(max_length=60)] = []
    steps: Annotated[list[NewStep], Field(min_length=1, max_length=20)]
    reason: Text


class PlaybookStepTaken(Schema):
    """A step that becomes a task, and whose it is: the caller's own where nothing is said."""

    step: StepCode
    owner: PersonId | None = None


class PlaybookTaken(Schema):
    """From which day the days are counted, and which steps become tasks: all for null."""

    start: Day | None = None
    steps: Annotated[list[PlaybookStepTaken], Field(max_length=20)] | None = None


@router.get("/playbooks", response=Envelope[list[PlaybookRow]], **asks("playbook.read"))
def listing(request: Asked, limit: Limit = USUAL_LIMIT, cursor: Cursor = "") -> dict[str, Any]:
    """The playbooks that the caller's desk reads, in the order of their codes."""
    rows = sorted(queries.rows(request.auth.role, lang=lang(), law=book()), key=lambda r: r.code)
    shown, following = cursors.page(
        request, rows, cursor=cursor, limit=limit, key=lambda row: row.code
    )
    return answer(shown, following=following, total=len(rows))


@router.get("/playbooks/{playbook}", response=Envelope[PlaybookRow], **asks("playbook.read"))
def one(request: Asked, playbook: Code) -> dict[str, Any]:
    """One playbook with its steps."""
    found = queries.one(playbook, request.auth.role, lang=lang(), law=book())
    if found is None:
        raise HarborError("playbook.unknown", code=playbook)
    return answer(found)


@router.put(
    "/playbooks/{playbook}", response=Envelope[PlaybookVersionTold], **asks("playbook.change")
)
def change_playbook(request: Asked, playbook: Code, stated: NewPlaybook) -> dict[str, Any]:
    """Let a playbook stand so; a code that is not there yet makes a new one."""
    texts = {
        name: getattr(stated, name)
        for name in ("title_zh", "title_en", "when_zh", "when_en", "source_zh", "source_en")
    }
    steps = [StepDraft(**step.model_dump() | {"days": str(step.days)}) for step in stated.steps]
    made = change(
        playbook, Draft(texts, stated.desks, stated.signals, steps), reason=stated.reason,
        law=book(), calendar=calendar(), by=request.auth, at=timezone.now(),
    )  # fmt: skip
    return answer(_version(made))


@router.post(
    "/playbooks/{playbook}/restore",
    response=Envelope[PlaybookVersionTold],
    **asks("playbook.change"),
)
def restore_playbook(request: Asked, playbook: Code, stated: Reason) -> dict[str, Any]:
    """Let the text that the program comes with stand again."""
    made = restore(playbook, reason=stated.reason, by=request.auth, at=timezone.now())
    return answer(_version(made))


@router.post(
    "/playbooks/{playbook}/end", response=Envelope[PlaybookVersionTold], **asks("playbook.change")
)
def end_playbook(request: Asked, playbook: Code, stated: Reason) -> dict[str, Any]:
    """Put a playbook aside; its versions and the tasks made of it stay."""
    made = end(playbook, reason=stated.reason, by=request.auth, at=timezone.now())
    return answer(_version(made))


@router.post(
    "/warnings/{warning_id}/playbooks/{playbook}",
    response={201: Envelope[list[TaskTold]]},
    **asks("playbook.take"),
)
def take_on(
    request: Asked, warning_id: Id, playbook: Code, stated: PlaybookTaken
) -> Status[dict[str, Any]]:
    """Take a playbook on for a warning: its steps become tasks of the caller's firm. A step that
    is a task of the warning already is left as it is."""
    versions.alone(f"warning:{warning_id}")
    person, on = person_of(request.auth), usual_day()
    people = {one.pk: one for one in tasks.people(person.firm)} if person.firm else {}
    owners = {}
    for step in stated.steps or ():
        if step.owner is not None:
            if step.owner not in people:
                raise HarborError("task.owner.elsewhere", fields=("steps",))
            owners[step.step] = people[step.owner]
    made = take(
        warning_id, playbook, start=stated.start or _start(warning_id, on),
        steps=None if stated.steps is None else [step.step for step in stated.steps],
        owners=owners, law=book(), calendar=calendar(), seals=wiring.firm_sealer(),
        by=request.auth, at=timezone.now(),
    )  # fmt: skip
    rows = tasks.rows(made, lang=lang(), on=on, person=person)
    data = [vars(row) | {"late": row.late} for row in rows]
    return Status(201, answer(data, as_of=on, total=len(data)))


def _start(warning_id: int, on: date) -> date:
    as_of = IssuedWarning.objects.filter(pk=warning_id).values_list("as_of", flat=True).first()
    return queries.usual_start(as_of or on, on)


def _version(made: PlaybookVersion) -> dict[str, Any]:
    return {"code": made.code, "version": made.pk, "ended": made.ended,
            "restored": not made.told, "reason": made.reason}  # fmt: skip
