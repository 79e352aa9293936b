"""A stated quantity that is not certain: least, likeliest, most."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ipharbor.vocabulary.errors import HarborError


@dataclass(frozen=True)
class Spread:
    """The three values of a triangular distribution; all alike for a quantity that is certain.

    Raises HarborError ``valuation.spread`` where they are not in order.
    """

    low: Decimal
    mode: Decimal
    high: Decimal

    def __post_init__(self) -> None:
        if not (self.low.is_finite() and self.mode.is_finite() and self.high.is_finite()):
            raise HarborError("valuation.spread", told=self.text())
        if not self.low <= self.mode <= self.high:
            raise HarborError("valuation.spread", told=self.text())

    @property
    def certain(self) -> bool:
        """Whether nothing is open."""
        return self.low == self.high

    def text(self) -> str:
        """``0.02–0.03–0.05``."""
        return "–".join(f"{one:f}" for one in (self.low, self.mode, self.high))


def exactly(value: Decimal | int | str) -> Spread:
    """A quantity that is certain."""
    held = Decimal(value)
    return Spread(held, held, held)


def around(mode: Decimal, width: Decimal, least: Decimal | None = None) -> Spread:
    """``mode`` with ``width`` to both sides, not below ``least``."""
    low = mode - width
    if least is not None:
        low = min(max(low, least), mode)
    return Spread(low, mode, mode + width)
