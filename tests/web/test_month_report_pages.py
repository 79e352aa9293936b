"""Reports of months at the pages and in the worker: asked for, made, taken away."""

from __future__ import annotations

import io
import re
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import docx
import pytest
from desk import NOON
from django.test import Client
from django.utils import timezone

from ipharbor.actions import permits
from ipharbor.actions.jobs.enqueue import enqueue, the_clock
from ipharbor.actions.region.make_ledger import make_ledger
from ipharbor.jobs.worker import Worker
from ipharbor.records.models import Job, MonthReport, Person
from ipharbor.settings import current
from ipharbor.statutes.book import load
from ipharbor.vocabulary.places import region

SHANGHAI = ZoneInfo("Asia/Shanghai")
PATH = "/cockpit/reports/"
WISH = {"month": "2021-06", "known": "2021-11-30", "lang": ["zh"]}


@pytest.fixture
def reports(at_desk: Client, corpus: Any) -> Client:
    """An office person at a region whose ledger has been made."""
    make_ledger(
        current().ledger, corpus=corpus, region=region(), law=load(), by=permits.operator(),
        at=NOON,
    )  # fmt: skip
    return at_desk


def bench(at: datetime) -> Worker:
    return Worker("w", lambda: at, SHANGHAI)


def shown(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.content.decode()


def figure(page: str, name: str) -> int:
    part = page.partition(f'id="figure-{name}"')[2]
    return int(re.search(r">([\d,]+)</a>", part)[1].replace(",", ""))  # type: ignore[index]


def bytes_of(client: Client, path: str) -> tuple[bytes, str]:
    answer = client.get(path)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content), answer["Content-Disposition"]  # type: ignore[attr-defined]


def test_a_report_asked_for_is_made_by_the_worker_and_can_be_taken_away(reports: Client) -> None:
    answer = reports.post(PATH, WISH)
    job = Job.objects.get(kind="report.month")
    assert answer["Location"] == f"/jobs/{job.pk}/"
    assert f"/jobs/{job.pk}/" in shown(reports, PATH), "being made"
    bench(timezone.now()).until_idle()
    job.refresh_from_db()
    assert job.result == {"month": "2021-06", "known": "2021-11-30", "reports": 1, "mails": 0}
    held = MonthReport.objects.get()
    assert f"{PATH}{held.pk}/pdf/" in shown(reports, PATH)
    data, disposition = bytes_of(reports, f"{PATH}{held.pk}/pdf/")
    assert data.startswith(b"%PDF")
    assert len(data) == held.pdf_size
    assert "2021-06.pdf" in disposition


def test_the_numbers_of_the_file_are_those_of_the_cockpits_page(reports: Client) -> None:
    reports.post(PATH, WISH)
    bench(timezone.now()).until_idle()
    held = MonthReport.objects.get()
    made = docx.Document(io.BytesIO(bytes_of(reports, f"{PATH}{held.pk}/docx/")[0]))
    page = shown(reports, "/cockpit/?known=2021-11-30&on=2021-06-30")
    month, stock = made.tables[0], made.tables[1]
    assert month.rows[-1].cells[6].text == f"{figure(page, 'granted'):,}"
    told = {row.cells[0].text: row.cells[1].text for row in stock.rows}
    for name, title in (
        ("in_force", "有效专利"), ("inventions_in_force", "有效发明专利"),
        ("holders", "持有有效专利的权利人"), ("under_pledge", "质押中的专利"),
        ("high_value", "高价值发明专利"),
    ):  # fmt: skip
        assert told[title] == f"{figure(page, name):,}", name


@pytest.mark.parametrize(
    ("field", "value"),
    [("month", "2021-13"), ("known", "2021-06-29"), ("known", "gestern"), ("lang", [])],
)
def test_what_is_wrong_is_told_at_its_field_and_what_was_typed_stays(
    reports: Client, field: str, value: Any
) -> None:
    answer = reports.post(PATH, WISH | {field: value})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert 'id="report-fault"' in page
    assert 'aria-describedby="report-fault"' in page
    assert not Job.objects.exists()
    if field != "month":
        assert 'value="2021-06"' in page


def test_the_clock_waits_for_the_first_working_day_of_the_month(reports: Client) -> None:
    """1 January 2022 was a Saturday, and the holiday ran to the 3rd."""
    moment = datetime(2022, 1, 1, 8, tzinfo=SHANGHAI)
    enqueue("report.month", once="schedule:report:1", by=the_clock(), at=moment,
            argument={"moment": moment.isoformat()})  # fmt: skip
    bench(moment).until_idle()
    job = Job.objects.get(kind="report.month")
    assert job.state in ("waiting", "failed")
    assert job.next_at.astimezone(SHANGHAI) == datetime(2022, 1, 4, 8, tzinfo=SHANGHAI)
    bench(datetime(2022, 1, 4, 8, 1, tzinfo=SHANGHAI)).until_idle()
    job.refresh_from_db()
    assert job.state == "done"
    assert job.result["month"] == "2021-12"
    assert job.result["reports"] == 0, "the small region ends before December 2021"


def test_the_clocks_report_comes_in_both_languages(reports: Client) -> None:
    moment = datetime(2021, 6, 1, 8, tzinfo=SHANGHAI)
    enqueue("report.month", once="schedule:report:2", by=the_clock(), at=moment,
            argument={"moment": moment.isoformat()})  # fmt: skip
    bench(moment).until_idle()
    made = MonthReport.objects.order_by("lang")
    assert [(one.lang, one.year, one.month) for one in made] == [("en", 2021, 5), ("zh", 2021, 5)]
    assert {one.by_name for one in made} == {"schedule"}


def test_an_officer_reads_reports_and_makes_none_and_a_firm_has_none(
    reports: Client, firm_person: Person, office: Person
) -> None:
    Person.objects.filter(pk=office.pk).update(role="enforcement")
    assert 'name="month"' not in shown(reports, PATH)
    assert reports.post(PATH, WISH).status_code == 403
    there = Client()
    there.force_login(firm_person)
    assert there.get(PATH).status_code == 403
    assert there.get(f"{PATH}1/pdf/").status_code == 403


def test_a_report_that_is_not_there_is_not_found(reports: Client) -> None:
    shown(reports, f"{PATH}77/pdf/", status=404)


def test_without_a_ledger_the_page_says_so(at_desk: Client) -> None:
    assert "尚无总账" in shown(at_desk, PATH)


def test_bytes_that_have_gone_are_told_by_name(reports: Client) -> None:
    reports.post(PATH, WISH)
    bench(timezone.now()).until_idle()
    held = MonthReport.objects.get()
    for path in (Path(current().home) / "papers").rglob(held.pdf_sha256):
        path.unlink()
    answer = reports.get(f"{PATH}{held.pk}/pdf/")
    assert answer.status_code >= 400
