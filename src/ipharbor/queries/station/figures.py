"""What the district's cockpit tells of town stations and agencies, each figure with its list.

The stations' and the agencies' registers are the district's own: what they hold is known on its
own days.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from ipharbor.analysis.answers import Coverage
from ipharbor.analysis.region.asking import Frame
from ipharbor.analysis.region.figures import Figure
from ipharbor.journal.latest import latest
from ipharbor.queries.kept import Once
from ipharbor.queries.station import town as stations
from ipharbor.queries.station.counters import tally
from ipharbor.queries.station.firms import Unserved
from ipharbor.records.models import Agency, Matter, Training

_REST_ON = (
    "matter.begin", "matter.change", "matter.close", "matter.reopen", "appointment.settle",
    "training.record", "training.correct", "visit.record", "station.import_matters",
    "station.import_trainings", "rights.import_holders", "rights.take_up",
    "rights.take_up_region",
)  # fmt: skip

_unserved: Once[Unserved] = Once(32)


def figures(asking: stations.Asking, frame: Frame) -> tuple[Figure, ...]:
    """Trainings and closed matters of the year so far, firms that no station has ever served, and
    agencies of the register; of the frame's town, or of all. A register that holds nothing tells
    no value."""
    held = (
        _flow("trainings", Training.objects.all(), "on", frame),
        _flow("matters", Matter.objects.filter(state="closed"), "closed_on", frame),
        _never(asking, frame),
    )
    if frame.town:
        return held
    agencies = Agency.objects.count()
    return *held, Figure(
        "agencies_registered", agencies or None, "count", frame, Coverage(agencies, agencies),
        opens="agencies",
    )  # fmt: skip


def trainings_by_town(frame: Frame, towns: Sequence[str]) -> dict[str, int]:
    """Trainings of the year so far in each of ``towns``, those of all under an empty code;
    nothing where no training has ever been entered."""
    if not Training.objects.exists():
        return {}
    held = tally(Training.objects.filter(on__range=frame.year_so_far))
    return dict.fromkeys(towns, 0) | held | {"": sum(held.values())}


def forget() -> None:
    """Drop what is kept; for measurements."""
    _unserved.clear()


def _flow(name: str, rows: QuerySet[Any], day: str, frame: Frame) -> Figure:
    """How many of ``rows`` fall into the year so far, by their ``day``."""
    mine = rows.filter(town=frame.town) if frame.town else rows
    held = mine.count()
    now, before = (
        mine.filter(**{f"{day}__range": one.year_so_far}).count()
        for one in (frame, frame.a_year_earlier())
    )
    return Figure(
        name, now if held else None, "count", frame, Coverage(held, held), *frame.year_so_far,
        before=before if held else None, opens=name,
    )  # fmt: skip


def _never(asking: stations.Asking, frame: Frame) -> Figure:
    told = _told(asking, frame.town)
    firms = told.firms
    return Figure(
        "never_served", told.never if firms else None, "count", frame, Coverage(firms, firms),
        of=firms, opens="never_served",
    )  # fmt: skip


def _told(asking: stations.Asking, town: str) -> Unserved:
    made = stations.asked_of(asking)
    stamp = made.ledger.manifest.made_at if made is not None else ""
    key = (asking.folder, stamp, asking.on, town, latest(_REST_ON))
    return _unserved.get(key, lambda: _counted(asking, town))


def _counted(asking: stations.Asking, town: str) -> Unserved:
    firms, never = stations.to_be_seen(town, asking)
    return Unserved(town, asking.on, 0, firms, never, never)
