"""The questions, read from ``questions.yaml``: texts in both languages, what each answer means,
what the register may propose, and the steps that an answer leads to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

ANSWERS = ("yes", "partly", "no", "not_applicable")
WEAK = ("partly", "no")
"""Answers that lead to steps."""


@dataclass(frozen=True)
class Text:
    """A text in both languages."""

    zh: str
    en: str

    def said(self, lang: str) -> str:
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True)
class Condition:
    """Holds where a fact is known and lies in bounds, both included; None is no bound."""

    fact: str
    least: int | None = None
    most: int | None = None

    def holds(self, value: int | None) -> bool:
        if value is None:
            return False
        return (self.least is None or value >= self.least) and (
            self.most is None or value <= self.most
        )


@dataclass(frozen=True)
class Hint:
    """What the register proposes as the answer where the condition holds."""

    when: Condition
    answer: str


@dataclass(frozen=True)
class StepRule:
    """A step that the answers ``after`` lead to, where the condition holds if there is one.

    Its day is the earliest that the law gives for a thing of the fact ``anchor``; where there is
    none, ``days`` after the day of the check, which is a proposal of ours. ``tool`` is a page
    that helps with it.
    """

    code: str
    text: Text
    after: tuple[str, ...]
    days: int
    provision: str = ""
    anchor: str = ""
    when: Condition | None = None
    tool: str = ""


@dataclass(frozen=True)
class Question:
    """A question. ``meaning`` tells of each answer what it means, ``facts`` are those that are
    shown with it, ``provisions`` those it rests on."""

    code: str
    text: Text
    help: Text
    why: Text
    meaning: Mapping[str, Text]
    provisions: tuple[str, ...]
    facts: tuple[str, ...]
    hints: tuple[Hint, ...]
    steps: tuple[StepRule, ...]
    tool: str = ""


@dataclass(frozen=True)
class Questionnaire:
    """All questions of a ``version``, and the sentences of the facts."""

    version: int
    questions: tuple[Question, ...]
    facts: Mapping[str, Text]

    def question(self, code: str) -> Question | None:
        return next((one for one in self.questions if one.code == code), None)

    def step(self, question: str, step: str) -> StepRule | None:
        """A step of a question, None for one that this version does not have."""
        found = self.question(question)
        return next((one for one in found.steps if one.code == step), None) if found else None


@cache
def questionnaire() -> Questionnaire:
    """The questions that the program comes with."""
    text = files("ipharbor.selfcheck").joinpath("questions.yaml").read_text("utf-8")
    return read(yaml.safe_load(text))


def read(loaded: Mapping[str, Any]) -> Questionnaire:
    """The questions in the form of the file. Raises KeyError and TypeError for another form."""
    return Questionnaire(
        version=int(loaded["version"]),
        questions=tuple(_question(raw) for raw in loaded["questions"]),
        facts={name: Text(**told) for name, told in loaded["facts"].items()},
    )


def _question(raw: Mapping[str, Any]) -> Question:
    return Question(
        code=raw["code"],
        text=Text(**raw["text"]),
        help=Text(**raw["help"]),
        why=Text(**raw["why"]),
        meaning={answer: Text(**raw["answers"][answer]) for answer in ANSWERS},
        provisions=tuple(raw["provisions"]),
        facts=tuple(raw.get("facts", ())),
        hints=tuple(Hint(_condition(one), one["answer"]) for one in raw.get("hints", ())),
        steps=tuple(_step(one) for one in raw["steps"]),
        tool=raw.get("tool", ""),
    )


def _step(raw: Mapping[str, Any]) -> StepRule:
    return StepRule(
        code=raw["code"],
        text=Text(raw["zh"], raw["en"]),
        after=tuple(raw.get("after", WEAK)),
        days=int(raw["days"]),
        provision=raw.get("provision", ""),
        anchor=raw.get("anchor", ""),
        when=_condition(raw["when"]) if "when" in raw else None,
        tool=raw.get("tool", ""),
    )


def _condition(raw: Mapping[str, Any]) -> Condition:
    return Condition(raw["fact"], raw.get("from"), raw.get("to"))
