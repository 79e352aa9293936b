"""Risk pools: who bears which part of the loss on a loan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from ipharbor.bookkeeping.sums import split
from ipharbor.statutes.book import Law
from ipharbor.statutes.values import Share

BANK, FUND = "bank", "fund"


@dataclass(frozen=True)
class Pool:
    """The parts of a loss by party (``fund``, ``bank``, ``insurer``, ``appraiser``); they add up to
    one. ``names`` are the provisions it rests on, ``at_most`` whether the fund's part is a ceiling
    and not a promise."""

    parts: Mapping[str, Decimal]
    names: tuple[str, ...]
    certain: bool
    at_most: bool = False

    def borne(self, loss: Decimal) -> dict[str, Decimal]:
        """A loss of principal (whole fen) by party; the parts add up to it."""
        return split(loss, self.parts)


ALONE = Pool({BANK: Decimal(1)}, (), certain=False)
"""Of a loan that no pool has taken in."""


def pool(law: Law) -> Pool:
    """The pool of the region whose law it is; where the book tells of none the bank bears all.

    A table of all parties (``pledge.pool.loss``) goes before a ceiling for the fund alone
    (``pledge.pool.share``), of which the bank bears the rest.
    """
    if "pledge.pool.loss" in law:
        told = law["pledge.pool.loss"]
        parts = {row.kind: row.value.of_one for row in told.table.rows
                 if isinstance(row.value, Share)}  # fmt: skip
        return Pool(parts, (told.name,), told.certain)
    if "pledge.pool.share" in law:
        told = law["pledge.pool.share"]
        fund = told.share.of_one
        return Pool({FUND: fund, BANK: 1 - fund}, (told.name,), told.certain, at_most=True)
    return ALONE
