"""What an import of events has stored, as the journal keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Max

from ipharbor.records.models import Payment, RightEvent

EVENT = ("pk", "key", "code", "on", "known_on", "number", "details", "source", "row")
PAYMENT = ("pk", "key", "patent_year", "paid_on", "amount", "known_on", "source")


@dataclass(frozen=True)
class Mark:
    """How far the tables had come before an import."""

    event: int
    payment: int


def mark() -> Mark:
    """The present end of both tables."""
    return Mark(
        RightEvent.objects.aggregate(last=Max("pk"))["last"] or 0,
        Payment.objects.aggregate(last=Max("pk"))["last"] or 0,
    )


def since(before: Mark) -> dict[str, list[dict[str, Any]]]:
    """The rows stored after ``before``, days and amounts as text."""
    events = RightEvent.objects.filter(pk__gt=before.event).order_by("pk").values(*EVENT)
    payments = Payment.objects.filter(pk__gt=before.payment).order_by("pk").values(*PAYMENT)
    return {
        "events": [_plain(row) for row in events.iterator(chunk_size=2000)],
        "payments": [_plain(row) for row in payments.iterator(chunk_size=2000)],
    }


def keys(stored: dict[str, list[dict[str, Any]]]) -> set[str]:
    """The rights concerned."""
    return {f"right:{row['key']}" for rows in stored.values() for row in rows}


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value if value is None or isinstance(value, int | str | dict) else str(value)
        for name, value in row.items()
    }
