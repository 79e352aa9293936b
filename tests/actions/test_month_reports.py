"""Reports of months: kept by hash, written down, told of to those who want it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ipharbor.actions import permits
from ipharbor.actions.mail.choose import choose
from ipharbor.actions.mail.month_report import lay_down_reports
from ipharbor.actions.organisation.open import open_organisation
from ipharbor.actions.people.create import create
from ipharbor.actions.region.make_report import Drawn, make_report, maker_of, month_of
from ipharbor.gateways.vault import FolderVault
from ipharbor.journal.models import Line, Outgoing
from ipharbor.records.models import MonthReport, Person
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.places import region
from small_report import small_report

AT = datetime(2021, 12, 1, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
OPERATOR = permits.operator()
pytestmark = pytest.mark.django_db


def made(folder: Path, text: str = "十一月授权 3 件。", **more: Any) -> Drawn:
    asked = {"year": 2021, "month": 11, "known_on": AT.date(), "ledger": "v1-1"}
    return make_report(
        small_report(text), vault=FolderVault(folder), by=OPERATOR, at=AT, **(asked | more)
    )  # type: ignore[arg-type]


def person(name: str, role: str, **more: Any) -> Person:
    return create(
        username=name, password="correct-horse-battery", role=role, email=f"{name}@example.org",
        by=OPERATOR, at=AT, **more,
    )  # fmt: skip


def test_a_report_is_kept_as_two_files_under_their_hashes_with_a_line(tmp_path: Path) -> None:
    kept = made(tmp_path).kept
    vault = FolderVault(tmp_path)
    for sha256, size, begins in (
        (kept.pdf_sha256, kept.pdf_size, b"%PDF"),
        (kept.docx_sha256, kept.docx_size, b"PK"),
    ):
        data = b"".join(vault.chunks(sha256))
        assert (len(data), data[: len(begins)]) == (size, begins)
    line = Line.objects.get(action="report.make")
    assert line.subject == f"report:{kept.pk}"
    assert line.details["pdf_sha256"] == kept.pdf_sha256


def test_the_same_facts_told_again_on_the_same_day_are_the_same_report(tmp_path: Path) -> None:
    first, again = made(tmp_path), made(tmp_path)
    assert (first.fresh, again.fresh) == (True, False)
    assert first.kept == again.kept
    assert Line.objects.filter(action="report.make").count() == 1
    assert made(tmp_path, "十一月授权 4 件。").fresh
    assert MonthReport.objects.count() == 2


def test_a_report_is_of_the_office_for_whose_desk_its_maker_works() -> None:
    assert maker_of(OPERATOR) == ""
    first = open_organisation(
        "district_office", "区知识产权局", region=region(), by=OPERATOR, at=AT
    )
    other = open_organisation(
        "district_office", "区市场监管局", region=region(), by=OPERATOR, at=AT
    )
    olivia = person("olivia", "office", organisation=other)
    assert maker_of(OPERATOR) == first.name
    assert maker_of(permits.of(olivia)) == other.name


def test_only_who_wants_the_mail_and_may_read_the_report_gets_one(tmp_path: Path) -> None:
    wants, silent, firm = (
        person("wanda", "office"), person("silas", "office"), person("fang", "firm", firm="明灯"),
    )  # fmt: skip
    for one in (wants, firm):
        choose(one, "reports", wanted=True, by=permits.of(one), at=AT)
    reports = [made(tmp_path).kept]
    assert lay_down_reports(reports, base_url="http://harbor.example", at=AT) == 1
    mail = Outgoing.objects.get()
    assert mail.to == wants.email != silent.email
    assert "http://harbor.example/cockpit/reports/" in mail.body
    assert lay_down_reports(reports, base_url="http://harbor.example", at=AT) == 0, "once"


def test_a_month_is_read_as_it_is_written() -> None:
    assert month_of(" 2021-11 ") == (2021, 11)
    for wrong in ("2021", "2021-13", "21-11", "2021-1x", "", "2021-00", "0000-01", "9999-12"):
        with pytest.raises(HarborError, match=r"report\.month\.unreadable"):
            month_of(wrong)


def test_a_report_keeps_the_day_as_known_on(tmp_path: Path) -> None:
    assert made(tmp_path, known_on=date(2021, 12, 3)).kept.known_on == date(2021, 12, 3)
