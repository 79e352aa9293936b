"""A pledge contract read against what the register demands of it."""

from __future__ import annotations

import pytest
from pledge_world import ON, book

from ipharbor.pledge.contract import LONGEST, named, parts, read
from ipharbor.register.verdict import Verdict

YES, NO, UNKNOWN = Verdict.YES, Verdict.NO, Verdict.UNKNOWN
REQUIRED = [term.code for term in book().on(ON)["pledge.contract.required"].terms.items]
OPTIONAL = [term.code for term in book().on(ON)["pledge.contract.optional"].terms.items]
NUMBERS = {"A": "201910000001.1", "B": "201920000002.2"}
WHOLE = """专利权质押合同
出质人：番禺会唱歌灯具有限公司，地址：番禺区大龙街灯谜巷 8 号
质权人：珠江银行番禺支行，地址：番禺区市桥街河堤路 1 号
一、主合同为双方所签《流动资金借款合同》（编号 2026-118），借款金额人民币 5,000,000 元。
二、债务履行期限：自 2026 年 11 月 20 日至 2027 年 11 月 19 日。
三、质押专利 1 件：歌灯，专利号 ZL 2019 1 0000001.1，申请日 2019-03-04，授权公告日 2021-06-01。
四、担保范围：主债权本金、利息、违约金及实现质权的费用。
五、质押期间的年费由出质人缴纳。
"""


def told(text: str) -> dict[str, Verdict]:
    return {one.clause: one.verdict for one in read(text, REQUIRED, NUMBERS).passages}


def test_a_whole_contract_has_all_that_is_required_and_names_its_right() -> None:
    found = read(WHOLE, REQUIRED, NUMBERS)
    assert {one.verdict for one in found.passages} == {YES}
    assert found.listed == {"A"}
    assert found.contract.listed == {"A"}
    assert found.contract.clauses["scope"] is YES


def test_each_clause_shows_the_passage_in_which_it_was_found() -> None:
    found = {one.clause: one for one in read(WHOLE, REQUIRED, NUMBERS).passages}
    assert "违约金" in found["scope"].text
    assert "2027" in found["performance"].text


@pytest.mark.parametrize(
    ("gone", "clause"),
    [
        ("四、担保范围：主债权本金、利息、违约金及实现质权的费用。\n", "scope"),
        ("二、债务履行期限：自 2026 年 11 月 20 日至 2027 年 11 月 19 日。\n", "performance"),
        ("，授权公告日 2021-06-01", "patents"),
        ("质权人：珠江银行番禺支行，地址：番禺区市桥街河堤路 1 号\n", "parties"),
    ],
)
def test_a_clause_that_is_left_out_is_missing(gone: str, clause: str) -> None:
    assert gone in WHOLE
    found = told(WHOLE.replace(gone, ""))
    assert found[clause] is NO
    assert [one for one, verdict in found.items() if verdict is not YES] == [clause]


@pytest.mark.parametrize(
    ("whole", "blank", "clause"),
    [
        ("自 2026 年 11 月 20 日至 2027 年 11 月 19 日", "自＿＿＿＿至＿＿＿＿", "performance"),
        ("主债权本金、利息、违约金及实现质权的费用", "【待填：担保的范围】", "scope"),
        ("人民币 5,000,000 元", "人民币____元", "claim"),
        ("珠江银行番禺支行，地址：番禺区市桥街河堤路 1 号", "", "parties"),
    ],
)
def test_a_clause_that_is_named_and_left_blank_cannot_be_told(
    whole: str, blank: str, clause: str
) -> None:
    assert whole in WHOLE
    assert told(WHOLE.replace(whole, blank))[clause] is UNKNOWN


def test_what_a_heading_announces_stands_below_it() -> None:
    text = WHOLE.replace("四、担保范围：主债权", "四、担保范围\n主债权")
    assert told(text)["scope"] is YES


def test_numbers_are_found_however_they_are_spaced_and_never_within_another() -> None:
    for written in ("ZL201910000001.1", "ZL 2019 1 0000001.1", "201910000001", "2019100000011"):
        assert named(f"专利号{written}，申请日 2019", NUMBERS) == {"A"}
    assert named("合同编号 99201910000001", NUMBERS) == frozenset()
    assert named("201910000001.1 201920000002.2", NUMBERS) == {"A", "B"}
    assert named("", NUMBERS) == frozenset()
    assert named("专利号 ZL 95 1 01234.5", {"C": "95101234.5"}) == {"C"}


def test_all_clauses_of_the_law_have_words_to_find_them_by() -> None:
    usual = [term.code for term in book().on(ON)["pledge.contract.clauses"].terms.items]
    assert {*REQUIRED, *OPTIONAL, *usual} == set(parts())


def test_a_clause_without_words_cannot_be_told() -> None:
    (found,) = read(WHOLE, ["insurance"], NUMBERS).passages
    assert found.verdict is UNKNOWN


def test_an_endless_text_is_read_only_so_far() -> None:
    assert told("。" * LONGEST + WHOLE)["scope"] is NO
