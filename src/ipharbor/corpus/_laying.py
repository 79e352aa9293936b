"""Writing the documents of a volume, by serial, with little in memory.

Of a key with one statement alone, as most are, the document is that statement; such documents
are taken in columns from the file, in whose order their serials grow. The others are folded and
come sorted from the engine; both are laid together as they are written.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ipharbor.corpus.documents import DOCUMENT

WRITTEN = DOCUMENT.append(pa.field("volume", pa.int32()))

_AT_ONCE = 8192  # rows
_STAGES = pa.array(["grant", "application"])

Serials = npt.NDArray[np.int64]


def lay(
    con: duckdb.DuckDBPyConnection,
    statements: Path,
    folded: str,
    target: Path,
    *,
    seq: int,
    on: date,
    rows_a_group: int,
) -> int:
    """Write ``target`` from single statements and what the query ``folded`` gives; gives the rows.

    ``con`` has the tables ``fresh``, ``serials`` and ``repeated``, the keys that are folded.
    """
    serials = _single(con)
    others = _Sorted(con.sql(f"{folded} ORDER BY serial").to_arrow_reader(_AT_ONCE))
    with pq.ParquetWriter(target, WRITTEN, compression="zstd", compression_level=3) as writer:
        parts, waiting, count = [], 0, 0
        for part in _together(_documents(statements, serials, seq, on), others):
            parts.append(part)
            waiting, count = waiting + len(part), count + len(part)
            if waiting >= max(_AT_ONCE, rows_a_group):
                whole = pa.concat_tables(parts)
                done = waiting - waiting % rows_a_group
                writer.write_table(whole.slice(0, done), row_group_size=rows_a_group)
                parts, waiting = [whole.slice(done)], waiting - done
        if waiting or not count:
            last = pa.concat_tables(parts) if parts else WRITTEN.empty_table()
            writer.write_table(last, row_group_size=rows_a_group)
    return count


def _single(con: duckdb.DuckDBPyConnection) -> Serials:
    """By position of a statement the serial of the document that it alone makes, else 0."""
    found = con.execute("""
        SELECT f.pos, n.serial FROM fresh f JOIN serials n USING (key)
        WHERE NOT EXISTS (SELECT 1 FROM repeated r WHERE r.key = f.key)
    """).fetchnumpy()
    ((last,),) = con.execute("SELECT max(pos) FROM fresh").fetchall()
    serials = np.zeros(last + 1, np.int64)
    serials[found["pos"]] = found["serial"]
    return serials


def _documents(statements: Path, serials: Serials, seq: int, on: date) -> Iterator[pa.Table]:
    names = {*DOCUMENT.names, "publication_number", "pos"}
    with pq.ParquetFile(statements) as file:
        read = [name for name in file.schema_arrow.names if name in names]
        for batch in file.iter_batches(_AT_ONCE, columns=read):
            serial = serials[batch["pos"].to_numpy()]
            chosen = serial > 0
            if chosen.any():
                rows = pa.Table.from_batches([batch.filter(pa.array(chosen))])
                yield _document(rows.combine_chunks(), serial[chosen], seq, on)


def _document(rows: pa.Table, serial: Serials, seq: int, on: date) -> pa.Table:
    """The documents of statements that stand alone."""
    count, day = len(rows), pa.scalar(on, pa.date32())
    number, published, stage = (
        rows[name].combine_chunks()
        for name in ("publication_number", "published_on", "stage")
    )  # fmt: skip
    offsets = np.concatenate(([0], np.cumsum(number.is_valid().to_numpy(zero_copy_only=False))))
    of_grant = pc.fill_null(pc.equal(stage, "grant"), False)
    known = pc.min_element_wise(pc.fill_null(published, day), day)
    made = {
        "serial": pa.array(serial),
        "publication_numbers": pa.ListArray.from_arrays(
            pa.array(offsets, pa.int32()), number.drop_null()
        ),
        "stage": pc.if_else(pc.is_in(stage, _STAGES), stage, None),
        "granted_on": pc.coalesce(rows["granted_on"], pc.if_else(of_grant, published, None)),
        "known_on": known,
        "first_vintage": pa.repeat(pa.scalar(seq, pa.int32()), count),
        "volume": pa.repeat(pa.scalar(seq, pa.int32()), count),
    }
    columns = []
    for field in WRITTEN:
        column = made[field.name] if field.name in made else rows[field.name]
        empty = pa.types.is_list(field.type) and column.null_count
        columns.append((pc.fill_null(column, []) if empty else column).cast(field.type))
    return pa.table(columns, schema=WRITTEN)


class _Sorted:
    """Rows by serial, taken up to one."""

    def __init__(self, reader: pa.RecordBatchReader) -> None:
        self._reader = reader
        self._rest = WRITTEN.empty_table()
        self._ended = False

    def up_to(self, serial: int | None) -> Iterator[pa.Table]:
        """The next rows whose serial is at most ``serial``; all that are left without it."""
        while True:
            last = len(self._rest)
            if serial is not None:
                last = int(np.searchsorted(self._rest["serial"].to_numpy(), serial, "right"))
            if last:
                yield self._rest.slice(0, last)
            self._rest = self._rest.slice(last)
            if len(self._rest) or self._ended:
                return
            batch = next(self._reader, None)
            self._ended = batch is None
            if batch is not None:
                self._rest = pa.Table.from_batches([batch]).cast(WRITTEN)


def _together(singles: Iterator[pa.Table], others: _Sorted) -> Iterator[pa.Table]:
    for part in singles:
        between = list(others.up_to(part["serial"][-1].as_py()))
        yield pa.concat_tables([part, *between]).sort_by("serial") if between else part
    yield from others.up_to(None)
