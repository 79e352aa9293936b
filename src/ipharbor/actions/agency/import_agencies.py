"""Bring a table of agencies into the register."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.bringing import TableReceipt, receipt
from ipharbor.intake.agencies import AgencyTable, StatedAgency, read_agencies
from ipharbor.journal import chain
from ipharbor.records.models import Agency
from ipharbor.vocabulary.findings import Severity

TOLD = ("code", "founded", "practitioners", "town")


def import_agencies(path: Path, *, region: str, by: permits.Actor, at: datetime) -> TableReceipt:
    """Store what the table at ``path`` says of agencies, all of it or nothing.

    An agency is known by its name. What a row leaves empty stays as it is; a code that another
    agency has sets the row aside. Imported again, the same file changes nothing. Raises the
    HarborErrors of ``intake.agencies.read_agencies``.
    """
    permits.require(by, "agency.import")
    table = read_agencies(path, within=region)
    with transaction.atomic():
        held = {one.name: one for one in Agency.objects.all()}
        rows = _without_taken(table, held)
        made: list[Agency] = []
        changed: list[Agency] = []
        for row in rows:
            agency = held.get(row.name)
            if agency is None:
                made.append(Agency(name=row.name, made_at=at, changed_at=at, **_columns(row)))
                continue
            new = {name: value for name, value in _columns(row).items()
                   if value not in ("", None) and getattr(agency, name) != value}  # fmt: skip
            if new:
                for name, value in new.items():
                    setattr(agency, name, value)
                agency.changed_at = at
                changed.append(agency)
        Agency.objects.bulk_create(made, batch_size=500)
        Agency.objects.bulk_update(changed, [*TOLD, "changed_at"], batch_size=500)
        done = receipt(
            path.name, table.read, table.read - len(rows),
            {"stored": len(made), "changed": len(changed)}, table.findings,
        )  # fmt: skip
        if made or changed:
            _tell(done, (*made, *changed), by, at)
    return done


def _columns(row: StatedAgency) -> dict[str, Any]:
    return {name: getattr(row, name) for name in TOLD}


def _without_taken(table: AgencyTable, held: dict[str, Agency]) -> list[StatedAgency]:
    """The rows whose code no other agency has; the others are told."""
    whose = {one.code: one.name for one in held.values() if one.code}
    rows = []
    for row in table.agencies:
        other = whose.get(row.code, row.name) if row.code else row.name
        if other == row.name:
            rows.append(row)
            continue
        table.remarks.add("agency.code.taken", Severity.FAULT, row.row, "code", row.code,
                          other=other)  # fmt: skip
    return rows


def _tell(
    done: TableReceipt, agencies: Sequence[Agency], by: permits.Actor, at: datetime
) -> None:  # fmt: skip
    names = ("file", "read", "stored", "changed", "unchanged", "set_aside")
    chain.append(
        "agency.import",
        f"agencies:{done.file}"[:120],
        actor=by.name,
        at=at,
        details={name: getattr(done, name) for name in names},
        enclosed=[
            {"id": one.pk, "name": one.name, **{name: getattr(one, name) for name in TOLD}}
            for one in agencies
        ],
    )
