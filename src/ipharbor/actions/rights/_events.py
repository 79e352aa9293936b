# ruff: noqa: S608 - keys are canonical application numbers; no text of a user gets in
"""Events and payments of a file beside those that are held, in columns."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from django.db.models import Model

from ipharbor.intake.events import PAID
from ipharbor.records import columns
from ipharbor.records.models import Payment, RightEvent
from ipharbor.vocabulary.findings import Finding, Severity

FEW = 2_000  # rights of which what is held is asked by name
LONGEST_SOURCE = 255
EVENT = pa.schema(
    [
        ("key", pa.string()), ("code", pa.string()), ("on", pa.date32()),
        ("known_on", pa.date32()), ("number", pa.string()), ("details", pa.string()),
        ("source", pa.string()), ("row", pa.int64()),
    ]
)  # fmt: skip
PAYMENT = pa.schema(
    [
        ("key", pa.string()), ("patent_year", pa.int32()), ("paid_on", pa.date32()),
        ("amount", pa.string()), ("known_on", pa.date32()), ("source", pa.string()),
    ]
)  # fmt: skip
_ONCE = ("key", "code", "on", "number")
_ONCE_A_YEAR = ("key", "patent_year")


@dataclass(frozen=True)
class ToldRows:
    """The rows of a file as the register would hold them, in the order of the file; ``findings``
    on payments that tell no possible year, which are left out."""

    events: pa.Table
    payments: pa.Table
    findings: tuple[Finding, ...]


def told(rows: pa.Table, source: str, today: date) -> ToldRows:
    """``rows`` are of the schema of ``intake.events``."""
    known = pc.coalesce(
        rows["known_on"], pc.min_element_wise(rows["on"], pa.scalar(today, pa.date32()))
    )
    named = pa.array([source[:LONGEST_SOURCE]] * rows.num_rows, pa.string())
    rows = rows.set_column(rows.column_names.index("known_on"), "known_on", known)
    rows = rows.append_column("source", named)
    paid = pc.equal(rows["code"], PAID)
    payments = rows.filter(paid)
    whole = pc.is_valid(payments["year"])
    lost = payments.filter(pc.invert(whole))
    payments = payments.filter(whole).rename_columns({"year": "patent_year", "on": "paid_on"})
    return ToldRows(
        rows.filter(pc.invert(paid)).select(EVENT.names).cast(EVENT),
        payments.select(PAYMENT.names).cast(PAYMENT),
        tuple(
            Finding("events.payment.year", Severity.FAULT, row, "details", year)
            for row, year in zip(lost["row"].to_pylist(), _years(lost), strict=True)
        ),
    )


def fresh(those: ToldRows) -> tuple[pa.Table, pa.Table]:
    """Events and payments that are not held, each once, numbered: of equal ones the first.

    They stand by right and day. Within the transaction that writes them.
    """
    return (
        _new(RightEvent, those.events, _ONCE, 'key, "on", pos'),
        _new(Payment, those.payments, _ONCE_A_YEAR, "key, patent_year"),
    )


def _new(model: type[Model], rows: pa.Table, once: tuple[str, ...], order: str) -> pa.Table:
    if not rows.num_rows:
        return rows.add_column(0, "id", pa.array([], pa.int64()))
    names = ", ".join(f'"{name}"' for name in once)
    schema = pa.schema([rows.schema.field(name) for name in once])
    same = " AND ".join(f'h."{name}" = r."{name}"' for name in once)
    with duckdb.connect() as con:
        con.register("rows", rows.append_column("pos", pa.array(range(rows.num_rows), pa.int64())))
        con.register("held", columns.drawn(model, schema, where=_where(rows)))
        found = con.sql(
            f"SELECT * EXCLUDE (pos) FROM rows r WHERE pos IN "
            f"(SELECT min(pos) FROM rows GROUP BY {names}) "
            f"AND NOT EXISTS (SELECT 1 FROM held h WHERE {same}) ORDER BY {order}"
        ).to_arrow_table()
    new = found.cast(rows.schema)
    if not new.num_rows:
        return new.add_column(0, "id", pa.array([], pa.int64()))
    first = columns.reserve(model, new.num_rows)
    numbers = pa.array(range(first, first + new.num_rows), pa.int64())
    return new.add_column(0, "id", numbers)


def _where(rows: pa.Table) -> str:
    """What is held of few rights is asked of them alone; of many all is read."""
    keys = pc.unique(rows["key"])
    if len(keys) > FEW:
        return ""
    return "key IN (" + ", ".join(f"'{key}'" for key in keys.to_pylist()) + ")"


def _years(lost: pa.Table) -> list[str]:
    said = [json.loads(details) for details in lost["details"].to_pylist()]
    return [details.get("year", details.get("年度", "")) for details in said]
