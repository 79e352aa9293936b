"""Sums of money in fees: one rounding, nothing lost."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from ipharbor.statutes.values import Money
from ipharbor.vocabulary.errors import HarborError

CURRENCY = "CNY"
FEN = Decimal("0.01")
NOTHING = Money(Decimal(0), CURRENCY)


def to_fen(amount: Decimal) -> Decimal:
    """``amount`` of yuan rounded to the fen, half up: the one rounding of this room.

    It is applied once to what remains of a fee after a reduction and once to each surcharge;
    what was reduced is the difference, so that the parts always make the whole.
    """
    return amount.quantize(FEN, ROUND_HALF_UP)


def fen(money: Money) -> int:
    """``money`` in whole fen; ``fees.money.currency`` for another currency than yuan."""
    if money.currency != CURRENCY:
        raise HarborError("fees.money.currency", currency=money.currency)
    return int(to_fen(money.amount) * 100)


def yuan(of_fen: int) -> Money:
    """So many fen as money, written without decimals where they are nought."""
    whole, rest = divmod(of_fen, 100)
    return Money(Decimal(whole) if rest == 0 else Decimal(of_fen) * FEN, CURRENCY)


def part(money: Money, share: Decimal) -> Money:
    """``share`` of ``money``, rounded by ``to_fen``."""
    return yuan(fen(Money(money.amount * share, money.currency)))


def total(sums: Iterable[Money]) -> Money:
    """The sum of ``sums``, exact."""
    return yuan(sum(fen(one) for one in sums))
