"""Tasks of the caller's firm."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field, StringConstraints

from ipharbor import wiring
from ipharbor.actions import permits
from ipharbor.actions.task.add import Due, Source, Stated, add
from ipharbor.actions.task.change import change
from ipharbor.actions.task.close import close, reopen
from ipharbor.api import cursors, versions
from ipharbor.api.asking import Asked, asks, person_of
from ipharbor.api.at_hand import USUAL_LIMIT, Cursor, Day, Id, Limit, Short, Text, book, usual_day
from ipharbor.api.envelope import Envelope, answer
from ipharbor.api.language import lang
from ipharbor.queries import docket, law, warnings
from ipharbor.queries import tasks as queries
from ipharbor.queries.tasks import Row
from ipharbor.records.models import Firm, Person, Task
from ipharbor.vocabulary.errors import HarborError

router = Router(tags=["tasks"])

PersonId = Annotated[int, Field(ge=1, le=2**63 - 1, description="the number of a person")]
Rule = Annotated[str, StringConstraints(max_length=60)]


class TaskTold(Schema):
    """A task. `left` are the days until it is due, below nothing where it is late; `certain`
    whether anything in the day was assumed."""

    id: int
    title: str
    why: str
    notes: str
    source_kind: str
    source_id: str
    source: str = Field(description="what it comes of, in words")
    step: str
    provision: str
    owner_id: int | None
    owner: str
    mine: bool
    due_on: date | None
    due_rule: str
    due_from: date | None
    certain: bool
    left: int | None
    late: bool
    state: str
    reason: str
    made_by: str
    made_at: datetime
    changed_at: datetime
    closed_by: str
    closed_at: datetime | None


class TaskDue(Schema):
    """By when: a day, or a deadline rule and the day it runs from."""

    on: Day | None = None
    rule: Rule = ""
    start: Day | None = None


class NewTask(Schema):
    """A task. `source` is what it comes of: `right` with a key, `warning` with a number,
    `provision` with a name, or `own` with none."""

    title: Short
    why: Text = ""
    notes: Text = ""
    owner: PersonId | None = None
    due: TaskDue = TaskDue()
    source: Literal["own", "right", "warning", "provision"] = "own"
    source_id: Annotated[str, StringConstraints(max_length=80)] = ""


class TaskChange(Schema):
    """What is to be otherwise; what is left out stays."""

    title: Short | None = None
    why: Text | None = None
    notes: Text | None = None
    owner: PersonId | None = None
    due: TaskDue | None = None


class TaskEnd(Schema):
    """How a task ends; what is dropped has a reason."""

    state: Literal["done", "dropped"]
    reason: Text = ""


@router.get("/tasks", response=Envelope[list[TaskTold]], **asks("task.read"))
def listing(
    request: Asked,
    state: Literal["", "open", "done", "dropped"] = "open",
    whose: Literal["", "mine", "nobody"] = "",
    within: Annotated[int | None, Query(ge=0, le=3660, description="late or due in days")] = None,
    limit: Limit = USUAL_LIMIT,
    cursor: Cursor = "",
) -> dict[str, Any]:
    """Tasks of the caller's firm, in the order of their numbers."""
    firm = _firm(request)
    held = queries.of_firm(firm).order_by("pk")
    rows = [
        row
        for row in _rows(request, held.filter(state=state) if state else held)
        if whose in ("", "mine" if row.mine else "nobody" if row.owner_id is None else "-")
        and (within is None or (row.left is not None and row.left <= within))
    ]
    shown, following = cursors.page(
        request, rows, cursor=cursor, limit=limit, key=lambda row: row.id
    )
    data = [_shown(row) for row in shown]
    return answer(data, following=following, as_of=usual_day(), total=len(rows))


@router.post("/tasks", response={201: Envelope[TaskTold]}, **asks("task.add"))
def add_task(request: Asked, stated: NewTask) -> Status[dict[str, Any]]:
    """Make a task for the caller's firm."""
    firm = _firm(request)
    made = add(
        firm,
        Stated(
            stated.title, stated.why, stated.notes, _person(firm, stated.owner), _due(stated.due)
        ),
        source=_source(request, firm, stated),
        seals=wiring.firm_sealer(),
        by=request.auth,
        at=timezone.now(),
    )
    return Status(201, answer(_shown(*_rows(request, [made])), as_of=usual_day()))


@router.get("/tasks/{task_id}", response=Envelope[TaskTold], **asks("task.read"))
def one(request: Asked, response: HttpResponse, task_id: Id) -> dict[str, Any]:
    """One task; `ETag` names its state."""
    return _told(request, response, _found(request, task_id))


