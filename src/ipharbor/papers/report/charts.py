"""The drawings of reports, to be read on grey paper: shapes and shades, never colour alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import manimgx_fonts_cjk
import vl_convert

Spec = Mapping[str, Any]

FONTS = Path(manimgx_fonts_cjk.__file__).parent
FAMILY = "Noto Sans CJK SC"
WIDTH = 520
GRAMMAR = "6.4"
SHARPNESS = 3.0

_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"  # a name; nothing is fetched
_DARK, _LIGHT, _INK, _RED = "#1F4E79", "#B8C7D9", "#222222", "#B22222"
# Below 500 the typeface's thinnest cut is taken for text inside drawings.
_WEIGHT = 500
_TEXT = {"labelFontSize": 11, "labelFontWeight": _WEIGHT, "labelColor": _INK}
_CONFIG: dict[str, Any] = {
    "font": FAMILY,
    "background": "#FFFFFF",
    "view": {"stroke": None},
    "axis": {
        **_TEXT, "titleFontSize": 11, "titleFontWeight": _WEIGHT, "titleColor": _INK,
        "gridColor": "#DDDDDD", "domainColor": "#666666", "tickColor": "#666666",
    },
    "legend": {**_TEXT, "orient": "top", "title": None, "symbolSize": 110},
    "text": {"font": FAMILY, "fontSize": 10, "fontWeight": _WEIGHT, "color": _INK},
}  # fmt: skip


def beside(
    labels: Sequence[str],
    now: Sequence[int | None],
    before: Sequence[int],
    *,
    names: tuple[str, str],
    axis: str,
) -> Spec:
    """Bars of this year with their numbers, beside those of the year before.

    ``now`` has None where nothing is told yet; ``names`` are this year's and the other's.
    """
    values = []
    for at, label in enumerate(labels):
        values.append({"at": label, "year": names[1], "count": before[at]})
        if now[at] is not None:
            values.append({"at": label, "year": names[0], "count": now[at]})
    order = [names[1], names[0]]
    across = {"field": "at", "type": "ordinal", "sort": list(labels), "title": None,
              "axis": {"labelAngle": 0, "ticks": False}}  # fmt: skip
    place = {"field": "year", "type": "nominal", "sort": order}
    up = {"field": "count", "type": "quantitative", "title": axis, "axis": {"tickCount": 5}}
    shade = {**place, "scale": {"domain": order, "range": [_LIGHT, _DARK]}}
    bars = {"mark": {"type": "bar", "stroke": _DARK, "strokeWidth": 0.6},
            "encoding": {"x": across, "xOffset": place, "y": up, "color": shade}}  # fmt: skip
    numbers = {
        "transform": [{"filter": {"field": "year", "equal": names[0]}}],
        "mark": {"type": "text", "dy": -6, "fontSize": 9},
        "encoding": {"x": across, "xOffset": place, "y": up,
                     "text": {"field": "count", "type": "quantitative", "format": ","}},
    }  # fmt: skip
    return _chart(values, [bars, numbers], height=190)


def ranking(labels: Sequence[str], counts: Sequence[int], *, axis: str) -> Spec:
    """Bars that lie, longest first as given, each with its number."""
    values = [{"at": label, "count": n} for label, n in zip(labels, counts, strict=True)]
    down = {"field": "at", "type": "nominal", "sort": list(labels), "title": None,
            "axis": {"ticks": False, "domain": False}}  # fmt: skip
    along = {"field": "count", "type": "quantitative", "title": axis}
    bars = {"mark": {"type": "bar", "color": _DARK}, "encoding": {"x": along, "y": down}}
    numbers = {"mark": {"type": "text", "align": "left", "dx": 4},
               "encoding": {"x": along, "y": down,
                            "text": {"field": "count", "type": "quantitative", "format": ","}},
               }  # fmt: skip
    return _chart(values, [bars, numbers], height=max(40, 19 * len(labels)))


def years(
    reached: Sequence[tuple[str, int]],
    forecast: tuple[str, int, float, int, int],
    *,
    names: tuple[str, str, str],
    axis: str,
) -> Spec:
    """What each year reached, and for the last one what was counted, what is expected, and the
    interval (label, so far, expected, low, high). ``names``: reached, so far, expected."""
    label, so_far, expected, low, high = forecast
    labels = [year for year, _ in reached] + [label]
    values = [{"at": year, "count": n, "what": names[0]} for year, n in reached]
    values.append({"at": label, "count": so_far, "what": names[1]})
    across = {"field": "at", "type": "ordinal", "sort": labels, "title": None,
              "axis": {"labelAngle": 0, "ticks": False}}  # fmt: skip
    up = {"field": "count", "type": "quantitative", "title": axis, "axis": {"tickCount": 5}}
    shade = {"field": "what", "type": "nominal", "sort": list(names),
             "scale": {"domain": list(names), "range": [_LIGHT, _DARK, _RED]}}  # fmt: skip
    bars = {"mark": {"type": "bar", "stroke": _DARK, "strokeWidth": 0.6},
            "encoding": {"x": across, "y": up, "color": shade}}  # fmt: skip
    ahead = {"values": [{"at": label, "count": expected, "low": low, "high": high,
                         "what": names[2]}]}  # fmt: skip
    interval = {"data": ahead, "mark": {"type": "rule", "strokeWidth": 1.6, "color": _RED},
                "encoding": {"x": across, "y": {**up, "field": "low"}, "y2": {"field": "high"}},
                }  # fmt: skip
    point = {"data": ahead, "mark": {"type": "point", "shape": "diamond", "size": 70,
                                     "filled": True},
             "encoding": {"x": across, "y": up, "color": shade}}  # fmt: skip
    number = {"mark": {"type": "text", "dy": -6, "fontSize": 9},
              "transform": [{"filter": {"field": "what", "equal": names[0]}}],
              "encoding": {"x": across, "y": up,
                           "text": {"field": "count", "type": "quantitative", "format": ","}},
              }  # fmt: skip
    named = {"data": ahead, "mark": {"type": "text", "dx": 8, "align": "left", "color": _RED,
                                     "fontSize": 9},
             "encoding": {"x": across, "y": up,
                          "text": {"field": "count", "type": "quantitative", "format": ",.0f"}},
             }  # fmt: skip
    return _chart(values, [bars, number, interval, point, named], height=190)


def spans(rows: Sequence[tuple[str, float, float, float]], *, axis: str) -> Spec:
    """Ranges that lie, in the order given: label, low, middle and high, the middle as a dot."""
    values = [{"at": label, "low": low, "middle": middle, "high": high}
              for label, low, middle, high in rows]  # fmt: skip
    down = _down([label for label, *_rest in rows])
    along = {"field": "low", "type": "quantitative", "title": axis, "scale": {"zero": True},
             "axis": {"format": ",.0f", "tickCount": 4}}  # fmt: skip
    line = {"mark": {"type": "bar", "height": 9, "color": _LIGHT, "stroke": _DARK},
            "encoding": {"y": down, "x": along, "x2": {"field": "high"}}}  # fmt: skip
    dot = {"mark": {"type": "point", "filled": True, "size": 70, "color": _DARK, "opacity": 1},
           "encoding": {"y": down, "x": {**along, "field": "middle"}}}  # fmt: skip
    return _chart(values, [line, dot], height=max(40, 26 * len(rows)))


def swings(
    rows: Sequence[tuple[str, float, float]], centre: float, *, names: tuple[str, str], axis: str
) -> Spec:
    """What one thing moves: bars from ``centre`` to its value at the least, light, and at the
    most, dark; ``names`` are those of the two."""
    values = [{"at": label, "end": end, "from": centre, "what": name}
              for label, *ends in rows for name, end in zip(names, ends, strict=True)]  # fmt: skip
    along = {"field": "from", "type": "quantitative", "title": axis, "scale": {"zero": False},
             "axis": {"format": ",.0f", "tickCount": 4}}  # fmt: skip
    shade = {"field": "what", "type": "nominal", "sort": list(names),
             "scale": {"domain": list(names), "range": [_LIGHT, _DARK]}}  # fmt: skip
    bars = {"mark": {"type": "bar", "height": 11, "stroke": _DARK, "strokeWidth": 0.6},
            "encoding": {"y": _down([label for label, *_rest in rows]), "x": along,
                         "x2": {"field": "end"}, "color": shade}}  # fmt: skip
    middle = {"mark": {"type": "rule", "strokeWidth": 1.4, "color": _INK},
              "encoding": {"x": {"datum": centre}}}  # fmt: skip
    return _chart(values, [bars, middle], height=max(40, 24 * len(rows)))


def _down(labels: Sequence[str]) -> dict[str, Any]:
    return {"field": "at", "type": "nominal", "sort": list(labels), "title": None,
            "axis": {"ticks": False, "domain": False}}  # fmt: skip


def svg(spec: Spec) -> str:
    """A drawing as SVG, its text as text."""
    _with_fonts()
    return str(vl_convert.vegalite_to_svg(dict(spec), vl_version=GRAMMAR))


def png(spec: Spec) -> bytes:
    """A drawing as PNG, sharp enough for print at the width of a page."""
    _with_fonts()
    return bytes(vl_convert.vegalite_to_png(dict(spec), vl_version=GRAMMAR, scale=SHARPNESS))


@cache
def _with_fonts() -> None:
    vl_convert.register_font_directory(str(FONTS))


def _chart(values: list[dict[str, Any]], layers: list[dict[str, Any]], *, height: int) -> Spec:
    return {
        "$schema": _SCHEMA,
        "width": WIDTH,
        "height": height,
        "data": {"values": values},
        "layer": layers,
        "config": _CONFIG,
    }
