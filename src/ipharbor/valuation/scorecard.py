"""Facts about a right scored in three dimensions; what is not known is left out and said.

A score orders rights by facts. It is no price: of what patents turn out to be worth such
indicators explain a few per cent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ipharbor.statutes.book import Law
from ipharbor.statutes.values import Share

DIMENSIONS = ("legal", "technical", "economic")
OURS = "valuation.indicators.ours"
STANDARD = "valuation.indicators.standard"
_POINTS = "valuation.points."
_HUNDRED = Decimal(100)
_PLACES = Decimal("0.1")


@dataclass(frozen=True)
class Fact:
    """A measured ``value`` of an indicator, and where it can be looked up."""

    indicator: str
    value: int
    source: str = ""


@dataclass(frozen=True)
class Indicator:
    """An indicator of ours: the indicator of the standard it stands under, that one's dimension,
    and its steps: from, to (None: open) and what part of all points that gives."""

    code: str
    under: str
    dimension: str
    steps: tuple[tuple[int, int | None, Decimal], ...]

    def points(self, value: int) -> Decimal | None:
        """From 0 to 100; None for a value for which the steps give nothing."""
        for low, high, part in self.steps:
            if low <= value and (high is None or value <= high):
                return part * _HUNDRED
        return None


@dataclass(frozen=True)
class ScoreRules:
    """What a scorecard is reckoned by: indicators, weights of dimensions, the least part of
    weights that facts must cover before an overall score is told."""

    indicators: tuple[Indicator, ...]
    weights: tuple[tuple[str, Decimal], ...]
    least: Decimal
    standard: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Scored:
    """An indicator with its fact; ``points`` is None where no fact is known."""

    indicator: Indicator
    fact: Fact | None
    points: Decimal | None


@dataclass(frozen=True)
class Dimension:
    """A dimension: its score from 0 to 100, None without facts; ``known`` of ``all`` the
    indicators of the standard in it for which anything is known."""

    name: str
    weight: Decimal
    score: Decimal | None
    known: int
    all: int


@dataclass(frozen=True)
class Scorecard:
    """``overall`` is None where the facts cover less of the weights than the rules ask;
    ``covered`` is the part that they cover."""

    scored: tuple[Scored, ...]
    dimensions: tuple[Dimension, ...]
    covered: Decimal
    overall: Decimal | None


def rules(law: Law, scenario: str) -> ScoreRules:
    """What the book says for a scenario. Raises HarborError ``statutes.unknown`` for one that the
    book does not know."""
    dimension = {one.code: one.kind for one in law[STANDARD].terms.items}
    indicators = tuple(
        Indicator(one.code, one.kind, dimension[one.kind], _steps(law, one.code))
        for one in law[OURS].terms.items
        if one.kind in dimension
    )
    weights = tuple(
        (row.kind, row.value.of_one)
        for row in law[f"valuation.weights.{scenario}"].table.rows
        if isinstance(row.value, Share)
    )
    least = law["valuation.scorecard.least"].share.of_one
    return ScoreRules(indicators, weights, least, tuple(sorted(dimension.items())))


def scorecard(facts: Sequence[Fact], by: ScoreRules) -> Scorecard:
    """The facts scored. Within a dimension the indicators of the standard for which something is
    known weigh alike, and so do ours within one of them."""
    known = {fact.indicator: fact for fact in facts}
    scored = tuple(_scored(one, known.get(one.code)) for one in by.indicators)
    dimensions = tuple(_dimension(name, weight, scored, by) for name, weight in by.weights)
    total = sum((one.weight for one in dimensions), Decimal(0))
    reached = sum((one.weight * one.known / one.all for one in dimensions if one.all), Decimal(0))
    covered = reached / total if total else Decimal(0)
    told = [(one.weight, one.score) for one in dimensions if one.score is not None]
    weight = sum((part for part, _score in told), Decimal(0))
    overall = None
    if told and weight and covered >= by.least:
        overall = sum((part * score for part, score in told), Decimal(0)) / weight
        overall = overall.quantize(_PLACES)
    return Scorecard(scored, dimensions, covered.quantize(Decimal("0.001")), overall)


def _scored(one: Indicator, fact: Fact | None) -> Scored:
    points = None if fact is None else one.points(fact.value)
    return Scored(one, fact, points)


def _dimension(
    name: str, weight: Decimal, scored: Sequence[Scored], by: ScoreRules
) -> Dimension:  # fmt: skip
    under: dict[str, list[Decimal]] = {}
    for one in scored:
        if one.indicator.dimension == name and one.points is not None:
            under.setdefault(one.indicator.under, []).append(one.points)
    all_of = sum(1 for _code, dimension in by.standard if dimension == name)
    score = None
    if under:
        score = (_mean([_mean(points) for points in under.values()])).quantize(_PLACES)
    return Dimension(name, weight, score, len(under), all_of)


def _mean(values: Sequence[Decimal]) -> Decimal:
    return sum(values, Decimal(0)) / len(values)


def _steps(law: Law, code: str) -> tuple[tuple[int, int | None, Decimal], ...]:
    rows = law[_POINTS + code].table.rows
    return tuple(
        (row.low, row.high, row.value.of_one) for row in rows if isinstance(row.value, Share)
    )


def share_by(score: Decimal, low: Decimal, high: Decimal) -> Decimal:
    """The share in a profit that a score gives between ``low`` and ``high``."""
    return low + (high - low) * score / _HUNDRED
