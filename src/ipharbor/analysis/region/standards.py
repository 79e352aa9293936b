"""What a ledger is asked with besides itself: the rule of high-value inventions, awards, and the
region's industries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from ipharbor.statutes.provision import Provision
from ipharbor.statutes.values import Term, Terms
from ipharbor.vocabulary.chains import Chains


@dataclass(frozen=True)
class Award:
    """A national award for the right ``key``: given on a day, known here since another."""

    key: str
    name: str
    on: date
    known_on: date


@dataclass(frozen=True)
class Rules:
    """The rule of a day. ``classes`` are the codes that count; ``emerging`` is the list of
    classes as the book has it; a right must be older than ``years`` from its filing, or from its
    grant; ``amount`` in CNY."""

    classes: tuple[str, ...]
    emerging: Terms
    years: int
    from_filing: bool
    amount: float
    untold: bool
    provisions: Mapping[str, Provision] = field(default_factory=dict, hash=False, compare=False)

    @property
    def terms(self) -> tuple[Term, ...]:
        """The classes in the law book's words."""
        criteria = self.provisions["high_value.criteria"].value
        assert isinstance(criteria, Terms)
        return criteria.items

    @property
    def prefixes(self) -> tuple[str, ...]:
        """The beginnings of symbols that count as emerging."""
        return tuple(term.code for term in self.emerging.items)


@dataclass(frozen=True)
class Standards:
    """``stamp`` tells them from any others: equal ones give equal answers."""

    stamp: str = ""
    rule: Rules | None = field(default=None, compare=False)
    plan: Provision | None = field(default=None, compare=False)  # its target per 10,000 people
    awards: tuple[Award, ...] = field(default=(), compare=False)
    chains: Chains | None = field(default=None, compare=False)
