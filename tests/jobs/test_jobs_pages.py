"""The jobs page: what runs, what was given up, the schedule, and who sees what."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from ipharbor.actions import permits
from ipharbor.actions.jobs import fire, lease
from ipharbor.actions.jobs.enqueue import enqueue, the_clock
from ipharbor.actions.jobs.kinds import KINDS
from ipharbor.records.models import Job, Schedule

ZONE = timezone.get_default_timezone()
HARM = "<script>alert('灯')</script>"
REFUSED = {"code": "job.mail_refused", "params": {"why": "没有人应答"}}


@pytest.fixture
def office_desk(office: Any, home: Path, client: Client) -> Client:
    client.force_login(office)
    return client


@pytest.fixture
def admin_desk(administrator: Any, home: Path) -> Client:
    desk = Client()
    desk.force_login(administrator)
    return desk


def asked(kind: str = "mail.send", about: str = "he@example.org", by: Any = None) -> Job:
    asker = permits.of(by) if by else the_clock()
    return enqueue(
        kind,
        once=f"{kind}:{Job.objects.count()}",
        about=about,
        by=asker,
        at=timezone.now(),
        argument={"mail": 0, "run": 0, "path": "x", "moment": "2021-11-30T12:00:00+08:00"},
    )


def taken(job: Job) -> Job:
    held = lease.take_this(job, "w", lease=timedelta(minutes=1), at=timezone.now())
    assert held is not None
    return held


def dead(about: str = "he@example.org") -> Job:
    job = asked(about=about)
    lease.fail(taken(job), REFUSED, final=True, at=timezone.now())
    return job


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_an_empty_page_says_what_will_come_and_that_no_worker_runs(office_desk: Client) -> None:
    page = text(office_desk.get("/jobs/"))
    assert "这里没有任务" in page and "目前没有正在执行的任务" in page
    assert "ipharbor worker" in page
    lease.seen("w", at=timezone.now())
    assert "<code>ipharbor worker</code>" not in text(office_desk.get("/jobs/"))


def test_what_runs_shows_how_far_it_is_and_the_fragment_says_when_the_lists_are_old(
    office_desk: Client,
) -> None:
    held = taken(asked("corpus.import", "灯具.csv"))
    lease.say(held, {"code": "job.said.index", "params": {}}, 30, 120)
    page = text(office_desk.get("/jobs/"))
    assert 'value="25"' in page and "正在建立检索索引" in page and "hx-get" in page
    fragment = text(office_desk.get(f"/jobs/running/?was={held.pk}"))
    assert "刷新列表" not in fragment and 'value="25"' in fragment
    lease.finish(held, {"read": 1}, at=timezone.now())
    assert "刷新列表" in text(office_desk.get(f"/jobs/running/?was={held.pk}"))


def test_a_job_has_a_page_that_can_be_left_and_found_again(office_desk: Client) -> None:
    held = taken(asked("warning.round", ""))
    page = text(office_desk.get(f"/jobs/{held.pk}/"))
    assert "可以离开本页" in page and "hx-get" in page
    assert "HX-Refresh" not in office_desk.get(f"/jobs/{held.pk}/progress/")
    told = {"as_of": "2021-11-30", "watches": 4, "raised": 2, "held": 1}
    lease.finish(held, told, at=timezone.now())
    assert office_desk.get(f"/jobs/{held.pk}/progress/")["HX-Refresh"] == "true"
    assert "4 项监视：发出 2 条预警" in text(office_desk.get(f"/jobs/{held.pk}/"))
    assert office_desk.get("/jobs/999/").status_code == 404


def test_a_dead_letter_tells_why_and_is_run_again_or_struck_off(office_desk: Client) -> None:
    again, off = dead(), dead("lin@example.org")
    page = text(office_desk.get("/jobs/?state=dead"))
    assert "邮件未能发出：没有人应答" in page and "请先解决原因所指的问题" in page
    answer = office_desk.post(f"/jobs/{again.pk}/run-again/", {"next": "/jobs/?state=dead"})
    assert answer["Location"] == "/jobs/?state=dead"
    office_desk.post(f"/jobs/{off.pk}/cancel/", {"next": "https://evil.example/"})
    again.refresh_from_db(), off.refresh_from_db()
    assert (again.state, off.state) == ("waiting", "cancelled")
    refused = office_desk.post(f"/jobs/{off.pk}/run-again/")
    assert refused.status_code == 400 and "无须重做" in text(refused)


def test_lists_narrow_page_and_go_to_a_spreadsheet_where_a_formula_stays_text(
    office_desk: Client,
) -> None:
    for n in range(25):
        asked(about=f"=cmd|{n}")
    dead()
    page = text(office_desk.get("/jobs/?state=waiting&kind=mail.send"))
    assert page.count("</tr>") >= 21 and "=cmd|24" in page and "=cmd|4<" not in page
    assert "=cmd|4<" in text(office_desk.get("/jobs/?state=waiting&page=2"))
    assert "没有符合筛选条件的任务" in text(office_desk.get("/jobs/?kind=backup"))
    answer = office_desk.get("/jobs/export/?state=waiting")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    assert sheet.max_row == 26
    assert {cell.data_type for cell in sheet["C"]} == {"s"}


def test_a_firms_person_sees_and_touches_their_own_jobs_alone(
    office_desk: Client, firm_person: Any
) -> None:
    fire.lay_out(zone=ZONE, at=timezone.now())
    desk = Client()
    desk.force_login(firm_person)
    others, own = dead(), asked(about="自己的任务")
    Job.objects.filter(pk=own.pk).update(by=firm_person, by_name=firm_person.username)
    page = text(desk.get("/jobs/"))
    assert "自己的任务" in page and "he@example.org" not in page and "定时安排" not in page
    assert desk.get(f"/jobs/{own.pk}/").status_code == 200
    assert desk.get(f"/jobs/{others.pk}/").status_code == 404
    assert desk.post(f"/jobs/{others.pk}/run-again/").status_code == 404
    assert desk.post(f"/jobs/{others.pk}/cancel/").status_code == 404
    assert desk.post(f"/jobs/{own.pk}/cancel/").status_code == 302
    assert desk.get("/jobs/schedule/backup/").status_code == 403
    assert desk.post("/jobs/schedule/backup/now/", {"wish": "a"}).status_code == 403
    others.refresh_from_db()
    assert others.state == "dead"


def test_an_administrator_changes_the_schedule_and_what_was_typed_wrong_is_kept(
    office_desk: Client, admin_desk: Client
) -> None:
    fire.lay_out(zone=ZONE, at=timezone.now())
    page = text(office_desk.get("/jobs/"))
    assert "每天 06:30" in page and '/jobs/schedule/backup/"' not in page
    assert office_desk.get("/jobs/schedule/backup/").status_code == 403
    given = {"every": "week", "at": "25:10", "weekday": "2", "day": "1", "enabled": "1"}
    wrong = admin_desk.post("/jobs/schedule/backup/", given)
    assert wrong.status_code == 400
    assert 'value="25:10"' in text(wrong) and 'id="at-fault"' in text(wrong)
    assert '<option value="2" selected' in text(wrong) and "checked" in text(wrong)
    admin_desk.post("/jobs/schedule/backup/", given | {"at": "03:10"})
    held = Schedule.objects.get(kind="backup")
    assert (held.enabled, held.every, held.hour, held.minute, held.weekday) == (
        True, "week", 3, 10, 2,
    )  # fmt: skip
    page = text(admin_desk.get("/jobs/"))
    assert "每星期三 03:10" in page and "由 ada 设定" in page
    assert admin_desk.get("/jobs/schedule/no.such/").status_code == 404


def test_scheduled_work_is_asked_for_at_once_and_a_form_sent_twice_asks_once(
    office_desk: Client,
) -> None:
    fire.lay_out(zone=ZONE, at=timezone.now())
    answers = [
        office_desk.post("/jobs/schedule/warning.round/now/", {"wish": "k3"}) for _ in range(2)
    ]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Job.objects.filter(kind="warning.round").count() == 1
    assert office_desk.post("/jobs/schedule/backup/now/", {"wish": "a"}).status_code == 403


def test_markup_in_what_a_job_is_about_stays_text(office_desk: Client) -> None:
    job = asked(about=HARM)
    for path in ("/jobs/", f"/jobs/{job.pk}/"):
        assert HARM not in text(office_desk.get(path))


def test_every_kind_is_named_in_words_on_the_page(office_desk: Client) -> None:
    for kind in KINDS:
        asked(kind, "")
    page = text(office_desk.get("/jobs/?per=50"))
    assert not [kind for kind in KINDS if f">{kind}<" in page or f"job.kind.{kind}" in page]
