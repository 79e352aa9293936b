"""A month of the region: what its cockpit says at the month's end, beside month and year before.

Nothing is counted here. A number of the month is the cockpit's year so far at the month's end
less that at the end of the month before, both as known on one day; the month before and the
same month a year before are asked as they were known after the same time, so that they compare.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from ipharbor.analysis.region.asking import Asked, Frame, end_of_month
from ipharbor.analysis.region.layout import TYPES, Manifest
from ipharbor.forecasting.nowcast import Nowcast
from ipharbor.queries.cockpit import Cockpit, cockpit
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.places import Region

FLOWS = (
    "granted",
    *(f"granted_{one}" for one in TYPES),
    "transfers",
    "licence_records",
    "open_licence_records",
    "pledge_records",
)
STOCKS = (
    "in_force",
    "inventions_in_force",
    "inventions_per_10000",
    "high_value",
    "high_value_per_10000",
    "holders",
    "under_pledge",
)

AskedOf = Callable[[Frame], Asked]


@dataclass(frozen=True)
class Flow:
    """What happened in the month and in the year so far, beside month and year before."""

    name: str
    month: int
    last_month: int
    year_month: int
    so_far: int
    so_far_before: int


@dataclass(frozen=True)
class Stock:
    """What there was at the month's end, beside the end of the month and of the year before."""

    name: str
    unit: str
    now: float | None
    last_month: float | None
    year_before: float | None


@dataclass(frozen=True)
class Monthly:
    """All that the report of a month tells.

    ``told`` is the cockpit at the month's end. ``town_months`` are the month's grants by town's
    code, empty for those without a town. ``reached`` are the totals of the years before that
    the nowcast was tried on.
    """

    year: int
    month: int
    frame: Frame
    told: Cockpit
    flows: Mapping[str, Flow]
    stocks: Mapping[str, Stock]
    town_months: Mapping[str, int]
    nowcast: Nowcast | None
    manifest: Manifest


def monthly(ask: AskedOf, year: int, month: int, *, known: date, region: Region) -> Monthly:
    """The month as known on ``known``; ``ask`` gives the region's ledger in a frame.

    Raises HarborError ``report.month.not_over`` for a month whose last day is not over on
    ``known``.
    """
    end = end_of_month(year, month)
    if end > known:
        raise HarborError("report.month.not_over", fields=("month",), year=year, month=month)
    lag = known - end
    frame = Frame(known, end)
    before = date(year, month, 1) - timedelta(days=1)
    last = Frame(before + lag, before)
    manifest = ask(frame).ledger.manifest
    of = _Cockpits(ask, region)
    return Monthly(
        year=year,
        month=month,
        frame=frame,
        told=of.at(frame),
        flows={name: _flow(of, name, frame, last) for name in FLOWS},
        stocks={name: _stock(of, name, frame, last) for name in STOCKS},
        town_months={code: _of_town(of, code, frame) for code in (*manifest.towns, "")},
        nowcast=of.at(frame).year_end[0],
        manifest=manifest,
    )


class _Cockpits:
    """The cockpits of some frames, each reckoned once."""

    def __init__(self, ask: AskedOf, region: Region) -> None:
        self._ask = ask
        self._region = region
        self._kept: dict[Frame, Cockpit] = {}

    def at(self, frame: Frame) -> Cockpit:
        found = self._kept.get(frame)
        if found is None:
            found = self._kept[frame] = cockpit(self._ask(frame), region=self._region)
        return found

    def so_far(self, name: str, frame: Frame) -> int:
        return round(self.at(frame).figures[name].value or 0)

    def month(self, name: str, frame: Frame) -> int:
        """What fell into the month that ends with ``frame.on``, as known in it."""
        begun = _before_month(frame)
        return self.so_far(name, frame) - (self.so_far(name, begun) if begun else 0)


def _before_month(frame: Frame) -> Frame | None:
    """The end of the month before in the same year, known as now; None in January."""
    first = frame.on.replace(day=1)
    return Frame(frame.known, first - timedelta(days=1)) if first.month > 1 else None


def _flow(of: _Cockpits, name: str, frame: Frame, last: Frame) -> Flow:
    earlier = frame.a_year_earlier()
    figure = of.at(frame).figures[name]
    return Flow(
        name=name,
        month=of.month(name, frame),
        last_month=of.month(name, last),
        year_month=of.month(name, earlier),
        so_far=round(figure.value or 0),
        so_far_before=round(figure.before or 0),
    )


def _stock(of: _Cockpits, name: str, frame: Frame, last: Frame) -> Stock:
    figure = of.at(frame).figures[name]
    return Stock(name, figure.unit, figure.value, of.at(last).figures[name].value, figure.before)


def _of_town(of: _Cockpits, code: str, frame: Frame) -> int:
    begun = _before_month(frame)
    return _town(of.at(frame), code) - (_town(of.at(begun), code) if begun else 0)


def _town(told: Cockpit, code: str) -> int:
    for row in told.tables["towns"].rows:
        if row.code == code:
            return row.counts["granted"] or 0
    return 0
