"""Bring legal events and paid annuities into the register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyarrow as pa
from django.db import transaction
from django.utils import timezone

from ipharbor.actions import permits
from ipharbor.actions.rights import _events
from ipharbor.intake.events import event_columns
from ipharbor.journal import chain
from ipharbor.records import columns
from ipharbor.records.models import Payment, RightEvent
from ipharbor.vocabulary.findings import Finding

MENTIONED = 1000  # rights that a line mentions one by one; of more the spans tell


@dataclass(frozen=True)
class EventReceipt:
    """``read = stored + unchanged + set_aside``; findings in the order of rows.

    Rows are lines where the file was XML. ``form`` is the word for what the file was read as.
    """

    file: str
    read: int
    stored: int
    unchanged: int
    set_aside: int
    findings: tuple[Finding, ...]
    form: str = "event_table"

    def adds_up(self) -> bool:
        return self.read == self.stored + self.unchanged + self.set_aside


def import_events(path: Path, *, by: permits.Actor, at: datetime) -> EventReceipt:
    """Store what the file at ``path`` says that is not held yet, all of it or nothing.

    An event is known on its stated ``known_date``, else on its own day if that is past, else
    today: gazette events are public on their day. Imported again, the same file stores
    nothing. Raises the HarborErrors of ``intake.events.read_events``.
    """
    permits.require(by, "rights.import_events")
    table = event_columns(path)
    told = _events.told(table.events, path.name, timezone.localdate(at))
    aside = table.set_aside + len(told.findings)
    with transaction.atomic(), columns.roomy():
        events, payments = _events.fresh(told)
        stored = events.num_rows + payments.num_rows
        receipt = EventReceipt(
            file=path.name,
            read=table.read,
            stored=stored,
            unchanged=table.read - aside - stored,
            set_aside=aside,
            findings=tuple(sorted(table.findings + told.findings, key=lambda one: one.row)),
            form=table.form,
        )
        columns.pour(RightEvent, events)
        columns.pour(Payment, payments)
        _tell(receipt, events, payments, by, at)
    return receipt


def _tell(
    receipt: EventReceipt, events: pa.Table, payments: pa.Table, by: permits.Actor, at: datetime
) -> None:
    spans = {
        name: (rows["id"][0].as_py(), rows["id"][-1].as_py())
        for name, rows in (("rightevent", events), ("payment", payments))
        if rows.num_rows
    }
    chain.append(
        "rights.import_events",
        f"events:{receipt.file}"[:120],
        actor=by.name,
        at=at,
        details={
            "file": receipt.file,
            "form": receipt.form,
            "read": receipt.read,
            "stored": receipt.stored,
            "set_aside": receipt.set_aside,
        },
        sheets={"events": events, "payments": payments},
        spans=spans,
        about=_rights(events, payments),
    )


def _rights(events: pa.Table, payments: pa.Table) -> list[str]:
    """The rights concerned, where they are few enough to be mentioned."""
    if events.num_rows + payments.num_rows > 50 * MENTIONED:
        return []
    keys = {*events["key"].to_pylist(), *payments["key"].to_pylist()}
    return [f"right:{key}" for key in keys] if len(keys) <= MENTIONED else []
