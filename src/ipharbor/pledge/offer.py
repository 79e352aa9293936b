"""What the parties say: who pledges which debt with which contract, and what no register tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from ipharbor.register.verdict import Verdict
from ipharbor.statutes.values import Money

EVERY = ""  # stands for all rights of an offer


@dataclass(frozen=True)
class Contract:
    """What the pledge contract states: by clause of the law's list whether it is there.

    ``UNKNOWN`` stands for a clause that is named and left blank. ``listed`` are the keys of the
    rights that the contract names, None where nobody looked.
    """

    clauses: Mapping[str, Verdict]
    listed: frozenset[str] | None = None


@dataclass(frozen=True)
class Said:
    """What the parties say of a right; None where they say nothing.

    ``double_filing``: an invention was filed for the same thing on the same day.
    ``invalidation``: a request to declare it invalid is pending. ``other``: something else
    stands against it, in ``words``.
    """

    double_filing: bool | None = None
    invalidation: bool | None = None
    other: bool | None = None
    words: str = ""


NOTHING = Said()


@dataclass(frozen=True)
class Offer:
    """What is offered as security for a debt, as far as it is stated.

    ``pledgors`` are the names of those who pledge. ``debt_until`` is the last day on which the
    debt is to be performed. ``consents`` tells of co-owners by name whether they agree,
    under ``EVERY`` of those who are not named;
    ``agreed_otherwise`` that the co-owners agreed that one may pledge alone. ``said`` are
    statements by key of the right, under ``EVERY`` those that hold for all. ``acknowledged``
    are the (key, ground) of which the parties were told and on which they insist, ``EVERY`` for
    all rights.
    """

    pledgors: tuple[str, ...] = ()
    debt_until: date | None = None
    amount: Money | None = None
    contract: Contract | None = None
    consents: Mapping[str, bool] = field(default_factory=dict)
    agreed_otherwise: bool = False
    said: Mapping[str, Said] = field(default_factory=dict)
    acknowledged: frozenset[tuple[str, str]] = frozenset()

    def of(self, key: str) -> Said:
        """What is said of the right: each point of it alone, else of all."""
        alone, every = self.said.get(key, NOTHING), self.said.get(EVERY, NOTHING)
        if alone is NOTHING or every is NOTHING:
            return every if alone is NOTHING else alone
        return Said(
            every.double_filing if alone.double_filing is None else alone.double_filing,
            every.invalidation if alone.invalidation is None else alone.invalidation,
            every.other if alone.other is None else alone.other,
            alone.words or every.words,
        )

    def insists(self, key: str, ground: str) -> bool:
        """Whether the parties were told of ``ground`` and insist."""
        return bool({(key, ground), (EVERY, ground)} & self.acknowledged)
