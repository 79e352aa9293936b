"""Answers as Vega-Lite 6 specifications: plain dictionaries that a page hands to Vega.

All text comes from ``words`` (every key of ``WORDS``), all links from ``link``, which makes
the address that opens a row's query. Every mark is a link, has a tooltip, and can be read
without colour: types carry a sign, years that are not whole are lighter with a dashed edge
and an asterisk. Widths follow the page (``container``). ``tables.to_table`` gives the same
rows as text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ipharbor.analysis import _theme
from ipharbor.analysis._marks import (
    HREF,
    LIGHTER,
    Link,
    Spec,
    Words,
    chart,
    count_axis,
    line_layers,
    newest_years,
    ranking,
    tooltips,
    year_axis,
    year_label,
    year_notes,
)
from ipharbor.analysis.answers import Answer
from ipharbor.analysis.figures import (
    ApplicantRow,
    ConcentrationRow,
    FieldRow,
    InventionShare,
    SubclassRow,
    TownRow,
    TurnoverRow,
    YearCount,
)
from ipharbor.vocabulary.classes import subclass_label

WORDS = (
    "type.invention",
    "type.utility_model",
    "type.design",
    "type.unknown",
    "axis.filing_year",
    "axis.publication_year",
    "axis.grant_year",
    "axis.documents",
    "axis.share",
    "axis.growth",
    "axis.invention_share",
    "axis.hhi",
    "axis.cr4",
    "axis.applicants",
    "axis.applicant",
    "axis.subclass",
    "axis.field",
    "axis.sector",
    "axis.town",
    "axis.type",
    "axis.entrants",
    "axis.leavers",
    "chart.not_whole",
    "chart.earlier",
    "title.filings",
    "title.publications",
    "title.grants",
    "title.invention-share",
    "title.applicants",
    "title.subclasses",
    "title.fields",
    "title.concentration",
    "title.turnover",
    "title.towns",
)


@dataclass(frozen=True)
class Tile:
    """A town's place on a tile map; column 0 is west, row 0 north."""

    code: str
    name: str
    column: int
    row: int


def by_year(answer: Answer[YearCount], words: Words, link: Link) -> Spec:
    """Bars by year, stacked by type; for filings, publications or grants."""
    axis = {"filings": "filing_year", "publications": "publication_year", "grants": "grant_year"}
    shown = newest_years(answer.table)
    kinds = [kind for kind in _theme.SIGNS if any(row.patent_type == kind for row in shown)]
    labels = {kind: f"{_theme.SIGNS[kind]} {words[f'type.{kind}']}" for kind in kinds}
    values = _stacked(shown, labels, link)
    x = year_axis(shown, words[f"axis.{axis[answer.method]}"])
    y = {**count_axis(words["axis.documents"]), "stack": "zero"}
    colour = {
        "field": "kind",
        "type": "nominal",
        "title": words["axis.type"],
        "legend": {"title": None},
        "scale": {
            "domain": list(labels.values()),
            "range": [_theme.COLOURS[kind] for kind in kinds],
        },
    }
    shared = {"x": x, "y": y, "order": {"field": "order", "type": "quantitative"}, "href": HREF}
    bars = {**shared, "color": colour, **LIGHTER, "tooltip": tooltips(x, colour, y)}
    signs = {**shared, "y": {**y, "bandPosition": 0.5}, "text": {"field": "sign"}}
    return chart(
        words,
        answer.method,
        values,
        [
            {"mark": {"type": "bar"}, "encoding": bars},
            {"mark": {"type": "text", "color": _theme.PAPER, "fontSize": 9}, "encoding": signs},
        ],
        notes=year_notes(answer.table, shown, words),
        height=260,
    )


