"""Tables of the known formats become statements."""

from __future__ import annotations

import gzip
import json
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from lampworks import HEADINGS, KETTLE, LAMP, as_csv, read_all

from ipharbor.intake import formats
from ipharbor.intake.source import open_source
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.exchange import EXCHANGE_COLUMNS

PATSNAP = {
    "序号": "1",
    "公开(公告)号": "CN113297382B",
    "标题": "会唱歌的路灯",
    "摘要": "天黑就唱歌。",
    "申请号": "CN202110685031.5",
    "申请日": "2021-06-21",
    "公开(公告)日": "2022-03-04",
    "授权日": "2022-03-04",
    "专利类型": "授权发明",
    "法律状态/事件": "授权 | 质押",
    "简单法律状态": "有效",
    "[标]当前申请(专利权)人": "番禺萤火虫灯具",
    "原始申请(专利权)人": "番禺萤火虫灯具有限公司 | 市桥茶具厂",
    "原始申请(专利权)人地址": "511400 广东省广州市番禺区石基镇市莲路1号",
    "当前申请(专利权)人区县": "番禺区",
    "发明人": "王, 小明 | 李, 雷",
    "IPC分类号": "F21V29/83 | F21S8/08",
    "IPC主分类号": "F21V29/83",
    "权利要求数": "9",
    "被引用专利数量": "3",
    "受理局": "中国",
    "工商统一社会信用代码": "91440113190663453M",
}
INCOPAT = {
    "序号": "7",
    "标题 (中文)": "不烫手的茶壶",
    "标题 (英文)": "Kettle with a cool handle",
    "摘要 (中文)": "把手凉爽。",
    "摘要 (英文)": "The handle stays cool.",
    "申请人": "市桥茶具厂;何大壶",
    "公开（公告）号": "CN204947884U",
    "公开（公告）日": "20160106",
    "申请号": "CN201520531130.8",
    "申请日": "20150720",
    "公开类型": "授权",
    "专利类型": "实用新型",
    "公开国别": "CN",
    "IPC主分类": "A47J31/00",
    "IPC": "A47J31/00;A47J31/44",
    "第一申请人": "市桥茶具厂",
    "申请人地址": "广东省广州市番禺区市桥街富华路2号",
    "中国申请人区县": "番禺区",
    "发明人": "何大壶;何小壶",
    "当前法律状态": "未缴年费",
    "专利有效性": "失效",
    "权利要求数量": "5",
}


def workbook(path: Path, rows: list[list[object]], sheet: str = "Sheet1") -> Path:
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    for row in rows:
        page.append(row)
    book.save(path)
    return path


