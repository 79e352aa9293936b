"""Rows of a Parquet file, whose cells are text or typed."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ipharbor.intake._bytes import MAX_RATIO, SMALL
from ipharbor.intake._records import Headings, Record
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.findings import Finding, Severity

WIDEST = 1000  # columns a table may have
FEW_CELLS = 5_000_000  # so many cells a file of any size may hold
CELLS_A_BYTE = 100  # above that number a file whose values repeat without end is refused
_ROWS = 2_000  # decoded together

CODED_ROWS = 50_000  # where values are told once

Texts = list[str]


class Coded(NamedTuple):
    """A column as its distinct cells and the place of each row's cell among them."""

    values: list[Any]
    at: npt.NDArray[np.int64]


class Block(NamedTuple):
    """Some rows on end: their numbers, and their cells in a column for each heading."""

    rows: list[int]
    columns: list[Texts]

    @property
    def size(self) -> int:
        """The characters of all cells."""
        return sum(sum(map(len, column)) for column in self.columns)

    def records(self) -> Iterator[Record]:
        for row, cells in zip(self.rows, zip(*self.columns, strict=True), strict=True):
            yield Record(row, list(cells), sum(map(len, cells)))


class ParquetReader:
    """Rows of a Parquet file; ``row`` counts from 1, there being no header row.

    Days become ISO dates, whole numbers have no ``.0``, a list becomes its members with ``|``
    between. A column of another type (bytes, structures) is not read, and remarked upon.
    """

    encoding = ""
    sheet = ""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.dirty = False
        self.consumed = 0
        self.width = 0
        self.remarks: tuple[Finding, ...] = ()

    def __iter__(self) -> Iterator[Headings | Record]:
        with opened(self.path) as file:
            yield Headings(0, list(file.schema_arrow.names))
        for block in self.blocks(_ROWS):
            yield from block.records()

    def blocks(self, size: int) -> Iterator[Block]:
        """The rows in columns, at most ``size`` together."""
        total = self.path.stat().st_size
        self.consumed = row = given = 0
        with opened(self.path) as file:
            self.remarks = remarks_on(file.schema_arrow)
            of = max(file.metadata.num_rows, 1)
            for batch in _batches(file, self.path, size):
                self.dirty = self.dirty or any(map(_unclean, batch.columns))
                rows = list(range(row + 1, row + batch.num_rows + 1))
                row += batch.num_rows
                with _sound(self.path):
                    block = Block(rows, [texts(column) for column in batch.columns])
                given += block.size
                if given > SMALL and given > MAX_RATIO * total:
                    raise HarborError("import.file.bomb", path=self.path.name)
                yield block
                self.consumed = total * row // of
        self.consumed = total


def remarks_on(schema: pa.Schema) -> tuple[Finding, ...]:
    """Findings on columns of types that are not read."""
    return tuple(
        Finding("import.column.untold", Severity.WARN, 0, one.name, str(one.type))
        for one in schema
        if not _told(one.type)
    )


def opened(path: Path) -> pq.ParquetFile:
    """The file, its text columns read as dictionaries so that a value that stands in many rows
    is held once.

    Raises HarborError ``import.file.damaged_parquet`` for what is none, ``import.file.bomb`` for
    one that holds out of all proportion, ``import.file.too_wide``.
    """
    with _sound(path):
        with pq.ParquetFile(path) as file:
            _inspect(file.metadata, path)
            names = [one.path for one in (file.schema.column(i) for i in range(len(file.schema)))]
        return pq.ParquetFile(path, read_dictionary=names, pre_buffer=False)


def coded_batches(path: Path) -> Iterator[list[Coded]]:
    """The columns batch by batch, each cell's text told once. Raises as ``opened`` does."""
    with opened(path) as file:
        for batch in _batches(file, path, CODED_ROWS):
            with _sound(path):
                columns = [coded(column) for column in batch.columns]
            yield columns


def coded(column: pa.Array) -> Coded:
    """The distinct cells of a column as text, and for each row which of them it has."""
    if _is_list(column.type) or not _told(column.type):
        column = pa.array(texts(column), pa.string())
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    used, at = np.unique(column.indices.fill_null(-1).to_numpy(), return_inverse=True)
    lacking = int(used.size and used[0] < 0)
    values = texts(column.dictionary.take(pa.array(used[lacking:])))
    return Coded([""] * lacking + values, at)


