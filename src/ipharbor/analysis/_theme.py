"""How all charts look: one place for fonts, colours and marks.

Colours are Okabe and Ito's (2008), told apart by colour-blind readers and, together with
the signs beside them, in grey print. Fonts are those of the reader's system.
"""

from __future__ import annotations

from typing import Any

FONT = (
    "'Noto Sans CJK SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', "
    "'WenQuanYi Micro Hei', 'Noto Sans', sans-serif"
)
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"  # a name; nothing is fetched

COLOURS = {
    "invention": "#0072B2",
    "utility_model": "#E69F00",
    "design": "#009E73",
    "unknown": "#8A8A8A",
}
SIGNS = {"invention": "●", "utility_model": "■", "design": "▲", "unknown": "○"}
MAIN = "#0072B2"
OTHER = "#D55E00"
INK = "#1F2933"
PAPER = "#FFFFFF"
FAINT = 0.45  # opacity of a year that is not whole
TILES = ("#E3EEF6", "#08457E")  # few, many

CONFIG: dict[str, Any] = {
    "font": FONT,
    "background": PAPER,
    "view": {"stroke": None},
    "title": {"anchor": "start", "color": INK, "fontSize": 15, "subtitleColor": "#52606D"},
    "axis": {
        "labelColor": INK,
        "titleColor": INK,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "gridColor": "#E4E7EB",
        "domainColor": "#9AA5B1",
        "tickColor": "#9AA5B1",
        "labelLimit": 240,
    },
    "legend": {
        "orient": "top",
        "labelColor": INK,
        "labelFontSize": 12,
        "symbolStrokeWidth": 0,
    },
    "bar": {"color": MAIN, "cursor": "pointer"},
    "line": {"color": MAIN, "strokeWidth": 2},
    "point": {"color": MAIN, "size": 60, "cursor": "pointer"},
    "text": {"color": INK, "fontSize": 12},
}
