"""From answers to a plan: what was answered, what is weak, and the steps by their day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from ipharbor.selfcheck.known import Anchor, Known
from ipharbor.selfcheck.questions import ANSWERS, WEAK, Question, Questionnaire, StepRule
from ipharbor.statutes.book import Book
from ipharbor.statutes.calendar import WorkingCalendar
from ipharbor.statutes.deadlines import deadline

_RANK = {"no": 0, "partly": 1, "yes": 2}


@dataclass(frozen=True)
class Step:
    """A step of the plan. ``due`` is its day: under the deadline ``rule`` from ``start``, or as
    the register gives it; ``proposed`` where no law gives it and the day is our proposal.

    ``certain`` is False where anything in a day of the law was assumed; ``of`` is what the day
    hangs on, such as the number of a right.
    """

    question: str
    code: str
    answer: str
    provision: str
    due: date
    rule: str = ""
    start: date | None = None
    certain: bool = True
    proposed: bool = True
    of: str = ""


@dataclass(frozen=True)
class Plan:
    """What follows from the answers: how many questions were ``answered`` of how many, the weak
    points in the order of the questions, those left open, and the steps by their day."""

    asked: int
    answered: int
    weak: tuple[tuple[str, str], ...]
    open: tuple[str, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Change:
    """A question answered otherwise than before. ``better`` is None where the two answers cannot
    be told apart as better and worse."""

    question: str
    before: str
    after: str

    @property
    def better(self) -> bool | None:
        if self.before not in _RANK or self.after not in _RANK:
            return None
        return _RANK[self.after] > _RANK[self.before]


def proposed(asked: Questionnaire, known: Known) -> dict[str, str]:
    """The answers that the register proposes: by question the first hint that holds."""
    found = {}
    for question in asked.questions:
        for hint in question.hints:
            if hint.when.holds(known.value(hint.when.fact)):
                found[question.code] = hint.answer
                break
    return found


def plan(
    asked: Questionnaire,
    answers: Mapping[str, str],
    known: Known,
    *,
    law: Book,
    calendar: WorkingCalendar,
    on: date,
) -> Plan:
    """The plan of the day ``on``. Answers that are none of ``ANSWERS`` count as left open."""
    said = {one.code: answers.get(one.code, "") for one in asked.questions}
    steps = [
        _step(question, rule, said[question.code], known, law=law, calendar=calendar, on=on)
        for question in asked.questions
        for rule in question.steps
        if said[question.code] in rule.after
        and (rule.when is None or rule.when.holds(known.value(rule.when.fact)))
    ]
    return Plan(
        asked=len(asked.questions),
        answered=sum(answer in ANSWERS for answer in said.values()),
        weak=tuple((code, answer) for code, answer in said.items() if answer in WEAK),
        open=tuple(code for code, answer in said.items() if answer not in ANSWERS),
        steps=tuple(sorted(steps, key=lambda step: step.due)),
    )


def compare(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Change, ...]:
    """The questions that are answered otherwise than before, those left open now at the end."""
    return tuple(
        Change(code, before.get(code, ""), after.get(code, ""))
        for code in dict.fromkeys((*after, *before))
        if before.get(code, "") != after.get(code, "")
    )


def _step(
    question: Question, rule: StepRule, answer: str, known: Known, *, law: Book,
    calendar: WorkingCalendar, on: date,
) -> Step:  # fmt: skip
    day = on + timedelta(days=rule.days)
    ours = Step(question.code, rule.code, answer, rule.provision, day)
    given = [
        found
        for anchor in known.anchors(rule.anchor)
        if (found := _given(ours, anchor, law, calendar)).due >= on
    ]
    return min(given, key=lambda step: step.due, default=ours)


def _given(ours: Step, anchor: Anchor, law: Book, calendar: WorkingCalendar) -> Step:
    """The step by a day that the law gives for one thing."""
    due, certain = anchor.day, anchor.certain
    if anchor.rule:
        told = deadline(anchor.rule, start=anchor.day, book=law, calendar=calendar)
        due, certain = told.day, told.certain
    return Step(
        ours.question, ours.code, ours.answer, ours.provision, due, anchor.rule,
        anchor.day if anchor.rule else None, certain, False, anchor.of,
    )  # fmt: skip
