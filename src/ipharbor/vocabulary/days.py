"""Days in the forms in which offices, databases and spreadsheets write them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from ipharbor.vocabulary.provenance import Stated

EARLIEST_YEAR = 1790
LATEST_YEAR = 2199
SERIALS = range(20000, 60001)  # 1954-10-03 to 2064-04-08 in a spreadsheet's counting

_SPREADSHEET_EPOCH = date(1899, 12, 30)
_NOTHING = frozenset({"-", "--", "/", "无", "N/A", "NULL", "0"})
_TIME = r"(?:[ T]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
_FORMS = (
    re.compile(r"(\d{4})([-./])(\d{1,2})\2(\d{1,2})" + _TIME),
    re.compile(r"(\d{4})()(\d{2})(\d{2})(?:\.0)?"),
    re.compile(r"(\d{4})()年(\d{1,2})月(\d{1,2})日?" + _TIME),
)
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")


def day(text: str) -> Stated[date]:
    """Read a day: ``20150304``, ``2015-3-4``, ``2015.03.04``, ``2015/03/04``, ``2015年3月4日``.

    A time of day behind it is dropped. A number of five digits within ``SERIALS`` is a
    spreadsheet's serial number: ``clean`` is its day and ``why`` is
    ``import.date.serial``. ``why`` is ``import.date.unreadable`` for text that is no day
    or an impossible one, and empty for empty text and for the dashes that stand for none.
    """
    bare = unicodedata.normalize("NFKC", text).strip()
    if not bare or bare.upper() in _NOTHING:
        return Stated(text, None)
    for form in _FORMS:
        found = form.fullmatch(bare)
        if found is not None:
            read = _real_day(int(found[1]), int(found[3]), int(found[4]))
            return Stated(text, read, "" if read else "import.date.unreadable")
    serial = _SERIAL.fullmatch(bare)
    if serial is not None and int(serial[1]) in SERIALS:
        return Stated(text, day_of_serial(int(serial[1])), "import.date.serial")
    return Stated(text, None, "import.date.unreadable")


def day_of_serial(serial: int) -> date:
    """The day a spreadsheet means by ``serial``, counted from 1900 as Excel does.

    Right from serial 61 (1900-03-01) on: before it Excel counts a day that never was.
    """
    return _SPREADSHEET_EPOCH + timedelta(days=serial)


def _real_day(year: int, month: int, of_month: int) -> date | None:
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return None
    try:
        return date(year, month, of_month)
    except ValueError:
        return None
