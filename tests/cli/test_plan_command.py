"""The renewal plan at the machine."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner

from ipharbor.records.models import Firm, RenewalDecision, Right
from ipharbor.vocabulary.errors import HarborError

AT = datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
NAME = "番禺走马灯有限公司"
pytestmark = pytest.mark.django_db


@pytest.fixture
def lanterns(home: Path, monkeypatch: pytest.MonkeyPatch) -> Firm:
    monkeypatch.setattr("ipharbor.cli.planning.ready", lambda: None)
    firm = Firm.objects.create(name=NAME)
    for row, kind in enumerate(("invention", "utility_model", "design"), start=1):
        Right.objects.create(
            firm=firm, key=f"LAMP-{row}", patent_type=kind, title=f"走马灯{row}",
            filed_on=date(2022, row, 3), granted_on=date(2026, row, 6), taken_up_at=AT,
        )  # fmt: skip
    return firm


def run(*words: str) -> str:
    from ipharbor.cli.planning import plan

    done = CliRunner().invoke(plan, words, obj="zh")
    if done.exception:
        raise done.exception
    return done.output


def test_the_plan_for_machines_adds_up(lanterns: Firm) -> None:
    RenewalDecision.objects.create(
        right=Right.objects.get(key="LAMP-1"), decision="drop", reason="停产", by_name="deng",
        advice="cannot_tell", on=date(2026, 11, 1), at=AT,
    )  # fmt: skip
    told = json.loads(run(NAME, "--on", "2026-11-23", "--years", "3", "--json"))
    kept = [one for one in told["rights"] if one["decided"] is None]
    assert [one["key"] for one in kept] == ["LAMP-2", "LAMP-3"]
    assert float(told["payable"]) == sum(float(one["total"]) for one in kept) > 0
    assert float(told["payable"]) == sum(float(y["sums"]["payable"]) for y in told["years"])
    assert float(told["saved"]) == float(told["rights"][0]["total"]) > 0
    assert [one["year"] for one in told["years"]] == [2026, 2027, 2028]
    assert told["rights"][0]["decided"]["by"] == "deng"


def test_the_plan_for_people_has_a_line_a_year_and_their_sum(lanterns: Firm) -> None:
    lines = run(NAME, "--on", "2026-11-23", "--years", "2").splitlines()
    assert [line.split()[0] for line in lines[1:3]] == ["2026", "2027"]
    assert lines[-1] == "续费建议: 无法判断 3"


def test_a_firm_nobody_knows_has_no_plan(lanterns: Firm) -> None:
    with pytest.raises(HarborError) as unknown:
        run("没有这家公司")
    assert unknown.value.code == "firm.unknown"
