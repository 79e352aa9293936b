"""The documents of one industry cut out of a roll, and sums over them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from ipharbor.analysis._holdings import INVENTION, TYPES
from ipharbor.analysis.figures import UNTYPED
from ipharbor.analysis.horizon import Horizon
from ipharbor.analysis.industry.membership import Membership
from ipharbor.analysis.roll import (
    NEVER,
    NONE,
    Codes,
    Days,
    Mask,
    Roll,
    day_number,
    year_of,
    years_before,
)

Positions = npt.NDArray[np.int64]
Counts = npt.NDArray[np.int64]

_UNTYPED = TYPES.index(UNTYPED)


@dataclass(frozen=True)
class Subset:
    """One industry's documents as known on ``on``, positions of ``roll`` in ``at``.

    All columns have the length of ``at``. ``granted`` are grants that were announced by the day.
    ``inferred`` marks documents that belong by their holder alone. ``now`` says that the day is
    the corpus's last one, so that what sources state of the present holds.
    """

    roll: Roll
    held: Membership
    industry: int
    on: date
    now: bool
    horizon: Horizon
    at: Positions
    inferred: Mask
    home: Mask
    applicant: Codes
    year: Codes
    granted: Mask
    invention: Mask
    typed: Mask
    filed: Days

    @property
    def documents(self) -> int:
        return len(self.at)

    def days_ago(self, years: int) -> int:
        """The day so many years before the one asked."""
        return _days_ago(self.on, years)

    @cached_property
    def recent(self) -> Mask:
        """Publications of the last three whole years."""
        return np.isin(self.year, list(self.horizon.recent))

    @cached_property
    def before(self) -> Mask:
        """Publications of the three years before those."""
        return np.isin(self.year, list(self.horizon.base))

    @cached_property
    def based(self) -> bool:
        """Whether the corpus reaches back to the years that growth starts from."""
        return bool(self.horizon.base)

    def by_applicant(self, mask: Mask | None = None) -> Counts:
        """Documents of each name of the roll, of those that ``mask`` marks."""
        chosen = self.applicant != NONE
        if mask is not None:
            chosen = chosen & mask
        return np.bincount(self.applicant[chosen], minlength=len(self.roll.names))


def subset(roll: Roll, held: Membership, industry: int, on: date) -> Subset:
    """The documents of the industry at that position of the chains."""
    placed = held.placed(industry)
    at = np.flatnonzero(held.classed(industry) | placed)
    day = day_number(on)
    granted, filed = roll.granted[at], roll.filed[at]
    newest = roll.newest()
    return Subset(
        roll=roll,
        held=held,
        industry=industry,
        on=on,
        now=newest is None or on >= newest,
        horizon=roll.horizon(held.known),
        at=at,
        inferred=placed[at],
        home=roll.home[at],
        applicant=roll.applicant[at],
        year=year_of(roll.published[at]),
        granted=(granted != NEVER) & (granted <= day),
        invention=roll.patent_type[at] == INVENTION,
        typed=roll.patent_type[at] != _UNTYPED,
        filed=filed,
    )


@lru_cache(maxsize=64)
def _days_ago(on: date, years: int) -> int:
    return day_number(years_before(on, years))


def growth(recent: int, before: int, *, based: bool = True) -> float | None:
    """Change from ``before`` to ``recent``; None without a base."""
    return recent / before - 1 if based and before else None


def share(part: int, of: int) -> float | None:
    """``part`` of ``of``; None of nothing."""
    return part / of if of else None