def test_an_exchange_table_is_read_row_by_row(lamps):
    done = read_all(lamps())
    assert done.source.format == "exchange"
    assert (done.source.encoding, done.source.header_row) == ("utf-8", 1)
    lamp = done.rows[0]
    assert lamp["row"] == 2
    assert lamp["key"] == "CN202110685031.5"
    assert lamp["publication_number"] == "CN113297382"
    assert lamp["patent_type"] == "invention"
    assert lamp["filing_year"] == 2021
    assert lamp["published_on"] == date(2021, 8, 24)
    assert lamp["applicants"] == ["番禺萤火虫灯具有限公司"]
    assert lamp["ipc"] == ["F21V 29/83"]
    assert json.loads(lamp["raw"]) == dict(zip(HEADINGS, LAMP, strict=True))
    assert done.column("stage") == [None, "grant"]
    assert done.findings == []
    assert done.progress[-1] == done.source.total_bytes


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("name", ["t.csv", "t.csv.gz", "misnamed.xlsx"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encoding_packing_and_delimiter_make_no_difference(lamps, encoding, name, delimiter):
    done = read_all(lamps(encoding=encoding, name=name, delimiter=delimiter))
    assert done.column("title") == ["会唱歌的路灯", "不烫手的茶壶"]
    assert done.findings == []


def test_a_patsnap_export_is_recognised_and_read(lamps):
    done = read_all(lamps(tuple(PATSNAP.values()), headings=tuple(PATSNAP)))
    assert done.source.format == "patsnap"
    lamp = done.rows[0]
    assert lamp["key"] == "CN202110685031.5"
    assert (lamp["publication_number"], lamp["kind_code"]) == ("CN113297382B", "B")
    assert lamp["stage"] == "grant"
    assert lamp["filed_on"] == date(2021, 6, 21)
    assert lamp["granted_on"] == date(2022, 3, 4)
    assert lamp["applicants"] == ["番禺萤火虫灯具有限公司", "市桥茶具厂"]
    assert lamp["inventors"] == ["王, 小明", "李, 雷"]
    assert lamp["ipc"] == ["F21V 29/83", "F21S 8/08"]
    assert lamp["legal_status"] == "in_force"
    assert lamp["town"] == "440113120"
    assert lamp["credit_code"] == "91440113190663453M"
    assert (lamp["claims"], lamp["cited_by"]) == (9, 3)
    assert done.findings == []


def test_an_incopat_export_is_recognised_and_both_languages_are_kept(lamps):
    done = read_all(lamps(tuple(INCOPAT.values()), headings=tuple(INCOPAT)))
    assert done.source.format == "incopat"
    kettle = done.rows[0]
    assert (kettle["title"], kettle["title_en"]) == ("不烫手的茶壶", "Kettle with a cool handle")
    assert (kettle["abstract"], kettle["abstract_en"]) == ("把手凉爽。", "The handle stays cool.")
    assert kettle["stage"] == "grant"
    assert kettle["patent_type"] == "utility_model"
    assert kettle["legal_status"] == "lapsed_fee"
    assert kettle["town"] == "440113007"
    assert kettle["inventors"] == ["何大壶", "何小壶"]
    assert kettle["applicants"] == ["市桥茶具厂", "何大壶"]


def test_older_incopat_headings_and_other_brackets_are_recognised():
    headings = [
        "标题",
        "标题(翻译)",
        "公开(公告)号",
        "公开 (公告) 日",
        "申请号",
        "申请人国别代码",
        "IPC",
    ]
    found = formats.recognise(headings)
    assert isinstance(found, formats.Recognised)
    assert found.format == "incopat"
    assert found.columns["title"] == (0, 1)
    assert found.columns["publication_number"] == (2,)


@pytest.mark.parametrize(
    "written", ["公开(公告)号", "公开（公告）号", "公开公告号", " 公开 （公告）号　"]
)
def test_brackets_and_blanks_in_headings_do_not_matter(written):
    assert formats.folded(written) == formats.folded("公开(公告)号")


def test_a_heading_marked_as_standardised_comes_after_the_plain_one():
    headings = ["[标]原始申请(专利权)人", "原始申请(专利权)人", "公开(公告)号", "标题"]
    found = formats.recognise(headings)
    assert isinstance(found, formats.Recognised)
    assert found.columns["applicants"] == (1, 0)


def test_every_format_reads_every_one_of_its_own_headings():
    for known in formats.known_formats():
        headings = [name for names in known.columns.values() for name in names]
        found = formats.recognise([*headings, *known.also])
        assert isinstance(found, formats.Recognised)
        assert found.format == known.name
        assert set(found.columns) == set(known.columns)


def test_the_exchange_format_has_the_columns_of_the_exchange_table():
    exchange = formats.known_formats()[0]
    assert list(exchange.columns) == [column.name for column in EXCHANGE_COLUMNS]
    assert all(headings == (name,) for name, headings in exchange.columns.items())


def test_a_workbook_with_merged_titles_above_the_header_is_read(tmp_path):
    path = tmp_path / "export.xlsx"
    book = openpyxl.Workbook()
    page = book.active
    page.append(["番禺区专利清单（内部）"])
    page.merge_cells("A1:H1")
    page.append([])
    page.append(["导出日期", datetime(2022, 5, 1)])
    page.append(list(PATSNAP))
    page.append(list(PATSNAP.values()))
    book.save(path)
    done = read_all(path)
    assert (done.source.format, done.source.header_row) == ("patsnap", 4)
    assert done.source.sheet == "Sheet"
    assert done.rows[0]["row"] == 5
    assert done.rows[0]["key"] == "CN202110685031.5"
    assert done.codes == ["import.header.above", "import.header.above"]


def test_dates_of_a_workbook_are_read_as_dates_serial_numbers_and_serial_text(tmp_path):
    rows = [
        [*HEADINGS[:3], *HEADINGS[3:]],
        ["CN", "113297382", datetime(2021, 8, 24), "甲", "202110685031.5"],
        ["CN", "113297383", 44432, "乙", ""],
        ["CN", "113297384", "44432", "丙", ""],
        ["CN", "113297385", "2021年8月24日", "丁", ""],
        ["CN", "113297386", "2021-02-30", "戊", ""],
    ]
    done = read_all(workbook(tmp_path / "serial.xlsx", rows))
    assert done.column("published_on") == [date(2021, 8, 24)] * 4 + [None]
    assert done.codes == ["import.date.serial"] * 2 + ["import.date.unreadable"]
    assert done.findings[-1].row == 6
    assert done.findings[-1].column == "publication_date"
    assert done.findings[-1].value == "2021-02-30"


def test_the_sheet_with_the_table_is_found_and_the_others_are_named(tmp_path):
    path = tmp_path / "two.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "说明"
    book.active.append(["本表由萤火虫导出"])
    page = book.create_sheet("数据")
    page.append(list(HEADINGS))
    page.append(list(LAMP))
    book.save(path)
    done = read_all(path)
    assert done.source.sheet == "数据"
    assert done.codes == ["import.sheet.ignored"]
    assert done.findings[0].value == "说明"


def test_json_lines_are_read_with_lists_and_missing_keys(tmp_path):
    path = tmp_path / "lamps.jsonl"
    first = {"publication_number": "CN113297382A", "title": "会唱歌的路灯",
             "publication_date": "2021-08-24", "application_number": "202110685031.5"}  # fmt: skip
    second = {"publication_number": "CN204947884U", "title": "不烫手的茶壶", "claims": 5,
              "inventors": ["何大壶", "何小壶"], "colour": "red"}  # fmt: skip
    lines = [json.dumps(first), "", "not json", json.dumps(second), "[1]"]
    path.write_text("\n".join(lines), encoding="utf-8")
    done = read_all(path)
    assert done.source.format == "exchange"
    assert done.column("row") == [1, 4]
    assert done.rows[1]["inventors"] == ["何大壶", "何小壶"]
    assert done.rows[1]["claims"] == 5
    assert json.loads(done.rows[1]["raw"])["colour"] == "red"
    assert [(each.row, each.code) for each in done.set_aside] == [
        (3, "import.row.json"),
        (5, "import.row.json"),
    ]
    packed = tmp_path / "lamps.ndjson.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert read_all(packed).rows == done.rows


def test_json_objects_of_another_format_change_the_headings(tmp_path):
    path = tmp_path / "mixed.jsonl"
    exchange = dict(zip(HEADINGS, LAMP, strict=True))
    lines = [json.dumps(row) for row in (exchange, exchange, INCOPAT, exchange)]
    path.write_text("\n".join(lines), encoding="utf-8")
    done = read_all(path)
    assert done.column("title") == ["会唱歌的路灯", "会唱歌的路灯", "不烫手的茶壶", "会唱歌的路灯"]
    assert done.column("row") == [1, 2, 3, 4]
    assert done.codes == ["import.header.changed"] * 2


def test_a_second_header_style_in_the_middle_switches_the_columns(tmp_path):
    path = tmp_path / "two_styles.csv"
    rows = [HEADINGS, LAMP, HEADINGS, KETTLE, tuple(PATSNAP), tuple(PATSNAP.values())]
    path.write_text(as_csv(rows), encoding="utf-8")
    done = read_all(path)
    assert done.column("row") == [2, 4, 6]
    assert done.rows[2]["inventors"] == ["王, 小明", "李, 雷"]
    assert done.set_aside == []
    assert [(each.code, each.row) for each in done.findings] == [
        ("import.header.repeated", 3),
        ("import.header.changed", 5),
    ]
    assert done.findings[1].params["format"] == "patsnap"


def test_an_unknown_table_is_not_guessed_at(tmp_path):
    path = tmp_path / "recipes.csv"
    path.write_text("菜名,辣度,标题\n麻婆豆腐,5,红\n", encoding="utf-8")
    with pytest.raises(HarborError) as error:
        open_source(path)
    assert error.value.code == "import.format.unknown"
    assert error.value.params["headings"] == "菜名, 辣度, 标题"
    assert error.value.params["nearest"] in ("patsnap", "incopat")
    assert "公开" in str(error.value.params["missing"])
    assert error.value.params["path"] == str(path)


def test_batches_have_the_asked_size_and_the_fingerprint_names_the_content(lamps, tmp_path):
    many = [LAMP] * 25
    path = lamps(*many)
    source = open_source(path)
    assert [batch.read for batch in source.batches(10)] == [10, 10, 5]
    again = lamps(*many, name="other_name.csv")
    assert open_source(again).fingerprint == source.fingerprint
    assert open_source(lamps(*many, KETTLE)).fingerprint != source.fingerprint


def test_a_source_can_be_read_twice(lamps):
    source = open_source(lamps())
    first = [batch.statements.to_pylist() for batch in source.batches()]
    assert [batch.statements.to_pylist() for batch in source.batches()] == first
