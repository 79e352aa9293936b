"""The self-check on its pages: questions with what is known, the plan, tasks, the grace period."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from desk import NOON
from django.test import Client

from ipharbor.actions import permits
from ipharbor.actions.product.add import Stated, add
from ipharbor.actions.rights.take_up import take_up
from ipharbor.records.models import Firm, SelfCheck, Task
from ipharbor.selfcheck.questions import questionnaire
from ipharbor.web._days import usual_day

CODES = [one.code for one in questionnaire().questions]


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def question(answer: Any, code: str) -> str:
    """The part of the form that asks one question."""
    found = re.search(rf'<fieldset[^>]*id="{code}".*?</fieldset>', answer.content.decode(), re.S)
    assert found is not None
    return found[0]


def ticked(part: str) -> str:
    """The answer that is ticked in a question."""
    found = re.search(r'value="(\w*)" checked', part)
    assert found is not None
    return found[1]


def reply(client: Client, **answers: str) -> Any:
    return client.post("/desk/check/answer/", answers)


@pytest.fixture
def english(at_firm: Client) -> Client:
    at_firm.post("/language/", {"lang": "en", "next": "/"})
    return at_firm


@pytest.fixture
def held(firm_person: Any, corpus: Any) -> Firm:
    """The firm with its rights in the docket."""
    firm: Firm = firm_person.firm
    take_up(firm.name, corpus=corpus, by=permits.operator(), at=NOON)
    return firm


def test_before_the_first_time_the_page_says_what_it_is_and_where_it_begins(
    english: Client,
) -> None:
    page = english.get("/desk/check/")
    assert 'href="/desk/check/answer/"' in page.content.decode()
    assert "15 questions" in text(page)


def test_every_question_is_asked_with_all_its_answers_and_its_provisions(english: Client) -> None:
    from ipharbor.queries.law import book

    page, law = english.get("/desk/check/answer/"), book("440113").on(usual_day())
    for one in questionnaire().questions:
        part = question(page, one.code)
        assert re.findall(r'value="(\w*)"', part) == [
            "yes", "partly", "no", "not_applicable", "",
        ]  # fmt: skip
        for name in one.provisions:
            assert (f"/law/{name}/" in part) is (name in law), name


def test_what_the_register_knows_stands_beside_the_question_and_suggests_an_answer(
    english: Client, held: Firm
) -> None:
    part = question(english.get("/desk/check/answer/"), "inventions")
    assert "rights in force" in part
    page = english.get("/desk/check/answer/")
    assert ticked(question(page, "product_cover")) == "no"
    assert "suggested by the register" in question(page, "product_cover")
    assert "0 products are stated" in question(page, "product_cover")
    assert ticked(question(page, "secrets")) == ""


def test_a_market_without_an_own_application_there_is_told_by_its_name(
    english: Client, held: Firm
) -> None:
    from ipharbor import wiring

    assert ticked(question(english.get("/desk/check/answer/"), "overseas")) == ""
    stated = Stated("摇头灯", ["散热片"], ["CN", "DE", "US"])
    add(held, stated, seals=wiring.firm_sealer(), by=permits.operator(), at=NOON)
    part = question(english.get("/desk/check/answer/"), "overseas")
    assert "Germany, United States" in part
    assert ticked(part) == "partly"


def test_answers_become_a_plan_and_stand_when_the_form_is_opened_again(
    english: Client, held: Firm
) -> None:
    answer = reply(english, publish_first="no", secrets="yes", marking="")
    assert answer["Location"] == "/desk/check/"
    page = english.get("/desk/check/")
    assert "2 / 15" in text(page)
    assert "/law/period.novelty_grace.cases/" in page.content.decode()
    check = SelfCheck.objects.get()
    assert (check.firm, check.on) == (held, usual_day())
    form = english.get("/desk/check/answer/")
    assert ticked(question(form, "publish_first")) == "no"
    assert ticked(question(form, "secrets")) == "yes"


def test_nothing_answered_is_told_and_what_was_typed_stays(english: Client) -> None:
    answer = reply(english)
    assert answer.status_code == 400
    assert "Not one question is answered" in text(answer)
    strange = reply(english, secrets="perhaps", marking="no")
    assert strange.status_code == 400
    assert ticked(question(strange, "marking")) == "no"


def test_ticked_steps_become_tasks_for_whom_they_name(
    english: Client, firm_person: Any, held: Firm
) -> None:
    reply(english, publish_first="no")
    check = SelfCheck.objects.get()
    answer = english.post(
        f"/desk/check/{check.pk}/tasks/",
        {
            "step": ["publish_first:clearance", "publish_first:list_disclosures"],
            "owner:publish_first:clearance": str(firm_person.pk),
        },
    )
    assert answer["Location"] == f"/desk/check/{check.pk}/"
    mine = Task.objects.get(step="clearance")
    assert (mine.owner, mine.due_on) == (firm_person, usual_day() + timedelta(60))
    assert Task.objects.get(step="list_disclosures").owner is None
    page = english.get("/desk/check/").content.decode()
    assert f'href="/desk/tasks/{mine.pk}/"' in page
    assert 'value="publish_first:clearance"' not in page
    assert "Lay it down" in text(english.get(f"/desk/tasks/{mine.pk}/"))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "No step is chosen"),
        ({"step": "secrets:agreements"}, "The plan has no step"),
        (
            {"step": "publish_first:clearance", "owner:publish_first:clearance": "7777"},
            "does not work for the firm",
        ),
    ],
)
def test_what_cannot_become_a_task_is_told_and_what_was_ticked_stays(
    english: Client, held: Firm, typed: dict[str, str], words: str
) -> None:
    reply(english, publish_first="no")
    check = SelfCheck.objects.get()
    answer = english.post(f"/desk/check/{check.pk}/tasks/", typed)
    assert answer.status_code == 400
    assert words in text(answer)
    assert not Task.objects.exists()


def test_the_last_two_are_compared_and_earlier_ones_can_be_opened(
    english: Client, held: Firm
) -> None:
    reply(english, publish_first="no", secrets="yes", marking="partly")
    first = SelfCheck.objects.get()
    SelfCheck.objects.filter(pk=first.pk).update(on=usual_day() - timedelta(90))
    reply(english, publish_first="partly", secrets="partly", marking="partly")
    page = text(english.get("/desk/check/"))
    assert "▲ better" in page
    assert "▼ worse" in page
    assert page.count("→ Partly") == 2
    earlier = text(english.get(f"/desk/check/{first.pk}/"))
    assert (usual_day() - timedelta(90)).isoformat() in earlier
    assert "▲ better" not in earlier


def test_another_firms_self_check_is_not_there(at_firm: Client) -> None:
    other = Firm.objects.create(name="佛山远光有限公司")
    check = SelfCheck.objects.create(
        firm=other, on=date(2021, 11, 1), version=1, answers={"secrets": "no"}, by_name="x", at=NOON
    )
    assert at_firm.get(f"/desk/check/{check.pk}/").status_code == 404
    assert at_firm.post(f"/desk/check/{check.pk}/tasks/", {}).status_code == 404


def test_the_pages_are_whole_in_chinese(at_firm: Client, held: Firm) -> None:
    form = text(at_firm.get("/desk/check/answer/"))
    for one in questionnaire().questions:
        assert one.text.zh in form
        assert one.why.zh in form
    reply(at_firm, **dict.fromkeys(CODES, "no"))
    page = text(at_firm.get("/desk/check/"))
    assert "15 / 15" in page
    assert all(one.text.zh in page for one in questionnaire().questions)


def test_a_publication_of_a_listed_case_has_a_last_day_with_its_steps(english: Client) -> None:
    page = english.get("/desk/grace/?case=exhibition&disclosed=2024-03-15&filing=2024-09-10")
    assert "2024-09-18" in text(page)  # 15 September is a Sunday, 16 and 17 a festival
    assert "within the grace period" in text(page)
    assert "/law/period.novelty_grace/" in page.content.decode()
    late = text(english.get("/desk/grace/?case=leak&disclosed=2024-03-15&filing=2024-10-10"))
    assert "too late" in late


def test_a_publication_of_no_case_counts_and_other_offices_are_not_spoken_of(
    english: Client,
) -> None:
    page = text(english.get("/desk/grace/?case=none&disclosed=2024-03-15"))
    assert "No case of the law fits" in page
    assert "says nothing of other offices" in page
    assert not re.search(r"United States|Japan|Europe|twelve months", page)


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ("case=fair&disclosed=2024-03-15", "case"),
        ("case=leak&disclosed=soon", "disclosed"),
        ("case=leak&disclosed=1990-03-15", "disclosed"),
        ("case=leak&disclosed=2024-03-15&filing=2024-03-14", "filing"),
    ],
)
def test_a_mistake_in_the_days_is_told_at_its_field(
    at_firm: Client, asked: str, field: str
) -> None:
    answer = at_firm.get(f"/desk/grace/?{asked}")
    assert answer.status_code == 400
    page = answer.content.decode()
    assert page.count('role="alert"') == 1
    if field != "case":
        assert f'aria-describedby="{field}-fault"' in page
