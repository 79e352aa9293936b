"""The self-check of a firm: what is known, what was answered, what followed, what changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ipharbor.corpus.reading import Corpus
from ipharbor.queries import _known
from ipharbor.queries.docket import Docket
from ipharbor.queries.law import calendar
from ipharbor.queries.tasks import open_steps
from ipharbor.records.models import Firm, SelfCheck
from ipharbor.selfcheck.known import Evidence, Known
from ipharbor.selfcheck.planning import Change, Step, compare, proposed
from ipharbor.selfcheck.questions import (
    ANSWERS,
    WEAK,
    Question,
    Questionnaire,
    StepRule,
    questionnaire,
)
from ipharbor.statutes.book import Book
from ipharbor.statutes.provision import Provision

KIND = "self_check"  # source of tasks


@dataclass(frozen=True)
class Asked:
    """A question as the form shows it: the facts in words, the answer that stands (of this day,
    else of the last check, else what the register proposes), and where that comes from."""

    question: Question
    facts: tuple[str, ...]
    provisions: tuple[Provision, ...]
    answer: str
    origin: str  # said | before | proposed | ""
    proposed: str


@dataclass(frozen=True)
class StepTold:
    """A step of a plan with its question; ``task`` is the open task that it is already."""

    step: Step
    rule: StepRule | None
    question: Question | None
    provision: Provision | None
    task: int | None

    @property
    def id(self) -> str:
        """Tells it from all others of the plan."""
        return f"{self.step.question}:{self.step.code}"


@dataclass(frozen=True)
class Weak:
    """A weak point: the question, the answer, what the answer means, and the facts shown then."""

    question: Question
    answer: str
    facts: tuple[str, ...]


@dataclass(frozen=True)
class Account:
    """A self-check with all that followed. ``changes`` are against the one before it."""

    check: SelfCheck
    asked: int
    answered: int
    weak: tuple[Weak, ...]
    open: tuple[Question, ...]
    steps: tuple[StepTold, ...]
    before: SelfCheck | None
    changes: tuple[tuple[Question, Change], ...]


def facts(told: Docket, *, law: Book, corpus: Corpus) -> Known:
    """What is known of the firm of a docket on its day."""
    return _known.known(told, law=law, calendar=calendar(), corpus=corpus)


def form(
    firm: Firm, known: Known, *, law: Book, on: date, lang: str, typed: Mapping[str, str]
) -> tuple[Asked, ...]:
    """All questions with the answers that stand; ``typed`` goes before what is on record."""
    asked = questionnaire()
    hinted = proposed(asked, known)
    last = latest(firm)
    said = last.answers if last is not None and last.on == on else {}
    before = last.answers if last is not None else {}
    return tuple(
        Asked(
            question,
            told_facts(question, known.facts, asked, lang),
            _provisions(question, law, on),
            *_standing(question.code, typed, said, before, hinted),
            proposed=hinted.get(question.code, ""),
        )
        for question in asked.questions
    )


def told_facts(
    question: Question, known: Mapping[str, Evidence], asked: Questionnaire, lang: str
) -> tuple[str, ...]:
    """The facts of a question that say something, in words: a fact of nothing is told only where
    the question hints at it."""
    hinted = {hint.when.fact for hint in question.hints if hint.when.most == 0}
    return tuple(
        asked.facts[name]
        .said(lang)
        .format(count=known[name].value, **_known.filled(known[name].params, lang))
        for name in question.facts
        if name in known and (known[name].value or name in hinted)
    )


def latest(firm: Firm) -> SelfCheck | None:
    """The firm's last self-check."""
    return SelfCheck.objects.filter(firm=firm).order_by("-on").first()


def checks(firm: Firm) -> list[SelfCheck]:
    """All self-checks of the firm, the latest first."""
    return list(SelfCheck.objects.filter(firm=firm).order_by("-on"))


def one(firm: Firm, check_id: int) -> SelfCheck | None:
    """The firm's self-check of that number."""
    return SelfCheck.objects.select_related("firm").filter(firm=firm, pk=check_id).first()


def found(check_id: int) -> SelfCheck | None:
    """The self-check of that number, of whichever firm."""
    return SelfCheck.objects.select_related("firm").filter(pk=check_id).first()


def account(check: SelfCheck, *, law: Book, lang: str) -> Account:
    """A self-check as it was answered, with what has become of its steps."""
    asked = questionnaire()
    before = SelfCheck.objects.filter(firm=check.firm, on__lt=check.on).order_by("-on").first()
    known = {
        told["fact"]: Evidence(told["fact"], told["value"], told["params"])
        for told in check.known
    }  # fmt: skip
    answers: Mapping[str, str] = check.answers
    return Account(
        check=check,
        asked=len(asked.questions),
        answered=sum(answer in ANSWERS for answer in answers.values()),
        weak=tuple(
            Weak(one, answers[one.code], told_facts(one, known, asked, lang))
            for one in asked.questions
            if answers.get(one.code) in WEAK
        ),
        open=tuple(one for one in asked.questions if one.code not in answers),
        steps=_steps(check, asked, law),
        before=before,
        changes=_changes(before, answers, asked),
    )


def _standing(
    code: str,
    typed: Mapping[str, str],
    said: Mapping[str, str],
    before: Mapping[str, str],
    hinted: Mapping[str, str],
) -> tuple[str, str]:
    """The answer that stands for a question, and where it comes from."""
    for origin, answers in (
        ("said", typed), ("said", said), ("before", before), ("proposed", hinted)
    ):  # fmt: skip
        if answers.get(code):
            return answers[code], origin
    return "", ""


def _provisions(question: Question, law: Book, on: date) -> tuple[Provision, ...]:
    found = (_provision(name, law, on) for name in question.provisions)
    return tuple(one for one in found if one is not None)


def _provision(name: str, law: Book, on: date) -> Provision | None:
    today = law.on(on)
    if name not in today:
        return None
    return today[name]


def _steps(check: SelfCheck, asked: Questionnaire, law: Book) -> tuple[StepTold, ...]:
    taken = open_steps(check.firm, KIND)
    steps = []
    for told in check.plan:
        step = _step(told)
        steps.append(
            StepTold(
                step,
                asked.step(step.question, step.code),
                asked.question(step.question),
                _provision(step.provision, law, check.on),
                taken.get((step.question, step.code)),
            )
        )
    return tuple(steps)


def _step(told: Mapping[str, Any]) -> Step:
    days = {
        "due": date.fromisoformat(told["due"]),
        "start": date.fromisoformat(told["start"]) if told["start"] else None,
    }
    return Step(**{**told, **days})


def _changes(
    before: SelfCheck | None, answers: Mapping[str, str], asked: Questionnaire
) -> tuple[tuple[Question, Change], ...]:
    if before is None:
        return ()
    known = {one.code: one for one in asked.questions}
    return tuple(
        (known[change.question], change)
        for change in compare(before.answers, answers)
        if change.question in known
    )
