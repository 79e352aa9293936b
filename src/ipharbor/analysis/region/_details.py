"""The details of events: from JSON text to columns."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from ipharbor.analysis.region._arrays import filled
from ipharbor.vocabulary.days import day

DAYS = ("ended_on", "term_ends_on", "registered_on", "until")
TEXTS = ("text", "before", "after", "pledgor", "pledgee", "licensor", "licensee", "twin")


def unpacked(events: pa.Table) -> pa.Table:
    """``events`` with their details as columns; each distinct text is read once."""
    coded = filled(events.column("details")).dictionary_encode()
    read = [details_of(text) for text in coded.dictionary.to_pylist()]
    where = coded.indices
    table = events.select(["key", "code", "on", "known_on", "number"])
    for name in DAYS:
        days = pa.array([day(one.get(name, "")).clean for one in read], pa.date32())
        table = table.append_column(name, days.take(where))
    for name in TEXTS:
        texts = pa.array([one.get(name) for one in read], pa.string())
        table = table.append_column(name, texts.take(where))
    counts = pa.array([_whole(one.get("days", "")) for one in read], pa.int64())
    amounts = pa.array([_amount(one.get("amount", "")) for one in read], pa.float64())
    table = table.append_column("days", counts.take(where))
    return table.append_column("amount", amounts.take(where))


def details_of(text: str | None) -> Mapping[str, str]:
    """The details of one event, as text."""
    if not text or text == "{}":
        return {}
    loaded: dict[str, Any] = json.loads(text)
    return {name: str(value).strip() for name, value in loaded.items()}


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() else None


def _amount(text: str) -> float | None:
    """An amount in CNY; None where none is told or it cannot be read."""
    try:
        return float(text.replace(",", "")) if text else None
    except ValueError:
        return None
