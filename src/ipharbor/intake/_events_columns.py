"""Legal events of a table in columns: a million rows without an object each.

Every distinct cell is read once, by the functions that read a row. A row of which anything is
doubtful goes through ``Gathering`` like any other row, so that its findings are told in one
place.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

import pyarrow as pa

from ipharbor.intake._events_stated import (
    PAID,
    EventTable,
    Gathering,
    StatedEvent,
    Told,
    coded,
    payment_of,
)
from ipharbor.intake._events_table import COLUMNS, Section, details_stated, first_table, told
from ipharbor.intake._records import Record
from ipharbor.register.codes import code_of, codes
from ipharbor.vocabulary.days import day
from ipharbor.vocabulary.findings import Finding
from ipharbor.vocabulary.numbers import application_number

SCHEMA = pa.schema(
    [
        ("row", pa.int64()),
        ("key", pa.string()),
        ("code", pa.string()),
        ("on", pa.date32()),
        ("known_on", pa.date32()),  # null where the row does not tell it
        ("number", pa.string()),  # of the registration, empty where it has none
        ("details", pa.string()),  # JSON
        ("year", pa.int32()),  # paid for; null where it is no payment or tells no possible one
        ("amount", pa.string()),  # paid, with two decimals; null where none can be read
    ]
)
LONGEST_NUMBER = 60
REMEMBERED = 300_000  # distinct cells; beyond that a column is forgotten and read anew

_IN_NUMBERS = {pa.date32(): pa.int32()}
_EPOCH = date(1970, 1, 1).toordinal()
_in_json = json.JSONEncoder(ensure_ascii=False).encode

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True)
class EventColumns:
    """A whole file: ``read = events.num_rows + set_aside``; ``events`` have ``SCHEMA`` and stand,
    like the findings, in the order of rows. ``form`` as in ``EventTable``."""

    events: pa.Table
    findings: tuple[Finding, ...]
    read: int
    set_aside: int
    form: str


def read_columns(path: Path) -> EventColumns:
    """Read CSV, XLSX or JSON lines. Raises as ``read_events`` does."""
    stretches, reader = first_table(path)
    cleaning, form = Cleaning(), ""
    for section, records in stretches:
        form = section.form
        cleaning.take(section, records)
    return cleaning.done(form, reader.remarks)


def in_columns(table: EventTable) -> EventColumns:
    """The events of a file that was read row by row."""
    rows = [(event.row, *_cells(event)) for event in table.events]
    turned = list(zip(*rows, strict=True)) or [()] * len(SCHEMA)
    events = pa.Table.from_batches([batch_of(turned, set())], SCHEMA)
    return EventColumns(events, table.findings, table.read, table.set_aside, table.form)


class Memory(dict[K, V], Generic[K, V]):
    """What has been read of each distinct cell so far."""

    def __init__(self, read: Callable[[K], V]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, cell: K) -> V:
        if len(self) >= REMEMBERED:
            self.clear()
        value = self[cell] = self._read(cell)
        return value


class Details(NamedTuple):
    """The last four columns of ``SCHEMA``."""

    number: str
    told: str
    year: int | None
    amount: str | None


class Cleaning:
    """Chunks of rows on their way to events."""

    def __init__(self) -> None:
        self.gathering = Gathering()
        self.batches: list[pa.RecordBatch] = []
        self.read = 0
        self.keys = Memory(_key)
        self.days = Memory(_day)
        self.codes = Memory(coded)
        self.phrases = Memory(_by_phrase)
        self.details = Memory(_details)
        self.spoken = Memory(_spoken)
        self.payments = Memory(_payment)
        self._seen: set[str] = set()

    def take(self, section: Section, records: Sequence[Record]) -> None:
        """Read the rows of a stretch under one header."""
        if not records:
            return
        self.read += len(records)
        columns = _in_columns(section, records)
        keys = list(map(self.keys.__getitem__, columns["application_number"]))
        on = list(map(self.days.__getitem__, columns["event_date"]))
        known = list(map(self.days.__getitem__, columns["known_date"]))
        found = list(map(self.codes.__getitem__, columns["event_code"]))
        phrases, texts = columns["event_phrase"], columns["details"]
        if "event_phrase" in section.columns:
            found = [
                code or self.phrases[phrase, text]
                for code, phrase, text in zip(found, phrases, texts, strict=True)
            ]
        of, paid, spoken = self.details, self.payments, self.spoken
        details = [
            paid[text] if code == PAID else of[text] if text else spoken[phrase]
            for code, text, phrase in zip(found, texts, phrases, strict=True)
        ]
        rows = [record.row for record in records]
        turned: list[list[Any]] = [rows, keys, found, on, known]
        turned += map(list, zip(*details, strict=True))
        lost = self._one_by_one(section, records, turned, self._doubtful(keys, on, found))
        self.batches.append(batch_of(turned, lost))

    def _doubtful(
        self, keys: Sequence[str], on: Sequence[int | None], found: Sequence[str]
    ) -> list[int]:
        """The places of rows to be read one by one: something is wrong, or a code stands there
        for the first time that nobody knows."""
        doubtful: set[int] = set()
        if "" in keys or None in on or "" in found:
            doubtful = {
                at
                for at, (key, begun, code) in enumerate(zip(keys, on, found, strict=True))
                if not key or begun is None or not code
            }
        return sorted(doubtful | {found.index(code) for code in self.unheard(set(found))})

    def unheard(self, found: set[str]) -> set[str]:
        """Those of the codes that nobody knows and that stand here for the first time."""
        new = {code for code in found if code and code != PAID and code not in codes()}
        new -= self._seen
        self._seen |= new
        return new

    def alone(self, row: int, stated: Told) -> tuple[Any, ...] | None:
        """Read a single row as any row is read: its cells in the order of ``SCHEMA``, None where
        it tells no event."""
        self.gathering.take(stated)
        return (row, *_cells(self.gathering.events.pop())) if self.gathering.events else None

    def _one_by_one(
        self,
        section: Section,
        records: Sequence[Record],
        turned: list[list[Any]],
        doubtful: Sequence[int],
    ) -> set[int]:
        """Read those rows one by one and put what they tell into the columns; gives the places
        of those that tell no event."""
        lost = set()
        for at in doubtful:
            cells = self.alone(records[at].row, told(records[at], section))
            if cells is None:
                lost.add(at)
                continue
            for column, cell in zip(turned, cells, strict=True):
                column[at] = cell
        return lost

    def done(self, form: str, remarks: tuple[Finding, ...]) -> EventColumns:
        events = pa.Table.from_batches(self.batches, SCHEMA)
        findings = (*self.gathering.findings, *remarks)
        return EventColumns(events, findings, self.read, self.read - events.num_rows, form)


def _in_columns(section: Section, records: Sequence[Record]) -> dict[str, list[str]]:
    """The cells of each column without the blanks around them; empty where a row ends early."""
    nothing = [""] * len(records)
    cells = [record.cells for record in records]
    width = max(map(len, cells))
    needed = max(width, *(at + 1 for at in section.columns.values()))
    if min(map(len, cells)) < needed:
        cells = [row + [""] * (needed - len(row)) for row in cells]
    turned = list(zip(*cells, strict=True))
    read = {name: list(map(str.strip, turned[at])) for name, at in section.columns.items()}
    return {name: read.get(name, nothing) for name in COLUMNS}


def _key(text: str) -> str:
    """The key of a number, empty where anything is doubtful about it."""
    number = application_number(text)
    return f"CN{number.clean}" if number.clean is not None and not number.why else ""


def _day(text: str) -> int | None:
    read = day(text).clean
    return read.toordinal() - _EPOCH if read is not None else None


def _by_phrase(told_as: tuple[str, str]) -> str:
    phrase, text = told_as
    return code_of(phrase, text) if phrase else ""


def _details(text: str) -> Details:
    return _shaped(details_stated(text, "", paid=False), paid=False)


def _spoken(phrase: str) -> Details:
    """Of an event that is told by its phrase alone."""
    return _shaped(details_stated("", phrase, paid=False), paid=False)


def _payment(text: str) -> Details:
    return _shaped(details_stated(text, "", paid=True), paid=True)


def _shaped(details: Mapping[str, str], *, paid: bool) -> Details:
    year, amount = payment_of(details) if paid else (None, None)
    number = details.get("number", "")[:LONGEST_NUMBER]
    return Details(number, _in_json(dict(details)), year, amount)


def _cells(event: StatedEvent) -> tuple[object, ...]:
    known = event.known_on.toordinal() - _EPOCH if event.known_on else None
    more = _shaped(event.details, paid=event.code == PAID)
    return event.key, event.code, event.on.toordinal() - _EPOCH, known, *more


def array_of(cells: Sequence[Any], kind: pa.DataType) -> pa.Array:
    """A column of ``SCHEMA``; days come as numbers counted from 1970."""
    return pa.array(cells, _IN_NUMBERS.get(kind, kind)).cast(kind)


def batch_of(turned: Sequence[Sequence[Any]], lost: set[int]) -> pa.RecordBatch:
    """Columns in the order of ``SCHEMA``, without the rows at the ``lost`` places."""
    arrays = [array_of(column, kind) for column, kind in zip(turned, SCHEMA.types, strict=True)]
    batch = pa.RecordBatch.from_arrays(arrays, schema=SCHEMA)
    if not lost:
        return batch
    return batch.filter(pa.array([at not in lost for at in range(batch.num_rows)]))
