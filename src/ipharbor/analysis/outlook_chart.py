"""The outlook as a Vega-Lite specification and as plain rows.

What came is a line with solid points; what is forecast are hollow diamonds, each on a thick line
of the narrower range and a thin one of the wider; a thin line behind a solid point is what had
been forecast for it when its quarter began. So nothing rests on colour.
"""

from __future__ import annotations

from collections.abc import Mapping

from ipharbor.analysis import _theme
from ipharbor.analysis._marks import HREF, Link, Spec, Words, chart, tooltips
from ipharbor.analysis.outlook import ForecastQuarter, Outlook
from ipharbor.analysis.outlook_words import quarter
from ipharbor.analysis.tables import Column, Kind, Line, PlainTable

WORDS = (
    "title.outlook",
    "axis.quarter",
    "axis.documents",
    "outlook.came",
    "outlook.expected",
    "outlook.narrow",
    "outlook.wide",
    "outlook.low_narrow",
    "outlook.high_narrow",
    "outlook.low_wide",
    "outlook.high_wide",
    "outlook.signs",
    "outlook.signs_past",
)
_RANGE = _theme.COLOURS["unknown"]  # seen on light and on dark paper
_NEWEST = 24  # quarters that are drawn; the table has them all


def outlook_chart(seen: Outlook, words: Words, link: Link) -> Spec:
    """The newest quarters, and those to come where they are called a forecast."""
    before = {quarter(one.forecast): one.forecast for one in seen.came}
    values: list[Spec] = []
    for past in seen.quarters[-_NEWEST:]:
        name = f"{past.year} Q{past.quarter}"
        value: Spec = {"quarter": name, "came": past.count, "href": link(past.query)}
        values.append(value | _ranges(before.get(name)))
    values += [{"quarter": quarter(one), **_ranges(one, ahead=True)} for one in seen.ahead]
    x: Spec = {
        "field": "quarter",
        "type": "ordinal",
        "title": words["axis.quarter"],
        "sort": None,
        "scale": {"domain": [value["quarter"] for value in values]},
        "axis": {"labelAngle": 0, "labelOverlap": True, "grid": False},
    }
    y = _number("came", words["axis.documents"])
    tips = tooltips(
        x,
        _number("came", words["outlook.came"]),
        _number("expected", words["outlook.expected"]) | {"format": ",.1f"},
        {"field": "narrow", "type": "nominal", "title": words["outlook.narrow"]},
        {"field": "wide", "type": "nominal", "title": words["outlook.wide"]},
    )
    notes = [words["outlook.signs"]] if seen.ahead else []
    notes += [words["outlook.signs_past"]] if seen.came else []
    return chart(words, "outlook", values, _layers(x, y, tips), notes=notes, height=240)


def _layers(x: Spec, y: Spec, tips: list[Spec]) -> list[Spec]:
    def rule(low: str, high: str, width: float, test: str) -> Spec:
        mark = {"type": "rule", "color": _RANGE, "strokeWidth": width}
        place = {"x": x, "y": {**y, "field": low}, "y2": {"field": high}, "tooltip": tips}
        return {"transform": [{"filter": test}], "mark": mark, "encoding": place}

    came: Spec = {"transform": [{"filter": "isValid(datum.came)"}]}
    solid = {"type": "point", "filled": True, "opacity": 1, "size": 45}
    diamond = {
        "type": "point", "shape": "diamond", "filled": True, "fill": _theme.PAPER,
        "stroke": _theme.OTHER, "strokeWidth": 2, "opacity": 1, "size": 90,
    }  # fmt: skip
    return [
        rule("low_wide", "high_wide", 1, "isValid(datum.low_wide)"),
        rule("low_narrow", "high_narrow", 4, "datum.ahead"),
        {**came, "mark": {"type": "line"}, "encoding": {"x": x, "y": y}},
        {**came, "mark": solid, "encoding": {"x": x, "y": y, "href": HREF, "tooltip": tips}},
        {
            "transform": [{"filter": "datum.ahead"}],
            "mark": diamond,
            "encoding": {"x": x, "y": {**y, "field": "expected"}, "tooltip": tips},
        },
    ]


def outlook_table(seen: Outlook, words: Mapping[str, str], link: Link) -> PlainTable:
    """Newest first: what is forecast, then what came beside what had been forecast for it.

    Rows of quarters to come have no address.
    """
    before = {quarter(one.forecast): one.forecast for one in seen.came}
    columns = (
        Column("quarter", words["axis.quarter"], Kind.TEXT),
        Column("came", words["outlook.came"], Kind.COUNT),
        Column("expected", words["outlook.expected"], Kind.MEAN),
        Column("low_narrow", words["outlook.low_narrow"], Kind.COUNT),
        Column("high_narrow", words["outlook.high_narrow"], Kind.COUNT),
        Column("low_wide", words["outlook.low_wide"], Kind.COUNT),
        Column("high_wide", words["outlook.high_wide"], Kind.COUNT),
    )
    lines = [Line((quarter(one), None, *_cells(one)), "") for one in reversed(seen.ahead)]
    for past in reversed(seen.quarters):
        name = f"{past.year} Q{past.quarter}"
        lines.append(Line((name, past.count, *_cells(before.get(name))), link(past.query)))
    return PlainTable(columns, tuple(lines))


def _cells(one: ForecastQuarter | None) -> tuple[float | None, ...]:
    if one is None:
        return (None,) * 5
    bounds = [bound for each in (one.ranges[0], one.ranges[-1]) for bound in (each.low, each.high)]
    return (round(one.expected, 1), *bounds)


def _span(one: ForecastQuarter, at: int) -> str:
    return f"{one.ranges[at].low:,}–{one.ranges[at].high:,}"


def _ranges(one: ForecastQuarter | None, *, ahead: bool = False) -> Spec:
    if one is None:
        return {}
    narrow, wide = one.ranges[0], one.ranges[-1]
    return {
        "ahead": ahead,
        "expected": round(one.expected, 1),
        "low_narrow": narrow.low,
        "high_narrow": narrow.high,
        "low_wide": wide.low,
        "high_wide": wide.high,
        "narrow": _span(one, 0),
        "wide": _span(one, -1),
    }


def _number(field: str, title: str) -> Spec:
    return {"field": field, "type": "quantitative", "title": title}
