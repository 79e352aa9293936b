"""The sums of renewal plans by calendar year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from ipharbor.queries._renewing import SUMS as SUM_NAMES
from ipharbor.queries._renewing import Bools, Ints, Reckoned

YEARS = 5
MOST_YEARS = 25  # reaches the end of every term that runs today
FEN = Decimal(100)


@dataclass(frozen=True)
class Sums:
    """Official fees in CNY: ``payable`` is ``full`` less ``reduced`` and ``paid`` plus
    ``surcharge``, for each annuity no less than nothing."""

    full: Decimal = Decimal(0)
    reduced: Decimal = Decimal(0)
    surcharge: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)
    payable: Decimal = Decimal(0)


@dataclass(frozen=True)
class YearPlan:
    """One calendar year: what the ``rights`` that are not dropped cost.

    ``saved`` is what the ``dropped`` rights would have cost, ``could_save`` what those would
    that the rules advise to drop and nobody has decided on. ``certain`` says that every day,
    amount and payment of the year rests on nothing assumed.
    """

    year: int
    rights: int
    sums: Sums
    dropped: int
    saved: Decimal
    could_save: Decimal
    certain: bool


def totals(
    found: Reckoned, years: range, dropped: Bools, could_drop: Bools, counted: Bools
) -> tuple[YearPlan, ...]:
    """The sums of each year over the rights ``counted`` that are not ``dropped``."""
    size = len(years)
    kept = found.within(years) & counted[found.right]
    at, right = found.calendar_year[kept] - years.start, found.right[kept]
    out, aside = dropped[right], could_drop[right]
    sums = {name: _summed(at[~out], found.column(name)[kept][~out], size) for name in SUM_NAMES}
    payable = found.column("payable")[kept]
    saved, could = _summed(at[out], payable[out], size), _summed(at[aside], payable[aside], size)
    sure = found.fees.column("certain").to_numpy()[kept]
    return tuple(
        YearPlan(
            year=year,
            rights=len(np.unique(right[(at == i) & ~out])),
            sums=Sums(**{name: int(sums[name][i]) / FEN for name in SUM_NAMES}),
            dropped=len(np.unique(right[(at == i) & out])),
            saved=int(saved[i]) / FEN,
            could_save=int(could[i]) / FEN,
            certain=bool(sure[(at == i) & ~out].all()),
        )
        for i, year in enumerate(years)
    )


def horizon(found: Reckoned, on: date, years: int) -> range:
    """The years of a plan: so many from that of ``on``, no more than anything is due in."""
    if not len(found.calendar_year):
        return range(on.year, on.year + years)
    last = int(found.calendar_year.max())
    return range(on.year, min(on.year + years, last + 1))


def mask(told: Sequence[bool]) -> Bools:
    return np.array(told, dtype=np.bool_)


def _summed(at: Ints, fen: Ints, size: int) -> Ints:
    made = np.zeros(size, dtype=np.int64)
    np.add.at(made, at, fen)
    return made
