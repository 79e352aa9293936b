"""What each agency had a hand in: grants, rights in force, and how its inventions were decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ipharbor.analysis.region._arrays import Ints, Mask
from ipharbor.analysis.region.asking import Asked
from ipharbor.analysis.region.counting import decided_inventions

_Z = 1.959964  # of the normal distribution, for an interval that holds in 95 of 100 cases


@dataclass(frozen=True)
class Work:
    """Rights of an agency in a frame: granted in the year so far, in the same days of the year
    before, and in force; ``decided`` are its inventions published three to six years before the
    day, ``won`` those of them that have been granted."""

    granted: int = 0
    before: int = 0
    in_force: int = 0
    decided: int = 0
    won: int = 0

    @property
    def rate(self) -> float | None:
        """The share of the decided that were granted; None where none was decided."""
        return self.won / self.decided if self.decided else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's interval of that share at 95 in 100 (E. B. Wilson, J. Am. Stat. Assoc. 22,
        1927, p. 209); None where none was decided."""
        if not self.decided:
            return None
        n, share = self.decided, self.won / self.decided
        middle = share + _Z**2 / (2 * n)
        half = _Z * float(np.sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2)))
        whole = 1 + _Z**2 / n
        return max(0.0, (middle - half) / whole), min(1.0, (middle + half) / whole)


NO_WORK = Work()


def work(asked: Asked) -> Mapping[str, Work]:
    """By the name of an agency what it had a hand in; those with nothing are left out."""
    ledger, earlier = asked.ledger, asked.earlier
    of = ledger.column("rights", "agency").astype(np.int64)
    n = ledger.tables["agencies"].num_rows
    old, good = decided_inventions(asked)
    masks = (
        asked.granted(*asked.frame.year_so_far),
        earlier.granted(*earlier.frame.year_so_far),
        asked.in_force,
        old,
        good,
    )
    counts = np.stack([_tally(of, mask, n) for mask in masks], axis=1)
    names = ledger.text("agencies", "name").to_pylist()
    return {name: Work(*row) for name, row in zip(names, counts.tolist(), strict=True) if any(row)}


def _tally(of: Ints, mask: Mask, n: int) -> Ints:
    found = of[mask]
    return np.bincount(found[found >= 0], minlength=n)
