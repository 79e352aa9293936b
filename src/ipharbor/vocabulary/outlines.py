"""Outlines of a region's towns from a GeoJSON file that somebody brings, and how to draw them.

The file is not trusted: it is read within bounds, and what is not an outline of one of the
region's towns is left out. Coordinates are longitude and latitude (RFC 7946, WGS 84); files in
another datum of the same form are drawn a few hundred metres off, all towns alike.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.places import Region, Town

MOST_BYTES = 20 * 2**20
MOST_FEATURES = 2_000
MOST_POINTS = 400_000
_NAMES = ("code", "adcode", "id", "gb", "name", "NAME", "名称")  # of properties, best first
_CLOSE = 0.35  # points of a path nearer than this, in units of the drawing, are one

Point = tuple[float, float]
Ring = tuple[Point, ...]


@dataclass(frozen=True)
class Outlines:
    """Rings of longitude and latitude by the code of their town; ``unknown`` counts features
    that are no town's of the region."""

    rings: Mapping[str, tuple[Ring, ...]]
    unknown: int

    def lacking(self, region: Region) -> tuple[Town, ...]:
        """The towns of which the file has no outline."""
        return tuple(town for town in region.towns if town.code not in self.rings)


@dataclass(frozen=True)
class Path:
    """A town as an SVG path, with the place of its label."""

    code: str
    d: str
    x: float
    y: float


@dataclass(frozen=True)
class Drawn:
    """Paths within ``width`` × ``height``."""

    width: float
    height: float
    paths: tuple[Path, ...]


def outlines(text: str, region: Region) -> Outlines:
    """The outlines that GeoJSON text has of the region's towns, found by code or name.

    Raises HarborError ``map.geojson.unreadable`` for what is no GeoJSON of features within the
    bounds, ``map.geojson.elsewhere`` where no feature is a town of the region.
    """
    if len(text) > MOST_BYTES:
        raise HarborError("map.geojson.unreadable", why="size")
    try:
        loaded = json.loads(text, parse_constant=_refuse)
        features = loaded["features"] if loaded["type"] == "FeatureCollection" else [loaded]
        if not isinstance(features, list) or len(features) > MOST_FEATURES:
            raise HarborError("map.geojson.unreadable", why="features")
        found: dict[str, tuple[Ring, ...]] = {}
        unknown = points = 0
        for feature in features:
            town = _town(feature.get("properties") or {}, feature.get("id"), region)
            if town is None:
                unknown += 1
                continue
            rings = tuple(_rings(feature["geometry"]))
            points += sum(len(ring) for ring in rings)
            if points > MOST_POINTS:
                raise HarborError("map.geojson.unreadable", why="points")
            found[town.code] = (*found.get(town.code, ()), *rings)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as broken:
        raise HarborError("map.geojson.unreadable", why=type(broken).__name__) from broken
    if not found:
        raise HarborError("map.geojson.elsewhere", region=region.name_zh)
    return Outlines(found, unknown)


def drawn(held: Outlines, *, width: float) -> Drawn:
    """The outlines in an equirectangular projection about their middle, ``width`` wide."""
    every = [point for rings in held.rings.values() for ring in rings for point in ring]
    west, east = min(x for x, _ in every), max(x for x, _ in every)
    south, north = min(y for _, y in every), max(y for _, y in every)
    narrowing = math.cos(math.radians((south + north) / 2))
    wide = max((east - west) * narrowing, 1e-9)
    scale = width / wide
    paths = []
    for code, rings in held.rings.items():
        projected = [
            [((x - west) * narrowing * scale, (north - y) * scale) for x, y in ring]
            for ring in rings
        ]
        largest = max(projected, key=lambda ring: abs(_area(ring)))
        x, y = _middle(largest)
        d = "".join(_path(ring) for ring in projected)
        paths.append(Path(code, d, round(x, 1), round(y, 1)))
    return Drawn(width, round((north - south) * scale, 1), tuple(paths))


def _refuse(constant: str) -> float:
    raise ValueError(constant)


def _town(properties: Mapping[str, Any], number: Any, region: Region) -> Town | None:
    for stated in (*(properties.get(name) for name in _NAMES), number):
        told = str(stated or "").strip()
        for town in region.towns:
            if told and (
                told[:9] == town.code or told in (town.name_zh, town.bare_name, town.name_en)
            ):
                return town
    return None


def _rings(geometry: Mapping[str, Any]) -> Iterator[Ring]:
    kind, coordinates = geometry["type"], geometry["coordinates"]
    if kind not in ("Polygon", "MultiPolygon"):
        raise ValueError(kind)
    for polygon in [coordinates] if kind == "Polygon" else coordinates:
        for ring in polygon:
            told = tuple(_point(one) for one in ring)
            if len(told) < 4:
                raise ValueError("ring")
            yield told


def _point(told: Any) -> Point:
    x, y = float(told[0]), float(told[1])
    if not (-180 <= x <= 180 and -90 <= y <= 90):  # refuses what is no number, too
        raise ValueError("point")
    return x, y


def _area(ring: list[Point]) -> float:
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs) / 2


def _middle(ring: list[Point]) -> Point:
    """The centroid of a ring; the mean of its points where it has no area."""
    area = _area(ring)
    if abs(area) < 1e-9:
        return sum(x for x, _ in ring) / len(ring), sum(y for _, y in ring) / len(ring)
    x = y = 0.0
    for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = ax * by - bx * ay
        x += (ax + bx) * cross
        y += (ay + by) * cross
    return x / (6 * area), y / (6 * area)


def _path(ring: list[Point]) -> str:
    kept: list[Point] = []
    for x, y in ring:
        if not kept or abs(x - kept[-1][0]) + abs(y - kept[-1][1]) >= _CLOSE:
            kept.append((x, y))
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in kept) + "Z"
