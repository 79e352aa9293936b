"""Values of many rights at once: each method, the range, and what moves the value most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numpy.random import Generator

from ipharbor.valuation import columns
from ipharbor.valuation.draws import FACTORS, Dependence
from ipharbor.valuation.methods import INCOME, TIMINGS, Method
from ipharbor.valuation.simulate import QUANTILES, Streams, ranges
from ipharbor.vocabulary.errors import HarborError

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]

METHODS = (*INCOME, Method.COST)
"""The methods that need nothing but columns, in the order in which they lead."""
SUMS = (
    "sales", "profit", "earnings", "charges", "labour", "expense", "overhead", "margin", "used",
    "tax",
)  # fmt: skip
SPREADS = ("royalty", "share", "growth", "decay", "discount", "life")
_RATE = {Method.RELIEF: "royalty", Method.PROFIT_SHARE: "share"}
_TWO = 2


@dataclass(frozen=True)
class Lot:
    """Rights to be valued, a row each; nan where nothing is told.

    ``sums`` has a column for each of ``SUMS``: CNY of the first year to come, ``margin`` and
    ``tax`` parts of one, ``used`` years since filing. ``spreads`` has least, likeliest and most
    (rights by 3) for each of ``SPREADS``: parts of one, ``life`` in years.
    """

    sums: Mapping[str, Floats]
    spreads: Mapping[str, Floats]

    def __len__(self) -> int:
        return len(self.sums["tax"])

    def part(self, rows: Places) -> Lot:
        """The same of some rights."""
        return Lot(
            {name: one[rows] for name, one in self.sums.items()},
            {name: one[rows] for name, one in self.spreads.items()},
        )


@dataclass(frozen=True)
class Batch:
    """What a lot comes to; nan where there is no number.

    ``values`` by method, in CNY to the fen; ``lead`` the place in ``METHODS`` of the method that
    decides, -1 for none; ``ranges`` what one, five and nine in ten draws do not exceed. ``apart``
    is the largest value in terms of the least. ``moves`` is the place in ``FACTORS`` of what moves
    the value most, -1 for none, ``moved`` the values at its least and its most. ``total`` is the
    sum of all rights in each draw.
    """

    values: Mapping[Method, Floats]
    lead: Places
    ranges: Floats
    mean: Floats
    apart: Floats
    moves: Places
    moved: Floats
    total: Floats

    @property
    def valued(self) -> Places:
        """The rows that have a value."""
        return np.flatnonzero(self.lead >= 0)

    @property
    def whole(self) -> tuple[float, float, float]:
        """The range of all rights together."""
        low, median, high = np.quantile(self.total, QUANTILES)
        return float(low), float(median), float(high)

    @property
    def effective(self) -> float:
        """To how many alike rights the values come down."""
        held = self.mean[self.valued]
        squares = float((held**2).sum())
        return float(held.sum() ** 2) / squares if squares else float(len(held))


def reckon(
    lot: Lot, *, lead: Method | None, draws: int, tied: Dependence, rng: Generator
) -> Batch:  # fmt: skip
    """The values of the lot; the same lot and seed give the same figures, and of one right those
    of ``appraise``. ``lead`` decides where it gives a value, else the first that does.

    Raises HarborError ``valuation.draws`` as ``ranges`` does, ``valuation.method`` for a method
    that needs more than columns.
    """
    if lead is not None and lead not in METHODS:
        raise HarborError("valuation.method", fields=("lead",), method=str(lead))
    values = {method: _fen(central(lot, method)) for method in METHODS}
    leads = _leads(values, lead)
    shared = rng.standard_normal((len(FACTORS), draws))
    found, mean = np.full((len(lot), len(QUANTILES)), np.nan), np.full(len(lot), np.nan)
    total = np.zeros(draws)
    for at, method in enumerate(METHODS):
        rows = np.flatnonzero(leads == at)
        if not len(rows):
            continue
        if method is Method.COST:
            certain = values[method][rows]
            found[rows], mean[rows] = certain[:, None], certain
            total += certain.sum()
            continue
        drawn = ranges(
            _streams(lot.part(rows), method), draws=draws, tied=tied, rng=rng, shared=shared
        )
        found[rows], mean[rows] = _fen(drawn.quantiles), _fen(drawn.mean)
        total += drawn.total
    moves, moved = _moves(lot, leads)
    return Batch(values, leads, found, mean, _apart(values), moves, moved, total)


def central(lot: Lot, method: Method, **changed: Floats) -> Floats:
    """The value by the method with everything at its likeliest, but for the factors that are
    ``changed``; nan where the method lacks something or no life is left."""
    told = {name: lot.spreads[name][:, 1] for name in FACTORS if name != "rate"} | changed
    life = told["life"]
    sums = lot.sums
    if method is Method.COST:
        labour, expense, overhead, margin = (
            np.nan_to_num(sums[name]) for name in ("labour", "expense", "overhead", "margin")
        )
        made = columns.cost(labour, expense, overhead, margin, np.nan_to_num(sums["used"]), life)
        known = ~np.isnan([sums[name] for name in ("labour", "expense", "overhead")]).all(axis=0)
        return np.where(known & (life > 0), made, np.nan)
    rate = changed.get("rate", _rate(lot, method)[:, 1])
    first = _base(lot, method) * rate * (1 - sums["tax"])
    made = columns.stream(
        first, told["growth"], told["decay"], told["discount"], life, TIMINGS[method]
    )
    return np.where(life > 0, made, np.nan)


def lacks(lot: Lot, method: Method, at: int) -> str:
    """The code of what keeps the method from giving the row ``at`` a number; empty for nothing."""
    if not lot.spreads["life"][at, 1] > 0:
        return "valuation.missing.life"
    needs = {
        Method.RELIEF: ("sales", "royalty"), Method.PROFIT_SHARE: ("profit", "share"),
        Method.EXCESS: ("earnings", "charges"),
    }  # fmt: skip
    if method is Method.COST:
        told = [lot.sums[name][at] for name in ("labour", "expense", "overhead")]
        return "valuation.missing.costs" if np.isnan(told).all() else ""
    for name in needs[method]:
        held = lot.sums[name][at] if name in lot.sums else lot.spreads[name][at, 1]
        if np.isnan(held):
            return f"valuation.missing.{name}"
    return ""


def _base(lot: Lot, method: Method) -> Floats:
    if method is Method.EXCESS:
        return np.asarray(lot.sums["earnings"] - lot.sums["charges"])
    return lot.sums["sales" if method is Method.RELIEF else "profit"]


def _rate(lot: Lot, method: Method) -> Floats:
    name = _RATE.get(method)
    return np.ones((len(lot), 3)) if name is None else lot.spreads[name]


def _streams(lot: Lot, method: Method) -> Streams:
    others = {name: lot.spreads[name] for name in FACTORS if name != "rate"}
    net = _base(lot, method) * (1 - lot.sums["tax"])
    return Streams(net, _rate(lot, method), timing=TIMINGS[method], **others)


def _leads(values: Mapping[Method, Floats], asked: Method | None) -> Places:
    order = [METHODS.index(asked)] if asked is not None else []
    found = np.full(len(values[Method.COST]), -1, dtype=np.int64)
    for at in (*order, *range(len(METHODS))):
        found = np.where((found < 0) & ~np.isnan(values[METHODS[at]]), at, found)
    return found


def _apart(values: Mapping[Method, Floats]) -> Floats:
    told = np.array([np.where(one > 0, one, np.nan) for one in values.values()])
    enough = (~np.isnan(told)).sum(axis=0) >= _TWO
    high = np.where(enough, np.nanmax(np.where(enough, told, 1), axis=0), np.nan)
    low = np.where(enough, np.nanmin(np.where(enough, told, 1), axis=0), np.nan)
    return np.round(high / low, 2)


def _moves(lot: Lot, leads: Places) -> tuple[Places, Floats]:
    """By row the factor with the widest bar, and the values at its ends."""
    moves, moved = np.full(len(lot), -1, dtype=np.int64), np.full((len(lot), 2), np.nan)
    for at, method in enumerate(METHODS[: len(INCOME)]):
        rows = np.flatnonzero(leads == at)
        part, widest = lot.part(rows), np.zeros(len(rows))
        for place, name in enumerate(FACTORS):
            spread = _rate(part, method) if name == "rate" else part.spreads[name]
            ends = np.stack(
                [_fen(central(part, method, **{name: spread[:, end]})) for end in (0, 2)], axis=1
            )
            ends = np.nan_to_num(ends)  # at no life left nothing is left
            width = np.abs(ends[:, 1] - ends[:, 0])
            wider = width > widest
            widest = np.where(wider, width, widest)
            moves[rows[wider]], moved[rows[wider]] = place, ends[wider]
    return moves, moved


def _fen(values: Floats) -> Floats:
    known = ~np.isnan(values)
    made = columns.cents(np.where(known, values, 0.0)) / 100
    return np.where(known, made, np.nan)
