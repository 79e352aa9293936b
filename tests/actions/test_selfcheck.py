"""The self-check of a firm: answered, kept to the firm, and its steps taken on as tasks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from permit_world import AT, actor, body, seated

from ipharbor.actions.selfcheck.answer import answer
from ipharbor.actions.selfcheck.take_on import Chosen, take_on
from ipharbor.gateways.sealing import Sealer
from ipharbor.journal import chain
from ipharbor.journal.models import Line
from ipharbor.records.models import Firm, Person, SelfCheck, Task
from ipharbor.selfcheck.known import Anchor, Evidence, Known
from ipharbor.selfcheck.questions import questionnaire
from ipharbor.statutes.book import load
from ipharbor.statutes.calendar import load as working_days
from ipharbor.vocabulary.errors import HarborError

pytestmark = pytest.mark.django_db
SEALS = Sealer("secret", "firm")
ON = date(2026, 10, 30)
KNOWN = Known(
    {
        "granted": Evidence("granted", 3),
        "award_due": Evidence(
            "award_due", 1, {"first": "2026-12-18"},
            (Anchor(date(2026, 9, 18), "CN202010000001.8", "inventor_award"),),
        ),
    }
)  # fmt: skip


def code(attempt: object) -> str:
    with pytest.raises(HarborError) as refused:
        attempt()  # type: ignore[operator]
    return refused.value.code


@pytest.fixture
def fang() -> Person:
    return seated("fang", body("firm", "番禺明灯有限公司"), manager=True)


@pytest.fixture
def firm(fang: Person) -> Firm:
    assert fang.firm is not None
    return fang.firm


def said(firm: Firm, by: Person, on: date = ON, **answers: str) -> SelfCheck:
    return answer(
        firm, answers, KNOWN, asked=questionnaire(), law=load(), calendar=working_days(), on=on,
        seals=SEALS, by=actor(by), at=AT,
    )  # fmt: skip


def test_what_was_answered_is_kept_with_what_was_known_and_the_plan(
    firm: Firm, fang: Person
) -> None:
    check = said(firm, fang, inventor_award="no", secrets="yes", marking="")
    check.refresh_from_db()
    assert check.answers == {"inventor_award": "no", "secrets": "yes"}
    assert {fact["fact"]: fact["value"] for fact in check.known} == {"granted": 3, "award_due": 1}
    steps = {step["code"]: step for step in check.plan}
    assert steps["pay_awards"]["due"] == "2026-12-18"
    assert (steps["pay_awards"]["rule"], steps["pay_awards"]["proposed"]) == (
        "inventor_award", False,
    )  # fmt: skip
    assert steps["award_rules"]["proposed"] is True
    assert check.version == questionnaire().version


def test_answers_of_the_same_day_give_way_and_those_of_another_day_stay(
    firm: Firm, fang: Person
) -> None:
    first = said(firm, fang, secrets="no")
    again = said(firm, fang, secrets="yes")
    assert again.pk == first.pk
    later = said(firm, fang, on=ON + timedelta(1), secrets="partly")
    assert [one.answers["secrets"] for one in SelfCheck.objects.order_by("on")] == [
        "yes", "partly",
    ]  # fmt: skip
    assert later.pk != first.pk


def test_nothing_answered_and_answers_that_there_are_not_are_refused(
    firm: Firm, fang: Person
) -> None:
    assert code(lambda: said(firm, fang, secrets="")) == "selfcheck.nothing"
    assert code(lambda: said(firm, fang, no_such_question="no")) == "selfcheck.nothing"
    assert code(lambda: said(firm, fang, secrets="perhaps")) == "selfcheck.answer.unknown"
    assert not SelfCheck.objects.exists()


def test_the_journal_tells_that_it_was_answered_and_not_what(firm: Firm, fang: Person) -> None:
    said(firm, fang, inventor_award="no", secrets="yes")
    line = Line.objects.get(action="selfcheck.answer")
    assert (line.details["answered"], line.details["asked"]) == (2, 15)
    plain = f"{line.details}{ {k: v for k, v in chain.enclosure(line).items() if k != 'sealed'} }"
    assert not any(word in plain for word in ("secrets", "pay_awards", "partly", "no'"))


def test_nobody_else_answers_for_the_firm(firm: Firm) -> None:
    stranger = seated("other", body("firm", "佛山远光有限公司"))
    officer = seated("olivia", body("district_office", "区局"))
    for person in (stranger, officer):
        assert code(lambda by=person: said(firm, by, secrets="no")) == "permit.denied"


def test_chosen_steps_become_tasks_with_the_day_of_the_plan(firm: Firm, fang: Person) -> None:
    check = said(firm, fang, inventor_award="no")
    made = take_on(
        check,
        [Chosen("inventor_award", "pay_awards", fang), Chosen("inventor_award", "award_rules")],
        seals=SEALS, by=actor(fang), at=AT,
    )  # fmt: skip
    pay, rules = made
    assert (pay.due_on, pay.due_rule, pay.due_from, pay.owner) == (
        date(2026, 12, 18), "inventor_award", date(2026, 9, 18), fang,
    )  # fmt: skip
    assert (pay.source_kind, pay.source_id, pay.step, pay.provision, pay.title) == (
        "self_check", "inventor_award", "pay_awards", "period.inventor_award", "",
    )  # fmt: skip
    assert (rules.due_on, rules.due_rule, rules.owner) == (ON + timedelta(60), "", None)


def test_a_step_that_is_an_open_task_is_left_as_it_is(firm: Firm, fang: Person) -> None:
    given = {"seals": SEALS, "by": actor(fang), "at": AT}
    check = said(firm, fang, inventor_award="no")
    take_on(check, [Chosen("inventor_award", "pay_awards", fang)], **given)
    later = said(firm, fang, on=ON + timedelta(3), inventor_award="partly")
    both = [Chosen("inventor_award", "pay_awards"), Chosen("inventor_award", "award_rules")]
    assert [task.step for task in take_on(later, both, **given)] == ["award_rules"]
    assert Task.objects.get(step="pay_awards").owner == fang


def test_steps_are_chosen_from_the_plan_and_all_or_none_becomes_a_task(
    firm: Firm, fang: Person
) -> None:
    given = {"seals": SEALS, "by": actor(fang), "at": AT}
    check = said(firm, fang, inventor_award="no")
    assert code(lambda: take_on(check, [], **given)) == "selfcheck.step.none"
    wrong = [Chosen("inventor_award", "pay_awards"), Chosen("secrets", "agreements")]
    assert code(lambda: take_on(check, wrong, **given)) == "selfcheck.step.unknown"
    assert not Task.objects.exists()
