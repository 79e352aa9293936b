"""Reading legal events and paid annuities, in the forms in which they come.

* The product's own event table: ``application_number`` (申请号), ``event_code`` (法律状态代码),
  ``event_date`` (法律状态公告日), and optionally ``known_date`` (知悉日) and ``details`` (详情),
  whose parts are written ``name=value`` with ``;`` between. The code ``FEE`` is this product's
  own: an annuity was paid, with details ``year`` and ``amount``.
* Lists of legal status of the databases, which tell the event in words (法律状态).
* INPADOC's legal events as the EPO's Open Patent Services answer (XML).
* The Chinese office's records of legal status (PRS, XML).

Which of them a file is shows in its bytes, never in its name.
"""

from __future__ import annotations

from pathlib import Path

from ipharbor.intake._events_coded import read_coded
from ipharbor.intake._events_columns import SCHEMA, EventColumns, in_columns, read_columns
from ipharbor.intake._events_stated import PAID, EventTable, StatedEvent
from ipharbor.intake._events_table import COLUMNS, EITHER, REQUIRED, read_table
from ipharbor.intake._events_xml import read_xml
from ipharbor.intake._kinds import Kind, kind_of
from ipharbor.intake._xml import is_xml

__all__ = [
    "COLUMNS",
    "EITHER",
    "PAID",
    "REQUIRED",
    "SCHEMA",
    "EventColumns",
    "EventTable",
    "StatedEvent",
    "event_columns",
    "read_events",
]


def read_events(path: Path) -> EventTable:
    """Read the file at ``path`` (CSV, XLSX, Parquet, JSON lines or XML; text may be gzipped).

    Raises HarborError ``events.headings`` when no row of a table names the columns it needs,
    ``events.xml.unknown``, ``.damaged`` and ``.hostile`` for XML that is none of the known
    forms, no XML at all, or not to be trusted, and the codes of files that cannot be read.
    """
    return read_xml(path) if is_xml(path) else read_table(path)


def event_columns(path: Path) -> EventColumns:
    """The same in columns, many times faster for a large table. Raises as ``read_events``."""
    if is_xml(path):
        return in_columns(read_xml(path))
    return read_coded(path) if kind_of(path) is Kind.PARQUET else read_columns(path)
