"""The invented region as a table of publications, in the exchange table's columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ipharbor.samples import _rows, _texts
from ipharbor.samples._days import day64
from ipharbor.samples._tables import Writing
from ipharbor.samples.firms import firms
from ipharbor.samples.parameters import parameters
from ipharbor.samples.plan import plan

COLUMNS = _rows.KNOWN
LAST_DAY = parameters().last_day
_TOGETHER = 8_192  # rows written at one time
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Summary:
    """What was written. ``rights`` counts Chinese application numbers, ``rows`` publications."""

    rows: int
    firms: int
    rights: int
    first_day: date
    last_day: date


def tables(seed: int, scale: float, until: date, workers: int | None = None) -> Iterator[pa.Table]:
    """The publications of the region, of those outside and of families abroad to ``until``, by
    day, in tables of some thousand rows.

    Columns are headings of the exchange table; several values have ``|`` between, days are days
    and counts numbers. The same arguments but for ``workers`` (processes that may write) give
    the same tables.
    """
    made = _rows.rows(plan(seed, scale), day64(until))
    told = _rows.columns(made)
    start = 0
    for texts in _texts.all_written(made.tasks(_TOGETHER), workers):
        size = len(texts)
        part = {name: column.slice(start, size) for name, column in told.items()}
        part |= {name: texts.column(at) for at, name in enumerate(_texts.TEXTS)}
        part["ipc_main"] = pc.list_element(pc.split_pattern(part["ipc"], "|"), 0)
        yield pa.table({name: part[name] for name in COLUMNS if name in part})
        start += size


def build(seed: int, scale: float, until: date) -> Iterator[dict[str, str]]:
    """The same rows as texts, by heading."""
    for table in tables(seed, scale, until, workers=1):
        texts = pa.table(
            {name: table.column(name).cast(pa.string()) for name in table.column_names}
        )
        for row in texts.to_pylist():
            yield {name: value or "" for name, value in row.items()}


def write(
    path: Path,
    seed: int = 2021,
    scale: float = 1.0,
    until: date = LAST_DAY,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Write the region to ``path`` and tell what it holds.

    A Parquet file where the name ends in ``.parquet``, else a gzipped CSV in UTF-8. The same
    seed, scale and last day give the same bytes. ``until`` before 2012 leaves a table without
    rows; its summary's days are then both ``until``. ``progress`` is told rows done and rows
    of all.
    """
    made = _rows.rows(plan(seed, scale), day64(until))
    told = progress or (lambda done, of: None)
    done = 0
    with Writing(path) as add:
        for table in tables(seed, scale, until, workers):
            add(table)
            done += len(table)
            told(done, len(made))
        if not done:
            add(_empty(seed, scale, until))
    rights = len(np.unique(made.right[made.chinese]))
    days = made.day.tolist() or [until]
    return Summary(done, len(firms(seed, scale)), rights, days[0], days[-1])


def _empty(seed: int, scale: float, until: date) -> pa.Table:
    names = (*_rows.columns(_rows.rows(plan(seed, scale), day64(until))), *_texts.TEXTS, "ipc_main")
    return pa.table({name: pa.array([], pa.string()) for name in COLUMNS if name in names})
