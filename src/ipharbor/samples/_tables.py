"""Tables as files: Parquet, or gzipped CSV."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq


class Writing:
    """A file to which tables of the same columns are added."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._parquet: pq.ParquetWriter | None = None
        self._files: list[io.IOBase] = []
        self._rows: pyarrow.csv.CSVWriter | None = None

    def __enter__(self) -> Callable[[pa.Table], None]:
        return self._add

    def __exit__(self, *_: object) -> None:
        for each in (self._parquet, self._rows, *self._files):
            if each is not None:
                each.close()

    def _add(self, table: pa.Table) -> None:
        if self.path.suffix == ".parquet":
            if self._parquet is None:
                self._parquet = pq.ParquetWriter(self.path, table.schema, compression="zstd")
            self._parquet.write_table(table)
            return
        if self._rows is None:
            opened = self.path.open("wb")
            packed = gzip.GzipFile("", "wb", compresslevel=6, fileobj=opened, mtime=0)
            self._files = [cast(io.IOBase, packed), opened]
            header = ",".join(table.column_names) + "\n"
            packed.write(header.encode())
            options = pyarrow.csv.WriteOptions(include_header=False, quoting_style="needed")
            plain = _plain(table).schema
            self._rows = pyarrow.csv.CSVWriter(packed, plain, write_options=options)
        self._rows.write_table(_plain(table))


def _plain(table: pa.Table) -> pa.Table:
    """``table`` with texts instead of places in lists of texts."""
    return pa.table(
        {
            name: column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column
            for name, column in zip(table.column_names, table.columns, strict=True)
        }
    )
