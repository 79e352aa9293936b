"""The methods of valuation, and when the money of a year counts as coming in."""

from __future__ import annotations

from enum import StrEnum


class Method(StrEnum):
    """How a value is reckoned."""

    RELIEF = "relief"
    PROFIT_SHARE = "profit_share"
    EXCESS = "excess_earnings"
    MARKET = "market"
    COST = "cost"
    RENEWAL = "renewal"


INCOME = (Method.RELIEF, Method.PROFIT_SHARE, Method.EXCESS)


class Timing(StrEnum):
    """Whether a year's money is discounted from the middle or from the end of the year."""

    MIDDLE = "middle"
    END = "end"


TIMINGS = {
    Method.RELIEF: Timing.MIDDLE,
    Method.PROFIT_SHARE: Timing.END,
    Method.EXCESS: Timing.END,
}
"""The timing of each income method in the usual form of its formula."""
