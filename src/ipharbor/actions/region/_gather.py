"""The register as the tables that a ledger is made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

import pyarrow as pa
from django.db.models import Count, Max, TextField
from django.db.models.functions import Cast

from ipharbor.analysis.region.making import Register
from ipharbor.records.days import DayNumber
from ipharbor.records.models import Firm, Payment, Right, RightEvent

T = TypeVar("T")

_AT_ONCE = 20_000
_FIRM = {
    "id": pa.int64(), "name": pa.string(), "kind": pa.string(), "credit_code": pa.string(),
    "town": pa.string(), "trade": pa.string(), "industry": pa.string(), "size": pa.string(),
    "grades": pa.list_(pa.string()),
}  # fmt: skip
_DOCKET = {"key": pa.string(), "stated_status": pa.string(), "stated_on": pa.date32()}
_EVENT = {
    "key": pa.string(), "code": pa.string(), "on": pa.int32(), "known_on": pa.int32(),
    "number": pa.string(), "details": pa.string(),
}  # fmt: skip


def gathered() -> Register:
    """What the register holds of rights, holders and events."""
    firms = Firm.objects.order_by("pk").values_list(*_FIRM)
    dockets = Right.objects.order_by("key", "pk").values_list(*_DOCKET)
    events = RightEvent.objects.order_by().values_list(
        "key",
        "code",
        DayNumber("on"),
        DayNumber("known_on"),
        "number",
        Cast("details", TextField()),
    )
    told = _table(events.iterator(_AT_ONCE), _EVENT)
    for name in ("on", "known_on"):
        at = told.schema.get_field_index(name)
        told = told.set_column(at, name, told.column(name).cast(pa.date32()))
    return Register(
        holders=_table(firms.iterator(_AT_ONCE), _FIRM),
        dockets=_once(_table(dockets.iterator(_AT_ONCE), _DOCKET)),
        events=told,
    )


def sources() -> tuple[dict[str, Any], ...]:
    """Where the register's events and payments come from: rows and the last day known."""
    found = []
    for model, kind in ((RightEvent, "events"), (Payment, "payments")):
        rows = model.objects.order_by("source").values("source")
        for row in rows.annotate(rows=Count("pk"), last=Max("known_on")):
            found.append(
                {"kind": kind, "name": row["source"], "rows": row["rows"],
                 "last": row["last"].isoformat() if row["last"] else ""}
            )  # fmt: skip
    return tuple(found)


def _table(rows: Iterable[tuple[Any, ...]], schema: Mapping[str, pa.DataType]) -> pa.Table:
    """Rows of the store as columns, some thousands at a time, so that few objects live at once."""
    made = [
        pa.RecordBatch.from_arrays(
            [pa.array(column, kind) for column, kind in zip(columns, schema.values(), strict=True)],
            names=list(schema),
        )
        for columns in (list(zip(*some, strict=True)) for some in _portions(rows))
    ]
    return pa.Table.from_batches(made, pa.schema(list(schema.items())))


def _portions(rows: Iterable[T]) -> Iterator[Sequence[T]]:
    waiting = iter(rows)
    while some := list(islice(waiting, _AT_ONCE)):
        yield some


def _once(dockets: pa.Table) -> pa.Table:
    """A right of several dockets as the first of them has it."""
    keys = dockets.column("key").to_pylist()
    first = [at for at, key in enumerate(keys) if not at or keys[at - 1] != key]
    return dockets.take(pa.array(first, pa.int64())).combine_chunks()
