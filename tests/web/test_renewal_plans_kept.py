"""The renewal plan of very many rights: a job reckons it, files keep it, the page shows it."""

from __future__ import annotations

import io
import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from desk import NOON
from django.test import Client

from ipharbor.actions import permits
from ipharbor.actions.jobs.enqueue import enqueue
from ipharbor.actions.people.create import create
from ipharbor.actions.rights.record_reduction import record_reduction
from ipharbor.jobs.worker import Worker
from ipharbor.queries import plans, renewals
from ipharbor.queries.law import book
from ipharbor.records.models import Disclosure, Firm, Job, Organisation, Person, Right
from ipharbor.settings import current
from ipharbor.web._days import usual_day

PAGE = "/docket/plan/"


def work() -> None:
    zone = ZoneInfo("Asia/Shanghai")
    Worker("w", lambda: datetime.now(tz=zone), zone).until_idle()


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def makers(db: None, corpus: Any) -> list[Firm]:
    """Two firms with three rights each, one of them in both dockets."""
    firms = [Firm.objects.create(name=name, town="440113102") for name in ("明灯厂", "远光厂")]
    day = usual_day()
    for place, firm in enumerate(firms):
        for number in range(3):
            key = "CN202010000009" if number == 2 else f"CN20201000000{place}{number}"
            Right.objects.create(
                firm=firm, key=key, patent_type="utility_model", title=f"灯{key[-2:]}",
                filed_on=day - timedelta(days=400), granted_on=day - timedelta(days=100),
                taken_up_at=NOON,
            )  # fmt: skip
    return firms


