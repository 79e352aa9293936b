"""Bring in the register of handled enforcement cases."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.intake.cases import StatedCase, read_cases
from ipharbor.journal import chain
from ipharbor.records.models import HandledCase
from ipharbor.vocabulary.findings import Finding, Severity
from ipharbor.vocabulary.places import HOME

TOLD = ("kind", "received_on", "accepted_on", "closed_on", "outcome", "right", "complainant",
        "respondent", "town")  # fmt: skip
"""What a row says of a case beside its number."""


@dataclass(frozen=True)
class CaseReceipt:
    """``read = stored + changed + unchanged + set_aside``; findings in the order of rows."""

    file: str
    read: int
    stored: int
    changed: int
    unchanged: int
    set_aside: int
    findings: tuple[Finding, ...]

    def adds_up(self) -> bool:
        return self.read == self.stored + self.changed + self.unchanged + self.set_aside


def import_cases(path: Path, *, by: permits.Actor, at: datetime, within: str = HOME) -> CaseReceipt:
    """Store what the table at ``path`` says of the cases, all of it or nothing.

    A case is known by its number; what a row says takes the place of what was held. A row whose
    case was closed before it was received is set aside. Imported again, the same file changes
    nothing. Raises the HarborErrors of ``intake.cases.read_cases``.
    """
    permits.require(by, "cases.import")
    table = read_cases(path, within=within)
    findings = list(table.findings)
    with transaction.atomic():
        held = {one.number: one for one in HandledCase.objects.all()}
        made: list[HandledCase] = []
        changed: list[HandledCase] = []
        for stated in table.cases:
            if stated.closed_on is not None and stated.closed_on < stated.received_on:
                findings.append(
                    Finding("cases.closed_before_receipt", Severity.FAULT, stated.row, "closed_on",
                            stated.closed_on.isoformat())
                )  # fmt: skip
                continue
            told = {name: value for name, value in asdict(stated).items() if name in TOLD}
            one = held.get(stated.number)
            if one is None:
                made.append(HandledCase(number=stated.number, **told))
            elif _change(one, stated):
                changed.append(one)
        HandledCase.objects.bulk_create(made, batch_size=500)
        HandledCase.objects.bulk_update(changed, TOLD, batch_size=500)
        aside = table.set_aside + len(findings) - len(table.findings)
        receipt = CaseReceipt(
            path.name, table.read, len(made), len(changed),
            table.read - aside - len(made) - len(changed), aside,
            tuple(sorted(findings, key=lambda one: one.row)),
        )  # fmt: skip
        if made or changed:
            chain.append(
                "cases.import",
                f"cases:{path.name}"[:120],
                actor=by.name,
                at=at,
                details={name: getattr(receipt, name)
                         for name in ("file", "read", "stored", "changed", "set_aside")},
                enclosed=[kept(one) for one in (*made, *changed)],
            )  # fmt: skip
    return receipt


def kept(one: HandledCase) -> dict[str, Any]:
    """A case as the journal keeps it, days as text."""
    told = {name: getattr(one, name) for name in ("number", *TOLD)}
    days = {name: day.isoformat() for name, day in told.items() if isinstance(day, date)}
    return {"id": one.pk} | told | days


def _change(one: HandledCase, stated: StatedCase) -> bool:
    new = {name: getattr(stated, name) for name in TOLD}
    changed = any(getattr(one, name) != value for name, value in new.items())
    for name, value in new.items():
        setattr(one, name, value)
    return changed
