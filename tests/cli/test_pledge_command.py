"""The check before a pledge at the machine."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner

from ipharbor.records.models import Firm, Payment, Right
from ipharbor.vocabulary.errors import HarborError

AT = datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
NAME = "番禺走马灯有限公司"
DAY = ("--on", "2026-11-23", "--until", "2027-11-22")
CONTRACT = """出质人：番禺走马灯有限公司，地址：大龙街 8 号
质权人：珠江银行，地址：市桥街 1 号
主合同为借款合同，借款金额 500 万元，债务履行期限至 2027 年 11 月 22 日。
质押专利 1 件，专利号 ZL 2022 1 0000001.X，申请日 2022-01-03，授权公告日 2026-01-06。
担保范围：本金与利息。
"""
pytestmark = pytest.mark.django_db


@pytest.fixture
def lantern(home: Path, monkeypatch: pytest.MonkeyPatch) -> Firm:
    monkeypatch.setattr("ipharbor.cli.pledging.ready", lambda: None)
    firm = Firm.objects.create(name=NAME)
    Right.objects.create(
        firm=firm, key="LAMP-1", patent_type="invention", title="走马灯", holders=NAME,
        filed_on=date(2022, 1, 3), granted_on=date(2026, 1, 6), taken_up_at=AT,
        application_number="202210000001.X",
    )  # fmt: skip
    Payment.objects.create(
        key="LAMP-1", patent_year=5, paid_on=date(2026, 1, 3), known_on=date(2026, 1, 3)
    )
    return firm


def run(*words: str) -> str:
    from ipharbor.cli.pledging import check

    done = CliRunner().invoke(check, words, obj="zh")
    if done.exception:
        raise done.exception
    return done.output


def test_a_right_against_which_nothing_stands_is_told_so(lantern: Firm, tmp_path: Path) -> None:
    contract = tmp_path / "contract.txt"
    contract.write_text(CONTRACT, encoding="utf-8")
    said = ("--twin", "no", "--attacked", "no", "--other", "no", "--contract", str(contract))
    told = json.loads(run(NAME, *DAY, *said, "--json"))
    (right,) = told["rights"]
    assert [one for one in right["answers"] if one["stands"] != "no"] == []
    assert right["outcome"] == "clear"
    assert "无障碍" in run(NAME, *DAY, *said)


def test_what_nobody_states_cannot_be_told(lantern: Firm) -> None:
    told = json.loads(run(NAME, *DAY, "--json"))
    unknown = {a["ground"] for a in told["rights"][0]["answers"] if a["stands"] == "cannot_tell"}
    assert unknown == {"contract", "invalidation_pending", "other"}
    assert "? ? " not in run(NAME, *DAY, "--attacked", "no")


def test_an_unknown_firm_or_right_is_refused(lantern: Firm) -> None:
    with pytest.raises(HarborError):
        run("无此公司")
    with pytest.raises(HarborError):
        run(NAME, "--right", "LAMP-9")
