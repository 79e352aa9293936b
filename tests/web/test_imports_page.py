"""Bringing files in from the browser, up to the receipt."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from desk import NOON
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ipharbor.records.models import ImportRun, Job

CSV = (
    "publication_number,publication_date,title,application_number\n"
    "CN109000001A,2019-03-01,一种舞台灯,201810000001.9\n"
    "CN109000002A,2019-13-01,一种音箱,201810000002.3\n"
).encode()


def upload(client: Client, name: str, content: bytes = CSV) -> Any:
    return client.post("/imports/", {"file": SimpleUploadedFile(name, content)})


def test_an_upload_is_kept_under_a_name_of_our_own_and_waits_for_a_worker(
    at_desk: Client, home: Path
) -> None:
    answer = upload(at_desk, "../../etc/导出=1.CSV")
    run, job = ImportRun.objects.get(), Job.objects.get()
    path = Path(job.argument["path"])
    assert (job.kind, job.argument["run"], job.about) == ("corpus.import", run.pk, "导出=1.CSV")
    assert answer["Location"] == f"/imports/{run.pk}/"
    assert path.parent == home / "uploads"
    assert path.suffix == ".csv" and "导出" not in path.name
    assert path.read_bytes() == CSV
    page = at_desk.get(f"/imports/{run.pk}/").content.decode()
    assert "hx-get" in page and "可以离开本页" in page


def test_progress_asks_again_until_the_run_is_done(at_desk: Client) -> None:
    upload(at_desk, "导出.csv")
    run = ImportRun.objects.get()
    ImportRun.objects.update(state="running", phase="read", done_units=30, total_units=120)
    answer = at_desk.get(f"/imports/{run.pk}/progress/")
    assert 'value="25"' in answer.content.decode()
    assert "HX-Refresh" not in answer
    ImportRun.objects.update(state="done")
    done = at_desk.get(f"/imports/{run.pk}/progress/")
    assert done["HX-Refresh"] == "true"
    assert "hx-get" not in done.content.decode()


def test_a_missing_file_is_told_at_the_field(at_desk: Client) -> None:
    answer = at_desk.post("/imports/", {})
    assert answer.status_code == 400
    assert 'id="file-fault"' in answer.content.decode()
    assert not Job.objects.exists()


def test_a_file_over_the_limit_is_refused_before_anything_is_kept(
    at_desk: Client, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ipharbor import settings

    monkeypatch.setenv("IPHARBOR_UPLOAD_LIMIT_MB", "0")
    settings.current.cache_clear()
    answer = upload(at_desk, "gross.csv")
    assert answer.status_code == 400
    assert "文件大于 0 MB" in answer.content.decode()
    assert list((home / "uploads").iterdir()) == []
    assert not ImportRun.objects.exists()


def test_a_firm_sees_no_imports_and_brings_nothing_in(at_firm: Client) -> None:
    assert upload(at_firm, "导出.csv").status_code == 403
    assert not Job.objects.exists()
    assert 'href="/imports/"' not in at_firm.get("/").content.decode()


def test_the_receipt_adds_up_on_the_page_and_findings_are_told_in_words(
    at_desk: Client, home: Path, office: Any, tmp_path: Path
) -> None:
    from ipharbor.actions import permits
    from ipharbor.actions.corpus.import_file import import_file

    path = tmp_path / "neu.csv"
    path.write_bytes(CSV)
    receipt = import_file(
        path, home=home, memory_mb=256, by=permits.of(office), at=NOON, name="neu.csv"
    )
    page = at_desk.get(f"/imports/{receipt.run}/").content.decode()
    for count in (receipt.read, receipt.stored, receipt.set_aside):
        assert f"<dd>{count}</dd>" in page
    assert receipt.findings > 0
    assert "2019-13-01" in page
    assert at_desk.get(f"/imports/{receipt.run}/export/").status_code == 200
    code = at_desk.get(f"/imports/{receipt.run}/?code=no.such.code").content.decode()
    assert "2019-13-01" not in code


def test_a_failed_run_tells_why_in_words(at_desk: Client) -> None:
    run = ImportRun.objects.create(
        file_name="x.csv",
        state="failed",
        started_at=NOON,
        error={"code": "import.interrupted", "params": {}},
    )
    assert "该导入中途被终止" in at_desk.get(f"/imports/{run.pk}/").content.decode()


def test_a_failure_names_the_file_as_its_person_knows_it(at_desk: Client, home: Path) -> None:
    kept = str(home / "uploads" / "0123abcd.csv")
    params = {"path": kept, "headings": "姓名, 年龄", "nearest": "", "missing": ""}
    run = ImportRun.objects.create(
        file_name="名单.csv",
        state="failed",
        started_at=NOON,
        error={"code": "import.format.unknown", "params": params},
    )
    page = at_desk.get(f"/imports/{run.pk}/").content.decode()
    assert "姓名, 年龄" in page
    assert kept not in page


def test_a_run_whose_process_is_gone_is_not_shown_as_running(at_desk: Client) -> None:
    run = ImportRun.objects.create(
        file_name="x.csv", state="running", started_at=NOON, process=2**22 - 7
    )
    page = at_desk.get(f"/imports/{run.pk}/").content.decode()
    assert "该导入中途被终止" in page
    assert "hx-get" not in page
