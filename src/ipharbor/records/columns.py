# ruff: noqa: S608 - names of tables and columns are the models' own; no text of a user gets in
"""Rows in columns into the register, and out of it: a million rows without a model each.

Columns carry the names of the fields' columns in the database (``firm_id``). Cells are what the
database takes: text, whole numbers, days; an amount is text, JSON is its text. What is written
here is bound by the database's constraints like everything else, and by nothing above them.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.csv
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import JSONField, Model

ROWS = 20_000  # written or read together
_CACHE_KIB = 256 * 1024


def hold(model: type[Model], *, using: str = DEFAULT_DB_ALIAS) -> None:
    """Until the end of the transaction nobody else writes to the table; whoever does is waited for.

    Whoever holds a table and the end of the journal holds the table first, lest two wait for one
    another.
    """
    connection = connections[using]
    if connection.vendor == "postgresql":  # of SQLite's writers there is but one
        with connection.cursor() as cursor:
            table = _quoted(model._meta.db_table)
            cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")


def reserve(model: type[Model], count: int, *, using: str = DEFAULT_DB_ALIAS) -> int:
    """The first of ``count`` numbers on end that no row of the table has, nor will get.

    Within a transaction; the table is held until its end.
    """
    table = model._meta.db_table
    connection = connections[using]
    hold(model, using=using)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = f"pg_get_serial_sequence('{_quoted(table)}', 'id')"
            cursor.execute(f"SELECT nextval({sequence})")
            first = int(cursor.fetchone()[0])
            cursor.execute(f"SELECT setval({sequence}, %s)", [first + count - 1])
            return first
        # One writer at a time, and the last number is kept when its row is gone.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        held = cursor.fetchone()
        return int(held[0] if held else 0) + 1


def pour(
    model: type[Model],
    rows: pa.Table,
    *,
    fixed: Mapping[str, object] | None = None,
    using: str = DEFAULT_DB_ALIAS,
) -> int:
    """Insert the rows, each with the ``fixed`` columns; gives how many.

    ``fixed`` are values as a model has them. Raises Django's IntegrityError.
    """
    fields = {field.column: field for field in model._meta.concrete_fields}
    connection = connections[using]
    values = [
        json.dumps(value)
        if isinstance(fields[name], JSONField)
        else fields[name].get_db_prep_save(value, connection)
        for name, value in (fixed or {}).items()
    ]
    names = [*rows.column_names, *(fixed or {})]
    into = f"{_quoted(model._meta.db_table)} ({', '.join(map(_quoted, names))})"
    for part in _parts(rows):
        if connection.vendor == "postgresql":
            _copy(using, into, part, values)
        else:
            marks = ", ".join(["%s"] * len(names))
            with connection.cursor() as cursor:
                cursor.executemany(f"INSERT INTO {into} VALUES ({marks})", _plain(part, values))
    return int(rows.num_rows)


def revise(model: type[Model], rows: pa.Table, *, using: str = DEFAULT_DB_ALIAS) -> int:
    """Set the columns of the rows that ``id`` names; gives how many."""
    names = [name for name in rows.column_names if name != "id"]
    table = _quoted(model._meta.db_table)
    connection = connections[using]
    ordered = rows.select([*names, "id"])
    if connection.vendor == "postgresql":
        return _revise_by_copy(using, table, ordered, names)
    told = ", ".join(f"{_quoted(name)} = %s" for name in names)
    with connection.cursor() as cursor:
        for part in _parts(ordered):
            cursor.executemany(f"UPDATE {table} SET {told} WHERE id = %s", _plain(part, ()))
    return int(rows.num_rows)


def drawn(
    model: type[Model],
    schema: pa.Schema,
    *,
    where: str = "",
    using: str = DEFAULT_DB_ALIAS,
) -> pa.Table:
    """The columns of ``schema``, all rows or those of which the SQL ``where`` holds, by ``id``.

    ``where`` is our own text and holds nothing that a user typed.
    """
    told = ", ".join(map(_quoted, schema.names))
    asked = f"SELECT {told} FROM {_quoted(model._meta.db_table)}"
    asked += f" WHERE {where}" if where else ""
    batches = []
    with connections[using].cursor() as cursor:
        cursor.execute(f"{asked} ORDER BY id")
        while rows := cursor.fetchmany(ROWS):
            columns = [
                _column(list(cells), kind)
                for cells, kind in zip(zip(*rows, strict=True), schema.types, strict=True)
            ]
            batches.append(pa.RecordBatch.from_arrays(columns, schema=schema))
    return pa.Table.from_batches(batches, schema)


def listed(
    model: type[Model],
    schema: pa.Schema,
    *,
    where: str,
    by: Sequence[str] = (),
    using: str = DEFAULT_DB_ALIAS,
) -> tuple[list[Any], ...]:
    """The columns of ``schema`` as lists, of the rows of which the SQL ``where`` holds, ordered
    ``by`` columns where there are any. Days are arrays of ``pa.date32``, all else is as the
    database gives it.

    ``where`` is our own text and holds nothing that a user typed.
    """
    connection = connections[using]
    days = [pa.types.is_date(kind) for kind in schema.types]
    # An expression has no declared type, and so is not read as a day cell by cell.
    bare = "CAST({} AS TEXT)" if connection.vendor == "sqlite" else "{}"
    told = [
        bare.format(_quoted(name)) if day else _quoted(name)
        for name, day in zip(schema.names, days, strict=True)
    ]
    asked = f"SELECT {', '.join(told)} FROM {_quoted(model._meta.db_table)} WHERE {where}"
    asked += f" ORDER BY {', '.join(map(_quoted, by))}" if by else ""
    with connection.cursor() as cursor:
        cursor.execute(asked)
        rows = cursor.fetchall()
    found = zip(*rows, strict=True) if rows else ((),) * len(schema)
    return tuple(
        _column(list(cells), pa.date32()) if day else list(cells)
        for cells, day in zip(found, days, strict=True)
    )


@contextmanager
def roomy(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """More memory for SQLite's pages while the block lasts: indexes grow in it."""
    connection = connections[using]
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size")
        before = int(cursor.fetchone()[0])
        cursor.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA cache_size = {before}")


