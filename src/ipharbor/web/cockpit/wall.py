"""The wall screen: the region's figures for a room, read from five metres; renews itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from ipharbor.analysis.region.aiming import Aim
from ipharbor.analysis.region.figures import Figure, Row, Table
from ipharbor.forecasting.nowcast import Nowcast
from ipharbor.queries import ledger as ledgers
from ipharbor.queries import targets
from ipharbor.queries.cockpit import Cockpit, cockpit
from ipharbor.queries.newest import newest
from ipharbor.settings import current
from ipharbor.web.caller import Asked, may
from ipharbor.web.cockpit.addresses import Ways
from ipharbor.web.cockpit.framing import READ, asked_or_usual, home_region, stated
from ipharbor.web.cockpit.map import town_map
from ipharbor.web.cockpit.months import drawn
from ipharbor.web.cockpit.page import frame_shown, without

EVERY = 60  # seconds between two looks
INDUSTRIES, NEWS = 5, 5
MONTHS_HIGH = 360  # beside a width of 720
TILES = (
    "invention_share", "in_force", "inventions_per_10000", "inventions_in_force", "high_value",
    "high_value_per_10000",
)  # fmt: skip


@dataclass(frozen=True)
class Tile:
    """A figure, and the district's target for it where there is one."""

    figure: Figure
    aim: Aim | None

    @property
    def unsure(self) -> bool:
        """Whether it rests on something that nobody has verified."""
        return any(not one.certain for one in self.figure.grounds)


@dataclass(frozen=True)
class Bar:
    """An industry: its grants, and those of the same days last year, of 100."""

    row: Row
    table: Table
    now: float
    before: float


@dataclass(frozen=True)
class Reach:
    """What the year will reach, on a line of 100: so far, expected with its interval, last year's
    total, the target."""

    cast: Nowcast
    so_far: float
    expected: float
    low: float
    high: float
    last_year: float | None
    last_total: int | None
    target: float | None

    @property
    def span(self) -> float:
        return round(max(0.6, self.high - self.low), 2)


@require_safe
def wall(request: Asked) -> HttpResponse:
    """The wall of the region, or of one town; the part that is renewed is the same page."""
    caller = may(request, READ)
    held = ledgers.ledger(current().ledger)
    if held is None:
        return without(request, caller)
    asked, _wrong = asked_or_usual(request)
    told = cockpit(asked, region=home_region())
    ways = Ways(stated(request, asked.frame))
    aims = {
        one.wanted.figure: one
        for one in targets.standing(asked, dict(told.figures))
        if one.wanted.town == asked.frame.town
    }
    now = timezone.now()
    made = datetime.fromisoformat(held.manifest.made_at)
    table = told.tables.get("towns")
    shown = {
        **frame_shown(request, asked, ways),
        "told": told,
        "granted": told.figures["granted"],
        "granted_aim": aims.get("granted"),
        "tiles": [Tile(told.figures[name], aims.get(name)) for name in TILES],
        "months": drawn(asked, told.months, ways, height=MONTHS_HIGH),
        "reach": _reach(told, aims.get("granted")),
        "map": town_map(table, "granted", ways) if table else None,
        "industries": _industries(told),
        "news": newest(asked, NEWS),
        "now": timezone.localtime(now),
        "made": timezone.localtime(made),
        "age": age((now - made).total_seconds()),
        "every": EVERY,
    }
    return render(request, "web/cockpit/wall.html", shown)


def age(seconds: float) -> str:
    """How long ago something was, in the largest unit of which there is one."""
    minutes = max(0, int(seconds // 60))
    if minutes < 60:
        return ngettext("%(n)s minute ago", "%(n)s minutes ago", minutes) % {"n": minutes}
    hours = minutes // 60
    if hours < 48:
        return ngettext("%(n)s hour ago", "%(n)s hours ago", hours) % {"n": hours}
    days = hours // 24
    return ngettext("%(n)s whole day ago", "%(n)s whole days ago", days) % {"n": days}


def _industries(told: Cockpit) -> list[Bar]:
    table = told.tables["industries"]
    rows = [row for row in table.rows if row.code and row.counts["granted"]]
    rows.sort(key=lambda row: -(row.counts["granted"] or 0))
    rows = rows[:INDUSTRIES]
    counts = [row.counts[name] or 0 for row in rows for name in ("granted", "before")]
    most = max(counts, default=0) or 1
    return [
        Bar(row, table, _of(row.counts["granted"], most), _of(row.counts["before"], most))
        for row in rows
    ]


def _reach(told: Cockpit, aim: Aim | None) -> Reach | None:
    cast = told.year_end[0]
    if cast is None or not cast.shown:
        return None
    interval = cast.intervals[0]
    last = next((one.expected for one in cast.naive if one.name == "last_year"), None)
    wanted = aim.wanted.value if aim else None
    most = 1.04 * max(one for one in (interval.high, last, wanted, cast.expected) if one)
    return Reach(
        cast=cast,
        so_far=_of(cast.so_far, most),
        expected=_of(cast.expected, most),
        low=_of(interval.low, most),
        high=_of(interval.high, most),
        last_year=None if last is None else _of(last, most),
        last_total=None if last is None else round(last),
        target=None if wanted is None else _of(wanted, most),
    )


def _of(count: float | None, most: float) -> float:
    return round(100 * (count or 0) / most, 2)
