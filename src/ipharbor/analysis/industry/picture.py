"""The whole picture of one industry, and the counts of all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from ipharbor.analysis.answers import Answer
from ipharbor.analysis.choosing import Serials
from ipharbor.analysis.horizon import Horizon
from ipharbor.analysis.industry import _asking
from ipharbor.analysis.industry.figures import LinkRow, PlaceRow, UnitRow, YearRow
from ipharbor.analysis.industry.firms import Firms, firms
from ipharbor.analysis.industry.membership import Membership
from ipharbor.analysis.industry.places import places
from ipharbor.analysis.industry.subset import Subset, growth, subset
from ipharbor.analysis.industry.units import units
from ipharbor.analysis.industry.years import links, years
from ipharbor.analysis.roll import Codes, Roll
from ipharbor.corpus.query import written
from ipharbor.vocabulary.chains import Industry
from ipharbor.vocabulary.places import Region


@dataclass(frozen=True)
class Brief:
    """An industry in the list of all: documents of the region as whole and as fractions (a
    document of three industries counts a third in each), and those of everybody."""

    industry: Industry
    documents: int
    home: int
    fractional: float
    inferred: int
    inventions: int
    granted: int
    recent: int
    before: int
    growth: float | None
    applicants: int


class Picture:
    """An industry as known on ``on``; its tables are reckoned when they are first asked for.

    ``now`` says that the day is the corpus's last one. ``query`` finds the documents by their
    classes, empty where a search cannot.
    """

    def __init__(self, of: Subset, home: Region) -> None:
        self._of = of
        self._home = home
        self._node = _asking.industry_node(of.held.chains, of.industry)
        self.industry: Industry = of.held.chains.industries[of.industry]
        self.on = of.on
        self.now = of.now
        self.vintage = of.roll.vintage
        self.horizon: Horizon = of.horizon
        self.query = "" if self._node is None else written(self._node)

    @property
    def documents(self) -> int:
        return self._of.documents

    @cached_property
    def brief(self) -> Brief:
        """The counts of the region's documents."""
        return brief(self._of, self._of.held.shared_by())

    @property
    def serials(self) -> tuple[Serials, Serials]:
        """The numbers of all documents in the store, and of the region's."""
        numbers = self._of.roll.serial[self._of.at]
        return numbers, numbers[self._of.home]

    @cached_property
    def years(self) -> Answer[YearRow]:
        return years(self._of, self._node)

    @cached_property
    def links(self) -> Answer[LinkRow]:
        return links(self._of)

    @cached_property
    def firms(self) -> Firms:
        return firms(self._of)

    def position(self, level: str) -> Answer[PlaceRow]:
        """Regions beside one another, by one of ``LEVELS``."""
        if level not in self._positions:
            self._positions[level] = places(self._of, self._home, level)
        return self._positions[level]

    def strengths(self, unit: str) -> Answer[UnitRow]:
        """Technologies of the industry, cut by one of ``UNITS``."""
        if unit not in self._strengths:
            self._strengths[unit] = units(self._of, unit)
        return self._strengths[unit]

    @cached_property
    def _positions(self) -> dict[str, Answer[PlaceRow]]:
        return {}

    @cached_property
    def _strengths(self) -> dict[str, Answer[UnitRow]]:
        return {}


def picture(roll: Roll, held: Membership, industry: int, on: date, home: Region) -> Picture:
    """Everything about the industry at that position of the chains."""
    return Picture(subset(roll, held, industry, on), home)


def briefs(roll: Roll, held: Membership, on: date) -> tuple[Brief, ...]:
    """All industries in their order, each with its counts as known on ``on``."""
    shared = held.shared_by()
    return tuple(
        brief(subset(roll, held, at, on), shared) for at in range(len(held.chains.industries))
    )


def brief(of: Subset, shared: Codes) -> Brief:
    """The counts of one industry; ``shared`` tells how many industries each document has."""
    recent, before = int((of.home & of.recent).sum()), int((of.home & of.before).sum())
    return Brief(
        industry=of.held.chains.industries[of.industry],
        documents=of.documents,
        home=int(of.home.sum()),
        fractional=float((1 / shared[of.at[of.home]]).sum()),
        inferred=int((of.home & of.inferred).sum()),
        inventions=int((of.home & of.invention).sum()),
        granted=int((of.home & of.granted).sum()),
        recent=recent,
        before=before,
        growth=growth(recent, before, based=of.based),
        applicants=int(np.count_nonzero(of.by_applicant(of.home))),
    )
