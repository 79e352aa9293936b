"""Record a training that a station held, or correct one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from ipharbor.actions import permits
from ipharbor.actions.station import _told
from ipharbor.journal import chain
from ipharbor.records.models import Firm, Training, TrainingFirm
from ipharbor.vocabulary.errors import HarborError

MOST_HOURS = Decimal(200)
MOST_ATTENDEES = 100_000


@dataclass(frozen=True)
class Stated:
    """A training as somebody states it; without a number the next one of the year is taken.

    ``attendees`` counts persons who came, ``firms`` are those whose people were among them.
    """

    on: date
    topic: str
    hours: Decimal
    attendees: int
    firms: Sequence[Firm] = ()
    number: str = ""


def record(town: str, stated: Stated, *, region: str, by: permits.Actor, at: datetime) -> Training:
    """A training of the town's station.

    Raises HarborErrors ``station.town.unknown``, ``station.missing``, ``training.figure``,
    ``training.number.taken`` and ``form.text.long``.
    """
    permits.require(by, "station.keep", town=town)
    town = _told.town_of(town, region)
    columns = _columns(stated)
    number = _told.text("number", stated.number) or _next_number(town, stated.on.year)
    training = Training(
        town=town, number=number, made_by_name=by.name, made_at=at, changed_at=at, **columns
    )
    try:
        with transaction.atomic():
            training.save(force_insert=True)
            came = _written(training, stated.firms)
            chain.append("training.record", **line(training, came, by=by, at=at))
    except IntegrityError as taken:
        raise HarborError("training.number.taken", fields=("number",), number=number) from taken
    return training


def correct(training: Training, stated: Stated, *, by: permits.Actor, at: datetime) -> bool:
    """Let the training say what is stated; whether anything was changed. Its number stays."""
    permits.require(by, "station.keep", town=training.town)
    columns = _columns(stated)
    came = {one.firm_id for one in training.came.all()}
    wanted = {firm.pk for firm in stated.firms}
    if came == wanted and all(getattr(training, name) == value for name, value in columns.items()):
        return False
    with transaction.atomic():
        for name, value in columns.items():
            setattr(training, name, value)
        training.changed_at, training.by_hand = at, True
        training.save()
        training.came.exclude(firm_id__in=wanted).delete()
        new = [firm for firm in stated.firms if firm.pk not in came]
        _written(training, new)
        chain.append("training.correct", **line(training, sorted(_held(training)), by=by, at=at))
    return True


def line(
    training: Training, came: Iterable[tuple[int, int]], *, by: permits.Actor, at: datetime
) -> dict[str, Any]:
    """The journal's line on the training as it stands; ``came`` are pairs of row and firm."""
    pairs = [list(pair) for pair in came]
    return {
        "subject": f"training:{training.pk}",
        "actor": by.name,
        "at": at,
        "details": _told.training_details(training),
        "enclosed": pairs,
        "about": [f"firm:{firm}" for _row, firm in pairs],
    }


def _columns(stated: Stated) -> dict[str, Any]:
    hours = stated.hours.quantize(Decimal("0.1"))
    if not 0 <= hours <= MOST_HOURS:
        raise HarborError("training.figure", fields=("hours",), value=str(stated.hours))
    if not 0 <= stated.attendees <= MOST_ATTENDEES:
        raise HarborError("training.figure", fields=("attendees",), value=str(stated.attendees))
    return {
        "on": stated.on,
        "topic": _told.text("topic", stated.topic, wanted=True),
        "hours": hours,
        "attendees": stated.attendees,
    }


def _written(training: Training, firms: Iterable[Firm]) -> list[tuple[int, int]]:
    for firm in {one.pk: one for one in firms}.values():
        TrainingFirm.objects.create(training=training, firm=firm)
    return _held(training)


def _held(training: Training) -> list[tuple[int, int]]:
    return list(training.came.order_by("pk").values_list("pk", "firm_id"))


def _next_number(town: str, year: int) -> str:
    taken = set(
        Training.objects.filter(town=town, number__startswith=f"{year}-").values_list(
            "number", flat=True
        )
    )
    count = len(taken) + 1
    while f"{year}-{count:02d}" in taken:
        count += 1
    return f"{year}-{count:02d}"
