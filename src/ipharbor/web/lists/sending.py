"""A list as a file: every column, every row of the filter, no formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any, cast

from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from ipharbor.queries import sheets
from ipharbor.vocabulary.errors import HarborError
from ipharbor.web._sending import workbook
from ipharbor.web.lists import declaring
from ipharbor.web.lists.declaring import Column, List, Source
from ipharbor.web.lists.showing import spoken

FORMS = ("xlsx", "csv")
MOST_IN_EXCEL = 1_048_575  # rows that Excel shows of any file, besides the headings
_AT_ONCE = 1_000  # records told at a time
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")  # what spreadsheets may read as a formula


def sent(declared: List, found: Source, form: str) -> HttpResponse:
    """The rows as a file to be saved; a CSV of many rows flows out while it is made. Raises
    HarborError ``list.too_long`` for a workbook of more than ``MOST_ROWS``."""
    count = found.count() if isinstance(found, QuerySet) else len(found)
    if count > declaring.MOST_ROWS and form != "csv":
        raise HarborError(
            "list.too_long", rows=count, most=declaring.MOST_ROWS, excel=MOST_IN_EXCEL
        )
    columns = [one for one in declared.columns if one.filed]
    headings = [str(one.words) for one in columns]
    name = f"ipharbor-{declared.name.replace('_', '-')}-{timezone.localdate().isoformat()}"
    rows = _rows(declared, columns, found, count)
    if form == "csv":
        return _csv(name, headings, rows, flowing=count > declaring.MOST_ROWS)
    return workbook(name, [sheets.Sheet(str(declared.words), headings, rows)])


def _rows(
    declared: List, columns: Sequence[Column], found: Source, count: int
) -> Iterator[list[sheets.Cell]]:
    for some in _portions(found, count):
        for row in declared.told(some):
            yield [written(one, row) for one in columns]


def _portions(found: Source, count: int) -> Iterator[tuple[Any, ...]]:
    """The records some at a time; of a long query set without asking anew for each portion."""
    if isinstance(found, QuerySet) and count > declaring.MOST_ROWS:
        waiting = found.iterator(chunk_size=_AT_ONCE)
        while some := tuple(islice(waiting, _AT_ONCE)):
            yield some
        return
    for start in range(0, count, _AT_ONCE):
        yield tuple(found[start : start + _AT_ONCE])


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


def _csv(
    name: str, headings: Sequence[str], rows: Iterator[list[sheets.Cell]], *, flowing: bool
) -> HttpResponse:
    parts = _lines(headings, rows, translation.get_language() or "")
    kind = "text/csv; charset=utf-8"
    # Pages are declared to answer with an HttpResponse; all that is done with one holds for this.
    response = (
        cast(HttpResponse, StreamingHttpResponse(parts, content_type=kind))
        if flowing
        else HttpResponse(b"".join(parts), content_type=kind)
    )
    disposition = content_disposition_header(as_attachment=True, filename=f"{name}.csv")
    response["Content-Disposition"] = disposition or "attachment"
    response["Cache-Control"] = "no-store"
    return response


def _lines(headings: Sequence[str], rows: Iterator[list[sheets.Cell]], tag: str) -> Iterator[bytes]:
    """The file in parts of some thousand lines, in the language in which it was asked for: what
    flows out is made after the page's own language has been put aside."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(headings)
    yield "\ufeff".encode()  # tells Excel that the file is UTF-8
    while True:
        with translation.override(tag or None):
            some = list(islice(rows, _AT_ONCE))
        writer.writerows([_safe(cell) for cell in row] for row in some)
        yield out.getvalue().encode()
        if len(some) < _AT_ONCE:
            return
        out.seek(0)
        out.truncate()


def _safe(cell: sheets.Cell) -> str:
    """A cell as text that no spreadsheet runs: an apostrophe before what looks like a formula."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(_FORMULA) else cell
    return str(cell)
