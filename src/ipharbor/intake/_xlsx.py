"""Rows of a workbook's sheet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from ipharbor.intake._records import Record
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.findings import Finding, Severity


class XlsxReader:
    """Rows of one sheet; ``row`` is the row number that the spreadsheet shows.

    The sheet is loaded at once, so memory grows with its cells; ``inspect_workbook``
    bounds them. ``consumed`` follows the share of rows given. ``others`` are sheets with
    rows that are not read.
    """

    encoding = ""
    dirty = True  # the XML may have escaped a control character into a cell

    def __init__(self, path: Path, sheet: str, others: tuple[str, ...] = ()) -> None:
        self.path = path
        self.sheet = sheet
        self.others = others
        self.consumed = 0
        self.width = 0

    @property
    def remarks(self) -> tuple[Finding, ...]:
        return tuple(
            Finding("import.sheet.ignored", Severity.WARN, value=name, params={"sheet": self.sheet})
            for name in self.others
        )

    def __iter__(self) -> Iterator[Record]:
        total = self.path.stat().st_size
        self.consumed = 0
        with _workbook(self.path) as book:
            sheet = book.get_sheet_by_name(self.sheet)
            count = max(sheet.total_height, 1)
            rows = sheet.iter_rows()
        for number, values in enumerate(rows, start=1):
            cells = [value if type(value) is str else _text(value) for value in values]
            self.consumed = total * min(number, count) // count
            yield Record(number, cells, sum(map(len, cells)))
        self.consumed = total


def sheet_names(path: Path) -> list[str]:
    """Names of the workbook's sheets in their order."""
    with _workbook(path) as book:
        return list(book.sheet_names)


@contextmanager
def _workbook(path: Path) -> Iterator[CalamineWorkbook]:
    try:
        yield CalamineWorkbook.from_path(str(path))
    except PasswordError as error:
        raise HarborError("import.file.password", path=path.name) from error
    except (CalamineError, OSError, ValueError) as error:
        raise HarborError("import.file.damaged_xlsx", path=path.name) from error
    except BaseException as error:
        # The parser's own broken promises arrive as a BaseException of this name.
        if type(error).__name__ != "PanicException":
            raise
        raise HarborError("import.file.damaged_xlsx", path=path.name) from error


def _text(value: object) -> str:
    """A cell as text: whole numbers without ``.0``, days as ISO dates, empty for none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return str(value)
