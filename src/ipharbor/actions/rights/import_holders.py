"""Bring the holders of the region into the register: who they are, where, how large."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.intake.holders import HolderTable, StatedHolder, read_holders
from ipharbor.journal import chain
from ipharbor.records.models import Firm
from ipharbor.vocabulary.findings import Finding, Severity
from ipharbor.vocabulary.holders import kind_by_name
from ipharbor.vocabulary.places import HOME

TOLD = ("kind", "credit_code", "town", "trade", "industry", "founded", "size", "grades",
        "capital", "employees", "address")  # fmt: skip
"""What a row may say of a holder beside the name."""


@dataclass(frozen=True)
class HolderReceipt:
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


def import_holders(
    path: Path, *, by: permits.Actor, at: datetime, region: str = HOME
) -> HolderReceipt:
    """Store what the table at ``path`` says of the holders, all of it or nothing.

    A holder is known by the name. An empty cell says nothing, so what is held stays; what a cell
    says takes the place of what was held. A row with the credit code of another holder is set
    aside. The kind of a new holder is guessed by the name where the row does not tell it.
    Imported again, the same file changes nothing. Raises the HarborErrors of
    ``intake.holders.read_holders``.
    """
    permits.require(by, "rights.import_holders")
    table = read_holders(path, within=region)
    with transaction.atomic():
        held = {firm.name: firm for firm in Firm.objects.all()}
        refused = _refused(table.holders, held)
        made: list[Firm] = []
        changed: list[Firm] = []
        findings = list(table.findings)
        for stated in table.holders:
            if stated.name in refused:
                findings.append(_taken(stated, refused[stated.name], table))
                continue
            firm = held.get(stated.name)
            if firm is None:
                kind = stated.kind or kind_by_name(stated.name)
                made.append(Firm(name=stated.name, **_said(stated) | {"kind": kind}))
            elif _change(firm, stated):
                changed.append(firm)
        aside = table.set_aside + len(findings) - len(table.findings)
        receipt = HolderReceipt(
            file=path.name,
            read=table.read,
            stored=len(made),
            changed=len(changed),
            unchanged=table.read - aside - len(made) - len(changed),
            set_aside=aside,
            findings=tuple(sorted(findings, key=lambda one: one.row)),
        )
        save(made, changed)
        if made or changed:
            _tell(receipt, (*made, *changed), by, at)
    return receipt


def save(made: Sequence[Firm], changed: Sequence[Firm]) -> None:
    """Store new and changed holders in bulk; those that are new have their numbers after it.

    Codes that pass from one holder to another are given up first.
    """
    if changed:
        for start in range(0, len(changed), 500):
            some = [firm.pk for firm in changed[start : start + 500]]
            Firm.objects.filter(pk__in=some).update(credit_code="")
        Firm.objects.bulk_create(
            changed, batch_size=500, update_conflicts=True, unique_fields=["id"],
            update_fields=["name", *TOLD],
        )  # fmt: skip
    Firm.objects.bulk_create(made, batch_size=500)


def kept(firms: Iterable[Firm]) -> list[dict[str, Any]]:
    """Holders as the journal keeps them."""
    return [
        {"id": firm.pk, "name": firm.name}
        | {name: getattr(firm, name) for name in TOLD}
        | {"capital": None if firm.capital is None else str(firm.capital)}
        for firm in firms
    ]


def _refused(holders: Sequence[StatedHolder], held: Mapping[str, Firm]) -> dict[str, str]:
    """Names whose row claims the credit code of another holder, and that other's name.

    A code is free for others when its holder's own row states another one, unless that row is
    itself refused.
    """
    refused: dict[str, str] = {}
    while True:
        stated = {one.name: one.credit_code for one in holders if one.name not in refused}
        owners = {
            firm.credit_code: name
            for name, firm in held.items()
            if firm.credit_code and stated.get(name, "") in ("", firm.credit_code)
        }
        more = {
            name: owners[code] for name, code in stated.items() if owners.get(code, name) != name
        }
        if not more:
            return refused
        refused |= more


def _said(stated: StatedHolder) -> dict[str, Any]:
    """The columns of which the row says something."""
    told = {name: getattr(stated, name) for name in TOLD}
    told["grades"] = list(stated.grades)
    return {name: value for name, value in told.items() if value not in ("", None, [])}


def _change(firm: Firm, stated: StatedHolder) -> bool:
    new = {name: value for name, value in _said(stated).items() if getattr(firm, name) != value}
    for name, value in new.items():
        setattr(firm, name, value)
    return bool(new)


def _taken(stated: StatedHolder, owner: str, table: HolderTable) -> Finding:
    heading = table.headings.get("credit_code", "credit_code")
    return Finding(
        "holders.credit_code.taken", Severity.FAULT, stated.row, heading, stated.credit_code,
        {"other": owner},
    )  # fmt: skip


def _tell(receipt: HolderReceipt, firms: Sequence[Firm], by: permits.Actor, at: datetime) -> None:
    names = ("file", "read", "stored", "changed", "set_aside")
    chain.append(
        "rights.import_holders",
        f"holders:{receipt.file}"[:120],
        actor=by.name,
        at=at,
        details={name: getattr(receipt, name) for name in names},
        enclosed=kept(firms),
    )
