"""Tasks on their pages: made, made of something, changed, closed, listed, and in the calendar."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from desk import NOON, warn
from django.test import Client

from ipharbor.actions import permits
from ipharbor.actions.people.create import create
from ipharbor.actions.rights.take_up import take_up
from ipharbor.records.models import Firm, Person, Right, Task
from ipharbor.web._days import usual_day


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def make(client: Client, **typed: str) -> Any:
    return client.post("/desk/tasks/", {"title": "查新"} | typed)


def existing(firm: Firm, **told: Any) -> Task:
    given = {"title": "查新", "made_by_name": "fang", "made_at": NOON, "changed_at": NOON}
    return Task.objects.create(firm=firm, **given | told)


@pytest.fixture
def colleague(firm_person: Any) -> Person:
    return create(
        username="liu", password="correct-horse-battery", role="firm", display_name="刘工",
        firm=firm_person.firm.name, email="liu@example.org", by=permits.operator(), at=NOON,
    )  # fmt: skip


@pytest.fixture
def due(firm_person: Any, corpus: Any) -> tuple[Right, Any]:
    """A right of the firm whose next annuity is known, with that annuity."""
    from ipharbor.queries import docket
    from ipharbor.queries.law import book

    take_up(firm_person.firm.name, corpus=corpus, by=permits.operator(), at=NOON)
    told = docket.docket(
        firm_person.firm, law=book("440113"), on=NOON.date(), data_until=NOON.date()
    )
    line = next(line for line in told.lines if line.due)
    return line.record, line.due


def test_a_task_is_made_for_a_colleague_by_a_day(at_firm: Client, colleague: Person) -> None:
    made = make(at_firm, why="新品要发布", owner=str(colleague.pk), due_on="2021-12-20")
    task = Task.objects.get()
    assert made["Location"] == f"/desk/tasks/{task.pk}/"
    assert (task.owner, task.due_on, task.why) == (colleague, date(2021, 12, 20), "新品要发布")
    page = text(at_firm.get(f"/desk/tasks/{task.pk}/"))
    assert "刘工" in page
    assert "新品要发布" in page


def test_a_day_can_be_left_to_a_deadline_rule_and_the_page_shows_how_it_was_reckoned(
    at_firm: Client,
) -> None:
    make(at_firm, rule="novelty_grace", start="2021-08-02")
    task = Task.objects.get()
    assert (task.due_on, task.due_from) == (date(2022, 2, 7), date(2021, 8, 2))
    page = at_firm.get(f"/desk/tasks/{task.pk}/").content.decode()
    assert "/law/period.novelty_grace/" in page


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"title": ""}, "title"),
        ({"owner": "7777"}, "owner"),
        ({"due_on": "31.12.2021"}, "due_on"),
        ({"due_on": "2021-12-31", "rule": "novelty_grace", "start": "2021-08-02"}, "due_on"),
        ({"rule": "novelty_grace"}, "start"),
        ({"notes": "长" * 4001}, "notes"),
    ],
)
def test_a_mistake_is_told_at_its_field_and_what_was_typed_stays(
    at_firm: Client, typed: dict[str, str], field: str
) -> None:
    answer = make(at_firm, **{"why": "因为要参展"} | typed)
    assert answer.status_code == 400
    page = answer.content.decode()
    fault = re.search(r'aria-describedby="(\w+)-fault"', page)
    assert fault is not None
    assert re.search(rf'id="{field}" [^>]*aria-invalid="true"', page)
    assert 'value="因为要参展"' in page
    assert not Task.objects.exists()


def test_an_annuity_becomes_a_task_in_the_reader_s_language_once(
    at_firm: Client, firm_person: Person, due: tuple[Right, Any]
) -> None:
    right, annuity = due
    of, step = f"right:{right.key}", f"annuity:{annuity.year}"
    link = re.search(
        r'href="(/desk/tasks/\?[^"]+)"', at_firm.get(f"/docket/{right.key}/").content.decode()
    )
    assert link is not None
    begun = at_firm.get(link[1].replace("&amp;", "&")).content.decode()
    assert f'value="{annuity.act_by.isoformat()}"' in begun
    assert f'value="{of}"' in begun
    at_firm.post(
        "/desk/tasks/",
        {"of": of, "step": step, "title": "", "due_on": annuity.act_by.isoformat()},
    )
    task = Task.objects.get()
    assert (task.due_certain, task.source_id, task.provision) == (
        annuity.certain, right.key, "period.annuity"
    )  # fmt: skip
    assert f"缴纳第 {annuity.year} 年度年费" in text(at_firm.get("/desk/tasks/"))
    type(firm_person).objects.update(lang="en")
    assert f"Pay the annuity of year {annuity.year}" in text(at_firm.get("/desk/tasks/"))
    again = at_firm.post("/desk/tasks/", {"of": of, "step": step, "title": ""})
    assert again.status_code == 400
    assert "open task already" in text(again)


def test_a_warning_becomes_a_task_with_its_step(
    at_firm: Client, firm_person: Person, corpus: Any
) -> None:
    warned = warn(firm_person, corpus, "ipc:F21V OR ipc:F21W OR ipc:F21S")
    page = at_firm.get(f"/inbox/{warned.pk}/").content.decode()
    assert f"/desk/tasks/?of=warning%3A{warned.pk}" in page
    make(at_firm, of=f"warning:{warned.pk}", title="比对产品")
    task = Task.objects.get()
    assert (task.source_kind, task.source_id) == ("warning", str(warned.pk))
    assert f"/inbox/{warned.pk}/" in at_firm.get(f"/desk/tasks/{task.pk}/").content.decode()


def test_a_source_that_is_not_the_caller_s_is_none(
    at_firm: Client, due: tuple[Right, Any], office: Person, corpus: Any
) -> None:
    warned = warn(office, corpus, "ipc:F21V OR ipc:F21W OR ipc:F21S")
    other = Firm.objects.create(name="佛山远光有限公司")
    theirs = Right.objects.create(
        firm=other, key="CN201910000001.8", patent_type="invention", title="远光灯",
        taken_up_at=NOON,
    )  # fmt: skip
    for of in (f"warning:{warned.pk}", f"right:{theirs.key}", "provision:no.such", "moon:1"):
        assert "远光灯" not in at_firm.get("/desk/tasks/", {"of": of}).content.decode()
        make(at_firm, of=of)
    assert set(Task.objects.values_list("source_kind", "source_id")) == {("own", "")}


def test_a_task_is_done_from_the_list_and_dropped_with_a_reason_and_opened_again(
    at_firm: Client, firm_person: Person
) -> None:
    done, dropped = existing(firm_person.firm), existing(firm_person.firm, title="检索")
    back = at_firm.post(
        f"/desk/tasks/{done.pk}/close/", {"state": "done", "next": "/desk/tasks/?whose=nobody"}
    )
    assert back["Location"] == "/desk/tasks/?whose=nobody"
    refused = at_firm.post(f"/desk/tasks/{dropped.pk}/close/", {"state": "dropped"})
    assert refused.status_code == 400
    at_firm.post(f"/desk/tasks/{dropped.pk}/close/", {"state": "dropped", "reason": "不再出口"})
    assert "查新" in text(at_firm.get("/desk/tasks/?state=done"))
    page = text(at_firm.get("/desk/tasks/?state=dropped"))
    assert "不再出口" in page
    at_firm.post(f"/desk/tasks/{dropped.pk}/reopen/")
    dropped.refresh_from_db()
    assert dropped.state == "open"


def test_the_list_puts_what_presses_first_and_narrows(
    at_firm: Client, firm_person: Person, colleague: Person
) -> None:
    firm, today = firm_person.firm, usual_day()
    existing(firm, title="以后", due_on=today + timedelta(days=40), owner=firm_person)
    existing(firm, title="逾期", due_on=today - timedelta(days=3), owner=colleague)
    existing(firm, title="无期")
    existing(firm, title="已办", state="done", closed_at=NOON, owner=firm_person)

    def listed(query: str = "") -> list[str]:
        page = at_firm.get(f"/desk/tasks/?{query}").content.decode()
        return re.findall(r'<h3><a href="/desk/tasks/\d+/">([^<]+)</a>', page)

    assert listed() == ["逾期", "以后", "无期"]
    assert listed("whose=mine") == ["以后"]
    assert listed("whose=nobody") == ["无期"]
    assert listed("whose=others") == ["逾期"]
    assert listed("within=late") == ["逾期"]
    assert listed("within=90") == ["逾期", "以后"]
    assert listed("state=done") == ["已办"]
    assert listed("q=刘工") == ["逾期"]


def test_another_firm_s_task_is_not_there(at_firm: Client, client: Client) -> None:
    theirs = existing(Firm.objects.create(name="佛山远光有限公司"), title="远光的事")
    assert at_firm.get(f"/desk/tasks/{theirs.pk}/").status_code == 404
    assert at_firm.post(f"/desk/tasks/{theirs.pk}/close/", {"state": "done"}).status_code == 404
    assert "远光的事" not in at_firm.get("/desk/tasks/?view=all").content.decode()


def test_the_calendar_holds_the_person_s_tasks_and_those_nobody_has_taken(
    at_firm: Client, firm_person: Person, colleague: Person
) -> None:
    firm, day = firm_person.firm, NOON.date() + timedelta(days=9)
    existing(firm, title="我的", due_on=day, owner=firm_person, due_certain=False)
    existing(firm, title="无人", due_on=day)
    existing(firm, title="他的", due_on=day, owner=colleague)
    existing(firm, title="办了", due_on=day, state="done", closed_at=NOON)
    existing(firm, title="无期", owner=firm_person)
    told = at_firm.get("/docket/calendar.ics").content.decode()
    assert set(re.findall(r"SUMMARY:(.{2})\r", told)) >= {"我的", "无人"}
    assert not any(name in told for name in ("他的", "办了", "无期"))
    assert "截止日尚不确定" in told.replace("\r\n ", "")


def test_leaving_names_the_tasks_and_passes_them_on(
    at_firm: Client, firm_person: Person, colleague: Person
) -> None:
    task = existing(firm_person.firm, owner=colleague)
    place = colleague.memberships.get()
    Person.objects.filter(pk=firm_person.pk).update(manager=True)
    firm_person.memberships.update(manager=True)
    page = text(at_firm.get(f"/people/{place.pk}/leave/"))
    assert "未完成待办 1 项" in page
    at_firm.post(f"/people/{place.pk}/leave/", {"successor": str(firm_person.pk)})
    task.refresh_from_db()
    assert task.owner == firm_person
