"""The papers of a pledge: contract, application, declaration, undertaking."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from paper_matters import BOOK, FILED, GRANTED, LAMP, NUMBER, filled, lamp, told, written

from ipharbor.papers.asking import Subject
from ipharbor.papers.drawing import drawn
from ipharbor.papers.wording import text_of
from ipharbor.pledge.contract import read
from ipharbor.register.events import Event
from ipharbor.register.verdict import Verdict
from ipharbor.vocabulary.errors import HarborError

ON = date(2026, 11, 20)
PAID = [(year, date(2018 + year, 5, 1)) for year in range(2, 9)]
BANK = "珠江银行番禺支行"
TYPED = {
    "pledgor_address": "番禺区大龙街灯谜巷 8 号", "pledgee": BANK,
    "pledgee_address": "番禺区市桥街河堤路 1 号", "main_contract": "流动资金借款合同 2026-118",
    "debt_kind": "借款", "debt_amount": "人民币 5,000,000 元", "debt_from": "2026-11-20",
    "debt_until": "2027-11-19", "scope": "本金、利息、违约金及实现质权的费用",
}  # fmt: skip
REQUIRED = [term.code for term in BOOK.on(ON)["pledge.contract.required"].terms.items]


def offered(*events: Event, holders: tuple[str, ...] = (LAMP,), twin: str = "") -> Subject:
    made = lamp(ON, paid=PAID, events=events, holders=holders)
    return replace(made, filed_on=FILED, granted_on=GRANTED, twin=twin)


def reading(typed: dict[str, str]) -> dict[str, Verdict]:
    (paper,) = filled("pledge_contract", ON, offered(), typed=typed)
    text = text_of(drawn([paper]).data, "contract.docx")
    found = read(text, REQUIRED, {NUMBER: NUMBER})
    assert found.listed == {NUMBER}
    return {one.clause: one.verdict for one in found.passages}


def test_a_filled_contract_has_all_that_the_register_asks() -> None:
    assert set(reading(TYPED).values()) == {Verdict.YES}


@pytest.mark.parametrize(
    ("left", "clause"),
    [("scope", "scope"), ("debt_amount", "claim"), ("pledgee", "parties")],
)
def test_what_is_left_blank_in_the_contract_is_found_blank(left: str, clause: str) -> None:
    typed = {name: text for name, text in TYPED.items() if name != left}
    found = reading(typed)
    assert found[clause] is Verdict.UNKNOWN
    assert [one for one, verdict in found.items() if verdict is not Verdict.YES] == [clause]


def test_the_contract_lists_each_right_with_its_days_and_binds_what_the_law_binds() -> None:
    (paper,) = filled("pledge_contract", ON, offered(), typed=TYPED)
    text = "\n".join(written(drawn([paper]).data))
    for part in (NUMBER, "2019-06-03", "2020-01-07", BANK, "2027年11月19日"):
        assert part in text
    fields = told(paper)
    assert "质权自登记时设立" in fields["delivery"]
    assert "转让、许可他人使用、开放许可" in fields["disposal"]
    assert {"pledge.contract.required", "pledge.consent.needed_for"} <= {
        one.provision for one in paper.grounds
    }


def test_a_day_that_nobody_knows_is_left_to_be_filled() -> None:
    (paper,) = filled("pledge_contract", ON, replace(offered(), granted_on=None), typed=TYPED)
    assert "papers.note.no_days" in [one.code for one in paper.notes]
    assert "【待填】" in "\n".join(written(drawn([paper]).data))


def test_what_stands_against_registration_is_told_to_the_person_who_signs() -> None:
    pledge = Event("PE01", date(2025, 8, 5), date(2025, 8, 5), {"number": "Y1"})
    typed = TYPED | {"debt_until": "2039-11-19"}
    taken = offered(pledge, holders=(LAMP, "南沙跳舞灯厂"))
    (paper,) = filled("pledge_contract", ON, taken, typed=typed)
    codes = {one.code for one in paper.notes}
    assert {"papers.note.pledged", "papers.note.co_owned", "papers.note.outlasts"} <= codes
    over = offered(Event("AV01", date(2025, 8, 5), date(2025, 8, 5)))
    (paper,) = filled("pledge_contract", ON, over, typed=TYPED)
    assert "papers.note.not_in_force" in {one.code for one in paper.notes}


@pytest.mark.parametrize(
    ("channel", "last"),
    [
        # 20 November 2026 is a Friday: two working days end on Tuesday, five on Friday.
        ("online", "2026年11月24日"),
        ("window", "2026年11月27日"),
        ("post", "2026年11月27日"),
    ],
)
def test_the_office_has_working_days_from_the_filing(channel: str, last: str) -> None:
    typed = {"channel": channel, "filed_on": "2026-11-20", "pledgee": BANK}
    (paper,) = filled("pledge_registration", ON, offered(), typed=typed)
    fields = told(paper)
    # The periods are known at second hand, and say so.
    assert fields["decided_by"] == f"{last}（待核）"
    assert fields["fee"] == "0 元"


def test_a_festival_makes_the_offices_time_longer() -> None:
    typed = {"channel": "online", "filed_on": "2026-09-30"}
    (paper,) = filled("pledge_registration", ON, offered(), typed=typed)
    # 1 to 7 October are festival days; the two working days after are the 8th and the 9th.
    assert told(paper)["decided_by"] == "2026年10月9日（待核）"


def test_without_a_way_of_filing_both_periods_are_told_and_no_day() -> None:
    (paper,) = filled("pledge_registration", ON, offered())
    assert told(paper)["period"] == "网上2 个工作日；窗口、邮寄5 个工作日"
    assert told(paper)["decided_by"] == ""


def test_the_list_of_papers_follows_the_application() -> None:
    (plain,) = filled("pledge_registration", ON, offered())
    listed = told(plain)["papers"]
    assert "质押合同" in listed
    assert "评估报告" not in listed
    assert "委托书" not in listed
    assert "同日申请情况的声明" in listed  # a utility model
    more = {"valued": "yes", "agent": "番禺灯火专利代理所"}
    (valued,) = filled("pledge_registration", ON, offered(), typed=more)
    assert "评估报告" in told(valued)["papers"]
    assert "委托书" in told(valued)["papers"]
    invention = replace(offered(), patent_type="invention")
    (other,) = filled("pledge_registration", ON, invention)
    assert "同日申请情况的声明" not in told(other)["papers"]


def test_the_declaration_names_the_invention_of_that_day_and_takes_models_alone() -> None:
    invention = replace(offered(), key="X", number="201910000009.9", patent_type="invention")
    model = offered(twin="201910000009.9")
    (paper,) = filled("pledge_double_filing", ON, model, invention)
    assert [line.number for line in paper.lines] == [NUMBER]
    assert told(paper)["inventions"] == "201910000009.9"
    assert [one.code for one in paper.notes if one.code == "papers.note.no_model"]


def test_the_undertaking_says_what_both_promise() -> None:
    (paper,) = filled("pledge_undertaking", ON, offered(), typed={"pledgee": BANK})
    text = "\n".join(written(drawn([paper]).data))
    assert "双方承诺" in text
    assert BANK in text


def test_a_contract_as_text_is_read_in_both_encodings_and_others_are_refused() -> None:
    assert text_of("质押合同".encode(), "a.txt") == "质押合同"
    assert text_of("质押合同".encode("gb18030"), "a.txt") == "质押合同"
    for data in (b"PK\x03\x04nonsense", b"\xff\xfe\x00\x01"):
        with pytest.raises(HarborError):
            text_of(data, "a.docx")
