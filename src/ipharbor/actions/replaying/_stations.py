"""What stations have done, done again; other people's words lie sealed in the lines."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from ipharbor.actions.replaying.deed import Deed, Handler, day, moment, the_day
from ipharbor.actions.station._told import matter_columns
from ipharbor.records.models import (
    Appointment,
    Matter,
    Training,
    TrainingFirm,
    TrainingPaper,
    Visit,
)


def _begin(deed: Deed) -> None:
    Matter.objects.using(deed.into).create(
        pk=deed["matter"],
        made_by_name=deed.actor,
        made_at=deed.at,
        changed_at=deed.at,
        **matter_columns(deed.details),
        **deed.unsealed(),
    )


def _move(deed: Deed) -> None:
    Matter.objects.using(deed.into).filter(pk=deed["matter"]).update(
        changed_at=deed.at, by_hand=True, **matter_columns(deed.details), **deed.unsealed()
    )


def _import_matters(deed: Deed) -> None:
    made = []
    for row in deed.unsealed()["rows"]:
        told = {name: value for name, value in row.items() if name != "id"}
        told |= {"received_on": the_day(row["received_on"]), "closed_on": day(row["closed_on"])}
        held = Matter.objects.using(deed.into).filter(pk=row["id"])
        if held.exists():
            held.update(changed_at=deed.at, **told)
            continue
        made.append(
            Matter(pk=row["id"], by_hand=False, made_by_name=deed.actor, made_at=deed.at,
                   changed_at=deed.at, **told)
        )  # fmt: skip
    Matter.objects.using(deed.into).bulk_create(made, batch_size=500)


def _make(deed: Deed) -> None:
    Appointment.objects.using(deed.into).create(
        pk=deed["appointment"],
        town=deed["town"],
        at=moment(deed["when"]),
        firm_id=deed["firm"],
        matter_id=deed["matter"],
        state=deed["state"],
        made_by_name=deed.actor,
        made_at=deed.at,
        changed_at=deed.at,
        **deed.unsealed(),
    )


def _settle(deed: Deed) -> None:
    Appointment.objects.using(deed.into).filter(pk=deed["appointment"]).update(
        state=deed["state"], changed_at=deed.at
    )


def _record(deed: Deed) -> None:
    Training.objects.using(deed.into).create(
        pk=deed["training"],
        town=deed["town"],
        number=deed["number"],
        made_by_name=deed.actor,
        made_at=deed.at,
        changed_at=deed.at,
        **_figures(deed.details, deed["held_on"]),
    )
    _came(deed, deed["training"], deed.enclosure())


def _correct(deed: Deed) -> None:
    Training.objects.using(deed.into).filter(pk=deed["training"]).update(
        changed_at=deed.at, by_hand=True, **_figures(deed.details, deed["held_on"])
    )
    _came(deed, deed["training"], deed.enclosure())


def _import_trainings(deed: Deed) -> None:
    for row in deed.enclosure():
        told = _figures(row, row["on"])
        held = Training.objects.using(deed.into).filter(pk=row["id"])
        if held.exists():
            held.update(changed_at=deed.at, **told)
        else:
            Training.objects.using(deed.into).create(
                pk=row["id"], number=row["number"], town=row["town"], by_hand=False,
                made_by_name=deed.actor, made_at=deed.at, changed_at=deed.at, **told,
            )  # fmt: skip
        _came(deed, row["id"], row["came"])


def _figures(told: Any, on: str) -> dict[str, Any]:
    return {
        "on": date.fromisoformat(on),
        "topic": told["topic"],
        "hours": Decimal(told["hours"]),
        "attendees": told["attendees"],
    }


def _came(deed: Deed, training: int, pairs: Iterable[tuple[int, int]]) -> None:
    """The firms that came, no others."""
    rows = TrainingFirm.objects.using(deed.into)
    wanted = dict(pairs)
    rows.filter(training_id=training).exclude(pk__in=wanted).delete()
    held = set(rows.filter(training_id=training).values_list("pk", flat=True))
    rows.bulk_create(
        TrainingFirm(pk=row, training_id=training, firm_id=firm)
        for row, firm in wanted.items()
        if row not in held
    )


def _keep(deed: Deed) -> None:
    TrainingPaper.objects.using(deed.into).create(
        pk=deed["paper"],
        training_id=deed.number,
        name=deed["name"],
        sha256=deed["sha256"],
        size=deed["size"],
        by_name=deed.actor,
        at=deed.at,
    )


def _withdraw(deed: Deed) -> None:
    TrainingPaper.objects.using(deed.into).filter(pk=deed["paper"]).update(
        withdrawn_at=deed.at, withdrawn_why=deed["why"]
    )


def _visit(deed: Deed) -> None:
    Visit.objects.using(deed.into).create(
        pk=deed["visit"],
        town=deed["town"],
        firm_id=deed["firm"],
        on=the_day(deed["held_on"]),
        made_by_name=deed.actor,
        made_at=deed.at,
        **deed.unsealed(),
    )


HANDLERS: dict[str, Handler] = {
    "matter.begin": _begin,
    "matter.change": _move,
    "matter.hand_over": _move,
    "matter.close": _move,
    "matter.reopen": _move,
    "appointment.make": _make,
    "appointment.settle": _settle,
    "training.record": _record,
    "training.correct": _correct,
    "training.keep_paper": _keep,
    "training.withdraw_paper": _withdraw,
    "visit.record": _visit,
    "station.import_matters": _import_matters,
    "station.import_trainings": _import_trainings,
}