def invention_share(answer: Answer[InventionShare], words: Words, link: Link) -> Spec:
    """The share of inventions by filing year as a line; hollow points where not whole."""
    shown = newest_years(answer.table)
    values = [
        {
            "year": year_label(row.year, whole=row.complete and not row.truncated),
            "whole": row.complete and not row.truncated,
            "share": row.share,
            "count": row.of,
            "href": link(row.query),
        }
        for row in shown
        if row.share is not None
    ]
    x = year_axis(shown, words["axis.filing_year"])
    y = {
        "field": "share",
        "type": "quantitative",
        "title": words["axis.invention_share"],
        "axis": {"format": "%"},
        "scale": {"domain": [0, 1]},
    }
    tips = tooltips(x, {**y, "format": ".1%"}, count_axis(words["axis.documents"]))
    notes = year_notes(answer.table, shown, words)
    return chart(words, answer.method, values, line_layers(x, y, tips), notes=notes, height=220)


def concentration(answer: Answer[ConcentrationRow], words: Words, link: Link) -> Spec:
    """HHI by publication year as a line; CR4 stands in the tooltip."""
    shown = newest_years([row for row in answer.table if row.year is not None])
    values = [
        {
            "year": year_label(row.year or 0, whole=row.complete),
            "whole": row.complete,
            "hhi": row.hhi,
            "cr4": row.cr4,
            "applicants": row.applicants,
            "count": row.documents,
            "href": link(row.query),
        }
        for row in shown
        if row.hhi is not None
    ]
    x = year_axis(shown, words["axis.publication_year"])
    y = {"field": "hhi", "type": "quantitative", "title": words["axis.hhi"]}
    tips = tooltips(
        x,
        {**y, "format": ",.0f"},
        {"field": "cr4", "type": "quantitative", "title": words["axis.cr4"], "format": ".1%"},
        {"field": "applicants", "type": "quantitative", "title": words["axis.applicants"]},
        count_axis(words["axis.documents"]),
    )
    notes = year_notes(answer.table, shown, words)
    return chart(words, answer.method, values, line_layers(x, y, tips), notes=notes, height=220)


def turnover(answer: Answer[TurnoverRow], words: Words, link: Link) -> Spec:
    """Entrants above the line, leavers below it, by publication year.

    Years whose leavers cannot be told yet have no bar below; censored entrants are lighter.
    """
    shown = newest_years(answer.table)
    values: list[Spec] = []
    for row in shown:
        base = {
            "year": year_label(row.year, whole=row.complete),
            "active": row.active,
            "href": link(row.query),
        }
        sure = row.complete and not row.entrants_censored
        values.append(base | {"kind": _coming(words), "count": row.entrants, "whole": sure})
        if row.leavers is not None:
            values.append(base | {"kind": _going(words), "count": -row.leavers, "whole": True})
    x = year_axis(shown, words["axis.publication_year"])
    y = {
        "field": "count",
        "type": "quantitative",
        "title": words["axis.applicants"],
        "axis": {"labelExpr": "format(abs(datum.value), ',')"},
    }
    colour = {
        "field": "kind",
        "type": "nominal",
        "title": words["axis.type"],
        "legend": {"title": None},
        "scale": {
            "domain": [_coming(words), _going(words)],
            "range": [_theme.MAIN, _theme.OTHER],
        },
    }
    bars = {"x": x, "y": y, "color": colour, "href": HREF, **LIGHTER}
    bars["tooltip"] = tooltips(x, colour, {**y, "format": ","})
    layers = [{"mark": {"type": "bar"}, "encoding": bars}]
    notes = year_notes(answer.table, shown, words)
    return chart(words, answer.method, values, layers, notes=notes, height=240)


def applicants(answer: Answer[ApplicantRow], words: Words, link: Link) -> Spec:
    """The largest applicants as horizontal bars."""
    values = [_ranked(row.name, row, link) for row in answer.table]
    return ranking(words, answer.method, values, "axis.applicant", growing=True)


def subclasses(answer: Answer[SubclassRow], words: Words, link: Link, lang: str) -> Spec:
    """The largest IPC subclasses, each with its code and our short label in ``lang``."""
    values = [
        _ranked(f"{row.code} {subclass_label(row.code, lang)}", row, link) for row in answer.table
    ]
    return ranking(words, answer.method, values, "axis.subclass", growing=True)


