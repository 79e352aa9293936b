"""Set what the district is to reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.intake.targets import read_targets
from ipharbor.journal import chain
from ipharbor.records.models import Target
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.findings import Finding
from ipharbor.vocabulary.places import HOME, region
from ipharbor.vocabulary.targets import FIGURES, LARGEST, YEARS

Key = tuple[int, str, str]


@dataclass(frozen=True)
class TargetReceipt:
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


def set_target(
    year: int, figure: str, town: str, value: str, *, by: permits.Actor, at: datetime,
    within: str = HOME,
) -> Target | None:  # fmt: skip
    """Let ``figure`` reach ``value`` in ``year``, in a town or (empty) the whole district; an
    empty value takes the target away. A share may be written as 45% or 0.45.

    None when nothing is set any more. Raises HarborErrors ``target.*`` with the field concerned.
    """
    permits.require(by, "targets.set")
    if year not in YEARS:
        raise HarborError("target.year.unreadable", fields=("year",), value=year)
    if figure not in FIGURES:
        raise HarborError("target.figure.unknown", fields=("figure",), value=figure)
    if town and region(within).town(town) is None:
        raise HarborError("target.town.unknown", fields=("town",), value=town)
    wanted = _value(value, figure)
    with transaction.atomic():
        held = Target.objects.filter(year=year, figure=figure, town=town).first()
        if (held.value if held else None) == wanted:
            return held
        if wanted is None:
            assert held is not None
            held.delete()
            _tell([(year, figure, town, None)], "", by, at)
            return None
        made, _ = Target.objects.update_or_create(
            year=year, figure=figure, town=town,
            defaults={"value": wanted, "by_name": by.name, "at": at},
        )  # fmt: skip
        _tell([(year, figure, town, wanted)], "", by, at)
    return made


def import_targets(
    path: Path, *, by: permits.Actor, at: datetime, within: str = HOME
) -> TargetReceipt:
    """Set what the table at ``path`` states, all of it or nothing; targets it does not name stay.

    Imported again, the same file changes nothing. Raises the HarborErrors of
    ``intake.targets.read_targets``.
    """
    permits.require(by, "targets.set")
    table = read_targets(path, within=within)
    with transaction.atomic():
        held = {(one.year, one.figure, one.town): one for one in Target.objects.all()}
        made: list[Target] = []
        changed: list[Target] = []
        for stated in table.targets:
            key = (stated.year, stated.figure, stated.town)
            value = stated.value.quantize(Decimal("0.0001"))
            one = held.get(key)
            if one is None:
                made.append(Target(year=key[0], figure=key[1], town=key[2], value=value,
                                   by_name=by.name, at=at))  # fmt: skip
            elif one.value != value:
                one.value, one.by_name, one.at = value, by.name, at
                changed.append(one)
        Target.objects.bulk_create(made, batch_size=500)
        Target.objects.bulk_update(changed, ["value", "by_name", "at"], batch_size=500)
        rows = [(one.year, one.figure, one.town, one.value) for one in (*made, *changed)]
        if rows:
            _tell(rows, path.name, by, at)
    return TargetReceipt(
        path.name, table.read, len(made), len(changed),
        len(table.targets) - len(made) - len(changed), table.set_aside, table.findings,
    )  # fmt: skip


def _value(text: str, figure: str) -> Decimal | None:
    bare = text.replace(",", "").replace("，", "").strip()
    if not bare:
        return None
    share = bare.endswith(("%", "％"))
    try:
        read = Decimal(bare.rstrip("%％"))
    except InvalidOperation:
        read = Decimal("NaN")
    read = read / 100 if share else read
    most = Decimal(1) if FIGURES[figure] == "share" else LARGEST
    if not read.is_finite() or not 0 <= read <= most:
        raise HarborError("target.value.unreadable", fields=("value",), value=text[:40])
    return read.quantize(Decimal("0.0001"))


def _tell(
    rows: Sequence[tuple[int, str, str, Decimal | None]], file: str, by: permits.Actor, at: datetime
) -> None:
    year, figure, town, value = rows[0]
    chain.append(
        "targets.set",
        f"target:{year}:{figure}:{town}" if len(rows) == 1 else f"target:{file}"[:120],
        actor=by.name,
        at=at,
        details={
            "count": len(rows),
            "file": file,
            "year": year,
            "figure": figure,
            "town": town,
            "value": None if value is None else str(value),
        },
        enclosed=[[y, f, t, None if v is None else str(v)] for y, f, t, v in rows],
    )
