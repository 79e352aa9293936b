"""The self-check of the caller's firm: its questions, its answers, its plan."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Field, StringConstraints

from ipharbor import wiring
from ipharbor.actions import permits
from ipharbor.actions.selfcheck import answer as answering
from ipharbor.actions.selfcheck.take_on import Chosen, take_on
from ipharbor.api import cursors, versions
from ipharbor.api.asking import Asked, asks, person_of
from ipharbor.api.at_hand import USUAL_LIMIT, Cursor, Id, Limit, book, data_until, usual_day
from ipharbor.api.envelope import Envelope, answer
from ipharbor.api.language import lang
from ipharbor.api.tasks import PersonId, TaskTold
from ipharbor.queries import docket, tasks
from ipharbor.queries import selfcheck as queries
from ipharbor.queries.law import calendar
from ipharbor.records.models import Firm, SelfCheck
from ipharbor.selfcheck.known import Known
from ipharbor.selfcheck.questions import ANSWERS, questionnaire
from ipharbor.vocabulary.errors import HarborError

router = Router(tags=["self-check"])

Answer = Literal["yes", "partly", "no", "not_applicable"]
Code = Annotated[str, StringConstraints(max_length=60)]


class AnswerMeans(Schema):
    """An answer and what it means here."""

    answer: Answer
    means: str


class QuestionTold(Schema):
    """A question with what the register knows of it. `proposed` is the answer that this
    suggests, empty where it suggests none; `standing` what was answered last."""

    code: str
    text: str
    help: str
    why: str
    answers: list[AnswerMeans]
    provisions: list[str]
    facts: list[str]
    proposed: str
    standing: str


class StepOfPlan(Schema):
    """A step of the plan. `proposed` where no law gives the day and it is a proposal;
    `task_id` where it is an open task."""

    question: str
    step: str
    words: str
    answer: Answer
    provision: str
    due_on: date
    due_rule: str
    due_from: date | None
    certain: bool
    proposed: bool
    of: str
    task_id: int | None


class ChangeTold(Schema):
    """A question answered otherwise than the time before; `better` null where the two cannot
    be told apart so."""

    question: str
    before: str
    after: str
    better: bool | None


class CheckBrief(Schema):
    """A self-check: of how many questions how many were answered, and the weak points."""

    id: int
    on: date
    version: int
    asked: int
    answered: int
    weak: list[str]
    by: str
    at: datetime


class SelfCheckTold(CheckBrief):
    """A self-check with its answers, what was known, and the plan."""

    answers: dict[str, Answer]
    steps: list[StepOfPlan]
    before_id: int | None
    changes: list[ChangeTold]


class Answers(Schema):
    """Answers by code of the question; those left out stay open."""

    answers: Annotated[dict[Code, Answer], Field(max_length=40)]


class StepChosen(Schema):
    """A step that becomes a task, and whose it is."""

    question: Code
    step: Code
    owner: PersonId | None = None


class StepsChosen(Schema):
    """The steps that become tasks."""

    steps: Annotated[list[StepChosen], Field(max_length=100)]


@router.get("/selfcheck/questions", response=Envelope[list[QuestionTold]], **asks("selfcheck.read"))
def questions(request: Asked) -> dict[str, Any]:
    """The questions with what is known of the caller's firm."""
    firm, on = _firm(request), usual_day()
    rows = queries.form(firm, _known(firm, on), law=book(), on=on, lang=lang(), typed={})
    data = [
        {
            "code": row.question.code,
            "text": row.question.text.said(lang()),
            "help": row.question.help.said(lang()),
            "why": row.question.why.said(lang()),
            "answers": [
                {"answer": one, "means": row.question.meaning[one].said(lang())} for one in ANSWERS
            ],
            "provisions": [one.name for one in row.provisions],
            "facts": list(row.facts),
            "proposed": row.proposed,
            "standing": "" if row.origin == "proposed" else row.answer,
        }
        for row in rows
    ]
    return answer(data, as_of=on, total=len(data))


@router.get("/selfcheck", response=Envelope[list[CheckBrief]], **asks("selfcheck.read"))
def listing(request: Asked, limit: Limit = USUAL_LIMIT, cursor: Cursor = "") -> dict[str, Any]:
    """The self-checks of the caller's firm, in the order of their numbers."""
    held = sorted(queries.checks(_firm(request)), key=lambda one: one.pk)
    shown, following = cursors.page(
        request, held, cursor=cursor, limit=limit, key=lambda one: one.pk
    )
    return answer([_brief(one) for one in shown], following=following, total=len(held))


