"""The chart of vintage curves: what became of each quarter's loans, quarter by quarter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from ipharbor.queries.loan_vintages import VintageRow
from ipharbor.web._renewal_chart import settings

Spec = dict[str, Any]
# Okabe and Ito's colours; each curve has a sign of its own too.
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#8A8A8A")
_SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "stroke")
SHOWN = len(_COLOURS)  # the newest vintages; the list has all


def curves(rows: Sequence[VintageRow], share: str, words: str) -> Spec:
    """One line a vintage of the ``share`` by age, the newest ``SHOWN`` of them; a Vega-Lite 6
    specification whose width follows the page. Empty without rows."""
    names = sorted({row.name for row in rows})[-SHOWN:]
    values = [
        {"age": row.age, "share": getattr(row, share), "vintage": row.name, "whole": row.whole}
        for row in rows
        if row.name in names
    ]
    if not values:
        return {}
    domain: Spec = {"domain": names}
    legend: Spec = {"title": None, "orient": "top"}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "description": words,
        "width": "container",
        "height": 260,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "config": settings(),
        "data": {"values": values},
        "mark": {"type": "line", "point": {"filled": True, "size": 70}},
        "encoding": {
            "x": {"field": "age", "type": "quantitative", "title": _("Quarters since drawing"),
                  "axis": {"tickMinStep": 1, "format": "d"}},
            "y": {"field": "share", "type": "quantitative", "title": words,
                  "axis": {"format": ".0%"}},
            "color": {"field": "vintage", "type": "nominal", "legend": legend,
                      "scale": {**domain, "range": list(_COLOURS[: len(names)])}},
            "shape": {"field": "vintage", "type": "nominal", "legend": legend,
                      "scale": {**domain, "range": list(_SHAPES[: len(names)])}},
            "tooltip": [
                {"field": "vintage", "type": "nominal", "title": _("Drawn in")},
                {"field": "age", "type": "quantitative", "title": _("Quarters since drawing")},
                {"field": "share", "type": "quantitative", "title": words, "format": ".2%"},
            ],
        },
    }  # fmt: skip
