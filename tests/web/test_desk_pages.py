"""The firm's desk: what it tells is what the docket, the tasks and the others tell, and the firm's
alone."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from desk import MAKERS, NOON, warn
from django.test import Client

from ipharbor.actions import permits
from ipharbor.actions.people.create import create
from ipharbor.actions.rights.take_up import take_up
from ipharbor.queries import desk
from ipharbor.queries.docket import docket
from ipharbor.queries.law import book
from ipharbor.records.models import (
    Firm,
    KeptPaper,
    Organisation,
    Payment,
    Person,
    Product,
    Right,
    SelfCheck,
    Task,
)
from ipharbor.selfcheck.questions import questionnaire
from ipharbor.web._days import usual_day

PASSWORD = "correct-horse-battery"


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def section(answer: Any, name: str) -> str:
    """The words of one part of the desk."""
    found = re.search(
        rf'<section class="panel" aria-labelledby="{name}">.*?</section>',
        answer.content.decode(),
        re.S,
    )
    assert found is not None, name
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0]))


def account(username: str, firm: str) -> Person:
    return create(
        username=username, password=PASSWORD, role="firm", firm=firm,
        email=f"{username}@example.org", by=permits.operator(), at=NOON,
    )  # fmt: skip


def to_do(firm: Firm, title: str, **told: Any) -> Task:
    given = {"made_by_name": "fang", "made_at": NOON, "changed_at": NOON}
    return Task.objects.create(firm=firm, title=title, **given | told)


def checked(firm: Firm, *steps: tuple[str, str], on: date | None = None) -> SelfCheck:
    """A self-check whose plan has these steps, each of a question answered no."""
    plan = [
        {"question": question, "code": code, "answer": "no", "provision": "", "due": "2021-12-31",
         "rule": "", "start": None, "certain": True, "proposed": True, "of": ""}
        for question, code in steps
    ]  # fmt: skip
    return SelfCheck.objects.create(
        firm=firm, on=on or usual_day(), version=1, plan=plan, by_name="fang", at=NOON,
        answers={question: "no" for question, _code in steps},
    )  # fmt: skip


@pytest.fixture
def lamps_of(firm_person: Person, corpus: Any) -> Firm:
    """The person's firm, its rights taken up."""
    assert firm_person.firm is not None
    take_up(firm_person.firm.name, corpus=corpus, by=permits.operator(), at=NOON)
    return firm_person.firm


def test_a_firm_s_person_begins_at_the_desk_and_others_on_the_home_page(
    client: Client, firm_person: Person, office: Person, corpus: Any
) -> None:
    def come_in(username: str, **typed: str) -> str:
        client.logout()
        told = {"username": username, "password": PASSWORD} | typed
        return str(client.post("/login/", told)["Location"])

    assert come_in("fang") == "/desk/"
    assert client.get("/login/")["Location"] == "/desk/"
    assert come_in("fang", next="/docket/") == "/docket/"
    assert come_in("olivia") == "/"
    assert client.get("/desk/").status_code == 403
    assert 'href="/desk/"' not in client.get("/").content.decode()


def test_an_empty_desk_says_what_to_do_first(at_firm: Client) -> None:
    page = at_firm.get("/desk/").content.decode()
    assert 'name="act" value="take_up"' in page
    for way in ("/desk/check/answer/", "/watches/", "/desk/products/", "/desk/tasks/", "/vault/"):
        assert f'href="{way}"' in page
    assert at_firm.post("/docket/", {"act": "take_up"}).status_code == 302
    assert 'name="act" value="take_up"' not in at_firm.get("/desk/").content.decode()


def test_rights_stand_by_standing_and_type_as_in_the_docket(
    at_firm: Client, lamps_of: Firm
) -> None:
    page = at_firm.get("/desk/")
    counts = re.findall(
        r'href="/docket/\?state=(\w+)&amp;type=(\w+)">([\d,]+)</a>', page.content.decode()
    )
    assert sum(int(count) for _state, _type, count in counts) == lamps_of.rights.count()
    for state, kind, count in counts:
        listed = at_firm.get(f"/docket/?state={state}&type={kind}&per=100").content.decode()
        assert listed.count("<tr") - 1 == int(count), (state, kind)
    told = docket(lamps_of, law=book("440113"), on=usual_day(), data_until=usual_day())
    held = desk.rights(told)
    assert sum(row.total for row in held.rows) == held.total == sum(held.by_type.values())


