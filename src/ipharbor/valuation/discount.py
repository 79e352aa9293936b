"""A discount rate built up from its parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from ipharbor.statutes.book import Law
from ipharbor.statutes.values import Share
from ipharbor.vocabulary.errors import HarborError

RISKS = ("technical", "market", "capital", "management", "policy")
_DEFAULT = "valuation.discount.default"
_MOST = "valuation.discount.most"
_FREE = "valuation.discount.free"


@dataclass(frozen=True)
class BuildUp:
    """The rate without risk and what each risk adds, parts of one."""

    free: Decimal
    risks: tuple[tuple[str, Decimal], ...]

    @property
    def rate(self) -> Decimal:
        """The sum of the parts."""
        return self.free + sum((part for _name, part in self.risks), Decimal(0))


def usual(law: Law) -> BuildUp:
    """The parts as the book proposes them."""
    parts = law[_DEFAULT].table
    risks = []
    for name in RISKS:
        held = parts.at(name)
        if isinstance(held, Share):
            risks.append((name, held.of_one))
    return BuildUp(law[_FREE].share.of_one, tuple(risks))


def build_up(free: Decimal, risks: Mapping[str, Decimal], law: Law) -> BuildUp:
    """The rate with stated risks. Raises HarborError ``valuation.risk`` for a name that there is
    not, or a part outside of what the book gives for a risk."""
    most = law[_MOST].share.of_one
    for name, part in risks.items():
        if name not in RISKS or not 0 <= part <= most:
            raise HarborError("valuation.risk", fields=(name,), name=name, most=f"{most * 100:.0f}")
    return BuildUp(free, tuple((name, risks[name]) for name in RISKS if name in risks))
