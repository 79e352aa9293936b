"""Papers as documents: what is written comes out as text, and templates are not trusted."""

from __future__ import annotations

import importlib.util
import io
import shutil
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path
from types import ModuleType

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from paper_matters import LAMP, NUMBER, filled, lamp, written

from ipharbor.papers.asking import printable
from ipharbor.papers.drawing import drawn
from ipharbor.papers.kinds import form, forms
from ipharbor.papers.template import template
from ipharbor.vocabulary.errors import HarborError

ROOT = Path(__file__).resolve().parents[2]
ON = date(2023, 8, 10)
PAID = [(2, date(2020, 5, 1)), (3, date(2021, 5, 1)), (4, date(2022, 5, 1))]
HOSTILE = (
    "{{ 7*7 }}",
    "{% for i in range(9) %}{{ i }}{% endfor %}",
    "{_{ firm }_}",
    "{%tr endfor %}",
    "</w:t></w:r><w:r><w:t>injected & more",
    "<script>alert('灯')</script>",
    "=cmd|' /C calc'!A0",
    "&lt;already&gt; &amp;",
    "_underscored_ __class__",
)


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    """``tools/write_forms.py``."""
    spec = importlib.util.spec_from_file_location("write_forms", ROOT / "tools" / "write_forms.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def whole(data: bytes) -> str:
    return "\n".join(written(data))


def test_the_committed_templates_are_those_the_tool_writes(tool: ModuleType) -> None:
    made = tool.templates()
    assert set(made) == {f"{code}.docx" for code in forms()}
    for name, package in made.items():
        committed = template(form(name.removesuffix(".docx")))
        assert written(committed) == written(package), "run tools/write_forms.py"
        assert package == tool.templates()[name], "not the same twice"


@pytest.mark.parametrize("kind", list(forms()))
def test_a_template_asks_for_every_field_of_its_form_and_holds_no_number(kind: str) -> None:
    told = whole(template(form(kind)))
    for field in form(kind).fields:
        assert f"{{{{ f.{field.name} }}}}" in told
        assert field.zh in told
    assert not [sign for sign in told if sign.isdigit()]


@pytest.mark.parametrize("kind", list(forms()))
def test_every_form_states_its_day_its_knowledge_its_law_and_that_it_is_a_draft(kind: str) -> None:
    papers = filled(kind, ON, lamp(ON, paid=PAID))
    told = whole(drawn(papers).data)
    assert form(kind).zh in told
    assert "依 2023年8月10日 的法律" in told
    assert "数据截至 2023年8月10日" in told
    assert "草稿" in told
    assert papers[0].grounds
    for ground in papers[0].grounds:
        assert ground.title_zh in told
        assert ground.certain or "（待核）" in told
    for field in papers[0].blanks:
        assert f"【待填：{field.zh}】" in told
    assert "{{" not in told
    assert "{%" not in told


def test_the_list_of_fees_has_a_row_for_each_right_with_its_sums() -> None:
    other = lamp(ON, paid=PAID, key="201920800002.6", title="一种烟雾机")
    file = drawn(filled("fee_list", ON, lamp(ON, paid=PAID), other))
    table = docx.Document(io.BytesIO(file.data)).tables[-1]
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert [row[1] for row in rows[1:]] == [NUMBER, "201920800002.6"]
    assert rows[2][2:4] == ["一种烟雾机", "实用新型专利第5年年费"]
    assert [row[8] for row in rows[1:]] == ["990", "990"]
    assert file.name == "缴费清单-2023-08-10.docx"


def test_a_choice_is_a_row_of_boxes_with_one_ticked() -> None:
    (paper,) = filled("restoration", ON, lamp(ON), typed={"ground": "other"})
    told = whole(drawn([paper]).data)
    assert "■ 其他正当理由　□ 不可抗拒的事由" in told


def test_several_forms_come_as_one_archive_each_about_one_right() -> None:
    both = filled("bibliographic_change", ON, lamp(ON), lamp(ON, key="201920800002.6"))
    file = drawn(both)
    assert file.name.endswith(".zip")
    with zipfile.ZipFile(io.BytesIO(file.data)) as packed:
        names = packed.namelist()
        assert [NUMBER in names[0], "201920800002.6" in names[1]] == [True, True]
        assert "201920800002.6" in whole(packed.read(names[1]))


def test_equal_papers_are_equal_files() -> None:
    papers = filled("fee_list", ON, lamp(ON, paid=PAID))
    assert drawn(papers).data == drawn(papers).data


@pytest.mark.parametrize("harm", HOSTILE)
def test_hostile_names_come_out_as_the_text_they_are(harm: str) -> None:
    subject = lamp(ON, paid=PAID, title=harm, holders=(harm,))
    for kind in forms():
        typed = {"phone": harm}
        told = written(drawn(filled(kind, ON, subject, typed=typed, firm=harm)).data)
        assert harm in told, kind
        assert len([text for text in told if harm in text]) >= 2


@given(st.text(min_size=1, max_size=40))
def test_any_text_a_person_types_stands_on_the_form_unchanged(text: str) -> None:
    clean = printable(text)
    (paper,) = filled("fee_reduction", ON, typed={"address": text})
    told = written(drawn([paper]).data)
    assert (clean if clean else "【待填：地址】") in told


def test_line_breaks_stay_line_breaks() -> None:
    typed = {"reasons": "第一行\r\n第二行\t后段"}
    (paper,) = filled("restoration", ON, lamp(ON), typed=typed)
    assert "第一行\n第二行\t后段" in written(drawn([paper]).data)


def own(folder: Path, kind: str, *lines: str) -> Path:
    """A district's own template of those lines; the folder it lies in."""
    paper = docx.Document()
    for line in lines:
        paper.add_paragraph(line)
    paper.save(str(folder / f"{kind}.docx"))
    return folder


def test_a_districts_own_template_is_used(tmp_path: Path) -> None:
    folder = own(tmp_path, "fee_list", "番禺区用表 {{ f.payer }}", "{%p for one in lines %}",
                 "{{ one.number }}", "{%p endfor %}")  # fmt: skip
    told = written(drawn(filled("fee_list", ON, lamp(ON, paid=PAID)), folder).data)
    assert told[:2] == [f"番禺区用表 {LAMP}", NUMBER]


@pytest.mark.parametrize(
    "line",
    ["{{ f.nonsense }}", "{{ nonsense }}", "{% if %}", "{{ f.payer.__class__.__mro__ }}",
     "{% include 'x' %}", "{{ lines[0].number.__init__.__globals__ }}", "{{ 1/0 }}"],
)  # fmt: skip
def test_a_broken_or_prying_template_is_named_with_what_failed(line: str, tmp_path: Path) -> None:
    folder = own(tmp_path, "fee_list", line)
    with pytest.raises(HarborError) as refused:
        drawn(filled("fee_list", ON, lamp(ON, paid=PAID)), folder)
    assert refused.value.code == "papers.template.broken"
    assert refused.value.params["name"] == "fee_list.docx"
    assert refused.value.params["why"]


def repacked(package: bytes, **parts: bytes) -> bytes:
    """A package with parts put in or changed; ``__`` in a name stands for ``/``, ``_`` for a
    point before the suffix."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as told, zipfile.ZipFile(out, "w") as made:
        for name in told.namelist():
            made.writestr(name, parts.pop(name, told.read(name)))
        for name, text in parts.items():
            made.writestr(name, text)
    return out.getvalue()


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("word/vbaProject.bin", b"macro"),
        ("word/footnotes.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'),
        ("word/footnotes.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'.encode("utf-16")),
        (
            "word/_rels/settings.xml.rels",
            b'<Relationships><Relationship Type="x/attachedTemplate" '
            b'Target="http://harbor.example/a.dotm" TargetMode="External"/></Relationships>',
        ),
    ],
)
def test_a_template_that_acts_reaches_out_or_declares_entities_is_refused(
    part: str, text: bytes, tmp_path: Path
) -> None:
    (tmp_path / "fee_list.docx").write_bytes(repacked(template(form("fee_list")), **{part: text}))
    with pytest.raises(HarborError) as refused:
        template(form("fee_list"), tmp_path)
    assert (refused.value.code, refused.value.params["part"]) == ("papers.template.active", part)


@pytest.mark.parametrize(
    "data", [b"", b"PK", b"no document", repacked(template(form("fee_list")))[:900]]
)
def test_what_is_no_document_is_refused(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "fee_list.docx").write_bytes(data)
    with pytest.raises(HarborError) as refused:
        template(form("fee_list"), tmp_path)
    assert refused.value.code == "papers.template.not_docx"


def test_a_template_that_swells_when_unpacked_is_refused(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("word/document.xml", b"0" * (41 * 2**20))
    assert len(out.getvalue()) < 2**20
    (tmp_path / "fee_list.docx").write_bytes(out.getvalue())
    with pytest.raises(HarborError) as refused:
        template(form("fee_list"), tmp_path)
    assert refused.value.code == "papers.template.too_large"


def test_a_list_of_five_hundred_rights_is_drawn_whole() -> None:
    many = [lamp(ON, paid=PAID, key=f"2019208{n:05d}.1") for n in range(500)]
    file = drawn(filled("fee_list", ON, *many))
    table = docx.Document(io.BytesIO(file.data)).tables[-1]
    assert len(table._tbl.tr_lst) == 501


@pytest.mark.slow
def test_an_office_program_opens_the_form(tmp_path: Path) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("no LibreOffice on this machine")
    path = tmp_path / "form.docx"
    path.write_bytes(drawn(filled("restoration", ON, lamp(ON))).data)
    subprocess.run(
        [office, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    assert (tmp_path / "form.pdf").read_bytes().startswith(b"%PDF")