def _parts(rows: pa.Table) -> Iterator[pa.Table]:
    for start in range(0, rows.num_rows, ROWS):
        yield rows.slice(start, ROWS)


def _plain(part: pa.Table, values: Sequence[object]) -> list[tuple[Any, ...]]:
    """The rows as the adapter of SQLite takes them."""
    columns = [
        (column.cast(pa.string()) if pa.types.is_date(column.type) else column).to_pylist()
        for column in part.columns
    ]
    return list(zip(*columns, *([value] * part.num_rows for value in values), strict=True))


def _copy(using: str, into: str, part: pa.Table, values: Sequence[object]) -> None:
    fixed = [pa.array([_text(value)] * part.num_rows, pa.string()) for value in values]
    columns = [
        column.cast(pa.string()) if pa.types.is_date(column.type) else column
        for column in part.columns
    ]
    whole = pa.Table.from_arrays(
        [*columns, *fixed], names=[str(i) for i in range(len(columns) + len(fixed))]
    )
    out = io.BytesIO()
    pyarrow.csv.write_csv(whole, out, pyarrow.csv.WriteOptions(include_header=False))
    connection = connections[using]
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(f"COPY {into} FROM STDIN (FORMAT csv)") as stream,
    ):
        stream.write(out.getvalue())


def _revise_by_copy(using: str, table: str, rows: pa.Table, names: Sequence[str]) -> int:
    connection = connections[using]
    with connection.cursor() as cursor:
        columns = ", ".join(map(_quoted, [*names, "id"]))
        cursor.execute(
            f"CREATE TEMP TABLE revised ON COMMIT DROP AS SELECT {columns} FROM {table} LIMIT 0"
        )
    for part in _parts(rows):
        _copy(using, f"revised ({columns})", part, ())
    told = ", ".join(f"{_quoted(name)} = r.{_quoted(name)}" for name in names)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} t SET {told} FROM revised r WHERE r.id = t.id")
        cursor.execute("DROP TABLE revised")
    return int(rows.num_rows)


def _text(value: object) -> str | None:
    match value:
        case None:
            return None
        case datetime() | date():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
    return str(value)


def _column(cells: list[Any], kind: pa.DataType) -> pa.Array:
    if pa.types.is_date(kind) and any(isinstance(cell, str) for cell in cells):
        return pa.array(cells, pa.string()).cast(kind)
    if pa.types.is_string(kind):
        cells = [cell if cell is None or isinstance(cell, str) else str(cell) for cell in cells]
    return pa.array(cells, kind)


def _quoted(name: str) -> str:
    return f'"{name}"'
