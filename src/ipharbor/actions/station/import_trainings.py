"""Bring a table of trainings into the register."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.bringing import TableReceipt, firms_named, receipt
from ipharbor.intake.stations import StatedTraining, TrainingTable, read_trainings
from ipharbor.journal import chain
from ipharbor.records.models import Firm, Training, TrainingFirm
from ipharbor.vocabulary.findings import Severity

TOLD = ("on", "topic", "hours", "attendees")
"""What a row says of a training beside its number, town and firms."""


def import_trainings(
    path: Path, *, town: str = "", region: str, by: permits.Actor, at: datetime
) -> TableReceipt:
    """Store what the table at ``path`` says of trainings, all of it or nothing.

    As ``import_matters``: bounded by ``town``, known by town and number, what somebody has typed
    or corrected here stays. Raises the HarborErrors of ``intake.stations.read_trainings``.
    """
    permits.require(by, "station.import", town=town)
    table = read_trainings(path, within=region)
    rows = _of_town(table, town)
    with transaction.atomic():
        firms = firms_named(text for row in rows for text in row.firms)
        held = {
            (one.town, one.number): one
            for one in Training.objects.filter(
                town__in={row.town for row in rows}
            ).prefetch_related("came")
        }
        made: list[tuple[Training, list[Firm]]] = []
        changed: list[tuple[Training, list[Firm]]] = []
        for row in rows:
            came = _came(row, firms, table)
            training = held.get((row.town, row.number))
            if training is None:
                made.append((_new(row, by, at), came))
            elif _differs(training, row, came):
                if training.by_hand:
                    table.remarks.add(
                        "station.row.by_hand", Severity.NOTE, row.row, "number", row.number
                    )
                    continue
                for name in TOLD:
                    setattr(training, name, getattr(row, name))
                training.changed_at = at
                changed.append((training, came))
        pairs = _save(made, changed)
        done = receipt(
            path.name, table.read, table.read - len(rows),
            {"stored": len(made), "changed": len(changed)}, table.findings,
        )  # fmt: skip
        if made or changed:
            _tell(done, [one for one, _ in (*made, *changed)], pairs, by, at)
    return done


def kept(training: Training, came: Sequence[tuple[int, int]]) -> dict[str, Any]:
    """A training as the journal keeps it; ``came`` are pairs of row and firm."""
    return {
        "id": training.pk,
        "number": training.number,
        "town": training.town,
        "on": training.on.isoformat(),
        "topic": training.topic,
        "hours": str(training.hours),
        "attendees": training.attendees,
        "came": [list(pair) for pair in came],
    }


def _of_town(table: TrainingTable, town: str) -> list[StatedTraining]:
    if not town:
        return list(table.trainings)
    for row in table.trainings:
        if row.town != town:
            table.remarks.add("station.row.elsewhere", Severity.FAULT, row.row, "town", row.town)
    return [row for row in table.trainings if row.town == town]


def _came(row: StatedTraining, firms: dict[str, Firm], table: TrainingTable) -> list[Firm]:
    for text in row.firms:
        if text not in firms:
            table.remarks.add("station.row.firm", Severity.WARN, row.row, "firms", text)
    found = {firms[text].pk: firms[text] for text in row.firms if text in firms}
    return list(found.values())


def _differs(training: Training, row: StatedTraining, came: list[Firm]) -> bool:
    if any(getattr(training, name) != getattr(row, name) for name in TOLD):
        return True
    return {one.firm_id for one in training.came.all()} != {firm.pk for firm in came}


def _new(row: StatedTraining, by: permits.Actor, at: datetime) -> Training:
    return Training(
        number=row.number, town=row.town, on=row.on, topic=row.topic, hours=row.hours,
        attendees=row.attendees, by_hand=False, made_by_name=by.name, made_at=at, changed_at=at,
    )  # fmt: skip


def _save(
    made: list[tuple[Training, list[Firm]]], changed: list[tuple[Training, list[Firm]]]
) -> dict[int, list[tuple[int, int]]]:
    """Everything stored; by training the pairs of row and firm."""
    Training.objects.bulk_create([one for one, _ in made], batch_size=500)
    Training.objects.bulk_update([one for one, _ in changed], [*TOLD, "changed_at"], batch_size=500)
    TrainingFirm.objects.filter(training__in=[one for one, _ in changed]).delete()
    rows = [
        TrainingFirm(training=one, firm=firm) for one, came in (*made, *changed) for firm in came
    ]
    TrainingFirm.objects.bulk_create(rows, batch_size=1000)
    pairs: dict[int, list[tuple[int, int]]] = {}
    for row in rows:
        pairs.setdefault(row.training_id, []).append((row.pk, row.firm_id))
    return pairs


def _tell(
    done: TableReceipt, trainings: Sequence[Training], pairs: dict[int, list[tuple[int, int]]],
    by: permits.Actor, at: datetime,
) -> None:  # fmt: skip
    names = ("file", "read", "stored", "changed", "unchanged", "set_aside")
    chain.append(
        "station.import_trainings",
        f"trainings:{done.file}"[:120],
        actor=by.name,
        at=at,
        details={name: getattr(done, name) for name in names},
        enclosed=[kept(one, pairs.get(one.pk, [])) for one in trainings],
        about={f"firm:{firm}" for some in pairs.values() for _row, firm in some},
    )
