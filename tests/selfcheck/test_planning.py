"""The plan: whose day is the law's, whose is ours, and what changed since the last time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipharbor.selfcheck.known import Anchor, Evidence, Known
from ipharbor.selfcheck.planning import Change, Plan, Step, compare, plan
from ipharbor.selfcheck.questions import ANSWERS, questionnaire, read
from ipharbor.statutes.book import load
from ipharbor.statutes.calendar import load as working_days

ON = date(2026, 10, 30)
LAW, DAYS = load(), working_days()
TEXT = {"zh": "问", "en": "ask"}
ASKED = read(
    {
        "version": 1,
        "facts": {"late": TEXT, "granted": TEXT},
        "questions": [
            {
                "code": "fees", "text": TEXT, "help": TEXT, "why": TEXT, "provisions": [],
                "answers": dict.fromkeys(ANSWERS, TEXT),
                "steps": [
                    {"code": "pay", "zh": "缴", "en": "pay", "days": 10, "anchor": "late",
                     "when": {"fact": "late", "from": 1}},
                    {"code": "award", "zh": "奖", "en": "award", "days": 20, "anchor": "granted",
                     "after": ["no"]},
                ],
            }
        ],
    }
)  # fmt: skip


def made(answer: str, *facts: Evidence, on: date = ON) -> Plan:
    known = Known({fact.fact: fact for fact in facts})
    return plan(ASKED, {"fees": answer}, known, law=LAW, calendar=DAYS, on=on)


def late(*days: tuple[date, bool]) -> Evidence:
    anchors = tuple(Anchor(day, f"right {n}", certain=sure) for n, (day, sure) in enumerate(days))
    return Evidence("late", len(days), anchors=anchors)


def test_a_step_that_depends_on_a_fact_stays_away_without_it() -> None:
    assert [step.code for step in made("partly").steps] == []
    assert [step.code for step in made("partly", late((ON, True))).steps] == ["pay"]


def test_the_earliest_day_that_the_register_gives_is_the_steps_with_its_certainty() -> None:
    days = late((ON + timedelta(9), True), (ON + timedelta(3), False))
    (step,) = made("partly", days).steps
    assert step == Step(
        "fees", "pay", "partly", "", ON + timedelta(3), certain=False, proposed=False, of="right 1"
    )


def test_a_day_that_has_passed_is_no_day_to_plan_for() -> None:
    (step,) = made("partly", late((ON - timedelta(1), True))).steps
    assert (step.due, step.proposed, step.of) == (ON + timedelta(10), True, "")


def test_a_period_of_the_law_runs_from_its_day_and_is_named() -> None:
    granted = Anchor(date(2026, 9, 18), "CN1", "inventor_award")
    (step,) = made("no", Evidence("granted", 1, anchors=(granted,))).steps
    assert (step.due, step.rule, step.start) == (
        date(2026, 12, 18), "inventor_award", date(2026, 9, 18)
    )  # fmt: skip
    assert not step.proposed


def test_questions_answered_otherwise_are_told_as_better_or_worse() -> None:
    before = {"a": "no", "b": "yes", "c": "partly", "d": "yes", "f": "no"}
    after = {"a": "partly", "b": "partly", "c": "partly", "d": "not_applicable", "e": "no"}
    told = {change.question: change.better for change in compare(before, after)}
    assert told == {"a": True, "b": False, "d": None, "e": None, "f": None}
    assert Change("a", "no", "yes").better is True


@given(
    st.lists(st.tuples(st.integers(-400, 400), st.booleans()), max_size=6),
    st.sampled_from([*ANSWERS, "", "nonsense"]),
)
def test_no_plan_has_a_day_that_is_gone_and_only_weak_answers_lead_to_steps(
    days: list[tuple[int, bool]], answer: str
) -> None:
    told = made(answer, late(*((ON + timedelta(n), sure) for n, sure in days)))
    assert all(step.due >= ON for step in told.steps)
    assert bool(told.steps) <= (answer in ("no", "partly"))
    ahead = [ON + timedelta(n) for n, _ in days if n >= 0]
    for step in told.steps:
        if step.code == "pay" and ahead:
            assert (step.due, step.proposed) == (min(ahead), False)


def test_the_days_of_the_real_questions_are_reckoned_by_rules_that_exist() -> None:
    days = {
        "award_due": Anchor(date(2026, 10, 2), "CN1", "inventor_award"),
        "priority_open": Anchor(date(2026, 3, 2), "CN2", "priority.invention"),
        "in_grace": Anchor(date(2026, 11, 20), "CN3"),
    }
    facts = {name: Evidence(name, 1, {"first": "–"}, (one,)) for name, one in days.items()}
    facts["granted"] = Evidence("granted", 1)
    said = {one.code: "no" for one in questionnaire().questions}
    told = plan(questionnaire(), said, Known(facts), law=LAW, calendar=DAYS, on=ON)
    given_by_law = {step.code: step.due for step in told.steps if not step.proposed}
    assert given_by_law == {
        "pay_late": date(2026, 11, 20),
        "pay_awards": date(2027, 1, 4),
        "use_priority": date(2027, 3, 2),
    }
    assert all(step.provision for step in told.steps if not step.proposed)


def test_a_rule_that_the_law_does_not_have_is_refused() -> None:
    from ipharbor.vocabulary.errors import HarborError

    strange = Evidence("granted", 1, anchors=(Anchor(ON, "CN1", "no_such_rule"),))
    with pytest.raises(HarborError):
        made("no", strange)
