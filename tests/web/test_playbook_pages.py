"""Playbooks on pages: read, taken on from a warning, changed by the office."""

from __future__ import annotations

from typing import Any

import pytest
from desk import warn
from django.test import Client

from ipharbor.records.models import Task


@pytest.fixture
def alarmed(firm_person: Any, corpus: Any) -> Any:
    return warn(firm_person, corpus, "灯")


def test_a_warning_proposes_playbooks_and_one_is_taken_on(alarmed: Any, at_firm: Client) -> None:
    page = at_firm.get(f"/inbox/{alarmed.pk}/").content.decode()
    address = f"/inbox/{alarmed.pk}/playbooks/buy_or_file/"
    assert address in page
    form = at_firm.get(address).content.decode()
    assert form.count('type="checkbox"') == 5 and "优先权" in form
    told = {"start": "2021-12-01", "step": ["map", "file"], "owner:file": ""}
    page = at_firm.post(address, told, follow=True).content.decode()
    assert "已生成 2 个任务" in page or "2" in page
    assert {task.step for task in Task.objects.all()} == {"buy_or_file.map", "buy_or_file.file"}
    assert "已启用" in page and "看全景" in page and "已完成 0/2" in page
    tasks = at_firm.get("/desk/tasks/").content.decode()
    assert "看全景" in tasks
    again = at_firm.get(address).content.decode()
    assert again.count('type="checkbox"') == 3


@pytest.mark.parametrize(
    ("told", "fault"),
    [({"start": "gestern", "step": ["map"]}, "start-fault"),
     ({"start": "2021-12-01"}, "step-fault"),
     ({"start": "2021-12-01", "step": ["map"], "owner:map": "999"}, "step-fault")],
)  # fmt: skip
def test_a_mistake_is_told_at_its_place(
    alarmed: Any, at_firm: Client, told: dict[str, Any], fault: str
) -> None:
    answer = at_firm.post(f"/inbox/{alarmed.pk}/playbooks/buy_or_file/", told)
    assert (answer.status_code, f'id="{fault}"' in answer.content.decode()) == (400, True)
    assert not Task.objects.exists()


def test_taking_on_does_not_cost_a_warnings_page_more_than_one_question(
    alarmed: Any, at_firm: Client, django_assert_max_num_queries: Any
) -> None:
    at_firm.get("/account/")  # the firm is asked for besides, once
    at_firm.post(f"/inbox/{alarmed.pk}/playbooks/fto/", {"start": "2021-12-01", "step": ["freeze"]})
    at_firm.post(f"/inbox/{alarmed.pk}/playbooks/fto/", {"start": "2021-12-01", "step": ["chart"]})
    at_firm.get(f"/inbox/{alarmed.pk}/")
    with django_assert_max_num_queries(8):
        at_firm.get(f"/inbox/{alarmed.pk}/")


def test_others_do_not_reach_a_warnings_playbooks(alarmed: Any, at_desk: Client) -> None:
    assert at_desk.get(f"/inbox/{alarmed.pk}/playbooks/fto/").status_code in (403, 404)


def test_the_office_changes_restores_and_puts_aside(at_desk: Client) -> None:
    form = at_desk.get("/playbooks/fto/change/").content.decode()
    assert 'name="zh-10"' in form and "固定核查对象" in form
    typed = {
        "title_zh": "查一查", "title_en": "Look", "when_zh": "有疑问", "when_en": "In doubt",
        "desks": ["firm"], "signals": ["signal.surge"], "zh-0": "看", "en-0": "Look",
        "who-0": "firm", "days-0": "x", "reason": "简化",
    }  # fmt: skip
    wrong = at_desk.post("/playbooks/fto/change/", typed)
    assert (wrong.status_code, "天数不可读" in wrong.content.decode()) == (400, True)
    page = at_desk.post("/playbooks/fto/change/", typed | {"days-0": "3"}, follow=True)
    assert "查一查" in page.content.decode() and "简化" in page.content.decode()
    assert "恢复原文" in at_desk.get("/playbooks/fto/restore/").content.decode()
    page = at_desk.post("/playbooks/fto/restore/", {"reason": "原文"}, follow=True)
    assert "自由实施" in page.content.decode()
    assert at_desk.post("/playbooks/fto/end/", {"reason": ""}).status_code == 400
    page = at_desk.post("/playbooks/fto/end/", {"reason": "暂停"}, follow=True)
    assert "此方案已停用" in page.content.decode()
    assert 'href="/playbooks/fto/"' not in at_desk.get("/playbooks/").content.decode()


def test_a_firm_reads_what_is_for_firms_and_changes_nothing(at_firm: Client) -> None:
    page = at_firm.get("/playbooks/").content.decode()
    assert "/playbooks/fto/" in page and "/playbooks/abnormal/" not in page
    assert at_firm.get("/playbooks/abnormal/").status_code == 404
    assert at_firm.get("/playbooks/fto/change/").status_code == 403
