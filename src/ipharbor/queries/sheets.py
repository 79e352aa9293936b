"""Tables for people who go on working in a spreadsheet."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import xlsxwriter

Cell = str | int | float | date | None
LONGEST_CELL = 32_767  # characters a cell of XLSX can hold


@dataclass(frozen=True)
class Sheet:
    """One sheet: its tab's name, headings, and rows as long as the headings."""

    name: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def xlsx(sheets: Sequence[Sheet]) -> bytes:
    """An XLSX workbook with a filter on each sheet's frozen headings.

    Text is written as text: what begins with ``=``, ``+``, ``-`` or ``@`` stays what it
    is and is never a formula or a link.
    """
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "constant_memory": False,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for sheet in sheets:
            page = book.add_worksheet(_tab(sheet.name))
            count = 0
            for count, row in enumerate(sheet.rows, start=1):
                for at, cell in enumerate(row):
                    if isinstance(cell, date):
                        page.write_datetime(count, at, cell, day)
                    elif isinstance(cell, str):
                        page.write_string(count, at, cell[:LONGEST_CELL])
                    elif cell is not None:
                        page.write_number(count, at, cell)
            for at, heading in enumerate(sheet.headings):
                page.write_string(0, at, heading, bold)
                page.set_column(at, at, min(50, max(10, len(heading) * 2)))
            page.freeze_panes(1, 0)
            page.autofilter(0, 0, count, max(0, len(sheet.headings) - 1))
    return out.getvalue()


def _tab(name: str) -> str:
    return "".join("_" if sign in "[]:*?/\\'" else sign for sign in name)[:31] or "Sheet"
