"""The chart of a stress test: how often a year loses how much."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from ipharbor.pledge.stress import Stress
from ipharbor.web._renewal_chart import settings

Spec = dict[str, Any]
_BAR, _EXPECTED, _LEVEL = "#0072B2", "#009E73", "#D55E00"  # Okabe and Ito
_WAN = 10_000


def bins(found: Stress) -> Sequence[tuple[float, float, float]]:
    """The bars: from, to (CNY) and the share of draws, those with none left out."""
    edges = zip(found.edges, found.edges[1:], found.histogram, strict=False)
    return [one for one in edges if one[2] > 0]


def distribution(found: Stress) -> Spec:
    """The distribution as bars with the expected and the 99 % loss as lines; a Vega-Lite 6
    specification whose width follows the page. Empty where no draw lost anything."""
    if found.edges[-1] <= 0 or found.none >= 1:
        return {}
    values = [
        {"from": low / _WAN, "to": high / _WAN, "share": share} for low, high, share in bins(found)
    ]
    marks: list[Spec] = [
        {"at": found.expected / _WAN, "line": "● " + _("Expected loss")},
        {"at": found.at_level / _WAN, "line": "▲ " + _("99% loss")},
    ]
    bars, lines = _encodings([one["line"] for one in marks])
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "description": _("Losses of a year by share of draws"),
        "width": "container",
        "height": 240,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "config": settings(),
        "layer": [
            {"data": {"values": values}, "mark": {"type": "bar", "color": _BAR}, "encoding": bars},
            {"data": {"values": marks}, "mark": {"type": "rule", "strokeWidth": 2},
             "encoding": lines},
        ],
    }  # fmt: skip


def _encodings(names: Sequence[str]) -> tuple[Spec, Spec]:
    """Of the bars, and of the lines with these names."""
    x: Spec = {"type": "quantitative", "title": _("Loss in a year (10,000 CNY)")}
    tips = [
        {
            "field": "from",
            "type": "quantitative",
            "title": _("From (10,000 CNY)"),
            "format": ",.1f",
        },
        {"field": "to", "type": "quantitative", "title": _("To (10,000 CNY)"), "format": ",.1f"},
        {"field": "share", "type": "quantitative", "title": _("Share of draws"), "format": ".2%"},
    ]
    bars = {
        "x": {"field": "from", **x}, "x2": {"field": "to"}, "y2": {"datum": 0},
        "y": {"field": "share", "type": "quantitative", "title": _("Share of draws (root scale)"),
              "scale": {"type": "sqrt"}, "axis": {"format": "%"}},
        "tooltip": tips,
    }  # fmt: skip
    lines = {
        "x": {"field": "at", **x},
        "color": {"field": "line", "type": "nominal", "legend": {"title": None, "orient": "top"},
                  "scale": {"domain": names,
                            "range": [_EXPECTED, _LEVEL]}},
        "strokeDash": {"field": "line", "type": "nominal", "legend": None,
                       "scale": {"domain": names,
                                 "range": [[1, 0], [6, 4]]}},
    }  # fmt: skip
    return bars, lines
