"""Reports as DOCX, in the typefaces that Chinese offices have."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from ipharbor.papers.report.charts import png
from ipharbor.papers.report.values import Block, Chart, Grid, Heading, Report, Text
from ipharbor.papers.template import repacked

_RED = RGBColor(0xB3, 0x14, 0x1B)
_WIDTH = Mm(156)
# (Latin, Chinese): the typefaces that GB/T 9704 names; a machine without them takes its own.
_TITLE, _HEAD = ("Times New Roman", "方正小标宋简体"), ("Arial", "黑体")
_SECOND, _BODY = ("Times New Roman", "楷体_GB2312"), ("Times New Roman", "仿宋_GB2312")
_SHORT = 12  # rows: a table of so many stays on one page
_PAGE = ("Times New Roman", "宋体")
_LEFT, _RIGHT, _CENTRE = (
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.CENTER,
)


def docx(report: Report) -> bytes:
    """``report`` as DOCX. Equal reports give equal bytes: its only time is its day's."""
    return _Drawn(report).bytes()


class _Drawn:
    def __init__(self, report: Report) -> None:
        self.report = report
        self.zh = report.lang == "zh"
        self.size = 16 if self.zh else 11.5
        made: Any = Document()
        self.made = made
        self._page()
        self._styles()
        self._masthead()
        for block in report.blocks:
            self._block(block)
        self._end()
        for annex in report.annexes:
            self.made.add_page_break()
            self._line(annex.mark, _HEAD, self.size)
            self._line(annex.title, _TITLE, 18, align=_CENTRE, after=12)
            for block in annex.blocks:
                self._block(block)

    def bytes(self) -> bytes:
        moment = datetime.combine(self.report.day, time(), UTC)
        told = self.made.core_properties
        told.title, told.author = self.report.title, self.report.maker
        told.created = told.modified = moment
        told.last_modified_by, told.language = "", "zh-CN" if self.zh else "en-GB"
        told.comments, told.revision = "", 1
        out = io.BytesIO()
        self.made.save(out)
        return repacked(out.getvalue())

    def _page(self) -> None:
        section = self.made.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        section.footer_distance = Mm(28)
        self.made.settings.odd_and_even_pages_header_footer = True
        for footer, align in ((section.footer, _RIGHT), (section.even_page_footer, _LEFT)):
            footer.is_linked_to_previous = False
            line = footer.paragraphs[0]
            line.alignment = align
            for text in ("— ", None, " —"):
                run = line.add_run(text or "")
                _typeface(run, _PAGE, 14 if self.zh else 10)
                if text is None:
                    _field(run, "PAGE")

    def _styles(self) -> None:
        styles = self.made.styles
        for name, face, size in (
            ("Normal", _BODY, self.size),
            ("Heading 1", _HEAD, self.size),
            ("Heading 2", _SECOND, self.size),
            ("Heading 3", _BODY, self.size),
            ("Caption", _HEAD, 11),
        ):
            style = styles[name]
            _typeface(style, face, size)
            style.font.color.rgb = RGBColor(0, 0, 0)
            style.font.bold = name == "Heading 3" or (not self.zh and name != "Normal")
            style.font.italic = False
            form = style.paragraph_format
            form.space_before, form.space_after = Pt(0), Pt(0 if self.zh else 6)
            if name != "Caption":
                form.line_spacing_rule = WD_LINE_SPACING.EXACTLY if self.zh else None
                form.line_spacing = Pt(28.9) if self.zh else 1.15
                form.first_line_indent = Pt(2 * self.size) if self.zh else Pt(0)

        told = self.made.styles.element.find(".//" + qn("w:lang"))
        if told is not None:
            told.set(qn("w:val"), "zh-CN" if self.zh else "en-GB")
            told.set(qn("w:eastAsia"), "zh-CN")

    def _masthead(self) -> None:
        told = self.report
        self._line(told.mast, _TITLE, 36 if self.zh else 24, align=_CENTRE, red=True, exact=False)
        self._line(told.issue, _BODY, self.size, align=_CENTRE, after=6)
        head = self.made.add_paragraph()
        head.paragraph_format.first_line_indent = Pt(0)
        head.paragraph_format.tab_stops.add_tab_stop(_WIDTH, 2)  # to the right
        _typeface(head.add_run(f"{told.maker}\t{told.day_told}"), _BODY, 14 if self.zh else 11)
        _ruled(head, "B3141B", 18)
        if told.notice:
            self._line(told.notice, _HEAD, 10.5, align=_CENTRE, red=True, exact=False, before=6)
        self._line(told.title, _TITLE, 22 if self.zh else 17, align=_CENTRE, before=18, exact=False)
        self._line(told.under, _BODY, 10.5, align=_CENTRE, after=12, exact=False)

    def _end(self) -> None:
        told = self.report
        for at, annex in enumerate(told.annexes):
            lead = told.annexed if at == 0 else "　" * len(told.annexed) if self.zh else "\t"
            line = self.made.add_paragraph(f"{lead}{at + 1}. {annex.title}")
            line.paragraph_format.keep_with_next = True
        for at, text in enumerate((told.maker, told.day_told)):
            if not text:
                continue
            line = self._line(text, _BODY, self.size, align=_RIGHT, before=0 if at else 28)
            line.paragraph_format.right_indent = Pt(2 * self.size)
            line.paragraph_format.keep_with_next = at == 0

    def _block(self, block: Block) -> None:
        match block:
            case Heading():
                self.made.add_paragraph(block.text, style=f"Heading {block.level}")
            case Text():
                line = self.made.add_paragraph(block.text)
                line.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
                line.paragraph_format.keep_with_next = block is self.report.blocks[-1]
            case Grid():
                self._grid(block)
            case Chart():
                self._chart(block)

    def _grid(self, grid: Grid) -> None:
        caption = self.made.add_paragraph(grid.caption, style="Caption")
        caption.alignment = _CENTRE
        caption.paragraph_format.space_before, caption.paragraph_format.space_after = Pt(8), Pt(4)
        caption.paragraph_format.keep_with_next = True
        table = self.made.add_table(rows=0, cols=len(grid.heads))
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        size = 9 if len(grid.heads) > 8 else 9.5 if len(grid.heads) > 6 else 10.5
        last, short = len(grid.rows) - 1, len(grid.rows) <= _SHORT
        self._row(table, grid.heads, grid, size, head=True, keep=True)
        for at, row in enumerate(grid.rows):
            strong = grid.total and at == last
            self._row(table, row, grid, size, strong=strong, keep=short and at < last)
        _three_lines(table)
        for at, part in enumerate(_parts(grid)):
            table.columns[at].width = part
        for note in grid.notes or ("",):
            self._line(note, _BODY, 9 if note else 4, exact=False, after=4)

    def _row(
        self, table: Any, cells: Sequence[str], grid: Grid, size: float, *, head: bool = False,
        strong: bool = False, keep: bool = False,
    ) -> None:  # fmt: skip
        row = table.add_row()
        told = row._tr.get_or_add_trPr()
        told.append(OxmlElement("w:cantSplit"))
        if head:
            told.append(OxmlElement("w:tblHeader"))
        parts = _parts(grid)
        for at, text in enumerate(cells):
            cell = row.cells[at]
            cell.width = parts[at]
            line = cell.paragraphs[0]
            line.alignment = _CENTRE if head else _LEFT if at < grid.words else _RIGHT
            form = line.paragraph_format
            form.first_line_indent, form.line_spacing = Pt(0), 1.0
            form.space_before, form.space_after = Pt(2), Pt(2)
            form.keep_with_next = keep
            run = line.add_run(text)
            _typeface(run, _HEAD if head or strong else _BODY, size)
            run.font.bold = (head or strong) and not self.zh

    def _chart(self, chart: Chart) -> None:
        line = self.made.add_paragraph()
        line.alignment = _CENTRE
        form = line.paragraph_format
        form.first_line_indent, form.line_spacing, form.keep_with_next = Pt(0), 1.0, True
        form.space_before = Pt(8)
        drawn = line.add_run().add_picture(io.BytesIO(png(chart.spec)), width=_WIDTH)
        drawn._inline.docPr.set("descr", chart.told)
        drawn._inline.docPr.set("name", chart.caption)
        caption = self.made.add_paragraph(chart.caption, style="Caption")
        caption.alignment = _CENTRE
        caption.paragraph_format.space_after = Pt(8)

    def _line(
        self, text: str, face: tuple[str, str], size: float, *, align: Any = _LEFT,
        red: bool = False, exact: bool = True, before: float = 0, after: float = 0,
    ) -> Any:  # fmt: skip
        line = self.made.add_paragraph()
        line.alignment = align
        form = line.paragraph_format
        form.first_line_indent, form.space_before, form.space_after = Pt(0), Pt(before), Pt(after)
        if not exact:
            form.line_spacing_rule, form.line_spacing = None, 1.15
        run = line.add_run(text)
        _typeface(run, face, size)
        if red:
            run.font.color.rgb = _RED
        return line


