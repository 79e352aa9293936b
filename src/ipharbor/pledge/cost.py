"""What an offer costs in full: all that the firm pays and receives, and the yearly rate of it.

The rate is the internal rate of return of the firm's payments by days over 365, compounded yearly:
what spreadsheets call XIRR and consumer law an effective yearly rate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ipharbor.bookkeeping.sums import NOTHING, fen
from ipharbor.pledge.daycount import months_later
from ipharbor.pledge.schedules import Terms, schedule

EXACT, PLACES = 1e-13, 12
LOWEST, HIGHEST = -0.9999, 1000.0


@dataclass(frozen=True)
class Charges:
    """What the firm pays beside interest, in CNY: ``guarantee`` and ``insurance`` premium each
    year in advance, ``valuation`` and ``other`` once when the loan is drawn."""

    guarantee: Decimal = NOTHING
    insurance: Decimal = NOTHING
    valuation: Decimal = NOTHING
    other: Decimal = NOTHING


@dataclass(frozen=True)
class Flow:
    """What the firm receives (above nought) or pays (below) on a day, and what for."""

    on: date
    amount: Decimal
    what: str


@dataclass(frozen=True)
class FullCost:
    """An offer reckoned to its end, in CNY; ``rate`` is None where no rate makes the flows even.

    ``flows`` are what it was reckoned from.
    """

    interest: Decimal
    guarantee: Decimal
    insurance: Decimal
    valuation: Decimal
    other: Decimal
    subsidy: Decimal
    rate: Decimal | None
    flows: tuple[Flow, ...]

    @property
    def total(self) -> Decimal:
        """All that is paid beyond the principal, less the subsidy."""
        charged = self.interest + self.guarantee + self.insurance + self.valuation + self.other
        return charged - self.subsidy


def full_cost(
    terms: Terms, charges: Charges, drawn_on: date, *, subsidy: Decimal = NOTHING
) -> FullCost:
    """The cost of a loan on ``terms`` drawn on that day. The ``subsidy`` is taken as received on
    the last day, after all is repaid, as those who pay it look at what was paid."""
    flows = [Flow(drawn_on, terms.principal, "principal")]
    flows += [Flow(drawn_on, -charges.valuation, "valuation")]
    flows += [Flow(drawn_on, -charges.other, "other")]
    for year in range(-(-terms.months // 12)):
        on = months_later(drawn_on, 12 * year)
        part = Decimal(min(12, terms.months - 12 * year)) / 12
        flows += [Flow(on, -fen(charges.guarantee * part), "guarantee")]
        flows += [Flow(on, -fen(charges.insurance * part), "insurance")]
    for due in schedule(terms, drawn_on):
        flows += [Flow(due.due_on, -due.interest, "interest")]
        flows += [Flow(due.due_on, -due.principal, "principal")]
    flows += [Flow(months_later(drawn_on, terms.months), subsidy, "subsidy")]
    kept = tuple(flow for flow in flows if flow.amount)

    def paid(what: str) -> Decimal:
        return -sum((flow.amount for flow in kept if flow.what == what), NOTHING)

    return FullCost(
        paid("interest"), paid("guarantee"), paid("insurance"), paid("valuation"), paid("other"),
        subsidy, yearly_rate(kept), kept,
    )  # fmt: skip


def yearly_rate(flows: Sequence[Flow]) -> Decimal | None:
    """The yearly rate at which the flows come to nought, to twelve places; None where there is none
    between -99.99 % and 100,000 %."""
    if not flows:
        return None
    first = min(flow.on for flow in flows)
    # A rate is no money: it is searched in floating point, which is a hundred times faster.
    told = [(float(flow.amount), (flow.on - first).days / 365) for flow in flows]

    def worth(rate: float) -> float:
        grown = 1 + rate
        return sum(amount * grown**-years for amount, years in told)

    low, high = LOWEST, HIGHEST
    rising = worth(low) > 0
    if worth(low) == 0 or worth(high) == 0 or rising == (worth(high) > 0):
        return None
    while high - low > EXACT:
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if (worth(middle) > 0) == rising:
            low = middle
        else:
            high = middle
    return round(Decimal((low + high) / 2), PLACES)
