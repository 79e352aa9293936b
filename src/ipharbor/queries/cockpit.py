"""The district's cockpit: every figure and table of the region, asked in one frame."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ipharbor.analysis.region import counting
from ipharbor.analysis.region.asking import Asked, Frame
from ipharbor.analysis.region.figures import Figure, Ground, MonthCount, Table
from ipharbor.analysis.region.high_value import high_value
from ipharbor.analysis.region.outlook import outlooks
from ipharbor.forecasting.nowcast import Nowcast
from ipharbor.vocabulary.holders import GRADES
from ipharbor.vocabulary.places import Region

DEALINGS = ("pledge", "licence", "open_licence")


@dataclass(frozen=True)
class Cockpit:
    """All that is told of the region in ``frame``; figures and tables by name."""

    frame: Frame
    figures: Mapping[str, Figure]
    tables: Mapping[str, Table]
    months: tuple[MonthCount, ...]
    year_end: tuple[Nowcast | None, ...]  # of all grants, then of each type
    causes: Mapping[str, int]  # what the rights ended in that ended this year


def cockpit(asked: Asked, *, region: Region) -> Cockpit:
    """The cockpit of ``region`` as the ledger tells it; kept with the frame."""
    return asked.kept(f"cockpit {region.code}", lambda: _cockpit(asked, region))


def _cockpit(asked: Asked, region: Region) -> Cockpit:
    inventions = counting.inventions_in_force(asked)
    valued = counting.high_value_count(asked)
    people = None if asked.frame.town else _people(region, asked.frame)
    figures = [
        counting.granted(asked),
        *(counting.of_type(asked, one) for one in ("invention", "utility_model", "design")),
        counting.invention_share(asked),
        counting.in_force(asked),
        inventions,
        counting.per_10000(asked, "inventions_per_10000", inventions, people),
        valued,
        counting.per_10000(asked, "high_value_per_10000", valued, people, *_plan(asked)),
        counting.ended(asked),
        counting.holders(asked),
        *(counting.records(asked, family) for family in DEALINGS),
        counting.under(asked, "pledge"),
        counting.transfers(asked),
        counting.agencies(asked),
    ]
    tables = [
        *([] if asked.frame.town else [counting.by_town(asked, {"high_value": high_value(asked)})]),
        counting.by_holder(asked, "kind"),
        counting.by_holder(asked, "trade"),
        counting.by_holder(asked, "size"),
        counting.by_grade(asked, GRADES),
        counting.by_industry(asked),
        counting.by_class_of_value(asked),
        counting.by_agency(asked),
    ]
    return Cockpit(
        frame=asked.frame,
        figures={one.name: one for one in figures},
        tables={one.name: one for one in tables},
        months=counting.months(asked),
        year_end=outlooks(asked),
        causes=asked.causes(*asked.frame.year_so_far),
    )


def rates(asked: Asked, *, region: Region) -> dict[str, Figure]:
    """The figures per 10,000 people, of which there may be targets."""
    people = None if asked.frame.town else _people(region, asked.frame)
    found = (
        counting.per_10000(
            asked, "inventions_per_10000", counting.inventions_in_force(asked), people
        ),
        counting.per_10000(asked, "high_value_per_10000", counting.high_value_count(asked), people),
    )
    return {one.name: one for one in found}


def _plan(asked: Asked) -> tuple[float | None, tuple[Ground, ...]]:
    """The national plan's target on the day, and what says so; towns have none."""
    one = asked.by.plan
    if one is None or asked.frame.town:
        return None, ()
    ground = Ground("provision", str(one.count.n), provision=one.name, certain=one.certain)
    return float(one.count.n), (ground,)


def _people(region: Region, frame: Frame) -> Ground | None:
    found = region.population(frame.on)
    if found is None:
        return None
    return Ground(
        "population", str(found.people), found.counted_on, found.source_zh, found.source_en,
        certain=False,
    )  # fmt: skip
