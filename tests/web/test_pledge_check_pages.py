"""The check before a pledge: rights, grounds, the contract, and what hangs on the rights."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from desk import HARM, NOON
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ipharbor.pledge.facts import facts, paying
from ipharbor.pledge.offer import Offer
from ipharbor.queries import pledge_checks as queries
from ipharbor.queries._holdings import holdings
from ipharbor.queries.docket import account
from ipharbor.queries.law import book
from ipharbor.records.models import (
    Disclosure,
    Firm,
    HandledCase,
    Organisation,
    Payment,
    Person,
    Right,
    RightEvent,
)

ON = date(2021, 11, 1)  # the newest day of the small region, its usual day
PANYU = "440113"
PAID = date(2020, 12, 1)
TYPES = ("invention", "utility_model", "design")
SAID = "&until=2023-10-31&consent=all&twin=no&attacked=no&other=no"
CONTRACT = """出质人：走马灯厂，地址：番禺区大龙街 8 号
质权人：珠江银行，地址：番禺区市桥街 1 号
主合同为借款合同，借款金额 500 万元，债务履行期限至 2023 年 10 月 31 日。
质押专利 1 件，专利号 {number}，申请日 2014-02-06，授权公告日 2020-02-05。
担保范围：本金与利息。
"""


def key(row: int) -> str:
    return f"CN20180{row}000001"


def number(row: int) -> str:
    return f"201810{row:06d}.X"


@pytest.fixture
def lanterns(firm_person: Any) -> Firm:
    """The firm of the firm's person with nine lanterns paid for: of them the second is pledged,
    the third lapsed, the fourth preserved, the fifth held with another, the sixth sold."""
    firm = firm_person.firm
    Right.objects.bulk_create(
        Right(
            firm=firm, key=key(row), application_number=number(row), patent_type=TYPES[row % 3],
            title=f"走马灯（第{row}型）", filed_on=date(2013 + row % 6, row, 3 * row),
            granted_on=date(2020, row, 5), taken_up_at=NOON,
            holders=f"{firm.name} | 南沙灯厂" if row == 5 else firm.name,
        )
        for row in range(1, 10)
    )  # fmt: skip
    Payment.objects.bulk_create(
        Payment(key=key(row), patent_year=year, paid_on=PAID, known_on=PAID, source="list")
        for row in range(1, 10) for year in range(2, 11)
    )  # fmt: skip
    for row, code, told in (
        (2, "PE01", {"number": "Y2020440", "pledgee": "珠江银行"}),
        (3, "CF01", {"ended_on": "2021-03-09"}),
        (4, "PP01", {"number": "P1"}),
        (6, "TR01", {"before": firm.name, "after": "白云风扇厂"}),
    ):
        day = date(2021, 6, 1)
        RightEvent.objects.create(
            key=key(row), code=code, on=day, known_on=day, number=told.get("number", ""),
            details=told, source="gazette",
        )  # fmt: skip
    return firm


def checked(firm: Firm, **more: Any) -> queries.Check:
    offer = Offer(pledgors=(firm.name,), debt_until=date(2023, 10, 31))
    return queries.check(firm, offer, law=book(PANYU), on=ON, data_until=ON, **more)


def standing_grounds(firm: Firm, **more: Any) -> dict[str, set[str]]:
    return {
        row.record.key: {one.ground for one in row.checked.hard}
        for row in checked(firm, **more).rows
    }


def test_each_ground_is_found_at_the_right_that_it_concerns(lanterns: Firm) -> None:
    found = standing_grounds(lanterns)
    assert "pledged" in found[key(2)]
    assert {"ended", "annuity"} <= found[key(3)]
    assert "suspended" in found[key(4)]
    assert "not_owner" in found[key(6)]
    assert found[key(1)] == set()


def test_by_columns_each_right_is_known_as_its_own_account_tells_it(lanterns: Firm) -> None:
    law, until = book(PANYU), ON
    records = list(Right.objects.filter(firm=lanterns).order_by("key"))
    told = holdings(lanterns, records)
    until = told.known_until(until)
    for row, record in zip(checked(lanterns).rows, records, strict=True):
        alone = account(record, law=law, on=ON, data_until=until)
        owed = paying(alone.dues, kept=bool(told.paid.get(record.key)))
        known = facts(
            told.right(record), alone.standing, owed, granted_on=record.granted_on, book=law
        )
        assert row.facts == known, record.key


def test_what_was_known_on_a_day_does_not_change_with_what_came_later(lanterns: Firm) -> None:
    before = standing_grounds(lanterns, known_on=date(2021, 5, 31))
    assert "pledged" not in before[key(2)]
    assert "suspended" not in before[key(4)]
    assert "not_owner" not in before[key(6)]
    paid = checked(lanterns, known_on=date(2020, 11, 30))
    assert all(not row.facts.paying.kept for row in paid.rows)


def test_only_the_rights_that_are_chosen_are_checked(lanterns: Firm, at_firm: Client) -> None:
    answer = at_firm.get(f"/pledge/check/?right={key(1)}&right={key(2)}{SAID}")
    assert {row.record.key for row in answer.context["check"].rows} == {key(1), key(2)}
    assert at_firm.get("/pledge/check/?right=CN1").status_code == 400


def test_the_page_tells_outcomes_grounds_and_papers(lanterns: Firm, at_firm: Client) -> None:
    answer = at_firm.get(f"/pledge/check/?view=all{SAID}")
    told = answer.content.decode()
    assert answer.context["check"].refusing["pledged"] == 1
    assert "已被质押" in told
    assert "原质押登记注销通知书" in told
    first = answer.context["found"].rows[0]
    assert first.checked.hard == ()


def test_a_right_is_explained_ground_by_ground(lanterns: Firm, at_firm: Client) -> None:
    told = at_firm.get(f"/pledge/check/{key(2)}/?view=all{SAID}").content.decode()
    assert "已质押给 珠江银行（登记号 Y2020440，自 2021-06-01）" in told
    assert "原质押注销登记后再办理" in told
    assert "/law/pledge.refusal/" in told
    assert at_firm.get("/pledge/check/CN1/").status_code == 404


def test_a_soft_ground_gives_way_when_the_parties_insist(lanterns: Firm, at_firm: Client) -> None:
    attacked = SAID.replace("attacked=no", "attacked=yes")
    one = f"/pledge/check/?right={key(1)}{attacked}"
    assert at_firm.get(one).context["check"].rows[0].checked.outcome == "soft"
    insisting = at_firm.get(f"{one}&insist=invalidation_pending")
    assert insisting.context["check"].rows[0].checked.outcome == "cannot_tell"  # no contract yet


def test_a_contract_that_is_posted_is_read_and_answers_its_ground(
    lanterns: Firm, at_firm: Client
) -> None:
    text = CONTRACT.format(number=number(1))
    path = f"/pledge/check/?right={key(1)}&right={key(7)}{SAID}"
    answer = at_firm.post(path, {"text": text}, follow=True)
    rows = {row.record.key: row.checked for row in answer.context["check"].rows}
    assert rows[key(1)].outcome == "clear"
    assert rows[key(7)].answer("contract").code == "pledge.contract_read.right_absent"
    short = at_firm.post(path, {"text": text.replace("担保范围：本金与利息。", "")}, follow=True)
    assert "担保范围" in short.content.decode()
    made = {row.record.key: row.checked for row in short.context["check"].rows}
    assert made[key(1)].answer("contract").verdict == "yes"
    file = SimpleUploadedFile("contract.txt", text.encode("gb18030"))
    sent = at_firm.post(path, {"file": file}, follow=True)
    assert {row.record.key for row in sent.context["check"].rows} == {key(1), key(7)}
    for wrong in ({}, {"file": SimpleUploadedFile("a.docx", b"PK\x03\x04broken")}):
        assert at_firm.post(path, wrong).status_code == 400


@pytest.mark.parametrize("field", ["until=soon", "amount=much", "on=1900-01-01", "amount=-1"])
def test_a_mistake_is_told_at_its_field(lanterns: Firm, at_firm: Client, field: str) -> None:
    answer = at_firm.get(f"/pledge/check/?{field}")
    assert answer.status_code == 400
    assert answer.context["at_fault"] == field.partition("=")[0]


def test_what_hangs_on_the_rights_is_listed_with_the_rules(lanterns: Firm, at_firm: Client) -> None:
    HandledCase.objects.create(
        number="穗知（番）2021-3", kind="infringement", received_on=date(2021, 5, 4),
        right=number(1), complainant=lanterns.name, respondent=HARM,
    )  # fmt: skip
    rows = at_firm.get("/pledge/ties/?view=all&per=100").context["found"].rows
    sorts = {(row.record.key, str(row.tie.sort)) for row in rows}
    assert {(key(2), "pledge"), (key(4), "preservation"), (key(5), "co_owner"),
            (key(1), "case")} <= sorts  # fmt: skip
    bound = at_firm.get("/pledge/ties/?act=open_licence&per=100").context["found"].rows
    assert {row.record.key for row in bound} == {key(2)}
    told = at_firm.get(f"/pledge/check/{key(1)}/").content.decode()
    assert "未结案件" in told
    assert HARM not in told


def test_a_lender_sees_a_firm_once_it_has_disclosed_and_no_other(
    lanterns: Firm, corpus: Any, client: Client
) -> None:
    bank = Organisation.objects.create(kind="lender", name="珠江银行", made_at=NOON)
    clerk = Person.objects.create(
        username="clerk", email="clerk@example.org", role="lender", organisation=bank
    )
    client.force_login(clerk)
    address = f"/pledge/check/?firm={lanterns.pk}"
    assert client.get(address).status_code == 404
    Disclosure.objects.create(
        firm=lanterns, organisation=bank, purpose="质押贷款", since=NOON, by_name="fang",
        until=date(2099, 1, 1),
    )  # fmt: skip
    assert client.get(address).status_code == 200
    listed = client.get("/pledge/check/").context["found"].rows
    assert [firm.pk for firm in listed] == [lanterns.pk]
    assert client.get(f"/pledge/ties/?firm={Firm.objects.create(name='甲').pk}").status_code == 404
