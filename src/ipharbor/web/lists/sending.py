"""A list as a file: every column, every row of the filter, no formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from ipharbor.queries import sheets
from ipharbor.vocabulary.errors import HarborError
from ipharbor.web._sending import workbook
from ipharbor.web.lists.declaring import Column, List, Source
from ipharbor.web.lists.showing import spoken

FORMS = ("xlsx", "csv")
MOST_ROWS = 100_000  # rows of a file; more are narrowed first
_AT_ONCE = 1_000  # records told at a time
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")  # what spreadsheets may read as a formula


def sent(declared: List, found: Source, form: str) -> HttpResponse:
    """The rows as a file to be saved. Raises HarborError ``list.too_long``."""
    count = found.count() if isinstance(found, QuerySet) else len(found)
    if count > MOST_ROWS:
        raise HarborError("list.too_long", rows=count, most=MOST_ROWS)
    columns = [one for one in declared.columns if one.filed]
    headings = [str(one.words) for one in columns]
    name = f"ipharbor-{declared.name.replace('_', '-')}-{timezone.localdate().isoformat()}"
    rows = _rows(declared, columns, found)
    if form == "csv":
        return _csv(name, headings, rows)
    return workbook(name, [sheets.Sheet(str(declared.words), headings, rows)])


def _rows(declared: List, columns: Sequence[Column], found: Source) -> Iterator[list[sheets.Cell]]:
    for start in range(0, MOST_ROWS, _AT_ONCE):
        some = tuple(found[start : start + _AT_ONCE])
        for row in declared.told(some):
            yield [written(one, row) for one in columns]
        if len(some) < _AT_ONCE:
            return


def written(column: Column, row: Any) -> sheets.Cell:
    """A cell for a spreadsheet: coded values in words, times as text to the second."""
    value = column.cell(row)
    if column.said and isinstance(value, str) and value:
        return spoken(column, value)
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M:%S")
    return value


def _csv(name: str, headings: Sequence[str], rows: Iterator[list[sheets.Cell]]) -> HttpResponse:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(headings)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    # The mark at the beginning tells Excel that the file is UTF-8.
    response = HttpResponse(
        out.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8"
    )
    disposition = content_disposition_header(as_attachment=True, filename=f"{name}.csv")
    response["Content-Disposition"] = disposition or "attachment"
    response["Cache-Control"] = "no-store"
    return response


def _safe(cell: sheets.Cell) -> str:
    """A cell as text that no spreadsheet runs: an apostrophe before what looks like a formula."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(_FORMULA) else cell
    return str(cell)
