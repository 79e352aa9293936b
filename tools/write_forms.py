"""Writes the templates of the official forms in ``src/ipharbor/papers/forms``.

``python tools/write_forms.py`` writes them anew; ``tests/papers`` compares the committed ones
with what this module gives. No fee and no period stands in a template: they are values.
``templates()`` is the whole interface.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from docx import Document
from docx.document import Document as Paper
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from ipharbor.papers.kinds import Form, form
from ipharbor.papers.template import SUFFIX, repacked

ROOT = Path(__file__).resolve().parent.parent
FORMS = ROOT / "src" / "ipharbor" / "papers" / "forms"
FONT = "SimSun"
MADE = datetime(2000, 1, 1)  # noqa: DTZ001 (the property has no zone)
UNUSED = {"thumbnail", "stylesWithEffects", "customXml", "numbering"}
STYLES = {"Normal", "Default Paragraph Font", "Normal Table", "No List", "Table Grid", "Footer"}
DRAFT = (
    "本文书为据登记信息填写的草稿，不是官方回执；签字或盖章的人应逐项核对、补齐待填各项后再使用。"
)

# The sections of each form: heading → fields in order.
SECTIONS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "fee_list": (
        ("一、缴费人", ("payer", "credit_code", "contact", "phone", "email")),
        ("二、合计", ("count", "total")),
    ),
    "bibliographic_change": (
        ("一、专利申请或专利", ("number", "title", "patent_type", "holders", "state", "burdens")),
        ("二、所针对的通知书", ("notice",)),
        ("三、变更项目", ("item", "cause", "before", "after", "new_address", "new_code")),
        ("四、附件清单", ("attachments",)),
        ("五、费用与联系", ("fee", "fee_period", "agency", "phone")),
    ),
    "fee_reduction": (
        ("一、备案人", ("applicant", "credit_code", "applicant_kind", "address", "contact",
                        "phone")),
        ("二、备案年度与条件", ("year", "income", "enterprise_line", "individual_line", "proof",
                                "recorded")),
        ("三、减缴比例与范围", ("rate_single", "rate_joint", "covered", "annuity_years")),
    ),
    "restoration": (
        ("一、专利申请或专利", ("number", "title", "patent_type", "holders", "state")),
        ("二、请求内容", ("notice", "notice_number", "received_on", "missed", "missed_on")),
        ("三、请求恢复权利的理由", ("ground", "reasons", "obstacle_ended", "until_other",
                                    "until_force")),
        ("四、费用", ("annuity", "surcharge", "restoration_fee", "total")),
        ("五、已补办的手续与附件清单", ("done", "attachments", "agency", "phone")),
    ),
    "pledge_contract": (
        ("第一条　当事人", ("contract_number", "pledgor", "pledgor_code", "pledgor_address",
                            "pledgee", "pledgee_code", "pledgee_address", "debtor",
                            "phone")),
        ("第二条　被担保的债权", ("main_contract", "debt_kind", "debt_amount", "debt_from",
                                  "debt_until")),
        ("第三条　质押财产", ("count", "delivery", "registering")),
        ("第四条　担保范围", ("scope",)),
        ("第五条　质押期间", ("annuities", "disposal", "changes", "double_filing")),
        ("第六条　质权的实现与争议", ("enforcing", "guarantee", "documents", "disputes")),
        ("第七条　签署", ("signed_at", "signed_on")),
    ),
    "pledge_registration": (
        ("一、出质人", ("pledgor", "pledgor_code", "pledgor_address", "pledgor_phone")),
        ("二、质权人", ("pledgee", "pledgee_code", "pledgee_address", "pledgee_phone")),
        ("三、经办", ("agent", "phone", "channel", "filed_on", "period", "decided_by", "fee")),
        ("四、质押合同与债权", ("contract_number", "signed_on", "debt_kind", "debt_amount",
                                "debt_until", "count", "valued", "value")),
        ("五、所附文件", ("papers", "attachments")),
    ),
    "pledge_double_filing": (
        ("一、当事人", ("pledgor", "pledgee")),
        ("二、同日申请", ("known", "inventions", "states", "phone", "signed_on")),
    ),
    "pledge_undertaking": (
        ("一、当事人", ("pledgor", "pledgor_code", "pledgee", "pledgee_code")),
        ("二、承诺", ("count", "contact", "phone", "signed_on")),
    ),
}  # fmt: skip
_PATENTS = (
    ("序号", "no", 1.1), ("专利号", "number", 3.6), ("名称", "title", 4.9),
    ("专利类型", "patent_type", 1.9), ("申请日", "filed", 2.5), ("授权公告日", "granted", 2.6),
)  # fmt: skip
# What the parties declare under the fields of a form.
DECLARED = {
    "pledge_undertaking": (
        "双方承诺：具备办理专利权质押登记的主体资格，所附身份证明与所填信息真实、一致；"
        "所提交的质押合同与其他文件真实、完整，由双方自愿签署。承诺不实的，双方承担由此产生的责任。"
    ),
    "pledge_double_filing": (
        "双方已相互告知所列实用新型有无就同样的发明创造于同日申请发明，并知悉上述情况对质押财产的影响。"
    ),
}
# The table of rights or fees of a form: heading, then columns with their widths in centimetres.
TABLES: dict[str, tuple[str, tuple[tuple[str, str, float], ...]]] = {
    "fee_list": (
        "三、缴费明细（金额单位：元）",
        (("序号", "no", 1.1), ("申请号或专利号", "number", 3.6), ("发明创造名称", "title", 5.4),
         ("费用种类", "fee_kind", 4.2), ("标准", "full", 1.8), ("减缴", "reduced", 1.8),
         ("年费", "fee", 1.8), ("滞纳金", "surcharge", 1.7), ("应缴", "payable", 1.9),
         ("最后缴费日", "last_day", 2.6)),
    ),
    "fee_reduction": (
        "四、拟减缴的专利",
        (("序号", "no", 1.2), ("申请号或专利号", "number", 3.8), ("发明创造名称", "title", 6.0),
         ("专利类型", "patent_type", 2.0), ("申请人或专利权人", "holders", 4.0)),
    ),
    "pledge_contract": ("附：质押专利清单", _PATENTS),
    "pledge_registration": ("六、质押的专利", _PATENTS),
    "pledge_double_filing": ("三、所列实用新型", _PATENTS),
    "pledge_undertaking": ("三、质押的专利", _PATENTS),
}  # fmt: skip
SIGNED = {
    "fee_list": "经办人（签字）：",
    "bibliographic_change": "申请人、专利权人或专利代理机构（签字或盖章）：",
    "fee_reduction": "备案人（签字或盖章）：",
    "restoration": "申请人、专利权人或专利代理机构（签字或盖章）：",
    **dict.fromkeys(
        ("pledge_contract", "pledge_registration", "pledge_double_filing", "pledge_undertaking"),
        "出质人（签字或盖章）：＿＿＿＿＿＿　　质权人（签字或盖章）：",
    ),
}


def templates() -> dict[str, bytes]:
    """Each template by its file name."""
    return {f"{code}{SUFFIX}": _template(form(code)) for code in SECTIONS}


def _template(asked: Form) -> bytes:
    paper = Document()
    _settle(paper, wide=asked.code == "fee_list")
    _line(paper.add_paragraph(), asked.zh, size=18, bold=True, centred=True)
    told = "{{ firm }}　·　依 {{ on }} 的法律与登记信息填写；数据截至 {{ known_on }}"
    _line(paper.add_paragraph(), told, size=9, centred=True)
    for heading, names in SECTIONS[asked.code]:
        _heading(paper, heading)
        _fields(paper, [(asked.field(name).zh, name) for name in names])
    if asked.code in DECLARED:
        _line(paper.add_paragraph(), DECLARED[asked.code])
    if asked.code in TABLES:
        _rows(paper, *TABLES[asked.code])
    _told(paper, "待核对事项", "note", "notes", "{{ note }}")
    ground = "{{ one.title }}：{{ one.cited }}{{ one.unsure }}（{{ one.provision }}）"
    _told(paper, "依据的规定", "one", "grounds", ground)
    paper.add_paragraph()
    _line(
        paper.add_paragraph(), f"{SIGNED[asked.code]}＿＿＿＿＿＿＿＿　　　　　　　年　　月　　日"
    )
    _line(paper.add_paragraph(), DRAFT, size=9)
    _line(paper.sections[0].footer.paragraphs[0], f"草稿　·　{asked.zh}　·　{{{{ on }}}}", size=8)
    out = io.BytesIO()
    paper.save(out)
    return repacked(out.getvalue())


def _settle(paper: Paper, *, wide: bool) -> None:
    _lighten(paper)
    page = paper.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    if wide:
        page.orientation = WD_ORIENT.LANDSCAPE
        page.page_width, page.page_height = Cm(29.7), Cm(21)
    page.left_margin = page.right_margin = Cm(1.9)
    page.top_margin = page.bottom_margin = Cm(1.8)
    usual = paper.styles["Normal"]
    usual.font.name, usual.font.size = FONT, Pt(10.5)
    usual.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    usual.paragraph_format.space_after = Pt(3)
    for spoken in paper.styles.element.iter(qn("w:lang")):
        spoken.set(qn("w:eastAsia"), "zh-CN")
    about = paper.core_properties
    about.author, about.title, about.comments = "", "", ""
    about.created = about.modified = MADE
    about.last_modified_by, about.revision = "", 1


def _lighten(paper: Paper) -> None:
    """Take out what python-docx brings along and no form uses: it is read at each drawing."""
    for holder in (paper.part.package, paper.part):
        for name, related in list(holder.rels.items()):
            if related.reltype.rpartition("/")[2] in UNUSED:
                del holder.rels[name]
    for style in list(paper.styles):
        if style.name not in STYLES:
            style.delete()


def _line(
    where: Paragraph, text: str, *, size: float = 10.5, bold: bool = False, centred: bool = False
) -> None:
    run = where.add_run(text)
    run.font.size, run.bold = Pt(size), bold
    run.font.name = FONT
    run._element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    if centred:
        where.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _heading(paper: Paper, text: str) -> None:
    where = paper.add_paragraph()
    where.paragraph_format.space_before = Pt(8)
    where.paragraph_format.keep_with_next = True
    _line(where, text, size=11.5, bold=True)


def _fields(paper: Paper, fields: Sequence[tuple[str, str]]) -> None:
    whole = paper.sections[0].page_width - paper.sections[0].left_margin * 2
    table = paper.add_table(rows=0, cols=2, style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, (Cm(5.2), whole - Cm(5.2)), strict=True):
        column.width = width
    for label, name in fields:
        cells = table.add_row().cells
        _cell(cells[0], label, Cm(5.2))
        _cell(cells[1], f"{{{{ f.{name} }}}}", whole - Cm(5.2))


def _rows(paper: Paper, heading: str, columns: Sequence[tuple[str, str, float]]) -> None:
    _heading(paper, heading)
    table = paper.add_table(rows=4, cols=len(columns), style="Table Grid")
    table.autofit = False
    for at, (label, name, width) in enumerate(columns):
        table.columns[at].width = Cm(width)
        _cell(table.rows[0].cells[at], label, Cm(width), bold=True)
        shown = f"{{{{ line.{name} }}}}" + ("{{ line.unsure }}" if name == "last_day" else "")
        _cell(table.rows[2].cells[at], shown, Cm(width), size=9)
    table.rows[1].cells[0].text = "{%tr for line in lines %}"
    table.rows[3].cells[0].text = "{%tr endfor %}"
    repeated = table.rows[0]._tr.get_or_add_trPr()
    repeated.append(repeated.makeelement(qn("w:tblHeader"), {qn("w:val"): "true"}))


def _told(paper: Paper, heading: str, one: str, many: str, shown: str) -> None:
    _line(paper.add_paragraph(), f"{{%p if {many} %}}")
    _heading(paper, heading)
    _line(paper.add_paragraph(), f"{{%p for {one} in {many} %}}")
    _line(paper.add_paragraph(), f"· {shown}", size=9)
    _line(paper.add_paragraph(), "{%p endfor %}")
    _line(paper.add_paragraph(), "{%p endif %}")


def _cell(cell: _Cell, text: str, width: int, *, bold: bool = False, size: float = 10) -> None:
    cell.width = width
    _line(cell.paragraphs[0], text, size=size, bold=bold)


def main() -> None:
    FORMS.mkdir(parents=True, exist_ok=True)
    for name, package in templates().items():
        (FORMS / name).write_bytes(package)
        print(f"src/ipharbor/papers/forms/{name}")


if __name__ == "__main__":
    main()
