"""What the district wants to reach, and who is behind."""

from __future__ import annotations

from ipharbor.analysis.region.aiming import Aim, Wanted, aims
from ipharbor.analysis.region.asking import Asked
from ipharbor.analysis.region.figures import Figure
from ipharbor.queries import cases
from ipharbor.queries.station.figures import trainings_by_town
from ipharbor.records.models import Target
from ipharbor.vocabulary.targets import FIGURES

_ORDER = {name: place for place, name in enumerate(FIGURES)}


def years() -> tuple[int, ...]:
    """The years for which there are targets, the latest first."""
    found = Target.objects.order_by("-year").values_list("year", flat=True).distinct()
    return tuple(found)


def standing(asked: Asked, rates: dict[str, Figure] | None = None) -> tuple[Aim, ...]:
    """The targets of the frame's year beside what came so far: the district's first, then by
    figure and town. ``rates`` are figures that the ledger alone does not tell, by name."""
    town = asked.frame.town
    found = Target.objects.filter(year=asked.frame.on.year)
    if town:
        found = found.filter(town=town)
    wanted = [Wanted(one.year, one.figure, one.town, float(one.value)) for one in found]
    others = {("cases", code): float(count) for code, count in cases.by_town(asked.frame).items()}
    trainings = trainings_by_town(asked.frame, asked.ledger.manifest.towns)
    others |= {("trainings", code): float(count) for code, count in trainings.items()}
    others |= {
        (name, ""): one.value
        for name, one in (rates or {}).items()
        if one.unit == "per_10000" and one.value is not None
    }
    places = {code: at for at, code in enumerate(asked.ledger.manifest.towns)}
    wanted.sort(key=lambda one: (bool(one.town), _ORDER[one.figure], places.get(one.town, -1)))
    return aims(asked, wanted, others)
