"""Proceeds of an enforced pledge: who is paid in which order, what is left, what is short."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from ipharbor.bookkeeping.sums import NOTHING
from ipharbor.statutes.book import Law


@dataclass(frozen=True)
class Distributed:
    """What each claim was paid, in the order of the law; ``surplus`` goes back to the pledgor,
    ``short`` is what of the claims was not paid."""

    paid: Mapping[str, Decimal]
    short: Mapping[str, Decimal]
    surplus: Decimal


def distribute(law: Law, proceeds: Decimal, claims: Mapping[str, Decimal]) -> Distributed:
    """``proceeds`` in the order of ``pledge.proceeds.order``; ``claims`` by its codes (``costs``,
    ``interest``, ``principal``), in CNY. What is paid and what is left add up to the proceeds."""
    left = proceeds
    paid, short = {}, {}
    for code in (item.code for item in law["pledge.proceeds.order"].terms.items):
        claim = claims.get(code, NOTHING)
        paid[code] = min(claim, left)
        short[code] = claim - paid[code]
        left -= paid[code]
    return Distributed(paid, short, left)