@router.patch("/tasks/{task_id}", response=Envelope[TaskTold], **asks("task.change"))
def change_task(
    request: Asked, response: HttpResponse, task_id: Id, stated: TaskChange
) -> dict[str, Any]:
    """Change what a task says, who it is for and by when; `owner` null gives it to nobody."""
    held = _unchanged(request, task_id)
    said = stated.model_fields_set
    due = Due(held.due_on, held.due_rule, held.due_from, held.due_certain)
    owner = _person(held.firm, stated.owner) if "owner" in said else held.owner
    change(
        held,
        Stated(
            held.title if stated.title is None else stated.title,
            held.why if stated.why is None else stated.why,
            held.notes if stated.notes is None else stated.notes,
            owner,
            due if stated.due is None else _due(stated.due),
        ),
        seals=wiring.firm_sealer(),
        by=request.auth,
        at=timezone.now(),
    )
    return _told(request, response, _found(request, task_id))


@router.post("/tasks/{task_id}/close", response=Envelope[TaskTold], **asks("task.close"))
def close_task(
    request: Asked, response: HttpResponse, task_id: Id, stated: TaskEnd
) -> dict[str, Any]:
    """Close a task as done or dropped."""
    held = _unchanged(request, task_id)
    close(
        held, stated.state, reason=stated.reason, seals=wiring.firm_sealer(), by=request.auth,
        at=timezone.now(),
    )  # fmt: skip
    return _told(request, response, _found(request, task_id))


@router.post("/tasks/{task_id}/reopen", response=Envelope[TaskTold], **asks("task.close"))
def reopen_task(request: Asked, response: HttpResponse, task_id: Id) -> dict[str, Any]:
    """Open a task again."""
    held = _unchanged(request, task_id)
    reopen(held, seals=wiring.firm_sealer(), by=request.auth, at=timezone.now())
    return _told(request, response, _found(request, task_id))


def _firm(request: Asked) -> Firm:
    firm = person_of(request.auth).firm
    if firm is None:
        raise HarborError("docket.firm.none")
    permits.require(request.auth, request.asked_for, firm=firm)
    return firm


def _found(request: Asked, task_id: int) -> Task:
    """What may not be read is answered as if it were not there."""
    held = queries.found(task_id)
    if held is None or not permits.allowed(request.auth, request.asked_for, firm=held.firm):
        raise HarborError("task.unknown", id=task_id)
    return held


def _unchanged(request: Asked, task_id: int) -> Task:
    versions.alone(f"task:{task_id}")
    held = _found(request, task_id)
    versions.unchanged(request, _version(held))
    return held


def _version(held: Task) -> str:
    return versions.version(
        held.pk, held.title, held.why, held.notes, held.owner_id, held.due_on, held.due_rule,
        held.due_from, held.state, held.reason,
    )  # fmt: skip


def _told(request: Asked, response: HttpResponse, held: Task) -> dict[str, Any]:
    versions.tag(response, _version(held))
    return answer(_shown(*_rows(request, [held])), as_of=usual_day())


def _rows(request: Asked, held: Any) -> tuple[Row, ...]:
    return queries.rows(held, lang=lang(), on=usual_day(), person=person_of(request.auth))


def _shown(row: Row) -> dict[str, Any]:
    return vars(row) | {"late": row.late}


def _person(firm: Firm, number: int | None) -> Person | None:
    if number is None:
        return None
    found = next((one for one in queries.people(firm) if one.pk == number), None)
    if found is None:
        raise HarborError("task.owner.elsewhere", fields=("owner",))
    return found


def _due(stated: TaskDue) -> Due:
    if not stated.rule:
        return Due(stated.on)
    if stated.on is not None:
        raise HarborError("task.due.twice", fields=("due",))
    if stated.start is None:
        raise HarborError("task.due.start", fields=("due",))
    found = law.reckon(stated.rule, law=book(), start=stated.start).deadline
    return Due(found.day, stated.rule, stated.start, found.certain)


def _source(request: Asked, firm: Firm, stated: NewTask) -> Source:
    """The source, which must be the caller's. Raises HarborError ``task.source.unknown``."""
    kind, name = stated.source, stated.source_id
    if kind == "right":
        known = docket.find(firm, name) is not None
    elif kind == "warning":
        number = int(name) if name.isdecimal() and len(name) < 15 else 0
        known = warnings.account(person_of(request.auth), number, lang=lang()) is not None
    elif kind == "provision":
        known = name in book().entries
    else:
        known = not name
    if not known:
        raise HarborError("task.source.unknown", fields=("source_id",), kind=kind)
    return Source(kind, name, provision=name if kind == "provision" else "")
