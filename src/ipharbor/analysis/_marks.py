"""The parts that charts are put together from: axes, marks, tooltips, notes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ipharbor.analysis import _theme

Spec = dict[str, Any]
Words = Mapping[str, str]
Link = Callable[[str], str]

NEWEST_YEARS = 25  # a chart shows no more years than can be read; the table has all
_NOT_WHOLE = "*"

HREF = {"field": "href", "type": "nominal"}
LIGHTER = {
    "fillOpacity": {"condition": {"test": "datum.whole", "value": 1}, "value": _theme.FAINT},
    "stroke": {"condition": {"test": "datum.whole", "value": _theme.PAPER}, "value": _theme.INK},
    "strokeDash": {"condition": {"test": "datum.whole", "value": [1, 0]}, "value": [3, 2]},
}


def chart(
    words: Words,
    method: str,
    values: list[Spec],
    layers: list[Spec],
    *,
    height: int,
    notes: Sequence[str] = (),
) -> Spec:
    title: Spec = {"text": words[f"title.{method}"]}
    if notes:
        title["subtitle"] = list(notes)
    return {
        "$schema": _theme.SCHEMA,
        "description": " ".join((title["text"], *notes)),
        "title": title,
        "width": "container",
        "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "data": {"values": values},
        "layer": layers,
        "config": _theme.CONFIG,
    }


def line_layers(x: Spec, y: Spec, tips: list[Spec]) -> list[Spec]:
    hollow = {"condition": {"test": "datum.whole", "value": _theme.MAIN}, "value": _theme.PAPER}
    points = {"x": x, "y": y, "href": HREF, "tooltip": tips, "fill": hollow}
    return [
        {"mark": {"type": "line"}, "encoding": {"x": x, "y": y}},
        {"mark": {"type": "point", "stroke": _theme.MAIN, "opacity": 1}, "encoding": points},
    ]


def ranking(
    words: Words,
    method: str,
    values: list[Spec],
    axis: str,
    *,
    growing: bool = False,
    more: Sequence[Spec] = (),
) -> Spec:
    count = count_axis(words["axis.documents"])
    names = {
        "field": "name",
        "type": "nominal",
        "title": None,
        "sort": [value["name"] for value in values],
    }
    share = {"field": "share", "type": "quantitative", "title": words["axis.share"]}
    tips = [*more, {**names, "title": words[axis]}, count, {**share, "format": ".2%"}]
    if growing:
        grown = {"field": "growth", "type": "nominal", "title": words["axis.growth"]}
        tips.append(grown)
    place = {"x": count, "y": names, "href": HREF}
    text = {"type": "text", "align": "left", "dx": 4}
    layers: list[Spec] = [
        {"mark": {"type": "bar"}, "encoding": {**place, "tooltip": tooltips(*tips)}},
        {"mark": text, "encoding": {**place, "text": {**count, "format": ","}}},
    ]
    return chart(words, method, values, layers, height=max(22 * len(values), 44))


def count_axis(title: str) -> Spec:
    return {"field": "count", "type": "quantitative", "title": title}


def year_axis(shown: Sequence[Any], title: str) -> Spec:
    labels = [
        year_label(row.year, whole=row.complete and not getattr(row, "truncated", False))
        for row in shown
    ]
    return {
        "field": "year",
        "type": "ordinal",
        "title": title,
        "sort": None,
        "scale": {"domain": list(dict.fromkeys(labels))},
        "axis": {"labelAngle": 0, "labelOverlap": True, "grid": False},
    }


def year_label(year: int, *, whole: bool) -> str:
    return str(year) if whole else f"{year}{_NOT_WHOLE}"


def tooltips(*channels: Spec) -> list[Spec]:
    kept = ("field", "type", "title", "format")
    return [{key: channel[key] for key in kept if key in channel} for channel in channels]


def newest_years(rows: Sequence[Any]) -> list[Any]:
    """The rows of the newest years that a chart shows."""
    if not rows:
        return []
    least = max(row.year for row in rows) - NEWEST_YEARS
    return [row for row in rows if row.year > least]


def year_notes(rows: Sequence[Any], shown: Sequence[Any], words: Words) -> list[str]:
    notes = []
    if any(not row.complete or getattr(row, "truncated", False) for row in shown):
        notes.append(words["chart.not_whole"])
    if len(shown) < len(rows):
        notes.append(words["chart.earlier"])
    return notes
