"""A valuation: every method that can be reckoned, the range, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import numpy.typing as npt
from numpy.random import PCG64, Generator

from ipharbor.valuation import income
from ipharbor.valuation.agreement import Agreement, agreement, outside
from ipharbor.valuation.cost import Cost, cost
from ipharbor.valuation.draws import FACTORS, Dependence, triangular, uniforms
from ipharbor.valuation.income import Income, Rates, money
from ipharbor.valuation.market import Market, market
from ipharbor.valuation.methods import INCOME, TIMINGS, Method
from ipharbor.valuation.renewal import Course, Renewal, renewal, renewals
from ipharbor.valuation.scorecard import Scorecard, scorecard
from ipharbor.valuation.simulate import QUANTILES, Streams, error_of_median, valued
from ipharbor.valuation.spread import Spread, exactly
from ipharbor.valuation.subject import Basis, Rules, Subject
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.findings import Finding, Severity

Floats = npt.NDArray[np.float64]

ORDER = (
    Method.RELIEF, Method.PROFIT_SHARE, Method.EXCESS, Method.MARKET, Method.RENEWAL, Method.COST
)  # fmt: skip
"""Which method leads where the appraiser says nothing: the first of these that gives a value."""
MOST_RIGHTS = 500


@dataclass(frozen=True)
class Range:
    """The values that one, five and nine in ten draws do not exceed, and their mean, in CNY.

    ``error`` is half the width of the band in which the median lies with 95 %.
    """

    low: Decimal
    median: Decimal
    high: Decimal
    mean: Decimal
    error: Decimal


@dataclass(frozen=True)
class Valued:
    """What one method gives, with its steps."""

    method: Method
    value: Decimal
    steps: Income | Market | Cost | Renewal


@dataclass(frozen=True)
class Missing:
    """A method that gives no number: ``code`` of the message that says what to bring."""

    method: Method
    code: str


@dataclass(frozen=True)
class Bar:
    """What the leading value becomes when one thing alone is at its least and at its most."""

    factor: str
    least: Decimal
    most: Decimal
    at_least: Decimal
    at_most: Decimal

    @property
    def width(self) -> Decimal:
        """How far the two are apart."""
        return abs(self.at_most - self.at_least)


@dataclass(frozen=True)
class RightValue:
    """A right's value: ``lead`` is the method its range rests on, None where nothing could be
    reckoned; ``tornado`` has the widest bar first."""

    key: str
    lead: Method | None
    range: Range | None
    valued: tuple[Valued, ...]
    missing: tuple[Missing, ...]
    agreement: Agreement | None
    tornado: tuple[Bar, ...]
    score: Scorecard
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Whole:
    """All rights together. ``apart_low`` and ``apart_high`` are the sums of the rights' own tenth
    and ninetieth percentiles, ``effective`` to how many alike rights the values come down."""

    range: Range
    apart_low: Decimal
    apart_high: Decimal
    effective: Decimal


@dataclass(frozen=True)
class Appraisal:
    """The values of the rights, and of the whole; None where no right has a value."""

    rights: tuple[RightValue, ...]
    whole: Whole | None

    @property
    def without(self) -> tuple[str, ...]:
        """The rights that have no value."""
        return tuple(one.key for one in self.rights if one.range is None)


def appraise(basis: Basis) -> Appraisal:
    """The valuation that follows from ``basis``; the same basis gives the same figures.

    Raises HarborError ``valuation.rights`` for no rights or more than 500, and
    ``valuation.draws`` for a number of draws that is not from 100 to a million.
    """
    if not 0 < len(basis.subjects) <= MOST_RIGHTS:
        raise HarborError("valuation.rights", fields=("keys",), most=MOST_RIGHTS)
    if not 100 <= basis.draws <= 1_000_000:
        raise HarborError("valuation.draws", fields=("draws",), n=basis.draws)
    rng = Generator(PCG64(basis.seed))
    tied = basis.rules.tied
    shared = rng.standard_normal((len(FACTORS), basis.draws))
    made, drawn = [], []
    for subject in basis.subjects:
        value, values = _right(subject, basis, tied, rng, shared)
        made.append(value)
        if values is not None:
            drawn.append((value, values))
    return Appraisal(tuple(made), _whole(drawn))


def _right(
    subject: Subject, basis: Basis, tied: Dependence, rng: Generator, shared: Floats
) -> tuple[RightValue, Floats | None]:
    valued_by, missing, findings = methods_of(subject, basis.rules)
    told = {one.method: one.value for one in valued_by}
    findings += outside(
        basis.rules.bands, royalty=subject.royalty, sales=subject.sales, profit=subject.profit,
        share=subject.share,
    )  # fmt: skip
    score = scorecard(subject.facts, basis.rules.score)
    lead = _lead(told, basis.lead)
    if lead is None:
        value = RightValue(
            subject.key, None, None, valued_by, missing, None, (), score, tuple(findings)
        )
        return value, None
    found = uniforms(1, basis.draws, tied, rng, shared)
    values = _draws(subject, lead, dict(found), valued_by)
    agreed = agreement(told, lead, most=basis.rules.methods_apart)
    value = RightValue(
        subject.key, lead, _range(values), valued_by, missing, agreed,
        tornado(subject, lead), score, (*findings, *agreed.findings),
    )  # fmt: skip
    return value, values


def ranges(basis: Basis, made: Appraisal) -> tuple[tuple[tuple[Method, Range], ...], ...]:
    """For each right of ``made`` the range of every method that gives a value, over the draws that
    its own range rests on; that of the leading method is the right's own. ``made`` is what
    ``appraise`` gives for ``basis``."""
    rng = Generator(PCG64(basis.seed))
    shared = rng.standard_normal((len(FACTORS), basis.draws))
    found: list[tuple[tuple[Method, Range], ...]] = []
    for subject, value in zip(basis.subjects, made.rights, strict=True):
        if value.lead is None:
            found.append(())
            continue
        drawn = uniforms(1, basis.draws, basis.rules.tied, rng, shared)
        found.append(
            tuple(
                (one.method, _range(_draws(subject, one.method, dict(drawn), value.valued)))
                for one in value.valued
            )
        )
    return tuple(found)


def methods_of(
    subject: Subject, by: Rules
) -> tuple[tuple[Valued, ...], tuple[Missing, ...], list[Finding]]:
    """What each method gives for the right, what keeps the others from giving anything, and what
    is to be said of either."""
    valued_by: list[Valued] = []
    missing: list[Missing] = []
    findings: list[Finding] = []
    if subject.life.years == 0:
        findings.append(Finding("valuation.no_life", Severity.FAULT))
        return (), tuple(Missing(one, "valuation.missing.life") for one in ORDER), findings
    for method in ORDER:
        lacks = lacking(subject, method)
        if lacks:
            missing.append(Missing(method, lacks))
            continue
        made = _one(subject, method, by)
        valued_by.append(made)
        if isinstance(made.steps, Market):
            findings.extend(made.steps.findings)
    return tuple(valued_by), tuple(missing), findings


def lacking(subject: Subject, method: Method) -> str:
    """The code of what the method lacks; empty where it lacks nothing."""
    needs: Mapping[Method, tuple[tuple[object, str], ...]] = {
        Method.RELIEF: ((subject.sales, "sales"), (subject.royalty, "royalty")),
        Method.PROFIT_SHARE: ((subject.profit, "profit"), (subject.share, "share")),
        Method.EXCESS: ((subject.earnings, "earnings"), (subject.charges, "charges")),
        Method.MARKET: ((subject.comparables or None, "comparables"),),
        Method.COST: ((subject.costs, "costs"),),
        Method.RENEWAL: (
            (subject.annuities or None, "annuities"), (subject.first_return, "first_return"),
        ),
    }  # fmt: skip
    for held, name in needs[method]:
        if held is None:
            return f"valuation.missing.{name}"
    return ""


def _one(subject: Subject, method: Method, by: Rules) -> Valued:
    if method in INCOME:
        held = central(subject, method)
        return Valued(method, held.value, held)
    if method is Method.MARKET:
        sold = market(subject.comparables, least=by.least_comparables, size=subject.sales)
        return Valued(method, sold.value, sold)
    if method is Method.COST:
        assert subject.costs is not None
        made = cost(subject.costs, used=subject.used, life=subject.life.years)
        return Valued(method, made.value, made)
    assert subject.first_return is not None
    option = renewal(subject.annuities, subject.first_return.mode, _course(subject))
    return Valued(method, option.value, option)


def central(subject: Subject, method: Method, **changed: Decimal) -> Income:
    """The income of the right with everything at its likeliest, but for what is ``changed``:
    ``rate``, ``growth``, ``decay``, ``discount`` or ``life``."""
    told = {
        "growth": subject.growth.mode, "decay": subject.decay.mode,
        "discount": subject.discount.mode, "life": subject.life.years,
        "rate": _rate(subject, method).mode,
    } | changed  # fmt: skip
    rates = Rates(told["growth"], told["decay"], told["discount"], subject.tax, told["life"])
    if method is Method.RELIEF:
        assert subject.sales is not None
        return income.relief(subject.sales, told["rate"], rates)
    if method is Method.PROFIT_SHARE:
        assert subject.profit is not None
        return income.profit_share(subject.profit, told["rate"], rates)
    assert subject.earnings is not None and subject.charges is not None
    return income.excess_earnings(subject.earnings, subject.charges, rates)


def tornado(subject: Subject, lead: Method) -> tuple[Bar, ...]:
    """One bar for each thing that is open, the widest first; none where nothing is."""
    if lead not in INCOME:
        return ()
    spreads = {"rate": _rate(subject, lead)} | {
        name: getattr(subject, name) for name in ("growth", "decay", "discount")
    }
    spreads["life"] = subject.life.spread
    bars = [
        Bar(
            name, one.low, one.high,
            central(subject, lead, **{name: one.low}).value,
            central(subject, lead, **{name: one.high}).value,
        )
        for name, one in spreads.items()
        if not one.certain
    ]  # fmt: skip
    return tuple(sorted(bars, key=lambda bar: -bar.width))


def _rate(subject: Subject, method: Method) -> Spread:
    if method is Method.RELIEF:
        assert subject.royalty is not None
        return subject.royalty
    if method is Method.PROFIT_SHARE:
        assert subject.share is not None
        return subject.share
    return exactly(1)


def _lead(told: Mapping[Method, Decimal], asked: Method | None) -> Method | None:
    if asked is not None and asked in told:
        return asked
    return next((method for method in ORDER if method in told), None)


def _draws(
    subject: Subject, lead: Method, uniform: dict[str, Floats], told: tuple[Valued, ...]
) -> Floats:
    """The value in each draw."""
    if lead in INCOME:
        return valued(_streams(subject, lead), uniform)[0]
    steps = next(one.steps for one in told if one.method is lead)
    if isinstance(steps, Market):
        middle = min(max(steps.value, steps.low), steps.high)
        return triangular(uniform["rate"], _floats(Spread(steps.low, middle, steps.high)))[0]
    if isinstance(steps, Renewal):
        assert subject.first_return is not None
        returns = triangular(uniform["rate"], _floats(subject.first_return))[0]
        return renewals(subject.annuities, returns, _course(subject))
    value = next(one.value for one in told if one.method is lead)
    return np.full(uniform["rate"].shape[1], float(value))


def _streams(subject: Subject, lead: Method) -> Streams:
    base = {
        Method.RELIEF: subject.sales,
        Method.PROFIT_SHARE: subject.profit,
        Method.EXCESS: (subject.earnings or Decimal(0)) - (subject.charges or Decimal(0)),
    }[lead]
    assert base is not None
    return Streams(
        np.array([float(base * (1 - subject.tax))]),
        _floats(_rate(subject, lead)),
        _floats(subject.growth),
        _floats(subject.decay),
        _floats(subject.discount),
        _floats(subject.life.spread),
        TIMINGS[lead],
    )


def _floats(one: Spread) -> Floats:
    return np.array([[float(one.low), float(one.mode), float(one.high)]])


def _course(subject: Subject) -> Course:
    return Course(
        float(subject.decay.mode), float(subject.volatility), float(subject.discount.mode)
    )


def _range(values: Floats) -> Range:
    low, median, high = (_money(one) for one in np.quantile(values, QUANTILES))
    return Range(low, median, high, _money(values.mean()), _money(error_of_median(values)))


def _money(value: float) -> Decimal:
    return money(Decimal(float(value)))


def _whole(drawn: list[tuple[RightValue, Floats]]) -> Whole | None:
    if not drawn:
        return None
    total = np.sum([values for _right, values in drawn], axis=0)
    ranges = [one.range for one, _values in drawn if one.range is not None]
    means = np.array([float(one.mean) for one in ranges])
    squares = float((means**2).sum())
    effective = float(means.sum() ** 2) / squares if squares else float(len(means))
    return Whole(
        _range(total),
        sum((one.low for one in ranges), Decimal(0)),
        sum((one.high for one in ranges), Decimal(0)),
        Decimal(effective).quantize(Decimal("0.1")),
    )
