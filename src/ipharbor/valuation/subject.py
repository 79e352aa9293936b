"""What a valuation is reckoned from: a right with what is known and what was stated of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ipharbor.statutes.book import Law
from ipharbor.statutes.values import Share, Table
from ipharbor.valuation import draws, scorecard
from ipharbor.valuation.agreement import Bands
from ipharbor.valuation.cost import Costs
from ipharbor.valuation.draws import Dependence
from ipharbor.valuation.life import Life
from ipharbor.valuation.market import Comparable
from ipharbor.valuation.methods import Method
from ipharbor.valuation.scorecard import Fact, ScoreRules
from ipharbor.valuation.spread import Spread
from ipharbor.vocabulary.errors import HarborError

SCENARIOS = "valuation.scenarios"


@dataclass(frozen=True)
class Subject:
    """A right to be valued.

    ``used`` are the years since filing. ``sales``, ``profit``, ``earnings`` and ``charges`` are
    those of the first year to come that belong to the right, in CNY; None where nobody says.
    ``annuities`` are those to come by the office's schedule, ``first_return`` what the holder
    expects of the next year before paying. ``sources`` names by field where each comes from.
    """

    key: str
    title: str
    patent_type: str
    life: Life
    used: Decimal
    growth: Spread
    decay: Spread
    discount: Spread
    tax: Decimal
    sales: Decimal | None = None
    royalty: Spread | None = None
    profit: Decimal | None = None
    share: Spread | None = None
    earnings: Decimal | None = None
    charges: Decimal | None = None
    comparables: tuple[Comparable, ...] = ()
    costs: Costs | None = None
    annuities: tuple[Decimal, ...] = ()
    first_return: Spread | None = None
    volatility: Decimal = Decimal(0)
    facts: tuple[Fact, ...] = ()
    sources: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Rules:
    """The numbers of the book that a valuation used, as they stood on its day."""

    least_comparables: int
    methods_apart: Decimal
    bands: Bands
    tied: Dependence
    score: ScoreRules


@dataclass(frozen=True)
class Basis:
    """All that a valuation rests on. Reckoned again from it, every figure is the same.

    ``lead`` is the method that the appraiser lets decide, None for the first that gives a value.
    """

    valued_on: date
    scenario: str
    subjects: tuple[Subject, ...]
    rules: Rules
    lead: Method | None
    draws: int
    seed: int


def rules(law: Law, scenario: str) -> Rules:
    """The numbers of the book for a scenario. Raises HarborError ``valuation.scenario`` for one
    that the book does not list."""
    if scenario not in {one.code for one in law[SCENARIOS].terms.items}:
        raise HarborError("valuation.scenario", fields=("scenario",), scenario=scenario[:40])
    return Rules(
        int(law["valuation.comparables.least"].count.n),
        law["valuation.agreement.most"].multiple.times,
        Bands(
            _ends(law["valuation.band.royalty"].table),
            _ends(law["valuation.band.of_profit"].table),
        ),
        draws.usual(law),
        scorecard.rules(law, scenario),
    )


def _ends(table: Table) -> tuple[Decimal, Decimal]:
    low, high = table.at("low"), table.at("high")
    if not (isinstance(low, Share) and isinstance(high, Share)):
        raise TypeError("a band has a low and a high share")
    return low.of_one, high.of_one
