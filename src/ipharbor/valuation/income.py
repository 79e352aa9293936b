"""The value of one right by its income, year by year, each step told."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext

from ipharbor.valuation.methods import TIMINGS, Method, Timing
from ipharbor.vocabulary.errors import HarborError

CENT = Decimal("0.01")
_ONE = Decimal(1)
_HALF = Decimal("0.5")
_EXACT = Context(prec=40)
MOST_YEARS = 100


@dataclass(frozen=True)
class Rates:
    """What an income is reckoned with: yearly parts of one, ``life`` in years.

    Raises HarborError ``valuation.rates`` for what no income has: a growth of -1 or less, a
    decay, tax or discount outside of 0 to 1, a life below 0 or above 100 years.
    """

    growth: Decimal
    decay: Decimal
    discount: Decimal
    tax: Decimal
    life: Decimal

    def __post_init__(self) -> None:
        known = (
            ("growth", self.growth > -1 and self.growth <= 10),
            ("decay", 0 <= self.decay < 1),
            ("discount", 0 <= self.discount <= 1),
            ("tax", 0 <= self.tax <= 1),
            ("life", 0 <= self.life <= MOST_YEARS),
        )
        for name, fit in known:
            if not fit:
                raise HarborError("valuation.rates", fields=(name,), name=name)


@dataclass(frozen=True)
class Year:
    """One year of an income.

    ``part`` is how much of the year lies within the life, ``base`` what it is reckoned from
    (sales, profit, earnings) after growth and wear, ``net`` what is left after rate and tax,
    ``at`` the years after which it counts, ``factor`` what a yuan then is worth now.
    """

    number: int
    part: Decimal
    base: Decimal
    net: Decimal
    at: Decimal
    factor: Decimal
    present: Decimal


@dataclass(frozen=True)
class Income:
    """The value by ``method`` in CNY, to the fen, and the years that add up to it."""

    method: Method
    base: Decimal
    rate: Decimal
    rates: Rates
    timing: Timing
    years: tuple[Year, ...]
    value: Decimal


def relief(
    sales: Decimal, royalty: Decimal, rates: Rates, timing: Timing = TIMINGS[Method.RELIEF]
) -> Income:
    """Relief from royalty on the sales of the first year."""
    return _income(Method.RELIEF, sales, royalty, rates, timing)


def profit_share(
    profit: Decimal, share: Decimal, rates: Rates, timing: Timing = TIMINGS[Method.PROFIT_SHARE]
) -> Income:
    """The share of the right in the profit of the first year."""
    return _income(Method.PROFIT_SHARE, profit, share, rates, timing)


def excess_earnings(
    earnings: Decimal, charges: Decimal, rates: Rates, timing: Timing = TIMINGS[Method.EXCESS]
) -> Income:
    """What the earnings of the first year leave after the charges for other assets."""
    return _income(Method.EXCESS, earnings - charges, _ONE, rates, timing)


def money(value: Decimal) -> Decimal:
    """``value`` to the fen, halves away from nothing."""
    return value.quantize(CENT, ROUND_HALF_UP)


def _income(method: Method, base: Decimal, rate: Decimal, rates: Rates, timing: Timing) -> Income:
    with localcontext(_EXACT):
        years = tuple(_years(base, rate, rates, timing))
        value = sum((one.present for one in years), Decimal(0))
    return Income(method, base, rate, rates, timing, years, money(value))


def _years(base: Decimal, rate: Decimal, rates: Rates, timing: Timing) -> list[Year]:
    whole = int(rates.life)
    rest = rates.life - whole
    parts = [_ONE] * whole + ([rest] if rest else [])
    inside = _HALF if timing is Timing.MIDDLE else _ONE
    carried, made = base, []
    for number, part in enumerate(parts, start=1):
        net = carried * part * rate * (1 - rates.tax)
        at = number - 1 + part * inside
        factor = (1 + rates.discount) ** -at
        made.append(Year(number, part, carried * part, net, at, factor, net * factor))
        carried *= (1 + rates.growth) * (1 - rates.decay)
    return made