@pytest.fixture
def few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Five rights are too many to wait for."""
    monkeypatch.setattr(plans, "PLANNED_AT_ONCE", 5)


def test_few_rights_are_reckoned_while_one_waits(at_desk: Client, makers: list[Firm]) -> None:
    assert "明灯厂" in text(at_desk.get(PAGE))
    assert not Job.objects.exists()


@pytest.mark.usefixtures("few_at_once")
def test_a_plan_is_asked_for_shows_its_progress_and_is_there(
    at_desk: Client, makers: list[Firm]
) -> None:
    page = at_desk.get(PAGE)
    assert "尚未推算" in text(page)
    assert "明灯厂" not in text(page)
    for _ in range(2):  # asked twice it is reckoned once
        assert at_desk.post(PAGE)["Location"] == PAGE
    job = Job.objects.get(kind="plan.reckon")
    waits = at_desk.get(PAGE).content.decode()
    assert f'hx-get="/jobs/{job.pk}/progress/"' in waits
    assert at_desk.get(f"/jobs/{job.pk}/progress/").status_code == 200
    work()
    job.refresh_from_db()
    assert (job.state, job.result["firms"], job.result["rights"]) == ("done", 2, 6)
    made = at_desk.get(PAGE)
    assert "明灯厂" in text(made)
    assert "由后台任务于" in text(made)
    assert "此后没有影响结果的变更" in text(made)
    sent = at_desk.get("/docket/plan/export/")
    book_of = openpyxl.load_workbook(io.BytesIO(b"".join(sent)))
    assert len(book_of.worksheets) == 2


@pytest.mark.usefixtures("few_at_once")
def test_what_is_kept_is_what_would_be_reckoned_now(home: Path, makers: list[Firm]) -> None:
    day, among = usual_day(), Firm.objects.all()
    enqueue(
        "plan.reckon", once="p", argument={"on": day.isoformat(), "years": 3},
        by=permits.operator(), at=NOON,
    )  # fmt: skip
    work()
    kept = plans.kept(current().plans, plans.asked(among, day, 3))
    assert kept is not None
    now = renewals.district(
        among, law=book("440113"), on=day, data_until=kept.until, years=3
    )  # fmt: skip
    assert kept.plan == now
    assert (now.shared, len(now.firms)) == (1, 2)
    assert plans.kept(current().plans, plans.asked(among, day, 5)) is None
    assert plans.kept(current().plans, plans.asked(among, day - timedelta(days=1), 3)) is None


@pytest.mark.usefixtures("few_at_once")
def test_a_change_since_is_told_and_the_plan_reckoned_anew(
    at_desk: Client, makers: list[Firm]
) -> None:
    at_desk.post(PAGE)
    work()
    record_reduction(makers[0], since=2020, until=2030, by=permits.operator(), at=NOON)
    page = at_desk.get(PAGE)
    assert "有 1 次变更" in text(page)
    before = page.context["plan"].payable
    at_desk.post(PAGE)
    work()
    after = at_desk.get(PAGE)
    assert "此后没有影响结果的变更" in text(after)
    assert after.context["plan"].payable < before


@pytest.mark.usefixtures("few_at_once")
def test_programs_are_given_the_kept_plan_with_its_age(at_desk: Client, makers: list[Firm]) -> None:
    none = at_desk.get("/api/v1/plan").json()["error"]
    assert none["code"] == "renewals.plan.none"
    at_desk.post(PAGE)
    work()
    told = at_desk.get("/api/v1/plan").json()["data"]
    kept = plans.kept(current().plans, plans.asked(Firm.objects.all(), usual_day(), 5))
    assert kept is not None
    made_at = datetime.fromisoformat(told["reckoned_at"])
    assert abs(made_at - kept.made_at) < timedelta(seconds=1)
    assert told["changes"] == 0
    record_reduction(makers[0], since=2020, until=2030, by=permits.operator(), at=NOON)
    later = at_desk.get("/api/v1/plan").json()["data"]
    assert later == told | {"changes": 1}


def test_programs_are_told_that_a_small_plan_was_reckoned_just_now(
    at_desk: Client, makers: list[Firm]
) -> None:
    told = at_desk.get("/api/v1/plan").json()["data"]
    assert (told["reckoned_at"], told["changes"], len(told["firms"])) == (None, 0, 2)


@pytest.mark.usefixtures("few_at_once")
def test_whoever_may_read_other_firms_does_not_get_a_plan_that_holds_them(
    at_desk: Client, makers: list[Firm], client: Client
) -> None:
    at_desk.post(PAGE)
    work()
    bank = Organisation.objects.create(kind="lender", name="番禺银行", made_at=NOON)
    lender = create(
        username="bo", password="correct-horse-battery", role="lender", organisation=bank,
        email="bo@example.org", by=permits.operator(), at=NOON,
    )  # fmt: skip
    for firm in makers:
        Disclosure.objects.create(
            firm=firm, organisation=bank, purpose="贷款", since=NOON, by_name="x",
            until=date(2099, 1, 1),
        )  # fmt: skip
    Firm.objects.create(name="未披露的厂")
    theirs = Client()
    theirs.force_login(lender)
    assert "尚未推算" not in text(theirs.get(PAGE))  # the same firms: the same plan
    Disclosure.objects.filter(firm=makers[1]).update(withdrawn_at=NOON)
    page = text(theirs.get(PAGE))
    assert "明灯厂" in page
    assert "远光厂" not in page


@pytest.mark.usefixtures("few_at_once")
def test_without_a_plan_there_is_nothing_to_export(at_desk: Client, makers: list[Firm]) -> None:
    refused = at_desk.get("/docket/plan/export/")
    assert refused.status_code in (400, 409)
    assert "尚未推算" in text(refused)


def test_a_firm_s_person_asks_for_no_plan_of_all_firms(
    at_firm: Client, firm_person: Person
) -> None:
    assert at_firm.post(PAGE).status_code in (400, 404)
    assert not Job.objects.filter(kind="plan.reckon").exists()


def test_the_oldest_files_go_first(home: Path, makers: list[Firm]) -> None:
    day = usual_day()
    made = renewals.district(Firm.objects.all(), law=book("440113"), on=day, data_until=day)
    for number in range(plans.FILES + 2):
        question = plans.Question((number,), day, 5)
        plans.keep(home / "plans", question, plans.KeptPlan(made, NOON, 0, day))
    assert len(list((home / "plans").iterdir())) == plans.FILES
    assert plans.kept(home / "plans", plans.Question((0,), day, 5)) is None
    assert plans.kept(home / "plans", plans.Question((9,), day, 5)) is not None
