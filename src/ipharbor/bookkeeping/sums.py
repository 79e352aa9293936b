"""Sums in yuan and fen: one rounding, and splits that lose nothing."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from ipharbor.vocabulary.errors import HarborError

FEN = Decimal("0.01")
NOTHING = Decimal("0.00")


def fen(amount: Decimal) -> Decimal:
    """``amount`` of yuan rounded to the fen, half up: the one rounding of money that is owed."""
    return amount.quantize(FEN, ROUND_HALF_UP)


def whole(amount: Decimal) -> bool:
    """Whether ``amount`` is a finite number of whole fen."""
    return amount.is_finite() and amount == amount.quantize(FEN)


def split(amount: Decimal, weights: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """``amount`` (whole fen, not negative) by weight, by largest remainder, in the order given.

    The parts add up to it; of equal remainders the first named is served first. Raises HarborError
    ``ledger.split.weights`` for weights that are negative or add up to nought.
    """
    total = sum(weights.values(), Decimal(0))
    if total <= 0 or any(one < 0 for one in weights.values()):
        raise HarborError("ledger.split.weights")
    exact = {name: amount * weight / total for name, weight in weights.items()}
    parts = {name: one.quantize(FEN, ROUND_FLOOR) for name, one in exact.items()}
    short = int((amount - sum(parts.values(), Decimal(0))) / FEN)
    served = sorted(parts, key=lambda name: parts[name] - exact[name])[:short]
    return {name: part + (FEN if name in served else 0) for name, part in parts.items()}
