"""Findings closed and opened on the page of their import and on that of the data's quality."""

from __future__ import annotations

import io
import re
from pathlib import Path

import openpyxl
import pytest
from django.test import Client

from findings_world import CELL, DATE, NOON, lamps_with_faults
from ipharbor import wiring
from ipharbor.actions import permits
from ipharbor.actions.region.make_ledger import make_ledger
from ipharbor.queries import imports
from ipharbor.records.models import FindingClosing, ImportRun
from ipharbor.settings import current
from ipharbor.statutes.book import load
from ipharbor.vocabulary.places import region


@pytest.fixture
def run(home: Path, tmp_path: Path, db: None) -> ImportRun:
    return lamps_with_faults(home, tmp_path)


def shown(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def rows(page: str) -> list[str]:
    """The findings that a page lists, as they stand there."""
    found = re.search(r'<form method="post" action="[^"]*" id="findings">.*?<tbody>(.*?)</tbody>',
                      page, flags=re.S)  # fmt: skip
    return found[1].split("<tr")[1:] if found else []


def numbers(run: ImportRun, code: str) -> list[int]:
    return list(imports.numbers(current().home, run.pk, code=code))


def test_those_ticked_are_closed_stay_listed_and_can_be_opened_again(
    at_desk: Client, run: ImportRun
) -> None:
    path = f"/imports/{run.pk}/"
    page = shown(at_desk, path)
    assert len(rows(page)) == run.findings
    assert all("未处理" in row for row in rows(page))
    first, second = numbers(run, DATE)
    sent = {"act": "close", "number": [first], "reason": "mended", "note": "已改正"}
    answer = at_desk.post(path, sent)
    assert (answer.status_code, answer["Location"]) == (302, path)
    page = shown(at_desk, path)
    (closed,) = [row for row in rows(page) if "已关闭" in row]
    assert "已修正" in closed and "已改正" in closed and f'value="{first}"' in closed
    assert len(rows(shown(at_desk, path + "?state=closed"))) == 1
    left = rows(shown(at_desk, path + f"?state=open&code={DATE}"))
    assert len(left) == 1 and f'value="{second}"' in left[0]
    at_desk.post(path, {"act": "reopen", "number": [first]})
    assert len(rows(shown(at_desk, path + "?state=open"))) == run.findings
    assert not FindingClosing.objects.exists()


def test_all_that_the_filter_leaves_are_closed_at_once(at_desk: Client, run: ImportRun) -> None:
    path = f"/imports/{run.pk}/?code={DATE}"
    at_desk.post(path, {"act": "close", "every": "yes", "reason": "accepted"})
    closed = FindingClosing.objects.filter(run=run)
    assert [one.number for one in closed.order_by("number")] == numbers(run, DATE)
    assert imports.run(run.pk).open_findings == run.findings - 2  # type: ignore[union-attr]
    found = shown(at_desk, "/imports/?view=all")
    assert re.search(rf"<td[^>]*>{run.findings}</td>\s*<td[^>]*>{run.findings - 2}</td>", found)


def test_closing_without_a_reason_or_a_tick_is_told_at_its_field(
    at_desk: Client, run: ImportRun
) -> None:
    path = f"/imports/{run.pk}/?state=open"
    wrong = at_desk.post(path, {"act": "close", "every": "yes", "note": "灯"})
    assert wrong.status_code == 400
    page = wrong.content.decode()
    assert 'id="reason-fault"' in page and 'value="灯"' in page
    none = at_desk.post(path, {"act": "close", "reason": "mended"})
    assert none.status_code == 400
    assert "没有选中数据问题" in none.content.decode()
    assert f'action="/imports/{run.pk}/?state=open"' in none.content.decode()
    assert not FindingClosing.objects.exists()


def test_the_workbook_says_which_findings_are_closed_and_why(
    at_desk: Client, run: ImportRun
) -> None:
    number = numbers(run, CELL)
    at_desk.post(f"/imports/{run.pk}/", {"act": "close", "number": number, "reason": "not_ours",
                                         "note": "来源如此"})  # fmt: skip
    book = openpyxl.load_workbook(io.BytesIO(at_desk.get(f"/imports/{run.pk}/export/").content))
    heads, *told = book["数据问题"].values
    by_code = {row[6]: dict(zip(heads, row, strict=True)) for row in told}
    assert by_code[DATE]["处理状态"] == "未处理"
    closed = by_code[CELL]
    assert (closed["处理状态"], closed["关闭理由"], closed["关闭说明"]) == (
        "已关闭", "与本区无关", "来源如此",
    )  # fmt: skip
    assert closed["关闭人"] == "olivia"
    assert len(told) == run.findings


def test_a_firm_neither_sees_nor_closes_findings(at_firm: Client, run: ImportRun) -> None:
    sent = {"act": "close", "every": "yes", "reason": "mended"}
    assert at_firm.post(f"/imports/{run.pk}/", sent).status_code == 403
    assert not FindingClosing.objects.exists()


@pytest.fixture
def with_ledger(at_desk: Client, run: ImportRun) -> Client:
    make_ledger(
        current().ledger, corpus=wiring.corpus(), region=region(), law=load(),
        by=permits.operator(), at=NOON,
    )  # fmt: skip
    return at_desk


def test_the_quality_of_the_data_counts_open_findings_and_closes_those_of_a_code(
    with_ledger: Client, run: ImportRun
) -> None:
    path = "/cockpit/quality/"
    page = shown(with_ledger, path)
    source = page.partition(f'href="/imports/{run.pk}/"')[2].partition("</tr>")[0]
    assert f">{run.findings}</a>" in source
    address = re.search(rf'action="(/imports/{run.pk}/\?code={DATE}&amp;state=open)"', page)
    assert address is not None
    sent = {"act": "close", "every": "yes", "back": "quality", "reason": "accepted"}
    answer = with_ledger.post(address[1].replace("&amp;", "&"), sent)
    assert (answer.status_code, answer["Location"]) == (302, path)
    page = shown(with_ledger, path)
    source = page.partition(f'href="/imports/{run.pk}/"')[2].partition("</tr>")[0]
    assert f">{run.findings - 2}</a>" in source
    assert f"共 {run.findings}" in source
    assert f"code={DATE}" not in page and f"code={CELL}" in page
    book = openpyxl.load_workbook(io.BytesIO(with_ledger.get(f"{path}?as=xlsx").content))
    told = {row[1]: row[3:] for row in book["数据问题"].values}
    assert (told[DATE], told[CELL]) == ((2, 0), (1, 1))
