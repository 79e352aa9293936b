"""Lists that do everything a list should: sort, narrow, search, page, choose columns, go out as
Excel and CSV, keep an address that can be shared, and come back as their reader left them.

A page declares a ``List`` of columns and filters and gives its records, a query set or a
sequence; ``answer`` makes the page, the part of it that is swapped in, or the file.
"""

from ipharbor.web.lists.answering import answer, file, wanted
from ipharbor.web.lists.declaring import Column, Filter, Kind, List
from ipharbor.web.lists.keeping import equal, fields_hold, only, rows_hold

__all__ = [
    "Column", "Filter", "Kind", "List", "answer", "equal", "fields_hold", "file", "only",
    "rows_hold", "wanted",
]  # fmt: skip
