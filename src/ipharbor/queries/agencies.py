"""The agencies of the register beside what they had a hand in, as the ledger knows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ipharbor.analysis.region.agencies import NO_WORK, Work, work
from ipharbor.analysis.region.asking import Asked
from ipharbor.records.models import Agency


@dataclass(frozen=True)
class AgencyRow:
    """An agency. ``listed`` tells whether the register has it; the others are named by
    publications alone. ``work`` is what it had a hand in."""

    name: str
    listed: bool
    code: str
    town: str
    founded: int | None
    practitioners: int | None
    work: Work

    @property
    def load(self) -> float | None:
        """Grants of the year so far for each of its practitioners; None where none is told."""
        return self.work.granted / self.practitioners if self.practitioners else None


def rows(asked: Asked | None) -> tuple[AgencyRow, ...]:
    """All agencies, those with most of the year's grants first; without a ledger those of the
    register by name."""
    told: Mapping[str, Work] = work(asked) if asked is not None else {}
    held = {one.name: one for one in Agency.objects.all()}
    found = [
        AgencyRow(
            name=one.name, listed=True, code=one.code, town=one.town, founded=one.founded,
            practitioners=one.practitioners, work=told.get(one.name, NO_WORK),
        )
        for one in held.values()
    ]  # fmt: skip
    found += [
        AgencyRow(name, listed=False, code="", town="", founded=None, practitioners=None,
                  work=done)
        for name, done in told.items()
        if name not in held
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda row: (-row.work.granted, -row.work.in_force, row.name)))


def count() -> int:
    """How many agencies the register has."""
    return Agency.objects.count()
