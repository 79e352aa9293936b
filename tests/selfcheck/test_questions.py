"""The questions hold together: both languages, provisions that exist, steps that can be told."""

from __future__ import annotations

import re
from datetime import date
from itertools import product
from string import Formatter

import pytest

from ipharbor.selfcheck.known import Evidence, Known
from ipharbor.selfcheck.planning import plan, proposed
from ipharbor.selfcheck.questions import ANSWERS, WEAK, Question, Text, questionnaire
from ipharbor.statutes.book import Book, load
from ipharbor.statutes.calendar import WorkingCalendar
from ipharbor.statutes.calendar import load as working_days

ASKED = questionnaire()
ON = date(2026, 10, 30)
CHINESE = re.compile(r"[一-鿿]")


@pytest.fixture(scope="module")
def law() -> Book:
    return load()


@pytest.fixture(scope="module")
def calendar() -> WorkingCalendar:
    return working_days()


def texts(one: Question) -> list[Text]:
    return [one.text, one.help, one.why, *one.meaning.values(), *(step.text for step in one.steps)]


def test_there_are_fifteen_questions_and_none_is_there_twice() -> None:
    codes = [one.code for one in ASKED.questions]
    assert len(codes) == len(set(codes)) == 15
    steps = [(one.code, step.code) for one in ASKED.questions for step in one.steps]
    assert len(steps) == len(set(steps))


@pytest.mark.parametrize("one", ASKED.questions, ids=lambda one: one.code)
def test_a_question_says_everything_in_both_languages(one: Question) -> None:
    assert set(one.meaning) == set(ANSWERS)
    for text in texts(one):
        assert CHINESE.search(text.zh), text
        assert text.en.strip(), text
        assert not CHINESE.search(text.en), text


@pytest.mark.parametrize("one", ASKED.questions, ids=lambda one: one.code)
def test_a_question_rests_on_provisions_of_the_book(one: Question, law: Book) -> None:
    named = {*one.provisions, *(step.provision for step in one.steps if step.provision)}
    assert one.provisions
    assert [name for name in named if name not in law.on(ON)] == []


@pytest.mark.parametrize("one", ASKED.questions, ids=lambda one: one.code)
def test_weak_answers_lead_to_steps_and_others_to_none(
    one: Question, law: Book, calendar: WorkingCalendar
) -> None:
    for answer in ANSWERS:
        made = plan(ASKED, {one.code: answer}, Known(), law=law, calendar=calendar, on=ON)
        assert bool(made.steps) is (answer in WEAK), answer
        assert made.weak == (((one.code, answer),) if answer in WEAK else ())
        assert made.answered == 1
        assert len(made.open) == len(ASKED.questions) - 1


def test_what_a_question_names_is_a_fact_with_a_sentence_that_can_be_filled() -> None:
    for one in ASKED.questions:
        named = {*one.facts, *(hint.when.fact for hint in one.hints)}
        named |= {step.when.fact for step in one.steps if step.when}
        named |= {step.anchor for step in one.steps if step.anchor}
        assert named <= set(ASKED.facts), one.code
        shown = {hint.when.fact for hint in one.hints}
        assert shown <= set(one.facts), "what the register suggests is shown with its reason"
    for name, text in ASKED.facts.items():
        gaps = [
            {gap for _, gap, _, _ in Formatter().parse(said) if gap} for said in (text.zh, text.en)
        ]
        assert gaps[0] == gaps[1], name


def test_a_hint_proposes_an_answer_that_there_is_and_never_that_all_is_well() -> None:
    answers = {hint.answer for one in ASKED.questions for hint in one.hints}
    assert answers <= set(ANSWERS) - {"yes"}


def test_the_register_proposes_by_the_first_hint_that_holds() -> None:
    facts = [("invention_share", 0), ("lapsed", 2), ("filed", 0), ("watches", 3)]
    known = Known({name: Evidence(name, value) for name, value in facts})
    assert proposed(ASKED, known) == {
        "results_claimed": "no", "inventions": "no", "annuities": "partly",
    }  # fmt: skip
    few = Known({"invention_share": Evidence("invention_share", 20)})
    assert proposed(ASKED, few) == {"inventions": "partly"}
    assert proposed(ASKED, Known()) == {}


def test_every_answer_to_everything_gives_a_plan_in_the_order_of_its_days(
    law: Book, calendar: WorkingCalendar
) -> None:
    for first, rest in product(ANSWERS, repeat=2):
        said = {one.code: rest for one in ASKED.questions} | {ASKED.questions[0].code: first}
        made = plan(ASKED, said, Known(), law=law, calendar=calendar, on=ON)
        days = [step.due for step in made.steps]
        assert days == sorted(days)
        assert all(day > ON for day in days)
        assert all(step.proposed for step in made.steps), "without facts the law gives no day"
