"""The quality of the data at the page: what is missing, how old, from which source."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

import pytest
from desk import NOON
from django.test import Client
from openpyxl import load_workbook

from ipharbor.actions import permits
from ipharbor.actions.people.create import create
from ipharbor.actions.region.make_ledger import make_ledger
from ipharbor.records.models import HandledCase, Organisation, Person
from ipharbor.settings import current
from ipharbor.statutes.book import load
from ipharbor.vocabulary.places import region

PATH = "/cockpit/quality/"


@pytest.fixture
def office_desk(at_desk: Client, corpus: Any) -> Client:
    """An office person at a region whose ledger has been made."""
    make_ledger(
        current().ledger, corpus=corpus, region=region(), law=load(), by=permits.operator(),
        at=NOON,
    )  # fmt: skip
    return at_desk


def shown(client: Client, path: str = PATH, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.content.decode()


def entries(page: str) -> int:
    return int(re.search(r"list-count[^>]*>\D*([\d,]+)", page)[1].replace(",", ""))  # type: ignore[index]


def test_every_number_that_is_missing_opens_the_list_of_those(office_desk: Client) -> None:
    page = shown(office_desk)
    cells = re.findall(r'<td class="num"><a href="(/cockpit/[^"]+lacks=[^"]+)">([\d,]+)</a>', page)
    assert len(cells) >= 5
    assert {address.partition("?")[0] for address, _ in cells} == {
        "/cockpit/rights/", "/cockpit/holders/",
    }  # fmt: skip
    for address, number in cells:
        found = shown(office_desk, address.replace("&amp;", "&"))
        assert entries(found) == int(number.replace(",", "")), address


def test_the_page_says_from_where_and_how_old(office_desk: Client, office: Person) -> None:
    HandledCase.objects.create(
        number="番知1", kind="infringement", received_on=date(2021, 11, 20), town="440113102"
    )
    page = shown(office_desk, f"{PATH}?known=2021-11-30")
    cases = page.partition("案件登记")[2].partition("</tr>")[0]
    assert "2021-11-20" in cases
    assert "10 天" in cases
    for name in ("代理机构名录", "镇街服务站事项", "镇街服务站培训"):
        assert "尚无" in page.partition(name)[2].partition("</tr>")[0], name
    assert "尚无" in page.partition("国家级奖项")[2].partition("</tr>")[0]
    Person.objects.filter(pk=office.pk).update(lang="en")
    assert "Quality of the data" in shown(office_desk)


def test_the_workbook_holds_what_the_page_shows(office_desk: Client) -> None:
    answer = office_desk.get(f"{PATH}?as=xlsx")
    assert answer["Content-Disposition"].endswith('.xlsx"')
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["数据来源", "本区专利", "本区权利人", "说明"]
    rows = {row[0].value: row for row in book["本区专利"].iter_rows(min_row=2)}
    for name in ("镇街", "代理机构", "首项权利要求"):
        _, there, of, _, missing, _ = (cell.value for cell in rows[name])
        assert there + missing == of, name
    assert rows["首项权利要求"][4].value > 0


def test_a_day_that_cannot_be_is_told_at_its_field(office_desk: Client) -> None:
    assert 'aria-describedby="frame-fault"' in shown(office_desk, f"{PATH}?known=soon", status=400)


def test_a_station_is_told_of_its_town_and_not_of_cases(office_desk: Client) -> None:
    body = Organisation.objects.create(
        kind="town_station", name="南村镇服务站", town="440113102", made_at=NOON
    )
    station = create(username="stella", password="correct-horse-battery", role="station",
                     organisation=body, by=permits.operator(), at=NOON)  # fmt: skip
    there = Client()
    there.force_login(station)
    page = shown(there)
    assert "案件登记" not in page
    assert f"{entries(shown(there, '/cockpit/rights/'))}</td>" in page


def test_where_there_is_no_ledger_the_page_says_what_to_do(at_desk: Client) -> None:
    assert "总账" in shown(at_desk)
