"""The figures of the landscape page: charts, the tables under them, and what they cover."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from ipharbor.analysis import charts
from ipharbor.analysis.answers import Answer
from ipharbor.analysis.landscape import Landscape
from ipharbor.analysis.tables import PlainTable, to_table
from ipharbor.corpus.query import All, Node, Or, written
from ipharbor.queries.sheets import Cell, Sheet
from ipharbor.vocabulary.classes import subclass_label
from ipharbor.vocabulary.places import Region
from ipharbor.web._chart_words import LACKS, METHODS, words

_RIGHT = ("filings", "subclasses", "fields", "turnover")

Link = Callable[[str], str]
Spec = dict[str, Any]


@dataclass(frozen=True)
class Figure:
    """One figure: ``id`` within the page, the chart's specification, its table."""

    id: str
    title: str
    method: str
    spec: Spec
    table: PlainTable
    answered: int
    asked: int
    share: float | None
    lack: str
    notes: tuple[str, ...]

    @property
    def spec_id(self) -> str:
        """The element that holds ``spec``."""
        return f"spec-{self.id}"


def linker(base: Node) -> Link:
    """Makes the address that opens a row's query within ``base``."""
    search = reverse("search")
    told = "" if isinstance(base, All) else written(base)
    prefix = f"({told}) AND " if isinstance(base, Or) else f"{told} AND " if told else ""

    def link(query: str) -> str:
        if query == "*":
            asked = told
        else:
            asked = prefix + (f"({query})" if prefix and " OR " in query else query)
        return f"{search}?{urlencode({'q': asked})}"

    return link


def figures(seen: Landscape, place: Region, base: Node, lang: str) -> tuple[Figure, ...]:
    """All figures that have anything to show, in the order of the page."""
    link, said = linker(base), words()
    specs = dict(_specs(seen, place, said, link, lang))
    answers: Mapping[str, Answer[Any]] = {
        "publications": seen.publications,
        "filings": seen.filings,
        "applicants": seen.applicants,
        "subclasses": seen.subclasses,
        "fields": seen.fields,
        "towns": seen.towns,
        "invention-share": seen.invention_share,
        "grants": seen.grants,
        "concentration": seen.concentration_by_year,
        "turnover": seen.turnover,
    }
    return tuple(
        _figure(name, answer, specs[name], to_table(answer, said, link, lang), place, lang)
        for name, answer in answers.items()
        if answer.table
    )


def beside(shown: tuple[Figure, ...]) -> tuple[list[Figure], list[Figure]]:
    """The figures in the two columns of a wide page."""
    return [f for f in shown if f.id not in _RIGHT], [f for f in shown if f.id in _RIGHT]


def sheets(seen: Landscape, place: Region, base: Node, lang: str) -> list[Sheet]:
    """The tables of all figures, one sheet each."""
    return [
        Sheet(
            figure.title,
            [column.heading for column in figure.table.columns],
            [[_cell(cell) for cell in line.cells] for line in figure.table.lines],
        )
        for figure in figures(seen, place, base, lang)
    ]


def _specs(
    seen: Landscape, place: Region, said: Mapping[str, str], link: Link, lang: str
) -> Iterator[tuple[str, Spec]]:
    tiles = [
        charts.Tile(
            town.code,
            town.bare_name if lang == "zh" else town.name_en,
            town.tile_column,
            town.tile_row,
        )
        for town in place.towns
    ]
    yield "publications", charts.by_year(seen.publications, said, link)
    yield "filings", charts.by_year(seen.filings, said, link)
    yield "grants", charts.by_year(seen.grants, said, link)
    yield "invention-share", charts.invention_share(seen.invention_share, said, link)
    yield "applicants", charts.applicants(seen.applicants, said, link)
    yield "subclasses", charts.subclasses(seen.subclasses, said, link, lang)
    yield "fields", charts.fields(seen.fields, said, link, lang)
    yield "concentration", charts.concentration(seen.concentration_by_year, said, link)
    yield "turnover", charts.turnover(seen.turnover, said, link)
    yield "towns", charts.towns(seen.towns, tiles, said, link)


def _figure(
    name: str, answer: Answer[Any], spec: Spec, table: PlainTable, place: Region, lang: str
) -> Figure:
    covered = answer.coverage
    return Figure(
        id=name,
        title=words()[f"title.{name}"],
        method=str(METHODS[name]),
        spec={key: part for key, part in spec.items() if key != "title"},
        table=_labelled(name, table, place, lang),
        answered=covered.answered,
        asked=covered.asked,
        share=covered.share,
        lack=str(LACKS.get(covered.note, "")),
        notes=tuple(spec["title"].get("subtitle", ())),
    )


def _labelled(name: str, table: PlainTable, place: Region, lang: str) -> PlainTable:
    """Codes of towns and subclasses with their names."""
    if name not in ("towns", "subclasses"):
        return table
    lines = tuple(
        type(line)((_named(name, str(line.cells[0]), place, lang), *line.cells[1:]), line.href)
        for line in table.lines
    )
    return PlainTable(table.columns, lines)


def _named(name: str, code: str, place: Region, lang: str) -> str:
    if name == "subclasses":
        return f"{code} {subclass_label(code, lang)}"
    town = place.town(code)
    if town is None:
        return code
    return town.name_zh if lang == "zh" else town.name_en


def _cell(cell: Cell | bool) -> Cell:
    return (_("yes") if cell else _("no")) if isinstance(cell, bool) else cell
