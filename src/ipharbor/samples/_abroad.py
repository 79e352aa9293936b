"""Families abroad: publications of other offices, with the numbers that join them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np

from ipharbor.samples import _days
from ipharbor.samples._citing import Asking, asking
from ipharbor.samples._days import NEVER, Days, Ints, Lots, Mask, years_of
from ipharbor.samples._drawing import INVENTION
from ipharbor.samples._filings import Filings
from ipharbor.samples._holders import ORIGINS, Shops
from ipharbor.samples._placing import words
from ipharbor.samples.parameters import parameters, scaled

OFFICES = ("WO", "US", "EP", "JP", "KR")
_KINDS = {
    "WO": ("A1", ""), "US": ("A1", "B2"), "EP": ("A1", "B1"), "JP": ("A", "B2"), "KR": ("A", "B1"),
}  # fmt: skip
_GRANTED = {"WO": 0.0, "US": 0.66, "EP": 0.48, "JP": 0.55, "KR": 0.58}
_EXAMINED = {"WO": 0, "US": 800, "EP": 1300, "JP": 900, "KR": 850}  # days from filing there


@dataclass(frozen=True)
class Abroad:
    """Publications of other offices.

    ``right`` is the place of the Chinese member of the family among the filings, ``office`` a
    place in OFFICES. ``number`` is the publication's, with kind code; ``priority`` the number
    of the first filing of the family.
    """

    right: Ints
    office: Ints
    grant: Mask
    day: Days
    filed: Days
    number: np.ndarray
    application: np.ndarray
    priority: np.ndarray

    def __len__(self) -> int:
        return len(self.right)

    def asking(self, filings: Filings, trade: Ints) -> Asking:
        """As what these documents ask for others to name."""
        return asking(filings, trade, self.right, self.filed)


@dataclass(frozen=True)
class Firsts:
    """The first filing of every right's family: its day, and its number abroad, empty for those
    that were filed in China first."""

    day: Days
    number: np.ndarray


def firsts(filings: Filings, shops: Shops, rng: Lots) -> Firsts:
    """The first filings; those of foreign applicants were made at home a year before."""
    foreign = shops.origin[filings.shop] == ORIGINS.index("foreign")
    before = _days.days_from(filings.filed, -rng.integers(355, 366, len(filings)))
    day = np.where(foreign, before, filings.filed)
    number = np.full(len(filings), "", object)
    land = np.array([shop.holder.land for shop in shops.each], object)[filings.shop]
    for office in OFFICES:
        rows = np.flatnonzero(foreign & (land == office))
        number[rows] = _applications(office, day[rows], rng)
    return Firsts(cast(Days, day), number)


def abroad(
    filings: Filings, number: np.ndarray, first: Firsts, shops: Shops, scale: float,
    wanted: Sequence[tuple[int, Sequence[str]]], rng: Lots,
) -> Abroad:  # fmt: skip
    """The families abroad of the region's exporters and of foreign applicants. ``number`` are the
    Chinese application numbers; ``wanted`` filings have a member granted at those offices."""
    told = parameters().abroad
    chosen = _families(filings, shops, scale, rng)
    made = []
    for at, name in enumerate(OFFICES):
        home = np.array([shop.holder.land == name for shop in shops.each])[filings.shop[chosen]]
        asked = np.array([right for right, offices in wanted if name in offices], np.int64)
        rows = chosen[home | (rng.random(len(chosen)) < told.offices[name])]
        rows = np.concatenate([rows[~np.isin(rows, asked)], asked])
        made += list(_published(at, rows, np.isin(rows, asked), first, rng))
    right = np.concatenate([part[1] for part in made])
    office = np.concatenate([np.full(len(part[1]), part[0]) for part in made])
    own = first.number[right]
    priority = np.where(own == "", np.char.add("CN", number[right].astype("U14")), own)
    return Abroad(
        right,
        office,
        np.concatenate([part[2] for part in made]),
        np.concatenate([part[3] for part in made]),
        np.concatenate([part[4] for part in made]),
        np.concatenate([part[5] for part in made]),
        np.concatenate([part[6] for part in made]),
        priority,
    )


def _families(filings: Filings, shops: Shops, scale: float, rng: Lots) -> Ints:
    """The inventions that have a family abroad; they can be told in English."""
    told = parameters().abroad
    trade = shops.trade[filings.shop]
    fits = words().suits[1][trade, filings.thing, filings.first]
    able = (filings.kind == INVENTION) & fits & (filings.thing >= 0)
    origin = shops.origin[filings.shop]
    count = np.bincount(filings.shop[able & (origin == 0)], minlength=len(shops.each))
    named = np.array([bool(shop.holder.english) for shop in shops.each])
    best = np.argsort(-np.where(named, count, -1), kind="stable")
    exporters = np.zeros(len(shops.each), bool)
    exporters[best[: scaled(told.exporters, scale, 2)]] = True
    chance = np.where(origin == ORIGINS.index("foreign"), told.foreign_share, 0.0)
    chance = np.where(exporters[filings.shop] & (origin == 0), told.share, chance)
    return np.flatnonzero(able & (rng.random(len(filings)) < chance))


def _published(office: int, rows: Ints, asked: Mask, first: Firsts, rng: Lots) -> Iterator[
    tuple[int, Ints, Mask, Days, Days, np.ndarray, np.ndarray]
]:  # fmt: skip
    """The application's publication of each family, and the grant's of those that are granted,
    of the ``asked`` ones in any case and soon."""
    name = OFFICES[office]
    filed = _days.days_from(first.day[rows], rng.integers(330, 366, len(rows)))
    own = np.char.startswith(first.number[rows].astype("U20"), name)
    filed = np.where(own, first.day[rows], filed)
    application = _applications(name, filed, rng)
    application = np.where(own, first.number[rows], application)
    late = (rng.random(len(rows)) < 0.5) & ~own & (name != "WO") & ~asked
    entered = np.where(late, 560, 0)  # by the international way
    after = 548 + entered + rng.integers(0, 60, len(rows))
    opened = _weekly(_days.days_from(first.day[rows], after), name)
    serial = _serials(name, opened, False, rng)
    none = np.zeros(len(rows), bool)
    yield office, rows, none, opened, filed, _numbers(name, opened, serial, False), application
    some = (rng.random(len(rows)) < _GRANTED[name]) | asked
    wait = _EXAMINED[name] * np.where(asked[some], 0.75, rng.uniform(0.75, 1.5, int(some.sum())))
    on = _days.days_from(filed[some], entered[some] + wait)
    on = _weekly(np.maximum(on, _days.days_from(opened[some], 40)), name)
    given = serial[some] if name == "EP" else _serials(name, on, True, rng)
    number = _numbers(name, on, given, True)
    yield office, rows[some], ~none[some], on, filed[some], number, application[some]


def _applications(office: str, filed: Days, rng: Lots) -> np.ndarray:
    """Numbers of applications whose serials no office gives out."""
    year = years_of(filed)
    rooms = {"US": 1_000_000, "EP": 10_000, "JP": 100_000, "KR": 1_000_000, "WO": 100_000}
    serial = _distinct(np.zeros_like(year) if office == "US" else year, rooms[office], rng)
    forms = {
        "US": "US99/{n:06d}",
        "EP": "EP{short:02d}99{n:04d}",
        "JP": "JP{year}-9{n:05d}",
        "KR": "KR10-{year}-9{n:06d}",
        "WO": "PCT/CN{year}/9{n:05d}",
    }
    return _written(forms[office], year, serial)


def _serials(office: str, days: Days, grant: bool, rng: Lots) -> Ints:
    """Serials that no other publication of the office has: of a year, or of all for grants."""
    year = years_of(days)
    if grant or office == "EP":
        return _distinct(np.zeros_like(year), 1_000_000, rng)
    return _distinct(year, 100_000 if office in ("WO", "JP") else 1_000_000, rng)


def _numbers(office: str, days: Days, serial: Ints, grant: bool) -> np.ndarray:
    """Publication numbers beyond what the offices give out."""
    forms = {
        ("WO", False): "WO{year}9{n:05d}",
        ("US", False): "US{year}9{n:06d}",
        ("EP", False): "EP9{n:06d}",
        ("JP", False): "JP{year}9{n:05d}",
        ("KR", False): "KR10{year}9{n:06d}",
        ("US", True): "US19{n:06d}",
        ("EP", True): "EP9{n:06d}",
        ("JP", True): "JP9{n:06d}",
        ("KR", True): "KR109{n:06d}",
    }
    if not len(serial):
        return np.array([], object)
    return _written(forms[office, grant] + _KINDS[office][grant], years_of(days), serial)


def _written(form: str, year: Ints, serial: Ints) -> np.ndarray:
    pairs = zip(year.tolist(), serial.tolist(), strict=True)
    return np.array([form.format(year=y, short=y % 100, n=n) for y, n in pairs], object)


def _distinct(group: Ints, room: int, rng: Lots) -> Ints:
    """Numbers below ``room``, no two the same within a group."""
    found = np.zeros(len(group), np.int64)
    for each in np.unique(group):
        rows = np.flatnonzero(group == each)
        found[rows] = rng.choice(room, len(rows), replace=False)
    return found


def _weekly(days: Days, office: str) -> Days:
    """The day of the week on which the office publishes: Thursday, but Wednesday in Munich."""
    wanted = 2 if office == "EP" else 3
    return _days.days_from(days, (wanted - _days.weekday(days)) % 7)


def published(made: Abroad, until: np.datetime64) -> Mask:
    """Which are out on that day."""
    found: Mask = (made.day <= until) & (made.day != NEVER)
    return found
