"""The office lets a worker take up the region and brings in its holders."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from ipharbor.records.models import Firm, Job, Right

pytestmark = pytest.mark.django_db


def test_the_button_asks_a_worker_once_and_shows_the_job(at_desk: Client, corpus: Any) -> None:
    from ipharbor.jobs.worker import Worker

    page = at_desk.get("/docket/").content.decode()
    assert 'value="take_up_region"' in page
    sent = {"act": "take_up_region", "wish": "abc"}
    first, second = at_desk.post("/docket/", sent), at_desk.post("/docket/", sent)
    job = Job.objects.get(kind="rights.take_up_region")
    assert first["Location"] == second["Location"] == f"/jobs/{job.pk}/"
    Worker("w", timezone.now, timezone.get_default_timezone()).until_idle()
    job.refresh_from_db()
    assert job.result["added"] == Right.objects.values("key").distinct().count() > 0
    page = at_desk.get(f"/jobs/{job.pk}/").content.decode()
    assert "全区" in page
    assert "{" not in page.partition("<main")[2].partition("</main>")[0]


def test_a_table_of_holders_is_read_and_its_receipt_shown(at_desk: Client, corpus: Any) -> None:
    rows = "名称,镇街,企业规模\n番禺走马灯有限公司,石楼镇,小型\n番禺荷花灯厂,月球镇,微型\n"
    file = SimpleUploadedFile("名录.csv", rows.encode())
    answer = at_desk.post("/docket/", {"act": "holders", "table": file})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert Firm.objects.get(name="番禺走马灯有限公司").town == "440113105"
    assert "月球镇" in page
    assert "更新" in page


def test_a_file_that_is_no_table_of_holders_is_told_at_its_field(
    at_desk: Client, corpus: Any
) -> None:
    answer = at_desk.post(
        "/docket/", {"act": "holders", "table": SimpleUploadedFile("x.csv", b"town\nx\n")}
    )
    assert answer.status_code == 400
    assert 'id="table-fault"' in answer.content.decode()
    assert at_desk.post("/docket/", {"act": "holders"}).status_code == 400


def test_a_firm_s_person_is_shown_neither_and_may_do_neither(
    client: Client, firm_person: Any
) -> None:
    client.force_login(firm_person)
    page = client.get("/docket/").content.decode()
    assert "take_up_region" not in page
    assert "holders" not in page
    for act in ("take_up_region", "holders"):
        assert client.post("/docket/", {"act": act}).status_code == 403
