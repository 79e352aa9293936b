"""Tables of no known format are read through their owner's mapping."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from lampworks import as_csv, read_all

from ipharbor.intake import mapping
from ipharbor.intake.source import open_source
from ipharbor.vocabulary.errors import HarborError

OWN_TABLE = (
    ("某某系统 导出", "", "", "", ""),
    ("专利名称", "专利申请号", "公开号", "权利人", "备注"),
    ("会唱歌的路灯", "202110685031.5", "CN113297382A", "萤火虫厂、市桥茶具厂", "好"),
)
GOOD = """
name: 某某系统
separator: 、
columns:
  title: 专利名称
  application_number: [专利申请号, ]
  publication_number: 公开号
  applicants: 权利人
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "own.csv"
    path.write_text(as_csv(OWN_TABLE), encoding="utf-8")
    return path


def loaded(tmp_path: Path, text: str) -> mapping.Mapping:
    path = tmp_path / "mapping.yaml"
    path.write_text(text, encoding="utf-8")
    return mapping.load(path)


def test_a_mapping_reads_a_table_that_no_format_knows(table, tmp_path):
    done = read_all(table, loaded(tmp_path, GOOD))
    assert done.source.format == "mapping:某某系统"
    assert done.source.header_row == 2
    assert done.rows[0]["key"] == "CN202110685031.5"
    assert done.rows[0]["title"] == "会唱歌的路灯"
    assert done.rows[0]["applicants"] == ["萤火虫厂", "市桥茶具厂"]


def test_the_mapping_is_part_of_the_fingerprint(table, tmp_path):
    first = open_source(table, loaded(tmp_path, GOOD)).fingerprint
    other = GOOD.replace("applicants: 权利人", "agency: 权利人")
    assert open_source(table, loaded(tmp_path, other)).fingerprint != first


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("columns: [", "import.mapping.unreadable"),
        ("- a", "import.mapping.unreadable"),
        (GOOD + "colour: red\n", "import.mapping.part_unknown"),
        (GOOD.replace("applicants:", "aplicants:"), "import.mapping.column_unknown"),
        (GOOD.replace("  title: 专利名称\n", ""), "import.mapping.no_title"),
        ("columns: {title: 专利名称}", "import.mapping.no_number"),
        (GOOD.replace("separator: 、", "separator: ''"), "import.mapping.unreadable"),
        (GOOD + "header_row: 99\n", "import.mapping.unreadable"),
    ],
)
def test_a_wrong_mapping_is_refused_before_the_first_row(tmp_path, text, code):
    with pytest.raises(HarborError) as error:
        loaded(tmp_path, text)
    assert error.value.code == code


def test_a_misspelt_column_is_told_the_nearest_one(tmp_path):
    with pytest.raises(HarborError) as error:
        loaded(tmp_path, GOOD.replace("applicants:", "aplicants:"))
    assert error.value.params["nearest"] == "applicants"


def test_a_mapping_file_that_is_not_there_is_said_to_be_missing(tmp_path):
    with pytest.raises(HarborError) as error:
        mapping.load(tmp_path / "gone.yaml")
    assert error.value.code == "import.mapping.missing"


def test_a_heading_that_the_table_lacks_is_named(table, tmp_path):
    with pytest.raises(HarborError) as error:
        open_source(table, loaded(tmp_path, GOOD.replace("公开号", "公告号")))
    assert error.value.code == "import.mapping.heading_missing"
    assert error.value.params["missing"] == "公告号"
    assert "公开号" in str(error.value.params["headings"])


def test_a_draft_can_be_loaded_and_read_with_as_it_stands(table, tmp_path):
    text = mapping.draft(table)
    columns = yaml.safe_load(text)["columns"]
    assert columns["title"] == "专利名称"
    assert columns["application_number"] == "专利申请号"
    assert columns["publication_number"] == "公开号"
    assert '#   "备注"  "好"' in text
    assert '"202110685031.5"' in text
    done = read_all(table, loaded(tmp_path, text))
    assert done.column("key") == ["CN202110685031.5"]


def test_headings_with_colons_and_quotes_survive_the_draft(tmp_path):
    path = tmp_path / "odd.csv"
    rows = [('标题: "中文" #1', "公开号", "申请号"), ("灯", "CN113297382A", "202110685031.5")]
    path.write_text(as_csv(rows), encoding="utf-8")
    assert yaml.safe_load(mapping.draft(path))["columns"]["title"] == '标题: "中文" #1'
