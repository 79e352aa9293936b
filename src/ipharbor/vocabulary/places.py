"""The towns of a region and how to find one in an address.

A region is a file ``data/regions/<name>.yaml``; another district is another file.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

import yaml

from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.provenance import Stated

HOME = "panyu"

_SUFFIX = re.compile(r"(街道|镇|乡)$")
_RANK = re.compile(r"(街道|街|镇|乡)$")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True)
class Town:
    """A town or sub-district, with its place on the region's tile map (0, 0 is north-west)."""

    code: str
    name_zh: str
    name_en: str
    tile_column: int
    tile_row: int
    other_names: tuple[str, ...] = ()

    @property
    def bare_name(self) -> str:
        """The Chinese name without 街道, 镇 or 乡."""
        return _SUFFIX.sub("", self.name_zh)


@dataclass(frozen=True)
class Population:
    """How many people lived in a region on a day, and who says so."""

    counted_on: date
    people: int
    source_zh: str
    source_en: str


@dataclass(frozen=True)
class Region:
    """A district and its towns; ``landmarks`` are pairs of place and town code.

    ``populations`` are the counts there are, the oldest first.
    """

    code: str
    name_zh: str
    name_en: str
    city_zh: str
    city_en: str
    district_names: tuple[str, ...]
    towns: tuple[Town, ...]
    landmarks: tuple[tuple[str, str], ...]
    moved_away: tuple[str, ...]
    populations: tuple[Population, ...] = ()

    def population(self, on: date) -> Population | None:
        """The last count of a day before ``on``; None where there is none so old."""
        return next((one for one in reversed(self.populations) if one.counted_on < on), None)

    def town(self, code: str) -> Town | None:
        """The town of that code, also in the twelve-digit statistical form, else None."""
        return next((town for town in self.towns if town.code == code[:9]), None)

    def called(self, text: str) -> Town | None:
        """The town that a cell of a table means: its code, or one of its names with any rank or
        none (``石楼镇``, ``东环街``, ``市桥``, ``Shawan``)."""
        bare = _BLANKS.sub("", unicodedata.normalize("NFKC", text))
        if not bare:
            return None
        name = _RANK.sub("", bare)
        named = (
            town for town in self.towns
            if name in (town.bare_name, *town.other_names)
            or bare.casefold() in (town.name_en.casefold(), *town.other_names)
        )  # fmt: skip
        return self.town(bare) or next(named, None)


@cache
def region(name: str = HOME) -> Region:
    """The region of that file name. Raises HarborError ``place.region.unknown``."""
    source = files("ipharbor.vocabulary").joinpath("data", "regions", f"{name}.yaml")
    if not name.isidentifier() or not source.is_file():
        raise HarborError("place.region.unknown", region=name)
    loaded = yaml.safe_load(source.read_text(encoding="utf-8"))
    towns = tuple(
        Town(
            entry["code"],
            entry["name_zh"],
            entry["name_en"],
            entry["tile"][0],
            entry["tile"][1],
            tuple(entry.get("other_names", ())),
        )
        for entry in loaded["towns"]
    )
    landmarks = tuple(
        (place, code) for code, places in loaded["city_landmarks"].items() for place in places
    )
    return Region(
        code=loaded["code"],
        name_zh=loaded["name_zh"],
        name_en=loaded["name_en"],
        city_zh=loaded["city_zh"],
        city_en=loaded["city_en"],
        district_names=tuple(loaded["district_names"]),
        towns=towns,
        landmarks=landmarks,
        moved_away=tuple(loaded["moved_away"]),
        populations=tuple(Population(**entry) for entry in loaded.get("population", ())),
    )


def town_of(address: str, district: str = "", within: str = HOME) -> Stated[Town]:
    """The town of region ``within`` that an address lies in.

    A town's name counts only where the address or ``district`` names the region's
    district (many towns of other cities are called 南村 or 大石), or where a landmark such
    as 大学城 stands behind the city's name. A name with its rank (``石楼镇``, ``东环街``)
    goes before a bare one, the earlier before the later. ``why`` is ``place.town.moved``
    when the address names a place that has since left the district, and
    ``place.town.unknown`` when it lies in the district and names no town. Addresses
    elsewhere and empty ones give None without a reason.
    """
    home = region(within)
    place = _patterns(within)
    text = _BLANKS.sub("", unicodedata.normalize("NFKC", address))
    stated = _BLANKS.sub("", unicodedata.normalize("NFKC", district))
    named = place.district.search(text)
    inside = place.district.search(stated)
    if stated and not inside:
        return Stated(address, None)
    if not (named or inside):
        return Stated(address, _landmark(home, text) or _english(home, address))
    found = _earliest(place, text, named.start() if named else 0)
    if found is not None:
        return Stated(address, found)
    if any(place in text for place in home.moved_away):
        return Stated(address, None, "place.town.moved")
    return Stated(address, None, "place.town.unknown" if text else "")


@dataclass(frozen=True)
class _Patterns:
    """How a region is found in text: the district's name, but not a street called after it
    (番禺路 is in Shanghai); names of towns with their rank, then bare names; the towns meant."""

    district: re.Pattern[str]
    towns: tuple[re.Pattern[str], re.Pattern[str]]
    of_name: dict[str, Town]


@cache
def _patterns(within: str) -> _Patterns:
    home = region(within)
    of_name = {name: town for town in home.towns for name in (town.bare_name, *town.other_names)}
    choice = "|".join(sorted(map(re.escape, of_name), key=len, reverse=True))
    moved = "|".join(map(re.escape, home.moved_away))
    return _Patterns(
        re.compile(f"(?:{'|'.join(map(re.escape, home.district_names))})(?![东西南北中]?路)"),
        (
            re.compile(f"(?:({moved})|({choice}))(?:街道|镇|街(?!路)|乡)"),
            re.compile(f"(?:({moved})|({choice}))"),
        ),
        of_name,
    )


def _earliest(place: _Patterns, text: str, start: int) -> Town | None:
    for pattern in place.towns:
        found = pattern.search(text, start) or pattern.search(text)
        if found is not None:
            return place.of_name.get(found[2] or "")
    return None


def _landmark(home: Region, text: str) -> Town | None:
    if home.city_zh not in text:
        return None
    place = next((code for name, code in home.landmarks if name in text), None)
    return home.town(place) if place else None


def _english(home: Region, address: str) -> Town | None:
    words = re.findall(r"[a-z]+", address.lower())
    if home.name_en.lower() not in words:
        return None
    return next((town for town in home.towns if town.name_en.lower() in words), None)