def fields(answer: Answer[FieldRow], words: Words, link: Link, lang: str) -> Spec:
    """The 35 technology fields in their order, with names in ``lang``."""
    values = []
    for row in answer.table:
        name = row.name_zh if lang == "zh" else row.name_en
        sector = row.sector_zh if lang == "zh" else row.sector_en
        values.append(
            {
                "name": f"{row.number} {name}",
                "sector": sector,
                "count": row.count,
                "share": row.share,
                "href": link(row.query),
            }
        )
    sector_tip = {"field": "sector", "type": "nominal", "title": words["axis.sector"]}
    return ranking(words, answer.method, values, "axis.field", more=(sector_tip,))


def towns(answer: Answer[TownRow], tiles: Sequence[Tile], words: Words, link: Link) -> Spec:
    """One tile a town with its name and count, darker for more; tiles without count are empty.

    Towns of the answer that have no tile are not drawn; the table has them.
    """
    counted = {row.town: row for row in answer.table}
    values: list[Spec] = []
    for tile in tiles:
        row = counted.get(tile.code)
        value: Spec = {"name": tile.name, "column": tile.column, "row": tile.row}
        value["count"] = row.count if row else 0
        if row:
            value["href"] = link(row.query)
        values.append(value)
    most = max((value["count"] for value in values), default=0)
    place = {"x": _grid("column", tiles), "y": _grid("row", tiles), "href": HREF}
    name: Spec = {"field": "name", "type": "nominal", "title": words["axis.town"]}
    count = count_axis(words["axis.documents"])
    scale = {"range": list(_theme.TILES), "domain": [0, max(most, 1)]}
    shade: Spec = {"scale": scale, "legend": None}
    ink = {
        "condition": {"test": f"datum.count > {most / 2}", "value": _theme.PAPER},
        "value": _theme.INK,
    }
    rect = {**place, "color": count | shade, "tooltip": tooltips(name, count)}
    layers: list[Spec] = [
        {"mark": {"type": "rect", "cursor": "pointer"}, "encoding": rect},
        {"mark": {"type": "text", "dy": -8}, "encoding": {**place, "text": name, "color": ink}},
        {
            "mark": {"type": "text", "dy": 10, "fontWeight": "bold"},
            "encoding": {**place, "text": {**count, "format": ","}, "color": ink},
        },
    ]
    rows = max((tile.row for tile in tiles), default=0) + 1
    return chart(words, answer.method, values, layers, height=64 * rows)


def _grid(side: str, tiles: Sequence[Tile]) -> Spec:
    reach = max((getattr(tile, side) for tile in tiles), default=0) + 1
    scale = {"padding": 0.04, "domain": list(range(reach))}
    return {"field": side, "type": "ordinal", "axis": None, "scale": scale}


def _stacked(shown: Sequence[YearCount], labels: Mapping[str, str], link: Link) -> list[Spec]:
    """Segments with their sign where there is room for one."""
    heights = Counter[int]()
    for row in shown:
        heights[row.year] += row.count
    legible = max(heights.values(), default=0) / 20
    order = list(labels)
    return [
        {
            "year": year_label(row.year, whole=row.complete and not row.truncated),
            "whole": row.complete and not row.truncated,
            "kind": labels[row.patent_type],
            "order": order.index(row.patent_type),
            "sign": _theme.SIGNS[row.patent_type] if row.count > legible else "",
            "count": row.count,
            "href": link(row.query),
        }
        for row in shown
        if row.count
    ]


def _ranked(name: str, row: ApplicantRow | SubclassRow, link: Link) -> Spec:
    return {
        "name": name,
        "count": row.count,
        "share": row.share,
        "growth": "–" if row.growth is None else f"{row.growth:+.0%}",
        "href": link(row.query),
    }


def _coming(words: Words) -> str:
    return f"▲ {words['axis.entrants']}"


def _going(words: Words) -> str:
    return f"▼ {words['axis.leavers']}"
