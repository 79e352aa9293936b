"""Reports drawn: PDF and DOCX say the same, equal reports are equal files, text stays text."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx as opened
import pytest

from ipharbor.papers.report import charts
from ipharbor.papers.report.docx import docx
from ipharbor.papers.report.pdf import pdf
from ipharbor.papers.report.values import Annex, Chart, Grid, Heading, Report, Text

HOSTILE = "#eval(1) *x* $1+1$ \\ <b>&amp; `raw` @ref /* 灯 */ {{ 7*7 }} _a_"
MONTHS = [str(month) for month in range(1, 13)]


def a_report(lang: str = "zh", *blocks: Text | Grid | Chart | Heading) -> Report:
    usual = (
        Text("十一月授权 1,408 件。"),
        Heading("一、授权情况"),
        Heading("（一）当月授权", 2),
        Grid("表1　当月授权", ("类型", "本月", "上月"),
             (("发明", "204", "198"), ("合计", "1,408", "1,496")), total=True, notes=("注：略",)),
        Chart("图1　逐月授权", "一月最多", charts.beside(
            MONTHS, [100 + 7 * m for m in range(11)] + [None], [90] * 12,
            names=("2021年", "2020年"), axis="件")),
    )  # fmt: skip
    annex = Annex("附件1", "指标口径", (Text("授权：略。"),))
    return Report(
        lang, "番禺区知识产权月报", "2021年第11期", "番禺区知识产权局", date(2021, 12, 1),
        "2021年12月1日", "2021年11月番禺区专利工作情况", "数据截至2021年11月30日", "样例数据",
        blocks or usual, (annex,), "附件：",
    )  # fmt: skip


def text_of(data: bytes) -> str:
    """All text of a DOCX, in order of its parts."""
    made = opened.Document(io.BytesIO(data))
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(line.text for line in made.paragraphs), *cells])


@pytest.fixture(scope="module")
def reader() -> str:
    found = shutil.which("pdftotext")
    if not found:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    return found


def read(reader: str, data: bytes) -> str:
    done = subprocess.run([reader, "-", "-"], input=data, capture_output=True, check=True)
    return re.sub(r"\s+", "", done.stdout.decode("utf-8"))


def test_equal_reports_are_equal_files() -> None:
    assert pdf(a_report()) == pdf(a_report())
    assert docx(a_report()) == docx(a_report())
    assert pdf(a_report()) != pdf(replace(a_report(), maker="另一局"))


def test_all_that_stands_in_a_report_is_in_both_files(reader: str) -> None:
    report = a_report()
    in_pdf, in_docx = read(reader, pdf(report)), text_of(docx(report))
    wanted = [report.mast, report.issue, report.maker, report.day_told, report.title, report.notice]
    for block in report.all_blocks:
        match block:
            case Grid():
                wanted += [block.caption, *block.heads, *block.notes]
                wanted += [cell for row in block.rows for cell in row]
            case Chart():
                wanted.append(block.caption)
            case _:
                wanted.append(block.text)
    for text in wanted:
        assert re.sub(r"\s+", "", text) in in_pdf, text
        assert text in in_docx, text


def test_text_is_set_as_it_is_whatever_it_holds(reader: str) -> None:
    report = a_report("zh", Text(HOSTILE), Grid(HOSTILE, ("a", "b"), ((HOSTILE, "1"),)))
    assert read(reader, pdf(report)).count(re.sub(r"\s+", "", HOSTILE)) == 3
    assert text_of(docx(report)).count(HOSTILE) == 3


def test_the_pdf_is_tagged_and_carries_its_own_typeface() -> None:
    made = pdf(a_report())
    assert made.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in made
    assert b"pdfuaid" in made
    assert b"NotoSansCJK" in made


def test_a_chart_tells_in_words_what_it_shows() -> None:
    with zipfile.ZipFile(io.BytesIO(docx(a_report()))) as package:
        told = package.read("word/document.xml").decode("utf-8")
    assert 'descr="一月最多"' in told
    assert "<svg" in charts.svg(a_report().charts[0].spec)


def test_numbers_stand_at_the_bars_of_this_year_and_none_where_nothing_is_told() -> None:
    drawn = charts.svg(a_report().charts[0].spec)
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", drawn)
    assert {"100", "170"} <= set(texts)
    assert "90" not in [text for text in texts if text not in ("0", "50", "100", "150")]


def test_a_report_without_annex_or_notice_or_chart_is_drawn_too() -> None:
    bare = replace(a_report("en", Text("Nothing.")), annexes=(), notice="")
    assert "Nothing." in text_of(docx(bare))
    assert pdf(bare)


def test_the_docx_says_where_its_page_numbers_are_and_that_heads_repeat() -> None:
    with zipfile.ZipFile(io.BytesIO(docx(a_report()))) as package:
        footers = [package.read(n) for n in package.namelist() if "footer" in n]
        document = package.read("word/document.xml")
    assert any(b"PAGE" in one for one in footers)
    assert b"w:tblHeader" in document
    assert "仿宋_GB2312".encode() in document
    assert not Path("report.json").exists()
