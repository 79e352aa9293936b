"""A landscape as a few tables on a terminal."""

from __future__ import annotations

from collections import defaultdict

import click

from ipharbor.analysis.figures import YearCount
from ipharbor.analysis.landscape import Landscape
from ipharbor.cli.showing import table
from ipharbor.vocabulary.classes import subclass_label
from ipharbor.vocabulary.words import word

_TYPES = ("invention", "utility_model", "design", "unknown")


def show(answer: Landscape, lang: str) -> None:
    """Print the figures a reader asks first; ``--json`` has all of them."""
    click.echo(f"{answer.documents}  {answer.publications.vintage}")
    _years(word("published_on", lang), answer.publications.table, lang)
    click.echo()
    table(
        [word("applicants", lang), "n", "%", "Δ"],
        [
            [row.name, row.count, _percent(row.share), _change(row.growth)]
            for row in answer.applicants.table
        ],
    )
    click.echo()
    table(
        [word("ipc", lang), "", "n", "%", "Δ"],
        [
            [row.code, subclass_label(row.code, lang), row.count, _percent(row.share),
             _change(row.growth)]
            for row in answer.subclasses.table
        ],
    )  # fmt: skip
    for row in answer.concentration.table:
        if row.hhi is not None:
            click.echo(f"\nCR4 {_percent(row.cr4)}  HHI {row.hhi:.0f}  ({row.applicants})")


def _years(heading: str, rows: tuple[YearCount, ...], lang: str) -> None:
    by_year: dict[int, dict[str, int]] = defaultdict(dict)
    whole: dict[int, bool] = {}
    for row in rows:
        by_year[row.year][row.patent_type] = row.count
        whole[row.year] = row.complete
    table(
        [heading, *(word(name, lang) for name in _TYPES)],
        [
            [f"{year}{'' if whole[year] else ' *'}", *(counts.get(name, 0) for name in _TYPES)]
            for year, counts in sorted(by_year.items())
        ],
    )


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share * 100:.1f} %"


def _change(growth: float | None) -> str:
    return "" if growth is None else f"{growth * 100:+.0f} %"
