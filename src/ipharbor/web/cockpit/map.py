"""The towns on a map: as tiles, or with real outlines where a file brings them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path as FilePath

from ipharbor.analysis.region.figures import Row, Table
from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.outlines import MOST_BYTES, Drawn, outlines
from ipharbor.vocabulary.outlines import drawn as draw
from ipharbor.vocabulary.places import Region, region
from ipharbor.web.cockpit.addresses import Ways
from ipharbor.web.cockpit.framing import town_name

MEASURES = ("granted", "in_force", "inventions", "high_value")
SHADES = 5
_PITCHES = (40, 14, 9, 6, 4)
_TILE, _GAP, _WIDTH = 104, 6, 620


@dataclass(frozen=True)
class Place:
    """A town on the map: where it is, its number, its shade from 0 (least) to 4."""

    code: str
    name: str
    count: int
    shade: int
    address: str
    x: float
    y: float
    d: str = ""

    @property
    def short(self) -> str:
        """The name without 街道, 镇 or 乡, as maps write it."""
        return self.name.removesuffix("街道").removesuffix("镇")

    @property
    def label_x(self) -> float:
        return self.x if self.d else self.x + _TILE / 2

    @property
    def label_y(self) -> float:
        return self.y if self.d else self.y + _TILE * 0.44


@dataclass(frozen=True)
class TownMap:
    """``tiles`` of ``size``, or paths. ``bounds`` are the least numbers of each shade, ``wrong``
    what is the matter with a file of outlines."""

    measure: str
    places: tuple[Place, ...]
    width: float
    height: float
    size: int
    bounds: tuple[tuple[int, int], ...]
    wrong: HarborError | None
    lacking: tuple[str, ...] = ()

    @property
    def outlined(self) -> bool:
        return any(one.d for one in self.places)

    @property
    def view_width(self) -> float:
        return self.width + 8

    @property
    def view_height(self) -> float:
        return self.height + 8

    @property
    def shades(self) -> tuple[tuple[int, int], ...]:
        """Each shade with the distance of its lines: the more, the closer."""
        return tuple((shade, pitch) for shade, pitch in enumerate(_PITCHES))

    @property
    def keys(self) -> tuple[tuple[int, int, int], ...]:
        """Each shade that occurs, with its least and most."""
        first = SHADES - len(self.bounds)
        return tuple((first + at, *pair) for at, pair in enumerate(self.bounds))


def town_map(table: Table, measure: str, ways: Ways) -> TownMap:
    """The map of one of ``MEASURES``, by the rows of the table of towns."""
    here = region(current().region)
    rows = {row.code: row for row in table.rows if row.code}
    counts = [_count(rows.get(town.code), measure) for town in here.towns]
    bounds = _bounds(counts)
    shaded = {
        town.code: (count, _shade(count, bounds))
        for town, count in zip(here.towns, counts, strict=True)
    }
    held, wrong = _outlines(here)
    if held is not None:
        return _outlined(held, shaded, here, measure, ways, bounds)
    places = tuple(
        Place(
            town.code, town_name(town.code), *shaded[town.code], ways.town(town.code),
            town.tile_column * (_TILE + _GAP), town.tile_row * (_TILE + _GAP),
        )
        for town in here.towns
    )  # fmt: skip
    width = max((one.x for one in places), default=0) + _TILE
    height = max((one.y for one in places), default=0) + _TILE
    return TownMap(measure, places, width, height, _TILE, bounds, wrong)


def outlined() -> tuple[int, tuple[str, ...]]:
    """How many towns a file of outlines draws, and those of which it has none; no town lacks one
    where there is no file."""
    here = region(current().region)
    held, _wrong = _outlines(here)
    if held is None:
        return 0, ()
    there = {one.code for one in held.paths}
    return len(there), tuple(town_name(one.code) for one in here.towns if one.code not in there)


def outlines_file() -> FilePath:
    """Where a file of outlines is looked for."""
    stated = current().outlines
    return FilePath(stated).expanduser() if stated else current().home / "region.geojson"


def _outlined(
    held: Drawn, shaded: Mapping[str, tuple[int, int]], here: Region, measure: str, ways: Ways,
    bounds: tuple[tuple[int, int], ...],
) -> TownMap:  # fmt: skip
    places = tuple(
        Place(one.code, town_name(one.code), *shaded[one.code], ways.town(one.code), one.x, one.y,
              one.d)
        for one in held.paths
    )  # fmt: skip
    there = {one.code for one in places}
    lacking = tuple(town_name(town.code) for town in here.towns if town.code not in there)
    return TownMap(measure, places, held.width, held.height, 0, bounds, None, lacking)


def _outlines(here: Region) -> tuple[Drawn | None, HarborError | None]:
    path = outlines_file()
    try:
        stat = path.stat()
        return _read(path, stat.st_mtime_ns, stat.st_size, here.code), None
    except OSError:
        return None, None
    except HarborError as wrong:
        return None, wrong


@lru_cache(maxsize=4)
def _read(path: FilePath, stamp: int, size: int, code: str) -> Drawn:
    if size > MOST_BYTES:
        raise HarborError("map.geojson.unreadable", why="size")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as broken:
        raise HarborError("map.geojson.unreadable", why="encoding") from broken
    return draw(outlines(text, region(current().region)), width=_WIDTH)


def _count(row: Row | None, measure: str) -> int:
    return (row.counts.get(measure) or 0) if row else 0


def _bounds(counts: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """Least and most of each shade: an equal number of towns in each, as far as they differ."""
    ordered = sorted(set(counts))
    if not ordered:
        return ()
    groups = min(SHADES, len(ordered))
    cuts = [len(ordered) * n // groups for n in range(groups + 1)]
    return tuple((ordered[first], ordered[last - 1]) for first, last in pairwise(cuts))


def _shade(count: int, bounds: Sequence[tuple[int, int]]) -> int:
    place = next((at for at, (_, most) in enumerate(bounds) if count <= most), len(bounds) - 1)
    return place + SHADES - len(bounds)
