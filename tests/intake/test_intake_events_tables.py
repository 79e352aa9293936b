"""Legal events in tables: this product's own, and lists of legal status in words."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from eventpapers import KITE, LANTERN, rows
from ipharbor.intake._events_information import details_of
from ipharbor.intake.events import PAID, read_events
from ipharbor.register.codes import code_of, codes
from ipharbor.vocabulary.errors import HarborError

STATUS = ("申请号", "法律状态公告日", "法律状态", "法律状态信息")


def test_a_database_s_list_of_legal_status_tells_events_in_words(tmp_path: Path) -> None:
    table = read_events(
        rows(
            tmp_path,
            STATUS,
            (f"CN{LANTERN}", "2015.08.05", "公开", "公开"),
            (
                LANTERN,
                "20150902",
                "实质审查的生效",
                "实质审查的生效IPC(主分类):F21S申请日:20150401",
            ),
            (LANTERN, "2017-08-11", "授权", "授权"),
            (
                LANTERN,
                "2022年3月25日",
                "专利权的终止",
                "未缴年费专利权终止IPC(主分类):F21S申请日:20150401授权公告日:20170811终止日期:20210401",
            ),
        )
    )
    assert table.form == "status_list"
    assert (table.read, table.set_aside, table.findings) == (4, 0, ())
    assert [one.code for one in table.events] == ["PB01", "SE01", "GR01", "CF01"]
    assert table.events[3].details["ended_on"] == "20210401"
    assert {one.key for one in table.events} == {f"CN{LANTERN}"}


def test_the_same_list_comes_as_a_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["法律状态导出"])
    sheet.append(["序号", "专利申请号", "法律状态生效日", "法律状态含义"])
    sheet.append([1, KITE, date(2001, 1, 10), "授权"])
    path = tmp_path / "export.bin"
    book.save(path)
    table = read_events(path)
    assert table.form == "status_list"
    assert [(one.row, one.key, one.code, one.on) for one in table.events] == [
        (3, f"CN{KITE}", "GR01", date(2001, 1, 10))
    ]


def test_words_that_are_no_known_event_are_set_aside_at_their_cell(tmp_path: Path) -> None:
    table = read_events(
        rows(tmp_path, STATUS, (LANTERN, "2017-08-11", "放烟花", ""), (LANTERN, "昨天", "授权", ""))
    )
    assert (table.read, table.set_aside) == (2, 2)
    assert [(one.row, one.column, one.code) for one in table.findings] == [
        (2, "法律状态", "events.phrase.unknown"),
        (3, "法律状态公告日", "events.date.unreadable"),
    ]


def test_where_code_and_words_stand_together_the_code_counts(tmp_path: Path) -> None:
    table = read_events(
        rows(
            tmp_path,
            ("申请号", "法律状态代码", "法律状态公告日", "法律状态"),
            (LANTERN, "CX01", "2035-05-01", "专利权的终止"),
            (LANTERN, "", "2017-08-11", "授权"),
        )
    )
    assert table.form == "event_table"
    assert [one.code for one in table.events] == ["CX01", "GR01"]


def test_details_written_with_our_own_names_are_taken_as_they_stand(tmp_path: Path) -> None:
    table = read_events(
        rows(
            tmp_path,
            ("application_number", "event_code", "event_date", "known_date", "details"),
            (LANTERN, "PE01", "2021-10-15", "2021-10-16", "number=Y1; pledgee：羊城湾银行"),
            (LANTERN, PAID, "2021-11-02", "", "year=2; amount=600"),
            (LANTERN, "fee", "2022-11-02", "", "年度=3；金额=600"),
        )
    )
    pledge, second, third = table.events
    assert pledge.details == {"number": "Y1", "pledgee": "羊城湾银行"}
    assert pledge.known_on == date(2021, 10, 16)
    assert (second.code, second.details) == (PAID, {"year": "2", "amount": "600"})
    assert (third.code, third.details) == (PAID, {"年度": "3", "金额": "600"})


def test_a_table_without_day_or_event_is_refused(tmp_path: Path) -> None:
    for header in (("申请号", "法律状态"), ("法律状态公告日", "法律状态"), ("灯", "笼", "火")):
        with pytest.raises(HarborError) as refused:
            read_events(rows(tmp_path, header, (LANTERN, "授权", "")))
        assert refused.value.code == "events.headings"


@pytest.mark.parametrize(
    ("phrase", "text", "code"),
    [
        ("公开", "", "PB01"),
        ("发明专利申请公布后的驳回", "", "RJ01"),
        ("专利权的终止", "", "CE01"),
        ("专利权的终止(专利权有效期届满)", "", "CX01"),
        ("专利权的终止（未缴年费专利权终止）", "", "CF01"),
        ("专利权的终止", "避免重复授权放弃专利权IPC(主分类):F21S", "AR01"),
        ("专利申请权、专利权的转移", "专利申请权的转移IPC(主分类):F21S", "TA01"),
        ("专利申请权、专利权的转移(专利权的转移)", "", "TR01"),
        ("专利权的质押登记", "", "PE01"),
        ("专利权质押合同登记的生效、变更及注销", "专利权质押合同登记的注销\n主分类号:F21S", "PC01"),
        ("专利权质押合同登记的生效、变更及注销", "", "PLDC"),
        ("专利权的保全及其解除", "", "RINS"),
        ("专利权人的姓名或者名称、地址的变更", "", "CP03"),
        ("外观设计专利权授予", "", "GR01"),
        ("", "授权", "GR01"),
        ("未授权", "", ""),
        ("月亮", "", ""),
        ("", "", ""),
    ],
)
def test_a_phrase_of_the_gazette_means_its_code(phrase: str, text: str, code: str) -> None:
    assert code_of(phrase, text) == code


def test_every_code_in_force_is_found_again_by_its_own_name() -> None:
    for code, told in codes().items():
        if told.now == code and not code.startswith("docket.") and told.mark == "S":
            assert code_of(told.zh) in codes(), code
            assert codes()[code_of(told.zh)].kind == told.kind, code


TRANSFER = (
    "专利权的转移IPC(主分类):H04L 29/08登记生效日:20160105变更事项:专利权人"
    "变更前权利人:番禺明灯有限公司变更后权利人:羊城彩灯有限公司变更事项:地址"
    "变更前权利人:511400 番禺区变更后权利人:510000 越秀区变更事项:共同专利权人"
    "变更前权利人:变更后权利人:月亮灯饰有限公司"
)


def test_of_a_transfer_only_the_holders_are_before_and_after() -> None:
    told = details_of(TRANSFER)
    assert told["before"] == "番禺明灯有限公司"
    assert told["after"] == "羊城彩灯有限公司;月亮灯饰有限公司"
    assert told["registered_on"] == "20160105"
    assert told["text"] == TRANSFER


def test_labels_are_read_with_gaps_without_and_in_english() -> None:
    gaps = details_of(
        "合同备案号：X2020990000001 \n让与人：甲 受让人：乙\n许可种类：独占许可 备案日期：20200102"
    )
    run = details_of(
        "合同备案号:X2020990000001让与人:甲受让人:乙许可种类:独占许可备案日期:20200102"
    )
    for name in ("number", "licensor", "licensee", "licence_kind", "registered_on"):
        assert gaps[name] == run[name]
    english = details_of(
        "Contract record no.: X2020 Assignor: A Assignee: B License type: Exclusive"
    )
    assert (english["licensor"], english["licence_kind"]) == ("A", "Exclusive")


def test_a_text_without_labels_is_kept_as_it_is() -> None:
    assert details_of(" 授权 ") == {"text": "授权"}
    assert details_of("") == {}
