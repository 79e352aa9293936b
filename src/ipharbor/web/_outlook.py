"""The outlook as a page shows it: sentences, chart and table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ipharbor.analysis.outlook import Outlook
from ipharbor.analysis.outlook_chart import outlook_chart, outlook_table
from ipharbor.analysis.outlook_words import (
    curves_told,
    growth_told,
    record_told,
    verdict_told,
)
from ipharbor.analysis.tables import PlainTable
from ipharbor.corpus.query import Node
from ipharbor.queries.sheets import Sheet
from ipharbor.web._chart_words import LACKS, METHODS, words
from ipharbor.web._figures import linker


@dataclass(frozen=True)
class ShownOutlook:
    """``table`` and ``spec`` hold the same figures; ``verdict`` and the rest are sentences."""

    seen: Outlook
    spec: dict[str, Any]
    table: PlainTable
    verdict: str
    record: tuple[str, ...]
    growth: str
    curves: tuple[str, ...]
    title: str
    method: str
    lack: str
    notes: tuple[str, ...]


def shown(seen: Outlook, base: Node, lang: str) -> ShownOutlook | None:
    """What the page needs; None where no quarter is known."""
    if not seen.quarters:
        return None
    link, said = linker(base), words()
    spec = outlook_chart(seen, said, link)
    return ShownOutlook(
        seen=seen,
        spec={key: part for key, part in spec.items() if key != "title"},
        table=outlook_table(seen, said, link),
        verdict=verdict_told(seen, lang),
        record=record_told(seen, lang),
        growth=growth_told(seen.growth, lang),
        curves=curves_told(seen.growth, lang),
        title=said["title.outlook"],
        method=str(METHODS["outlook"]),
        lack=str(LACKS["outside_quarters"]) if seen.answered < seen.documents else "",
        notes=tuple(spec["title"].get("subtitle", ())),
    )


def sheet(one: ShownOutlook) -> Sheet:
    """The table as a sheet of a workbook."""
    return Sheet(
        one.title,
        [column.heading for column in one.table.columns],
        [list(line.cells) for line in one.table.lines],
    )
