"""Bring a table of matters into the register."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.bringing import TableReceipt, firms_named, receipt
from ipharbor.actions.confidential import sealed
from ipharbor.actions.station import _told
from ipharbor.gateways.sealing import Sealer
from ipharbor.intake.stations import MatterTable, StatedMatter, read_matters
from ipharbor.journal import chain
from ipharbor.records.models import Firm, Matter
from ipharbor.vocabulary.findings import Severity

TOLD = ("received_on", "kind", "firm_id", "visitor", "subject", "state", "outcome", "closed_on")
"""What a row says of a matter beside its number and town."""
NO_OUTCOME = "–"  # of a row that tells the day of the end alone


def import_matters(
    path: Path,
    *,
    town: str = "",
    region: str,
    seals: Sealer,
    by: permits.Actor,
    at: datetime,
) -> TableReceipt:
    """Store what the table at ``path`` says of matters, all of it or nothing.

    ``town`` bounds it: rows of another town are set aside. A matter is known by its town and
    number; one that somebody has typed or corrected here stays as it is. Imported again, the same
    file changes nothing. Raises the HarborErrors of ``intake.stations.read_matters``.
    """
    permits.require(by, "station.import", town=town)
    table = read_matters(path, within=region)
    rows = _of_town(table, town)
    with transaction.atomic():
        firms = firms_named(row.firm for row in rows)
        held = {
            (one.town, one.number): one
            for one in Matter.objects.filter(town__in={row.town for row in rows})
        }
        made: list[Matter] = []
        changed: list[Matter] = []
        for row in rows:
            told = _columns(row, firms, table)
            matter = held.get((row.town, row.number))
            if matter is None:
                made.append(_new(row, told, by, at))
            elif any(getattr(matter, name) != value for name, value in told.items()):
                if matter.by_hand:
                    table.remarks.add(
                        "station.row.by_hand", Severity.NOTE, row.row, "number", row.number
                    )
                    continue
                for name, value in told.items():
                    setattr(matter, name, value)
                matter.changed_at = at
                changed.append(matter)
        Matter.objects.bulk_create(made, batch_size=500)
        Matter.objects.bulk_update(changed, [*TOLD, "changed_at"], batch_size=500)
        done = receipt(
            path.name, table.read, table.read - len(rows),
            {"stored": len(made), "changed": len(changed)}, table.findings,
        )  # fmt: skip
        if made or changed:
            _tell(done, (*made, *changed), seals=seals, by=by, at=at)
    return done


def kept(matter: Matter) -> dict[str, Any]:
    """A matter as the journal keeps it, sealed."""
    return {
        "id": matter.pk,
        "number": matter.number,
        "town": matter.town,
        **{name: getattr(matter, name) for name in TOLD},
        "received_on": matter.received_on.isoformat(),
        "closed_on": _told.day(matter.closed_on),
    }


def _of_town(table: MatterTable, town: str) -> list[StatedMatter]:
    if not town:
        return list(table.matters)
    for row in table.matters:
        if row.town != town:
            table.remarks.add("station.row.elsewhere", Severity.FAULT, row.row, "town", row.town)
    return [row for row in table.matters if row.town == town]


def _columns(row: StatedMatter, firms: dict[str, Firm], table: MatterTable) -> dict[str, Any]:
    firm = firms.get(row.firm)
    if row.firm and firm is None:
        table.remarks.add("station.row.firm", Severity.WARN, row.row, "firm", row.firm)
    closed = row.closed_on is not None
    return {
        "received_on": row.received_on,
        "kind": row.kind,
        "firm_id": firm.pk if firm is not None else None,
        "visitor": row.visitor,
        "subject": row.subject,
        "state": str(Matter.State.CLOSED if closed else Matter.State.OPEN),
        "outcome": (row.outcome or NO_OUTCOME) if closed else "",
        "closed_on": row.closed_on,
    }


def _new(row: StatedMatter, told: dict[str, Any], by: permits.Actor, at: datetime) -> Matter:
    return Matter(
        number=row.number, town=row.town, by_hand=False, made_by_name=by.name, made_at=at,
        changed_at=at, **told,
    )  # fmt: skip


def _tell(
    done: TableReceipt, matters: Sequence[Matter], *, seals: Sealer, by: permits.Actor,
    at: datetime,
) -> None:  # fmt: skip
    names = ("file", "read", "stored", "changed", "unchanged", "set_aside")
    rows = [kept(one) for one in matters]
    chain.append(
        "station.import_matters",
        f"matters:{done.file}"[:120],
        actor=by.name,
        at=at,
        details={name: getattr(done, name) for name in names},
        enclosed=sealed({"rows": rows}, seals),
        about={f"firm:{one.firm_id}" for one in matters if one.firm_id},
    )
