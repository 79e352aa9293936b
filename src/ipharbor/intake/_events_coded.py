"""Legal events of a Parquet table: what stands in many rows is read once.

Cells come as their distinct texts and the place of each row's text among them, so that a
million rows cost no more than their distinct cells.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ipharbor.intake._events_columns import (
    SCHEMA,
    Cleaning,
    Details,
    EventColumns,
    batch_of,
)
from ipharbor.intake._events_stated import PAID
from ipharbor.intake._events_table import (
    COLUMNS,
    Section,
    header,
    headings_lacking,
    readable,
    told,
)
from ipharbor.intake._parquet import Coded, coded_batches, opened, remarks_on
from ipharbor.intake._records import Record

Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]


def read_coded(path: Path) -> EventColumns:
    """Read a Parquet table. Raises as ``read_events`` does."""
    with opened(path) as file:
        names, remarks = list(file.schema_arrow.names), remarks_on(file.schema_arrow)
    section = header(names)
    if section is None:
        raise headings_lacking(path)
    cleaning, before = Cleaning(), 0
    for columns in coded_batches(path):
        rows = len(columns[0].at)
        _take(cleaning, section, columns, before)
        before += rows
    return cleaning.done(section.form, remarks)


def _take(cleaning: Cleaning, section: Section, columns: list[Coded], before: int) -> None:
    filled = _filled(columns)
    stated = {name: _stripped(columns[at], filled) for name, at in section.columns.items()}
    nothing = Coded([""], np.zeros(len(filled), np.int64))
    cells = {name: stated.get(name, nothing) for name in COLUMNS}
    cleaning.read += len(filled)
    keys = _mapped(cells["application_number"], cleaning.keys.__getitem__)
    on = _mapped(cells["event_date"], cleaning.days.__getitem__)
    known = _mapped(cells["known_date"], cleaning.days.__getitem__)
    found, details = _events(cleaning, section, cells)
    doubtful = ~_each(keys, bool) | _each(on, lambda one: one is None) | ~_each(found, bool)
    for code in cleaning.unheard(set(found.values)):
        doubtful[np.flatnonzero(_each(found, code.__eq__))[0]] = True
    more = [
        Coded([getattr(one, name) for one in details.values], details.at)
        for name in Details._fields
    ]
    rows = pa.array(filled + before + 1, pa.int64())
    taken = [_array(one, kind) for one, kind in
             zip((keys, found, on, known, *more), SCHEMA.types[1:], strict=True)]  # fmt: skip
    batch = pa.RecordBatch.from_arrays([rows, *taken], schema=SCHEMA)
    if doubtful.any():
        batch = _one_by_one(cleaning, section, batch, cells, doubtful)
    cleaning.batches.append(batch)


def _events(
    cleaning: Cleaning, section: Section, cells: Mapping[str, Coded]
) -> tuple[Coded, Coded]:
    """The code of each row, and its details."""
    phrases, texts = cells["event_phrase"], cells["details"]
    found = _mapped(cells["event_code"], cleaning.codes.__getitem__)
    if "event_phrase" in section.columns:
        found = _together(
            lambda code, phrase, text: code or cleaning.phrases[phrase, text],
            found, phrases, texts,
        )  # fmt: skip
    paid = Coded([False, True], _each(found, PAID.__eq__).astype(np.int64))

    def details(paid: bool, text: str, phrase: str) -> Details:
        if paid:
            return cleaning.payments[text]
        return cleaning.details[text] if text else cleaning.spoken[phrase]

    return found, _together(details, paid, texts, phrases)


def _one_by_one(
    cleaning: Cleaning,
    section: Section,
    batch: pa.RecordBatch,
    cells: Mapping[str, Coded],
    doubtful: Flags,
) -> pa.RecordBatch:
    """The rows with the doubtful ones read one by one, in their order."""
    names = list(section.columns)
    alone = Section({name: at for at, name in enumerate(names)}, section.headings)
    kept: list[tuple[Any, ...]] = []
    for at in np.flatnonzero(doubtful).tolist():
        texts = [cells[name].values[cells[name].at[at]] for name in names]
        row = batch["row"][at].as_py()
        read = cleaning.alone(row, told(Record(row, texts, 0), alone))
        if read is not None:
            kept.append(read)
    good = batch.filter(pa.array(~doubtful))
    if not kept:
        return good
    slow = batch_of(list(zip(*kept, strict=True)), set())
    whole = pa.Table.from_batches([good, slow]).sort_by("row").combine_chunks()
    return whole.to_batches()[0]


def _filled(columns: list[Coded]) -> Places:
    """The places of rows of which any cell is not blank."""
    filled = np.zeros(len(columns[0].at), np.bool_)
    for column in columns:
        filled |= _each(column, lambda text: bool(text.strip()))
        if filled.all():
            break
    return np.flatnonzero(filled)


def _stripped(column: Coded, rows: Places) -> Coded:
    return Coded([readable(text).strip() for text in column.values], column.at[rows])


def _mapped(column: Coded, read: Callable[[Any], Any]) -> Coded:
    """The same rows with other values: each distinct one is read once, if a row has it."""
    used, at = np.unique(column.at, return_inverse=True)
    return Coded([read(column.values[one]) for one in used.tolist()], at)


def _together(read: Callable[..., Any], *columns: Coded) -> Coded:
    """What ``read`` makes of the cells of several columns, once for each combination."""
    mixed = np.zeros_like(columns[0].at)
    for column in columns:
        mixed = mixed * max(len(column.values), 1) + column.at
    _, first, at = np.unique(mixed, return_index=True, return_inverse=True)
    combined = [
        read(*(column.values[column.at[row]] for column in columns)) for row in first.tolist()
    ]
    return Coded(combined, at)


def _each(column: Coded, true: Callable[[Any], bool]) -> Flags:
    """Of each row whether it holds of its value."""
    return np.array([true(value) for value in column.values], np.bool_)[column.at]


def _array(column: Coded, kind: pa.DataType) -> pa.Array:
    values = column.values
    told = (
        pa.array(values, pa.int32()).cast(kind)
        if pa.types.is_date(kind)
        else pa.array(values, kind)
    )
    return told.take(pa.array(column.at))
