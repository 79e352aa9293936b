"""What a lender's portfolio may lose in a year: a distribution, with what each party bears.

Borrowers default together through one common factor Z, a standard normal: borrower i defaults
when √ρ·Z + √(1−ρ)·εᵢ < Φ⁻¹(pᵢ), with pᵢ its chance of default and ρ the correlation of assets
(the one-factor model of Vasicek, The distribution of loan portfolio value, Risk, 2002). A loan
in default loses what the sale of its collateral does not bring; a sale brings the value that
counts times a median share m times e^(σ·ξ), with ξ = √q·Z + √(1−q)·η: where many default, sales
bring little (Frye, Collateral damage, Risk, 2000). p, ρ, m, σ and q are inputs, by default the
provisions ``pledge.stress.*``: assumptions of this system, not measured.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt
from numpy.random import Generator

from ipharbor.statutes.book import Law
from ipharbor.statutes.values import Share
from ipharbor.vocabulary.errors import HarborError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
NORMAL = NormalDist()
LEVEL = 0.99
DRAWS = 20_000
UNGRADED = "ungraded"
DEFAULT = "pledge.stress.default"
CORRELATION = "pledge.stress.correlation"
REALISED = "pledge.stress.realised"
SPREAD = "pledge.stress.spread"
DEPENDENCE = "pledge.stress.dependence"
_AT_ONCE = 4_000_000  # lots drawn at once, to bound memory


@dataclass(frozen=True)
class Assumptions:
    """What a stress test assumes. ``default`` is the chance of default in a year by grade;
    ``correlation`` ρ, ``realised`` m, ``spread`` σ and ``dependence`` q as told above."""

    default: Mapping[str, float]
    correlation: float
    realised: float
    spread: float
    dependence: float

    def of(self, grade: str) -> float:
        """The chance of default of a grade; of one that is not told, that of the ungraded."""
        return self.default.get(grade, self.default.get(UNGRADED, 0.0))


@dataclass(frozen=True)
class Portfolio:
    """Loans in columns: the principal outstanding, what counts of the collateral (both in CNY),
    the place of each borrower in ``grades``, and whether the risk pool covers the loan."""

    principal: Floats
    collateral: Floats
    borrower: Ints
    grades: Sequence[str]
    pooled: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Party:
    """What one party bears: the expected and the 99 % loss."""

    party: str
    share: float
    expected: float
    at_level: float


@dataclass(frozen=True)
class Stress:
    """The distribution of the loss of one year, in CNY.

    ``expected_error`` and ``at_level_error`` are standard errors of the Monte Carlo, ``beyond``
    the mean of the losses at or above the loss at ``level``. ``histogram`` are shares of draws
    between ``edges``. ``parties`` bear the losses in their shares; a fund no more than it holds.
    """

    draws: int
    level: float
    principal: float
    uncovered: float
    expected: float
    expected_error: float
    at_level: float
    at_level_error: float
    beyond: float
    beyond_error: float
    none: float
    edges: tuple[float, ...]
    histogram: tuple[float, ...]
    parties: tuple[Party, ...]


def assumptions(law: Law) -> Assumptions:
    """What the book assumes on a day. Raises as ``law[...]`` does."""
    table = law[DEFAULT].table
    rows = {kind: table.at(kind) for kind in table.kinds()}
    return Assumptions(
        {kind: float(one.of_one) for kind, one in rows.items() if isinstance(one, Share)},
        float(law[CORRELATION].share.of_one),
        float(law[REALISED].share.of_one),
        float(law[SPREAD].multiple.times),
        float(law[DEPENDENCE].share.of_one),
    )


def checked(assumed: Assumptions) -> Assumptions:
    """``assumed`` where each lies in its bounds; raises ``pledge.stress.assumption`` else."""
    told = {f"default.{grade}": chance for grade, chance in assumed.default.items()}
    told |= {"correlation": assumed.correlation, "dependence": assumed.dependence}
    wrong = [name for name, one in told.items() if not 0 <= one < 1]
    if not 0 <= assumed.realised <= 2:
        wrong.append("realised")
    if not 0 <= assumed.spread <= 3:
        wrong.append("spread")
    if wrong:
        raise HarborError("pledge.stress.assumption", fields=tuple(wrong), name=wrong[0])
    return assumed


def losses(
    loans: Portfolio,
    assumed: Assumptions,
    *,
    draws: int,
    lots: Generator,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Floats, Floats]:
    """The loss of each draw, and the part of it on pooled loans, in CNY."""
    order = np.argsort(loans.borrower, kind="stable")
    count = np.bincount(loans.borrower, minlength=len(loans.grades))
    first = np.concatenate(([0], np.cumsum(count)))[:-1]
    chances = np.array([assumed.of(grade) for grade in loans.grades], dtype=np.float64)
    levels, of_borrower = np.unique(chances, return_inverse=True)
    total, pooled = np.zeros(draws), np.zeros(draws)
    step = max(1, _AT_ONCE // max(1, len(chances)))
    for begins in range(0, draws, step):
        size = min(step, draws - begins)
        factor = lots.standard_normal(size)
        given = conditional(levels, assumed.correlation, factor)
        drawn, who = np.nonzero(lots.random((size, len(chances))) < given[:, of_borrower])
        row = np.repeat(drawn, count[who])
        within = np.arange(len(row)) - np.repeat(np.cumsum(count[who]) - count[who], count[who])
        loan = order[np.repeat(first[who], count[who]) + within]
        lost = _lost(loans, assumed, loan, factor[row], lots)
        total[begins : begins + size] = np.bincount(row, lost, minlength=size)
        pooled[begins : begins + size] = np.bincount(row, lost * loans.pooled[loan], minlength=size)
        if progress is not None:
            progress(begins + size, draws)
    return total, pooled


def stress(
    loans: Portfolio,
    assumed: Assumptions,
    *,
    shares: Mapping[str, float],
    fund: float | None,
    draws: int,
    lots: Generator,
    level: float = LEVEL,
    progress: Callable[[int, int], None] | None = None,
) -> Stress:
    """The loss distribution of ``loans`` in a year.

    ``shares`` say who bears which part of a pooled loss and add up to one; ``bank`` is the lender,
    who bears what is not pooled, and what is beyond ``fund``, the amount that the party ``fund``
    holds (None for no bound). Raises ``pledge.stress.assumption``, ``pledge.stress.draws`` and
    ``pledge.stress.shares``.
    """
    checked(assumed)
    if draws < 1000:
        raise HarborError("pledge.stress.draws", fields=("draws",), draws=draws)
    if abs(sum(shares.values()) - 1) > 1e-9 or min(shares.values()) < 0:
        raise HarborError("pledge.stress.shares", fields=("shares",))
    total, pooled = losses(loans, assumed, draws=draws, lots=lots, progress=progress)
    at_level, error = quantile(total, level)
    tail = total[total >= at_level]
    counts, edges = np.histogram(total, bins=40)
    return Stress(
        draws, level, float(loans.principal.sum()),
        float(np.maximum(loans.principal - loans.collateral, 0).sum()),
        float(total.mean()), float(total.std(ddof=1) / math.sqrt(draws)), at_level, error,
        float(tail.mean()), float(tail.std() / math.sqrt(len(tail))), float((total == 0).mean()),
        tuple(edges.tolist()), tuple((counts / draws).tolist()),
        _parties(total, pooled, shares, fund, level),
    )  # fmt: skip


def conditional(chances: Floats, correlation: float, factor: Floats) -> Floats:
    """The chance of default given the common factor, by draw and chance."""
    limits = np.array([_limit(chance) for chance in chances.tolist()])
    above = limits[None, :] - math.sqrt(correlation) * factor[:, None]
    return np.asarray(_below(above / math.sqrt(1 - correlation)), dtype=np.float64)


def quantile(lost: Floats, level: float) -> tuple[float, float]:
    """The loss that is not exceeded with chance ``level``, and its standard error.

    The error is a fourth of the distance between the order statistics that hold the quantile
    with 95 % (binomial, without assuming a distribution).
    """
    ordered = np.sort(lost)
    n = len(ordered)
    middle, around = n * level, 1.959964 * math.sqrt(n * level * (1 - level))
    low, high = max(0, math.floor(middle - around)), min(n - 1, math.ceil(middle + around))
    at = ordered[min(n - 1, math.ceil(middle) - 1)]
    return float(at), float(ordered[high] - ordered[low]) / (2 * 1.959964)


def limit_loss(
    level: float, chance: float, correlation: float, given_default: Callable[[float], float]
) -> float:
    """The quantile of the loss share of an infinitely fine portfolio of equal loans (Vasicek 2002).

    ``given_default`` gives the share lost in default at a value of the factor; a constant gives
    Vasicek's own form, Φ((Φ⁻¹(p) + √ρ·Φ⁻¹(level)) / √(1−ρ)) times it.
    """
    factor = NORMAL.inv_cdf(1 - level)
    limit = _limit(chance) - math.sqrt(correlation) * factor
    return NORMAL.cdf(limit / math.sqrt(1 - correlation)) * given_default(factor)


def given_default(cover: float, assumed: Assumptions, factor: float) -> float:
    """The expected share lost in default at a value of the common factor.

    ``cover`` is what counts of the collateral as a share of the principal. The mean of
    max(0, 1 − c·e^(s·η)) for a normal η, the form of a put option (Black and Scholes 1973).
    """
    centre = cover * assumed.realised
    if centre <= 0:
        return 1.0
    centre *= math.exp(assumed.spread * math.sqrt(assumed.dependence) * factor)
    own = assumed.spread * math.sqrt(1 - assumed.dependence)
    if own < 1e-12:
        return max(0.0, 1 - centre)
    reach = -math.log(centre) / own
    return NORMAL.cdf(reach) - centre * math.exp(own * own / 2) * NORMAL.cdf(reach - own)


def _lost(
    loans: Portfolio, assumed: Assumptions, loan: Ints, factor: Floats, lots: Generator
) -> Floats:
    """What each loan in default loses after the sale of its collateral."""
    own = lots.standard_normal(len(loan))
    common = math.sqrt(assumed.dependence) * factor
    moved = common + math.sqrt(1 - assumed.dependence) * own
    brought = loans.collateral[loan] * assumed.realised * np.exp(assumed.spread * moved)
    return np.maximum(loans.principal[loan] - brought, 0.0)


def _parties(
    total: Floats, pooled: Floats, shares: Mapping[str, float], fund: float | None, level: float
) -> tuple[Party, ...]:
    borne = {party: pooled * share for party, share in shares.items()}
    beyond = np.zeros_like(total)
    if fund is not None and "fund" in borne:
        beyond = np.maximum(borne["fund"] - fund, 0.0)
        borne["fund"] = borne["fund"] - beyond
    borne["bank"] = borne.get("bank", 0.0) + (total - pooled) + beyond
    return tuple(
        Party(name, shares.get(name, 0.0), float(lost.mean()), quantile(lost, level)[0])
        for name, lost in borne.items()
    )


def _limit(chance: float) -> float:
    return -math.inf if chance <= 0 else NORMAL.inv_cdf(chance)


_erfc = np.frompyfunc(math.erfc, 1, 1)


def _below(at: Floats) -> Floats:
    """The standard normal distribution function, by elements."""
    return np.asarray(_erfc(-at / math.sqrt(2)), dtype=np.float64) / 2
