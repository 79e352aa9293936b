"""The chart of a renewal plan: what is to be paid in each year, and what dropping saves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from ipharbor.queries.renewals import YearPlan

Spec = dict[str, Any]

# Okabe and Ito's colours; each part has a sign too, and what is saved a broken edge.
_FEE, _LATE, _SAVED = "#0072B2", "#D55E00", "#8A8A8A"
_LABELLED = 6  # years
_PAPER, _INK = "#FFFFFF", "#1F2933"
_FONT = (
    "'Noto Sans CJK SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', "
    "'WenQuanYi Micro Hei', 'Noto Sans', sans-serif"
)


def by_year(years: Sequence[YearPlan]) -> Spec:
    """Bars by year, stacked: fees, surcharges, and what the dropped rights would have cost.

    A Vega-Lite 6 specification whose width follows the page. The sum to be paid stands above
    each bar as long as there are few enough to be read on a phone. Empty where nothing is to
    be paid.
    """
    parts = (
        ("● " + _("Fees in time"), _FEE, [y.sums.payable - _late(y) for y in years]),
        ("▲ " + _("Surcharges"), _LATE, [_late(y) for y in years]),
        ("○ " + _("Saved by dropping"), _SAVED, [y.saved for y in years]),
    )
    values = [
        {
            "year": str(year.year),
            "part": name,
            "sign": name[0],
            "amount": float(amount),
            "order": order,
            "saved": order == 2,
        }
        for order, (name, _colour, amounts) in enumerate(parts)
        for year, amount in zip(years, amounts, strict=True)
        if amount
    ]
    if not values:
        return {}
    sums = [
        {
            "year": str(y.year),
            "amount": float(y.sums.payable + y.saved),
            "label": f"{y.sums.payable:,}",
        }
        for y in (years if len(years) <= _LABELLED else ())
    ]
    shown = [part for part in parts if any(part[2])]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "description": _("Fees to be paid by calendar year"),
        "width": "container",
        "height": 260,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "config": settings(),
        "layer": _layers(values, sums, [(name, colour) for name, colour, _amounts in shown]),
    }


def _late(year: YearPlan) -> Any:
    """The surcharge so far as it is still to be paid."""
    return min(year.sums.surcharge, year.sums.payable)


def _layers(values: list[Spec], sums: list[Spec], parts: list[tuple[str, str]]) -> list[Spec]:
    x: Spec = {
        "field": "year",
        "type": "ordinal",
        "title": _("Calendar year"),
        "axis": {"labelAngle": 0, "labelOverlap": True, "grid": False},
    }
    amount: Spec = {"field": "amount", "type": "quantitative", "title": _("CNY")}
    order: Spec = {"field": "order", "type": "quantitative"}
    colour = {
        "field": "part",
        "type": "nominal",
        "legend": {"title": None, "orient": "top", "labelLimit": 260},
        "scale": {"domain": [name for name, _c in parts], "range": [c for _name, c in parts]},
    }
    saved = {"test": "datum.saved"}
    bars = {
        "x": x,
        "y": {**amount, "stack": "zero"},
        "order": order,
        "color": colour,
        "tooltip": _tips(),
        "fillOpacity": {"condition": {**saved, "value": 0.25}, "value": 1},
        "stroke": {"condition": {**saved, "value": _INK}, "value": _PAPER},
        "strokeDash": {"condition": {**saved, "value": [3, 2]}, "value": [1, 0]},
    }
    signs = {
        "x": x,
        "y": {**amount, "stack": "zero", "bandPosition": 0.5},
        "order": order,
        "detail": {"field": "part", "type": "nominal"},
        "text": {"field": "sign", "type": "nominal"},
        "color": {"condition": {**saved, "value": _INK}, "value": _PAPER},
    }
    layers: list[Spec] = [
        {"data": {"values": values}, "mark": {"type": "bar"}, "encoding": bars},
        {
            "data": {"values": values},
            "mark": {"type": "text", "fontSize": 9},
            "encoding": signs,
        },
    ]
    if sums:  # the library warns of a layer without data
        above = {"x": x, "y": amount, "text": {"field": "label", "type": "nominal"}}
        mark = {"type": "text", "dy": -7}
        layers.append({"data": {"values": sums}, "mark": mark, "encoding": above})
    return layers


def _tips() -> list[Spec]:
    return [
        {"field": "year", "type": "ordinal", "title": _("Calendar year")},
        {"field": "part", "type": "nominal", "title": _("Part")},
        {"field": "amount", "type": "quantitative", "title": _("CNY"), "format": ",.2~f"},
    ]


def settings() -> Spec:
    """How charts of this kind look; the page puts its colours in their place."""
    label = {"labelColor": _INK, "titleColor": _INK, "labelFontSize": 12, "titleFontSize": 12}
    return {
        "font": _FONT,
        "view": {"stroke": None},
        "axis": {**label, "titleFontWeight": "normal", "gridColor": "#E4E7EB"},
        "legend": {"labelColor": _INK, "labelFontSize": 12, "symbolStrokeWidth": 0},
        "text": {"color": _INK, "fontSize": 12},
    }
