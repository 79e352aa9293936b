"""Dockets, events and payments, done again."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ipharbor.actions.replaying.deed import Deed, Handler, day, the_day
from ipharbor.actions.rights.take_up import OF_A_NEW_ONE
from ipharbor.records import columns
from ipharbor.records.models import (
    FeeReduction,
    Firm,
    OwnerStatement,
    Payment,
    RenewalDecision,
    Right,
    RightEvent,
)

_DAYS = ("filed_on", "published_on", "granted_on", "stated_on")


def _take_up(deed: Deed) -> None:
    new = {name: deed.details[name] for name in OF_A_NEW_ONE if name in deed.details}
    firm, _ = Firm.objects.using(deed.into).get_or_create(
        pk=deed.number, defaults={"name": deed["firm"]} | new
    )
    rows = deed.enclosure()
    held = Right.objects.using(deed.into).in_bulk([row["id"] for row in rows])
    made, changed = [], []
    for row in rows:
        told = {name: value for name, value in row.items() if name not in ("id", "key")}
        told |= {name: day(told[name]) for name in _DAYS}
        right = held.get(row["id"])
        if right is None:
            made.append(Right(pk=row["id"], key=row["key"], firm=firm, taken_up_at=deed.at, **told))
            continue
        for name, value in told.items():
            setattr(right, name, value)
        changed.append(right)
    Right.objects.using(deed.into).bulk_create(made, batch_size=500)
    names = [name for name in rows[0] if name not in ("id", "key")] if rows else []
    Right.objects.using(deed.into).bulk_update(changed, names, batch_size=500)


def _import_events(deed: Deed) -> None:
    if "enclosed" not in deed.details:
        with columns.roomy(deed.into):
            for model, name in ((RightEvent, "events"), (Payment, "payments")):
                for part in deed.sheet(name):
                    columns.pour(model, part, using=deed.into)
        return
    stored = deed.enclosure()  # as lines of earlier versions have it
    RightEvent.objects.using(deed.into).bulk_create(
        (RightEvent(**_days(row, "on", "known_on")) for row in stored["events"]), batch_size=1000
    )
    Payment.objects.using(deed.into).bulk_create(
        (
            Payment(**_days(row, "paid_on", "known_on") | {"amount": _amount(row["amount"])})
            for row in stored["payments"]
        ),
        batch_size=1000,
    )


def _import_holders(deed: Deed) -> None:
    """Holders as they stood after the import, those that were there before and those that were
    not alike."""
    _hold(deed, [row | {"capital": _amount(row["capital"])} for row in deed.enclosure()])


def _take_up_region(deed: Deed) -> None:
    with columns.roomy(deed.into):
        for part in deed.sheet("holders"):
            _hold(deed, part.to_pylist())
        for part in deed.sheet("rights"):
            columns.pour(Right, part, fixed={"taken_up_at": deed.at}, using=deed.into)
        for name in ("changed", "dated"):
            for part in deed.sheet(name):
                columns.revise(Right, part, using=deed.into)


def _hold(deed: Deed, rows: list[dict[str, Any]]) -> None:
    """Holders as they stood after the line, where some may have been taken over before it."""
    told = [Firm(**row) for row in rows]
    firms = Firm.objects.using(deed.into)
    for start in range(0, len(told), 500):
        some = [firm.pk for firm in told[start : start + 500]]
        firms.filter(pk__in=some).update(credit_code="")
    names = [name for name in rows[0] if name != "id"] if rows else []
    firms.bulk_create(
        told, batch_size=500, update_conflicts=True, unique_fields=["id"], update_fields=names
    )


def _open_organisation(deed: Deed) -> None:
    """Organisations are taken over; what the opening says of the firm's town is done again."""
    if deed["kind"] == "firm" and deed["town"]:
        Firm.objects.using(deed.into).filter(name=deed["name"]).update(town=deed["town"])


def _record_reduction(deed: Deed) -> None:
    FeeReduction.objects.using(deed.into).create(
        pk=deed["reduction"],
        firm_id=deed.number,
        since=deed["since"],
        until=deed["until"],
        recorded_by_id=deed["by"],
    )


def _decide(deed: Deed) -> None:
    RenewalDecision.objects.using(deed.into).bulk_create(
        (
            RenewalDecision(
                pk=row["id"],
                right_id=row["right"],
                decision=deed["decision"],
                reason=deed["reason"],
                advice=row["advice"],
                grounds=row["grounds"],
                despite=row["despite"],
                on=the_day(deed["on"]),
                by_id=row["by"],
                by_name=deed.actor,
                at=deed.at,
            )
            for row in deed.enclosure()
        ),
        batch_size=500,
    )


def _state_use(deed: Deed) -> None:
    OwnerStatement.objects.using(deed.into).bulk_create(
        (
            OwnerStatement(
                pk=row["id"],
                right_id=row["right"],
                used=deed["used"],
                worth=_amount(deed["worth"]),
                on=the_day(deed["on"]),
                by_id=row["by"],
                by_name=deed.actor,
                at=deed.at,
            )
            for row in deed.enclosure()
        ),
        batch_size=500,
    )


def _days(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return row | {name: day(row[name]) for name in names}


def _amount(text: str | None) -> Decimal | None:
    return Decimal(text) if text is not None else None


HANDLERS: dict[str, Handler] = {
    "rights.take_up": _take_up,
    "rights.take_up_region": _take_up_region,
    "rights.import_events": _import_events,
    "rights.import_holders": _import_holders,
    "organisation.open": _open_organisation,
    "rights.record_reduction": _record_reduction,
    "rights.decide": _decide,
    "rights.state_use": _state_use,
}