def texts(column: pa.Array) -> Texts:
    """The cells of a column as text, empty for null and for types that are not told."""
    if not _told(column.type):
        return [""] * len(column)
    if pa.types.is_dictionary(column.type):
        once = coded(column)
        return [once.values[at] for at in once.at.tolist()]
    if _is_list(column.type):
        return _joined(column)
    told = next(told for is_type, told in _TOLD if is_type(column.type))
    return told(column)


def _inspect(metadata: pq.FileMetaData, path: Path) -> None:
    size = path.stat().st_size
    if metadata.num_columns > WIDEST:
        raise HarborError("import.file.too_wide", path=path.name, columns=metadata.num_columns)
    unpacked = 0
    for group in range(metadata.num_row_groups):
        told = metadata.row_group(group)
        unpacked += sum(told.column(at).total_uncompressed_size for at in range(told.num_columns))
    cells = metadata.num_rows * metadata.num_columns
    if cells > FEW_CELLS + CELLS_A_BYTE * size or (
        unpacked > SMALL and unpacked > MAX_RATIO * size
    ):
        raise HarborError("import.file.bomb", path=path.name)


@contextmanager
def _sound(path: Path) -> Iterator[None]:
    """What Arrow says of bytes it cannot make sense of, as a refusal of the file."""
    try:
        yield
    except (pa.ArrowException, LookupError, OSError, ValueError) as error:
        raise HarborError("import.file.damaged_parquet", path=path.name) from error


def _batches(file: pq.ParquetFile, path: Path, size: int) -> Iterator[pa.RecordBatch]:
    with _sound(path):
        yield from file.iter_batches(batch_size=size)


def _unclean(column: pa.Array) -> bool:
    """Whether a cell may hold a NUL or bytes that are no text."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary
    while _is_list(column.type):
        column = column.flatten()
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return False
    held = column.buffers()[2]
    if held is not None and b"\0" in held.to_pybytes():
        return True
    try:
        column.validate(full=True)
    except pa.ArrowInvalid:
        return True
    return False


def _joined(column: pa.ListArray) -> Texts:
    whole = texts(column.flatten())
    lengths = pc.list_value_length(column).to_pylist()
    read, start = [], 0
    for length in lengths:
        end = start + (length or 0)
        read.append("|".join(whole[start:end]))
        start = end
    return read


def _plain(column: pa.Array) -> Texts:
    try:
        return ["" if value is None else value for value in column.to_pylist()]
    except UnicodeDecodeError:  # what is no text stands for itself as in other files
        held = column.cast(pa.large_binary()).to_pylist()
        return ["" if value is None else value.decode("utf-8", "surrogateescape") for value in held]


def _spelled(column: pa.Array) -> Texts:
    return _plain(column.cast(pa.string()))


def _flags(column: pa.Array) -> Texts:
    return ["" if value is None else str(value).upper() for value in column.to_pylist()]


def _floats(column: pa.Array) -> Texts:
    return [
        ""
        if value is None or math.isnan(value)
        else str(int(value))
        if value.is_integer() and abs(value) < 1e15
        else repr(value)
        for value in column.to_pylist()
    ]


def _decimals(column: pa.Array) -> Texts:
    return ["" if value is None else f"{value:f}" for value in column.to_pylist()]


def _moments(column: pa.Array) -> Texts:
    """Midnight is a day; a moment with a zone is told in that zone."""
    if column.type.tz is not None:
        column = pc.local_timestamp(column)
    told = _plain(pc.strftime(column.cast(pa.timestamp("s"), safe=False), "%Y-%m-%d %H:%M:%S"))
    return [text.removesuffix(" 00:00:00") for text in told]


_TOLD: tuple[tuple[Callable[[pa.DataType], bool], Callable[[pa.Array], Texts]], ...] = (
    (pa.types.is_string, _plain),
    (pa.types.is_large_string, _plain),
    (pa.types.is_null, _plain),
    (pa.types.is_date, _spelled),
    (pa.types.is_integer, _spelled),
    (pa.types.is_boolean, _flags),
    (pa.types.is_floating, _floats),
    (pa.types.is_decimal, _decimals),
    (pa.types.is_timestamp, _moments),
)


def _told(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        return _told(kind.value_type)
    if _is_list(kind):
        return _told(kind.value_type) and not _is_list(kind.value_type)
    return any(is_type(kind) for is_type, _ in _TOLD)


def _is_list(kind: pa.DataType) -> bool:
    return cast(bool, pa.types.is_list(kind) or pa.types.is_large_list(kind))