def _parts(grid: Grid) -> list[int]:
    """How wide the columns are: those of words wider than those of numbers."""
    many = len(grid.heads)
    first = 1.7 if many > 8 else 2.0 if many > 4 else 2.8
    whole = grid.words * first + many - grid.words
    return [int(_WIDTH * (first if at < grid.words else 1) / whole) for at in range(many)]


def _typeface(one: Any, face: tuple[str, str], size: float) -> None:
    one.font.name, one.font.size = face[0], Pt(size)
    fonts = one.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    fonts.set(qn("w:eastAsia"), face[1])


def _field(run: Any, code: str) -> None:
    for kind, text in (("begin", ""), ("", code), ("end", "")):
        if kind:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:instrText")
            part.text = text
        run._r.append(part)


def _ruled(line: Any, colour: str, eighths: int) -> None:
    """A rule below a paragraph, so many eighths of a point thick."""
    borders = OxmlElement("w:pBdr")
    below = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", str(eighths)), ("space", "4"), ("color", colour)):
        below.set(qn(f"w:{name}"), value)
    borders.append(below)
    line._p.get_or_add_pPr().append(borders)


def _three_lines(table: Any) -> None:
    """A rule above, below, and under the head."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom"):
        rule = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "8"), ("space", "0"), ("color", "000000")):
            rule.set(qn(f"w:{name}"), value)
        borders.append(rule)
    table._tbl.tblPr.append(borders)
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        wide = OxmlElement(f"w:{side}")
        wide.set(qn("w:w"), "40")
        wide.set(qn("w:type"), "dxa")
        margins.append(wide)
    table._tbl.tblPr.append(margins)
    for cell in table.rows[0].cells:
        told = OxmlElement("w:tcBorders")
        rule = OxmlElement("w:bottom")
        for name, value in (("val", "single"), ("sz", "5"), ("space", "0"), ("color", "000000")):
            rule.set(qn(f"w:{name}"), value)
        told.append(rule)
        cell._tc.get_or_add_tcPr().append(told)
