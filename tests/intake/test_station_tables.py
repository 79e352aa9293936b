"""Tables of matters, trainings and agencies: read as they stand, row by row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ipharbor.intake.agencies import read_agencies
from ipharbor.intake.stations import read_matters, read_trainings
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.messages import LANGUAGES


@pytest.fixture
def laid(tmp_path: Path) -> Callable[[str], Path]:
    def lay(text: str) -> Path:
        path = tmp_path / "table.csv"
        path.write_text(text, encoding="utf-8-sig")
        return path

    return lay


def codes(table: Any) -> list[tuple[int, str]]:
    for finding in table.findings:
        for lang in LANGUAGES:
            assert finding.told(lang).what
    return [(one.row, one.code) for one in table.findings]


def test_a_chinese_list_of_matters_is_read_as_it_is_kept(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["2021年石楼镇工作站事项登记表"])
    sheet.append(
        ["编号", "所属镇街", "登记日期", "事项类型", "企业名称", "来访人", "事由", "办结日期"]
    )
    sheet.append(["1", "石楼镇", "2021年3月2日", "维权", "番禺明灯有限公司", "何先生", "被投诉",
                  "2021-03-09"])  # fmt: skip
    path = tmp_path / "事项.xlsx"
    book.save(path)
    (one,) = read_matters(path).matters
    assert (one.town, one.received_on, one.kind) == ("440113105", date(2021, 3, 2), "dispute")
    assert (one.firm, one.visitor, one.subject) == ("番禺明灯有限公司", "何先生", "被投诉")
    assert one.closed_on == date(2021, 3, 9)


def test_what_a_matter_lacks_sets_its_row_aside_and_says_so(laid: Any) -> None:
    head = "number,town,received_on,kind,subject,closed_on,outcome\n"
    table = read_matters(
        laid(
            f"{head}1,440113105,2021-03-02,fees,年费,,\n"
            "1,440113105,2021-03-03,fees,又来,,\n"
            "2,440106001,2021-03-02,fees,年费,,\n"
            "3,440113105,三月,fees,年费,,\n"
            "4,440113105,2021-03-02,fees,,,\n"
            "5,440113105,2021-03-02,fees,年费,2021-03-01,已答复\n"
            "6,440113105,2021-03-02,观光,年费,,已答复\n"
        )
    )
    assert table.read == 7
    assert [one.number for one in table.matters] == ["1", "6"]
    assert codes(table) == [
        (3, "station.row.repeated"), (4, "station.row.town"), (5, "station.row.day"),
        (6, "station.row.empty"), (7, "station.row.closed_before"), (8, "station.row.kind"),
    ]  # fmt: skip
    assert table.matters[1].kind == "other"
    assert table.matters[1].outcome == ""  # an open matter has none


def test_a_training_names_its_firms_and_counts_its_people(laid: Any) -> None:
    head = "编号,镇街,培训日期,培训主题,课时,参训人次,参训企业\n"
    table = read_trainings(
        laid(
            f'{head}1,东环街,2021-03-02,年费,1.5,"1,024",番禺明灯有限公司；番禺新灯有限公司\n'
            "2,东环街,2021-03-02,年费,,24,\n"
            "3,东环街,2021-03-02,年费,两,24,\n"
            "4,东环街,2021-03-02,年费,2,2.5,\n"
            "5,东环街,2021-03-02,年费,2,-1,\n"
        )
    )
    first, second = table.trainings
    assert first.firms == ("番禺明灯有限公司", "番禺新灯有限公司")
    assert (first.hours, first.attendees) == (Decimal("1.5"), 1024)
    assert (second.hours, second.firms) == (Decimal("0.0"), ())
    assert codes(table) == [(row, "station.row.number") for row in (4, 5, 6)]


def test_an_agency_has_a_name_and_what_cannot_be_read_stays_empty(laid: Any) -> None:
    head = "name,code,founded,practitioners,town\n"
    table = read_agencies(
        laid(
            f"{head}明灯专利代理所,44101,2003-05-06,18,市桥街\n"
            "孔明专利代理所,441,三年,许多,天河区\n"
            ",44103,2003,18,\n"
            "明灯专利代理所,44104,2003,18,\n"
            "走马专利代理所,44101,2003,18,\n"
        )
    )
    first, second = table.agencies
    assert (first.code, first.founded, first.practitioners) == ("44101", 2003, 18)
    assert (second.code, second.founded, second.practitioners, second.town) == ("", None, None, "")
    assert codes(table) == [
        (3, "agency.cell.unreadable"), (3, "agency.cell.unreadable"),
        (3, "agency.cell.unreadable"), (3, "agency.town.elsewhere"),
        (4, "agency.name.unreadable"), (5, "agency.repeated"), (6, "agency.repeated"),
    ]  # fmt: skip


@pytest.mark.parametrize("read", [read_matters, read_trainings, read_agencies])
def test_a_file_without_the_columns_that_are_needed_says_which(read: Any, laid: Any) -> None:
    with pytest.raises(HarborError) as wrong:
        read(laid("甲,乙\n1,2\n"))
    assert wrong.value.code == "table.headings"
    assert wrong.value.params["path"] == "table.csv"
