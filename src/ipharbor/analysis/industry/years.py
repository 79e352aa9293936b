"""An industry by year and by link of its chain."""

from __future__ import annotations

import numpy as np

from ipharbor.analysis.answers import Answer, Coverage
from ipharbor.analysis.industry import _asking
from ipharbor.analysis.industry.figures import LinkRow, YearRow
from ipharbor.analysis.industry.subset import Subset, growth, share
from ipharbor.analysis.roll import NONE
from ipharbor.corpus.query import Node


def years(of: Subset, node: Node | None) -> Answer[YearRow]:
    """Documents by year of first publication, the region's among them."""
    told = of.year != NONE
    present = np.unique(of.year[told]).tolist()
    rows = []
    for year in of.horizon.years(present):
        here = of.year == year
        rows.append(
            YearRow(
                year=year,
                count=int(here.sum()),
                home=int((here & of.home).sum()),
                inventions=int((here & of.home & of.invention).sum()),
                complete=of.horizon.complete(year),
                query=_asking.within(node, _asking.of_year(year)),
            )
        )
    answered = int(told.sum())
    note = "" if answered == of.documents else "without_publication_day"
    return Answer(tuple(rows), "years", of.roll.vintage, Coverage(of.documents, answered, note))


def links(of: Subset) -> Answer[LinkRow]:
    """The links of the chain in their order. A document with symbols in several counts in each."""
    chains, rows = of.held.chains, []
    for number, link in enumerate(chains.links):
        if chains.industry_of[number] != of.industry:
            continue
        here = of.held.of_link(number)[of.at]
        count, home = int(here.sum()), int((here & of.home).sum())
        recent = int((here & of.home & of.recent).sum())
        before = int((here & of.home & of.before).sum())
        rows.append(
            LinkRow(
                code=link.code,
                name_zh=link.name_zh,
                name_en=link.name_en,
                stage=link.stage,
                prefixes=(*link.ipc, *(f"LOC {one}" for one in link.locarno)),
                count=count,
                home=home,
                share=share(home, count),
                recent=recent,
                before=before,
                growth=growth(recent, before, based=of.based),
                query=_asking.link_query(chains, of.industry, link.ipc),
            )
        )
    answered = int((~of.inferred).sum())
    note = "" if answered == of.documents else "without_class"
    return Answer(tuple(rows), "chain", of.roll.vintage, Coverage(of.documents, answered, note))