def test_dues_stand_with_their_day_their_sum_and_what_follows(
    at_firm: Client, lamps_of: Firm
) -> None:
    told = docket(lamps_of, law=book("440113"), on=usual_day(), data_until=usual_day())
    near = desk.dues(told)
    assert near.lines
    assert all(line.near(90) for line in near.lines)
    assert near.amount == sum(line.due.payable for line in near.lines if line.due)
    words = section(at_firm.get("/desk/"), "dues")
    first = near.lines[0]
    assert first.due is not None
    assert first.due.act_by.isoformat() in words
    assert f"第 {first.due.year} 年度年费" in words
    assert "专利权终止" in words
    assert near.late == sum(line.due.status == "in_grace" for line in near.lines if line.due)


def test_a_due_that_runs_a_surcharge_says_what_it_has_come_to(
    at_firm: Client, firm_person: Person
) -> None:
    filed = usual_day() - timedelta(days=365 + 80)
    right = Right.objects.create(
        firm=firm_person.firm, key="CN201810000001", application_number="201810000001.2",
        patent_type="utility_model", title="一种卡扣", filed_on=filed,
        granted_on=filed + timedelta(days=200), taken_up_at=NOON,
    )  # fmt: skip
    words = section(at_firm.get("/desk/"), "dues")
    assert "▲" in words
    assert "滞纳金已计至" in words
    Payment.objects.create(
        key=right.key, patent_year=2, paid_on=usual_day(), known_on=usual_day(), source="t"
    )
    assert "滞纳金已计至" not in section(at_firm.get("/desk/"), "dues")


def test_tasks_stand_in_two_parts_what_is_late_first(
    at_firm: Client, firm_person: Person, lamps_of: Firm
) -> None:
    today, colleague = usual_day(), account("liu", lamps_of.name)
    to_do(lamps_of, "明天的", owner=firm_person, due_on=today + timedelta(days=1))
    to_do(lamps_of, "逾期的", owner=firm_person, due_on=today - timedelta(days=1))
    to_do(lamps_of, "同事的", owner=colleague)
    to_do(lamps_of, "无人的", due_on=today)
    to_do(lamps_of, "办完的", owner=firm_person, state="done", closed_at=NOON)
    words = section(at_firm.get("/desk/"), "tasks")
    order = [words.index(title) for title in ("逾期的", "明天的", "无人的", "同事的")]
    assert order == sorted(order)
    assert "办完的" not in words


def test_a_task_is_done_from_the_desk_which_comes_again(
    at_firm: Client, firm_person: Person, lamps_of: Firm
) -> None:
    task = to_do(lamps_of, "查新", owner=firm_person)
    page = at_firm.get("/desk/").content.decode()
    assert f'action="/desk/tasks/{task.pk}/close/"' in page
    back = at_firm.post(f"/desk/tasks/{task.pk}/close/", {"state": "done", "next": "/desk/"})
    assert back["Location"] == "/desk/"
    assert "查新" not in section(at_firm.get("/desk/"), "tasks")


def test_the_self_check_tells_how_many_steps_of_its_plan_are_done(
    at_firm: Client, lamps_of: Firm
) -> None:
    assert "/desk/check/answer/" in at_firm.get("/desk/").content.decode()
    rules = [
        (question.code, step.code)
        for question in questionnaire().questions
        for step in question.steps
    ][:3]
    checked(lamps_of, *rules)
    for number, (question, step) in enumerate(rules[:2]):
        state = ("done", "open")[number]
        closed = NOON if state == "done" else None
        to_do(
            lamps_of, "", source_kind="self_check", source_id=question, step=step, state=state,
            closed_at=closed,
        )  # fmt: skip
    words = section(at_firm.get("/desk/"), "check")
    assert "3 步中已完成 1 步" in words
    assert "另有 1 步已建待办" in words


def test_a_step_done_for_an_earlier_self_check_is_not_done_in_this_one(lamps_of: Firm) -> None:
    question = questionnaire().questions[0]
    step = (question.code, question.steps[0].code)
    to_do(
        lamps_of, "", source_kind="self_check", source_id=step[0], step=step[1], state="done",
        closed_at=NOON - timedelta(days=400),
    )  # fmt: skip
    checked(lamps_of, step)
    told = desk.check(lamps_of)
    assert told is not None
    assert (told.steps, told.taken, told.done) == (1, 0, 0)


