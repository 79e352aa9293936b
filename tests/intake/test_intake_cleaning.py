"""What single cells become."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from lampworks import HEADINGS, KETTLE, LAMP, read_all

from ipharbor.intake import _texts
from ipharbor.intake._identity import office_code, type_of_text
from ipharbor.intake.source import open_source
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.exchange import LEGAL_STATUSES

WIDE = ("country", "publication_number", "title", "application_number", "patent_type",
        "filing_date", "applicants", "applicant_first", "ipc_main", "ipc", "legal_status",
        "claims", "credit_code", "address", "district", "abstract")  # fmt: skip


def one(lamps, **cells: str):
    """The only row of a table with these cells, and the codes of its findings."""
    given_cells = {"publication_number": "CN113297382A", "title": "灯"} | cells
    done = read_all(lamps([given_cells.get(name, "") for name in WIDE], headings=WIDE))
    return done.rows[0], done.codes


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("授权", "in_force"),
        ("有效", "in_force"),
        ("有权", "in_force"),
        ("授权 | 质押", "in_force"),
        ("部分无效", "in_force"),
        ("未缴年费专利权终止", "lapsed_fee"),
        ("专利权有效期届满", "expired"),
        ("全部无效", "invalidated"),
        ("视为撤回", "dead_application"),
        ("驳回", "dead_application"),
        ("避免重复授予专利权,主动放弃", "surrendered"),
        ("视为放弃", "dead_application"),
        ("实质审查的生效", "in_examination"),
        ("审中", "in_examination"),
        ("公开", "published"),
        ("权利恢复", "unknown"),
        ("失效", "unknown"),
        ("喝茶", None),
    ],
)
def test_legal_states_are_read_as_databases_word_them(said, meant):
    assert _texts.status_of(said) == meant


def test_our_own_words_for_legal_states_are_read_back():
    assert [_texts.status_of(status) for status in LEGAL_STATUSES] == list(LEGAL_STATUSES)


def test_a_state_that_does_not_tell_its_cause_is_noted_and_left_open(lamps):
    row, codes = one(lamps, legal_status="失效")
    assert row["legal_status"] is None
    assert codes == ["import.status.unknown"]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("发明专利", "invention"),
        ("发明申请", "invention"),
        ("授权发明", "invention"),
        ("实用新型", "utility_model"),
        ("外观设计", "design"),
        ("utility_model", "utility_model"),
        ("标准必要", None),
    ],
)
def test_kinds_of_right_are_read_as_databases_word_them(said, meant):
    assert type_of_text(said) == meant


def test_the_kind_comes_from_the_text_then_the_application_then_the_publication(lamps):
    assert (
        one(lamps, patent_type="外观设计", publication_number="CN1")[0]["patent_type"] == "design"
    )
    by_application, codes = one(lamps, application_number="201520531130.8")
    assert by_application["patent_type"] == "utility_model"
    assert codes == ["import.type.conflict"]
    assert one(lamps)[0]["patent_type"] == "invention"


def test_offices_are_read_by_code_and_by_chinese_name():
    assert [office_code(text) for text in ("cn", "中国", "世界知识产权组织", "火星")] == [
        "CN",
        "CN",
        "WO",
        "",
    ]


@pytest.mark.parametrize(
    ("country", "publication", "key", "office"),
    [
        ("WO", "WO/2009/043854", "WO2009043854", "WO"),
        ("", "WO2009043854A1", "WO2009043854", "WO"),
        ("US", "20130045506", "US20130045506", "US"),
        ("", "US2013045506A1", "US2013045506A1", "US"),
        ("JP", "WO2010123456", "JPWO2010123456", "JP"),
        ("BR", "PI0512345", "BRPI0512345", "BR"),
        ("", "113297382", "CN113297382", "CN"),
        ("中国", "CN 113297382 A", "CN113297382", "CN"),
    ],
)
def test_without_a_chinese_application_number_the_publication_number_is_the_key(
    lamps, country, publication, key, office
):
    row, _ = one(lamps, country=country, publication_number=publication)
    assert (row["key"], row["office"]) == (key, office)


def test_both_publications_of_one_application_have_one_key(lamps):
    rows = [
        ["CN", number, "灯", "ZL 2021 1 0685031.5", *[""] * (len(WIDE) - 4)]
        for number in ("CN113297382A", "CN113297382B")
    ]
    done = read_all(lamps(*rows, headings=WIDE))
    assert done.column("key") == ["CN202110685031.5"] * 2
    assert done.column("stage") == ["application", "grant"]


def test_an_application_number_of_another_office_is_kept_tidy(lamps):
    row, codes = one(lamps, publication_number="US2013045506A1", application_number="13/642,123")
    assert row["application_number"] == "13642123"
    assert row["key"] == "US2013045506A1"
    assert codes == []


def test_an_unreadable_chinese_application_number_is_warned_about(lamps):
    row, codes = one(lamps, application_number="第三号灯")
    assert row["key"] == "CN113297382"
    assert row["application_number"] is None
    assert codes == ["number.application.unreadable"]


def test_the_main_symbol_leads_and_none_is_repeated(lamps):
    row, codes = one(
        lamps, ipc_main="F21V29/83", ipc="F21S8/08(2006.01)I;F21V 29/83 (2015.01) | 灯具;H05B45/10"
    )
    assert row["ipc"] == ["F21V 29/83", "F21S 8/08", "H05B 45/10"]
    assert codes == ["class.ipc.unreadable"]


def test_the_first_applicant_leads_the_applicants(lamps):
    row, _ = one(lamps, applicants="甲厂; 乙（番禺）公司", applicant_first="乙(番禺)公司")
    assert row["applicants"] == ["乙（番禺）公司", "甲厂"]


def test_the_filing_year_is_that_of_the_day_and_else_that_of_the_number(lamps):
    number = "202110685031.5"
    assert one(lamps, application_number=number, filing_date="2020-12-31")[0]["filing_year"] == 2020
    assert one(lamps, application_number=number, filing_date="?")[0]["filing_year"] == 2021


def test_text_goes_to_its_language(lamps):
    row, _ = one(lamps, title="Singing lamp", abstract="A lamp that sings.")
    assert (row["title"], row["title_en"]) == (None, "Singing lamp")
    assert (row["abstract"], row["abstract_en"]) == (None, "A lamp that sings.")


def test_a_count_that_is_none_is_warned_about(lamps):
    assert one(lamps, claims="9.0")[0]["claims"] == 9
    row, codes = one(lamps, claims="九")
    assert row["claims"] is None
    assert codes == ["import.number.unreadable"]


def test_a_credit_code_with_a_wrong_last_character_is_kept_and_warned_about(lamps):
    row, codes = one(lamps, credit_code="91440113190663453N")
    assert row["credit_code"] == "91440113190663453N"
    assert codes == ["credit_code.check.mismatch"]


def test_an_address_of_the_district_gives_the_town(lamps):
    row, codes = one(lamps, address="广州市番禺区沙湾镇福涌村", district="番禺区")
    assert (row["town"], codes) == ("440113017", [])
    row, codes = one(lamps, address="广州市番禺区大岗镇豪岗大道3号")
    assert (row["town"], codes) == (None, ["place.town.moved"])


def test_the_days_of_a_table_are_dates(lamps):
    assert one(lamps, filing_date="2021年6月21日")[0]["filed_on"] == date(2021, 6, 21)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 40))
def test_a_workbook_with_spoilt_bytes_is_read_or_refused(tmp_path_factory, seed, hits):
    path: Path = tmp_path_factory.mktemp("spoilt") / "spoilt.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        for at, row in enumerate((HEADINGS, LAMP, KETTLE)):
            page.write_row(at, 0, row)
    dice = random.Random(seed)
    content = bytearray(path.read_bytes())
    for _ in range(hits):
        content[dice.randrange(len(content))] = dice.randrange(256)
    path.write_bytes(content)
    try:
        for batch in open_source(path).batches():
            assert batch.read == batch.statements.num_rows + len(batch.set_aside)
    except HarborError as error:
        assert error.code.startswith("import.")
