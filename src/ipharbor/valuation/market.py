"""The value of one right by what comparable rights were sold or licensed for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal, localcontext

from ipharbor.valuation.income import money
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.findings import Finding, Severity

_EXACT = Context(prec=40)


@dataclass(frozen=True)
class Adjustment:
    """What makes the comparable unlike the right: a factor on its price, with the reason."""

    reason: str
    factor: Decimal


@dataclass(frozen=True)
class Comparable:
    """A deal: ``price`` in CNY on ``on``, how much it weighs, and what adjusts it.

    ``size`` is what the right sold was used for (its yearly sales in CNY) where that is known;
    prices are then compared per yuan of sales. ``source`` says where the deal is written.
    """

    name: str
    price: Decimal
    on: date
    weight: Decimal = Decimal(1)
    adjustments: tuple[Adjustment, ...] = ()
    size: Decimal | None = None
    source: str = ""

    def __post_init__(self) -> None:
        fit = self.price > 0 and self.weight > 0 and (self.size is None or self.size > 0)
        if not fit or any(one.factor <= 0 for one in self.adjustments):
            raise HarborError("valuation.comparable", fields=("comparables",), name=self.name)


@dataclass(frozen=True)
class Compared:
    """A comparable with its adjusted price, and its part of all weights."""

    comparable: Comparable
    factor: Decimal
    adjusted: Decimal
    part: Decimal


@dataclass(frozen=True)
class Market:
    """The weighted mean of the adjusted prices, their median, least and most, in CNY."""

    value: Decimal
    median: Decimal
    low: Decimal
    high: Decimal
    compared: tuple[Compared, ...]
    findings: tuple[Finding, ...]


def market(comparables: Sequence[Comparable], *, least: int, size: Decimal | None = None) -> Market:
    """What ``comparables`` say of a right. With ``size``, the yearly sales of the right, those
    that tell theirs are brought to it.

    Fewer than ``least`` comparables are a finding. Raises HarborError ``valuation.no_comparables``
    for none.
    """
    if not comparables:
        raise HarborError("valuation.no_comparables", fields=("comparables",))
    with localcontext(_EXACT):
        total = sum((one.weight for one in comparables), Decimal(0))
        compared = tuple(_compared(one, total, size) for one in comparables)
        value = sum((one.adjusted * one.part for one in compared), Decimal(0))
    prices = sorted(one.adjusted for one in compared)
    middle = len(prices) // 2
    median = prices[middle] if len(prices) % 2 else (prices[middle - 1] + prices[middle]) / 2
    found = []
    if len(comparables) < least:
        told = {"n": str(len(comparables)), "least": str(least)}
        found.append(Finding("valuation.few_comparables", Severity.WARN, params=told))
    return Market(
        money(value), money(median), money(prices[0]), money(prices[-1]), compared, tuple(found)
    )


def _compared(one: Comparable, total: Decimal, size: Decimal | None) -> Compared:
    factor = Decimal(1)
    for adjustment in one.adjustments:
        factor *= adjustment.factor
    if size is not None and one.size is not None:
        factor *= size / one.size
    return Compared(one, factor, one.price * factor, one.weight / total)