@router.post("/selfcheck", response={201: Envelope[SelfCheckTold]}, **asks("selfcheck.answer"))
def answer_questions(request: Asked, stated: Answers) -> Status[dict[str, Any]]:
    """Answer the self-check today; answers of the same day give way."""
    firm, on = _firm(request), usual_day()
    versions.alone(f"selfcheck:{firm.pk}")
    asked = questionnaire()
    for code in stated.answers:
        if asked.question(code) is None:
            raise HarborError("selfcheck.question.unknown", fields=("answers",), question=code)
    made = answering.answer(
        firm, dict(stated.answers), _known(firm, on), asked=asked, law=book(),
        calendar=calendar(), on=on, seals=wiring.firm_sealer(), by=request.auth,
        at=timezone.now(),
    )  # fmt: skip
    return Status(201, answer(_told(made), as_of=on))


@router.get("/selfcheck/{check_id}", response=Envelope[SelfCheckTold], **asks("selfcheck.read"))
def one(request: Asked, check_id: Id) -> dict[str, Any]:
    """A self-check with its plan, and what changed since the one before it."""
    return answer(_told(_found(request, check_id)))


@router.post(
    "/selfcheck/{check_id}/tasks", response={201: Envelope[list[TaskTold]]}, **asks("task.add")
)
def make_tasks(request: Asked, check_id: Id, stated: StepsChosen) -> Status[dict[str, Any]]:
    """Make tasks of steps of the plan; a step that is an open task already is left as it is."""
    held = _found(request, check_id)
    versions.alone(f"selfcheck:{held.firm_id}")
    people = {one.pk: one for one in tasks.people(held.firm)}
    chosen = []
    for step in stated.steps:
        if step.owner is not None and step.owner not in people:
            raise HarborError("task.owner.elsewhere", fields=("steps",))
        owner = people[step.owner] if step.owner is not None else None
        chosen.append(Chosen(step.question, step.step, owner))
    made = take_on(held, chosen, seals=wiring.firm_sealer(), by=request.auth, at=timezone.now())
    rows = tasks.rows(made, lang=lang(), on=usual_day(), person=person_of(request.auth))
    data = [vars(row) | {"late": row.late} for row in rows]
    return Status(201, answer(data, as_of=usual_day(), total=len(data)))


def _firm(request: Asked) -> Firm:
    firm = person_of(request.auth).firm
    if firm is None:
        raise HarborError("docket.firm.none")
    permits.require(request.auth, request.asked_for, firm=firm)
    return firm


def _known(firm: Firm, on: date) -> Known:
    told = docket.docket(firm, law=book(), on=on, data_until=data_until() or date.min)
    return queries.facts(told, law=book(), corpus=wiring.corpus())


def _found(request: Asked, check_id: int) -> SelfCheck:
    """What may not be read is answered as if it were not there."""
    held = queries.one(_firm(request), check_id)
    if held is None:
        raise HarborError("selfcheck.unknown", id=check_id)
    return held


def _brief(held: SelfCheck) -> dict[str, Any]:
    told = queries.account(held, law=book(), lang=lang())
    return {
        "id": held.pk, "on": held.on, "version": held.version, "asked": told.asked,
        "answered": told.answered, "weak": [weak.question.code for weak in told.weak],
        "by": held.by_name, "at": held.at,
    }  # fmt: skip


def _told(held: SelfCheck) -> dict[str, Any]:
    account = queries.account(held, law=book(), lang=lang())
    return _brief(held) | {
        "answers": held.answers,
        "steps": [_step(told) for told in account.steps],
        "before_id": account.before.pk if account.before else None,
        "changes": [vars(change) | {"better": change.better} for _, change in account.changes],
    }


def _step(told: queries.StepTold) -> dict[str, Any]:
    step = told.step
    return {
        "question": step.question, "step": step.code,
        "words": told.rule.text.said(lang()) if told.rule else step.code,
        "answer": step.answer, "provision": step.provision, "due_on": step.due,
        "due_rule": step.rule, "due_from": step.start, "certain": step.certain,
        "proposed": step.proposed, "of": step.of, "task_id": told.task,
    }  # fmt: skip
