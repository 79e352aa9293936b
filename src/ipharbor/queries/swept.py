"""The register's tables in columns, as sweeps are shown them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import cached_property, lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import Any

import pyarrow as pa
from django.utils import timezone

from ipharbor.analysis.sweeping.known import (
    CASES,
    EVENTS,
    FIRMS,
    PAYMENTS,
    PRODUCTS,
    RIGHTS,
    Known,
)
from ipharbor.corpus.reading import Corpus
from ipharbor.queries import consents
from ipharbor.queries._holdings import told_by_corpus
from ipharbor.queries.law import book, calendar
from ipharbor.queries.outlook import table as kept_chances
from ipharbor.records.models import (
    Firm,
    HandledCase,
    Payment,
    Product,
    ProductSale,
    Right,
    RightEvent,
)
from ipharbor.register.events import Event

_AT_ONCE = 50_000


def known(corpus: Corpus, *, region: str, outlook: Path | None = None) -> Known:
    """All that sweeps look at, of this corpus and the register as it is now, under the law of
    the region with that code; with what the current model in the folder ``outlook`` says of the
    rights, where one is kept."""
    chances = kept_chances(outlook) if outlook is not None else None
    return Known(corpus, InColumns(), book(region), calendar(), chances)


class InColumns:
    """The register's tables, each read from the store when it is first asked for."""

    @cached_property
    def rights(self) -> pa.Table:
        rows = Right.objects.order_by("key", "firm_id").values_list(
            "key", "application_number", "firm__name", "patent_type", "title", "ipc",
            "filed_on", "granted_on",
        )  # fmt: skip
        return _table(rows.iterator(_AT_ONCE), RIGHTS)

    @cached_property
    def events(self) -> pa.Table:
        """The events on record, and those that publications and stated ends tell where none is;
        see ``told_by_corpus``."""
        held: dict[str, list[Event]] = {}
        table = _table(chain(_recorded(held), _inferred(held)), EVENTS)
        return table.sort_by([(name, "ascending") for name in ("key", "on", "known_on")])

    @cached_property
    def payments(self) -> pa.Table:
        rows = Payment.objects.order_by("key", "patent_year").values_list(
            "key", "patent_year", "paid_on", "known_on"
        )
        return _table(rows.iterator(_AT_ONCE), PAYMENTS)

    @cached_property
    def firms(self) -> pa.Table:
        rows = Firm.objects.order_by("pk").values_list(
            "name", "kind", "credit_code", "town", "trade", "industry", "founded", "address"
        )
        return _table(rows.iterator(_AT_ONCE), FIRMS)

    @cached_property
    def products(self) -> pa.Table:
        shares = _shares()
        rows = Product.objects.order_by("pk").values_list(
            "pk", "firm__name", "name", "features", "markets", "ipc", "since", "ended_at"
        )
        told = (
            (
                firm, name, _lines(features, "\n"), _lines(markets, "|"), _lines(ipc, "|"), since,
                _day(ended), shares.get(pk, float("nan")),
            )
            for pk, firm, name, features, markets, ipc, since, ended in rows.iterator(_AT_ONCE)
        )  # fmt: skip
        return _table(told, PRODUCTS)

    @cached_property
    def cases(self) -> pa.Table:
        rows = HandledCase.objects.order_by("received_on", "number").values_list(
            "number", "kind", "received_on", "right", "complainant", "respondent"
        )
        return _table(rows.iterator(_AT_ONCE), CASES)


def _recorded(held: dict[str, list[Event]]) -> Iterator[tuple[Any, ...]]:
    """The rows of events; ``held`` is filled with what tells their kinds, by key."""
    rows = RightEvent.objects.order_by("key", "on", "known_on", "pk").values_list(
        "key", "code", "on", "known_on", "number", "details"
    )
    agreed = consents.agreed()
    for key, code, on, known_on, number, told in rows.iterator(_AT_ONCE):
        details = told
        if key in agreed:
            event = consents.marked(Event(code, on, known_on, told), agreed[key])
            details = dict(event.details)
        held.setdefault(key, []).append(_kind_of(code, str(details.get("text", ""))))
        yield key, code, on, known_on, number, json.dumps(details)


@lru_cache(maxsize=4096)
def _kind_of(code: str, text: str) -> Event:
    return Event(code, date.min, date.min, {"text": text})


def _inferred(held: dict[str, list[Event]]) -> Iterator[tuple[Any, ...]]:
    rows = Right.objects.order_by("key", "firm_id").only(
        "key", "patent_type", "published_on", "granted_on", "stated_status", "stated_on"
    )
    last = ""
    for record in rows.iterator(_AT_ONCE):
        if record.key != last:
            for one in told_by_corpus(record, held.get(record.key, ())):
                yield record.key, one.code, one.on, one.known_on, "", "{}"
        last = record.key


def _shares() -> dict[int, float]:
    """Each product's share of its firm's sales in the last year of which the firm told any."""
    told: dict[int, dict[int, dict[int, float]]] = {}
    rows = ProductSale.objects.values_list("product__firm_id", "year", "product_id", "amount")
    for firm, year, product, amount in rows.iterator(_AT_ONCE):
        told.setdefault(firm, {}).setdefault(year, {})[product] = float(amount)
    found: dict[int, float] = {}
    for years in told.values():
        last = years[max(years)]
        whole = sum(last.values())
        if whole > 0:
            found |= {product: amount / whole for product, amount in last.items()}
    return found


def _table(rows: Iterable[tuple[Any, ...]], schema: pa.Schema) -> pa.Table:
    """Rows in the order of ``schema``'s columns, taken in by many at once."""
    return pa.Table.from_batches(list(_batches(iter(rows), schema)), schema).combine_chunks()


def _batches(rows: Iterator[tuple[Any, ...]], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    while some := list(islice(rows, _AT_ONCE)):
        columns = zip(*some, strict=True)
        yield pa.record_batch(
            [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)],
            schema=schema,
        )


def _lines(text: str, between: str) -> list[str]:
    return [part.strip() for part in text.split(between) if part.strip()]


def _day(at: datetime | None) -> Any:
    return timezone.localdate(at) if at else None
