"""Bring legal events and paid annuities into the register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.rights import _stored
from ipharbor.intake.events import PAID, StatedEvent, read_events
from ipharbor.journal import chain
from ipharbor.records.models import Payment, RightEvent
from ipharbor.vocabulary.findings import Finding, Severity


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
    table = read_events(path)
    with transaction.atomic():
        events = [event for event in table.events if event.code != PAID]
        start = _stored.mark()
        stored = _store_events(events, path.name, at)
        payments, findings = _payments(
            [event for event in table.events if event.code == PAID], path.name, at
        )
        aside = table.set_aside + len(findings)
        before = Payment.objects.count()
        Payment.objects.bulk_create(payments, batch_size=1000, ignore_conflicts=True)
        stored += Payment.objects.count() - before
        receipt = EventReceipt(
            file=path.name,
            read=table.read,
            stored=stored,
            unchanged=table.read - aside - stored,
            set_aside=aside,
            findings=tuple(sorted(table.findings + findings, key=lambda one: one.row)),
            form=table.form,
        )
        new = _stored.since(start)
        chain.append(
            "rights.import_events",
            f"events:{path.name}"[:120],
            actor=by.name,
            at=at,
            details={
                "file": path.name,
                "form": table.form,
                "read": receipt.read,
                "stored": stored,
                "set_aside": aside,
            },
            enclosed=new,
            about=_stored.keys(new),
        )
    return receipt


def _store_events(events: list[StatedEvent], source: str, at: datetime) -> int:
    before = RightEvent.objects.count()
    RightEvent.objects.bulk_create(
        (
            RightEvent(
                key=event.key,
                code=event.code,
                on=event.on,
                known_on=event.known_on or min(event.on, at.date()),
                number=event.details.get("number", "")[:60],
                details=event.details,
                source=source[:255],
                row=event.row,
            )
            for event in events
        ),
        batch_size=1000,
        ignore_conflicts=True,
    )
    return RightEvent.objects.count() - before


def _payments(
    events: list[StatedEvent], source: str, at: datetime
) -> tuple[list[Payment], tuple[Finding, ...]]:
    made, wrong = [], []
    for event in events:
        year = event.details.get("year", event.details.get("年度", ""))
        if not year.isdigit() or not 1 <= int(year) <= 25:
            wrong.append(Finding("events.payment.year", Severity.FAULT, event.row, "details", year))
            continue
        made.append(
            Payment(
                key=event.key,
                patent_year=int(year),
                paid_on=event.on,
                amount=_amount(event.details.get("amount", event.details.get("金额", ""))),
                known_on=event.known_on or min(event.on, at.date()),
                source=source[:255],
            )
        )
    return made, tuple(wrong)


def _amount(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", "")).quantize(Decimal("0.01")) if text else None
    except InvalidOperation:
        return None
