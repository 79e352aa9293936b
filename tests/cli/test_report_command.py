"""The report of a month at the machine."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner

from ipharbor.actions import permits
from ipharbor.actions.region.make_ledger import make_ledger
from ipharbor.journal.models import Line
from ipharbor.records.models import MonthReport
from ipharbor.settings import current
from ipharbor.statutes.book import load
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.places import region

AT = datetime(2021, 11, 30, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
pytestmark = pytest.mark.django_db


@pytest.fixture
def ledger(home: Path, corpus: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ipharbor.cli.regioning.ready", lambda: None)
    monkeypatch.setattr("ipharbor.cli.regioning.now", lambda: AT)
    make_ledger(
        current().ledger, corpus=corpus, region=region(), law=load(), by=permits.operator(), at=AT
    )


def run(*words: str, lang: str = "zh") -> str:
    from ipharbor.cli.regioning import report

    done = CliRunner().invoke(report, words, obj=lang)
    if done.exception:
        raise done.exception
    return done.output


def test_the_file_is_the_one_that_is_kept(ledger: None, tmp_path: Path) -> None:
    path = tmp_path / "june.docx"
    told = run("--month", "2021-06", "--out", str(path))
    held = MonthReport.objects.get()
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    assert held.docx_sha256 == sha256
    assert sha256 in told
    assert (held.lang, held.by_name, held.known_on) == ("zh", "operator", AT.date())
    assert Line.objects.filter(action="report.make").count() == 1
    other = tmp_path / "june.pdf"
    run("--month", "2021-06", "--out", str(other))
    assert hashlib.sha256(other.read_bytes()).hexdigest() == held.pdf_sha256
    assert MonthReport.objects.count() == 1, "told again it is the same report"


def test_a_past_day_can_be_asked_in_english(ledger: None, tmp_path: Path) -> None:
    run("--month", "2021-02", "--known", "2021-03-15", "--out", str(tmp_path / "f.pdf"), lang="en")
    held = MonthReport.objects.get()
    assert (held.lang, held.known_on.isoformat()) == ("en", "2021-03-15")


@pytest.mark.parametrize(
    ("month", "out", "code"),
    [
        ("2021-06", "june.txt", "papers.output.suffix"),
        ("june", "june.pdf", "report.month.unreadable"),
        ("2021-12", "december.pdf", "report.month.untold"),
    ],
)
def test_what_cannot_be_told_is_refused_and_nothing_is_kept(
    ledger: None, tmp_path: Path, month: str, out: str, code: str
) -> None:
    with pytest.raises(HarborError) as refused:
        run("--month", month, "--known", "2021-12-31", "--out", str(tmp_path / out))
    assert refused.value.code == code
    assert not MonthReport.objects.exists()