def test_newest_papers_stand_without_the_withdrawn(at_firm: Client, lamps_of: Firm) -> None:
    for number in range(7):
        KeptPaper.objects.create(
            firm=lamps_of, kind="receipt", name=f"收据{number}", sha256="a" * 64, size=1,
            by_name="fang", at=NOON + timedelta(hours=number),
            withdrawn_at=NOON if number == 6 else None, withdrawn_why="错" if number == 6 else "",
        )  # fmt: skip
    words = section(at_firm.get("/desk/"), "papers")
    assert re.findall(r"收据\d", words) == [f"收据{number}" for number in (5, 4, 3, 2, 1)]


def test_warnings_are_the_person_s_own_and_the_team_is_the_desk_s(
    at_firm: Client, firm_person: Person, lamps_of: Firm, corpus: Any
) -> None:
    colleague = account("liu", lamps_of.name)
    account("gu", "佛山远光有限公司")
    warned = warn(colleague, corpus, "ipc:F21V OR ipc:F21W OR ipc:F21S", "同事的监视")
    page = at_firm.get("/desk/")
    assert f"/inbox/{warned.pk}/" not in page.content.decode()
    team = section(page, "team")
    assert "fang" in team
    assert "liu" in team
    assert "gu" not in re.findall(r"[a-z]+", team)
    own = warn(firm_person, corpus, "ipc:F21V OR ipc:F21W OR ipc:F21S", "我的监视")
    assert f"/inbox/{own.pk}/" in at_firm.get("/desk/").content.decode()


def test_two_firms_see_nothing_of_each_other(lamps_of: Firm, firm_person: Person) -> None:
    other = account("gu", "佛山远光有限公司")
    assert other.firm is not None
    for firm, sign in ((lamps_of, "甲"), (other.firm, "乙")):
        to_do(firm, f"{sign}方的事")
        Product.objects.create(firm=firm, name=f"{sign}方产品", made_at=NOON, changed_at=NOON)
        KeptPaper.objects.create(
            firm=firm, kind="receipt", name=f"{sign}方收据", sha256="a" * 64, size=1,
            by_name="x", at=NOON,
        )  # fmt: skip
        Right.objects.create(
            firm=firm, key=f"CN20201{firm.pk:07d}", patent_type="utility_model",
            title=f"{sign}方灯具", filed_on=usual_day() - timedelta(days=700),
            granted_on=usual_day() - timedelta(days=350), taken_up_at=NOON,
        )  # fmt: skip
    for person, own, others in ((firm_person, "甲", "乙"), (other, "乙", "甲")):
        client = Client()
        client.force_login(person)
        words = text(client.get("/desk/", {"firm": str(lamps_of.pk)}))
        assert f"{own}方的事" in words
        assert f"{own}方产品" in words
        assert f"{others}方" not in words


@pytest.mark.parametrize("role", ["office", "station", "lender", "administrator", "agency"])
def test_nobody_but_the_firm_s_people_reads_a_desk(
    db: None, client: Client, corpus: Any, role: str
) -> None:
    body = None
    if role in ("station", "lender", "agency"):
        kind = "town_station" if role == "station" else role
        town = "440113102" if role == "station" else ""
        body = Organisation.objects.create(kind=kind, name="机构", town=town, made_at=NOON)
    person = create(
        username="zhou", password=PASSWORD, role=role, organisation=body,
        email="zhou@example.org", by=permits.operator(), at=NOON,
    )  # fmt: skip
    client.force_login(person)
    assert client.get("/desk/").status_code == 403


def test_six_hundred_rights_are_asked_for_in_few_questions(
    at_firm: Client, firm_person: Person, django_assert_max_num_queries: Any
) -> None:
    today = usual_day()
    Right.objects.bulk_create(
        Right(
            firm=firm_person.firm, key=f"CN2018{number:08d}", patent_type="utility_model",
            title=f"{MAKERS[0]}灯{number}", filed_on=today - timedelta(days=200 + 4 * number),
            granted_on=today - timedelta(days=number), taken_up_at=NOON, ipc="F21V 29/83",
        )
        for number in range(600)
    )  # fmt: skip
    for number in range(20):
        to_do(firm_person.firm, f"事{number}", source_kind="right", source_id=f"CN2018{number:08d}")
        Product.objects.create(
            firm=firm_person.firm, name=f"产品{number}", made_at=NOON, changed_at=NOON
        )
    with django_assert_max_num_queries(40) as asked:
        assert at_firm.get("/desk/").status_code == 200
    assert len(asked) > 10  # the page was reckoned, not taken from memory
