"""The value of one right by what making it again would cost."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal, localcontext

from ipharbor.valuation.income import money
from ipharbor.vocabulary.errors import HarborError

_EXACT = Context(prec=40)


@dataclass(frozen=True)
class Costs:
    """What it took, at today's prices in CNY; ``profit`` is a part of the costs."""

    labour: Decimal
    expense: Decimal = Decimal(0)
    overhead: Decimal = Decimal(0)
    profit: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        if min(self.labour, self.expense, self.overhead, self.profit) < 0:
            raise HarborError("valuation.costs", fields=("costs",))


@dataclass(frozen=True)
class Cost:
    """``replacement`` is what making it again costs, ``depreciation`` the part that has worn off,
    ``value`` the rest, in CNY."""

    replacement: Decimal
    depreciation: Decimal
    value: Decimal


def cost(costs: Costs, *, used: Decimal, life: Decimal) -> Cost:
    """``used`` are the years since filing, ``life`` those that remain. A right without a life
    has worn off altogether."""
    with localcontext(_EXACT):
        replacement = (costs.labour + costs.expense + costs.overhead) * (1 + costs.profit)
        whole = used + life
        worn = used / whole if whole and life else Decimal(1)
        left = replacement * life / whole if whole else Decimal(0)
    return Cost(money(replacement), worn, money(left))
