"""How long a right will still bring something: the least of what law, chances and contract say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from ipharbor.statutes.counting import after
from ipharbor.statutes.values import Span, Unit
from ipharbor.valuation.spread import Spread, exactly

_YEAR = Span(1, Unit.YEAR)
_PLACES = Decimal("0.0001")


@dataclass(frozen=True)
class Survival:
    """Chances that the right is in force so many years ahead, as a tested model says on ``on``."""

    on: date
    chances: tuple[tuple[int, Decimal], ...]
    method: str = ""


@dataclass(frozen=True)
class Life:
    """Years that remain. ``law`` is until the end of the term, None where the right does not
    stand; ``survival`` what the model expects within the law, ``contract`` and ``economic`` what
    was stated; None where not told. ``bound`` names the one that is least."""

    law: Decimal
    survival: Decimal | None
    contract: Decimal | None
    economic: Decimal | None
    years: Decimal
    bound: str

    @property
    def spread(self) -> Spread:
        """The life as it may come: with a model between nothing and what the other bounds allow,
        else certain."""
        if self.survival is None or self.bound != "survival":
            return exactly(self.years)
        most = min(one for one in (self.law, self.contract, self.economic) if one is not None)
        return Spread(Decimal(0), min(_likeliest(self.years, most), most), most)


def life(
    *,
    in_force: bool,
    term_ends: date | None,
    on: date,
    survival: Survival | None = None,
    contract_ends: date | None = None,
    economic: Decimal | None = None,
) -> Life:
    """The remaining life on ``on``: 0 for a right that is not in force or whose term is over."""
    law = years_between(on, term_ends) if in_force and term_ends else Decimal(0)
    expected = None if survival is None else expected_life(survival, law)
    contract = None if contract_ends is None else years_between(on, contract_ends)
    known = {"law": law, "survival": expected, "contract": contract, "economic": economic}
    told = {name: years for name, years in known.items() if years is not None}
    bound = min(told, key=lambda name: told[name])
    return Life(law, expected, contract, economic, told[bound], bound)


def years_between(first: date, last: date) -> Decimal:
    """Whole years and the part of the next, from ``first`` through ``last``; 0 where it is over."""
    if last < first:
        return Decimal(0)
    whole = 0
    while after(first, _YEAR.times(whole + 1))[0] <= last:
        whole += 1
    begun = after(first, _YEAR.times(whole))[0]
    ends = after(first, _YEAR.times(whole + 1))[0]
    part = Decimal((last - begun).days) / Decimal((ends - begun).days)
    return (whole + part).quantize(_PLACES)


def expected_life(survival: Survival, law: Decimal) -> Decimal:
    """The area under the curve of chances until the end of the term.

    Between the horizons the chance falls in a straight line; after the last one the yearly part
    that ends stays what it was between the last two.
    """
    points = [(0, Decimal(1)), *survival.chances]
    total = Decimal(0)
    for (begin, held), (end, left) in pairwise(points):
        if begin >= law:
            return total.quantize(_PLACES)
        reach = min(Decimal(end), law)
        at_reach = held + (left - held) * (reach - begin) / (end - begin)
        total += (held + at_reach) / 2 * (reach - begin)
    return (total + _beyond(points, law)).quantize(_PLACES)


def _beyond(points: Sequence[tuple[int, Decimal]], law: Decimal) -> Decimal:
    (begin, held), (end, left) = points[-2], points[-1]
    if law <= end or left <= 0:
        return Decimal(0)
    stays = (left / held) ** (Decimal(1) / (end - begin)) if held else Decimal(0)
    if stays >= 1:
        return left * (law - end)
    rate = -stays.ln()
    return left * (1 - (-rate * (law - end)).exp()) / rate


def _likeliest(mean: Decimal, most: Decimal) -> Decimal:
    """The mode of a triangle from nothing to ``most`` that has the mean, as near as there is."""
    return max(3 * mean - most, Decimal(0))
