"""Where a technology or a field stands on its way: growth curves, and when they cannot tell.

Three curves (``CURVES``) are laid through the documents of each year. Each says how many there
will have been when it is over; resampled years say how sure that is. A phase is told only where
the curves agree, the interval is narrow, and a growth without any end fits clearly worse: what
has no end in sight gives no saturation. Curves of this kind are known to fail on young fields
(Glavackij et al. 2022). Sources: ``docs/explanation/forecasting.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
from numpy.random import Generator

from ipharbor.forecasting.counts import Floats
from ipharbor.vocabulary.errors import HarborError

LOGISTIC, GOMPERTZ, BASS = "logistic", "gompertz", "bass"
CURVES = (LOGISTIC, GOMPERTZ, BASS)
LEAST_YEARS, LEAST_COUNT = 8, 50
LEVEL = 0.9
RESAMPLED = 200
AHEAD = 3
WIDEST = 3.0
"""An interval of the saturation whose ends lie further apart than this ratio tells nothing."""
APART = 2.0
"""Saturations of two curves that lie further apart than this ratio disagree."""
CLEARLY = 6.0
"""How much better an end must fit than none: difference of quasi-AIC."""

_EARLY, _HALF, _LATE = 0.1, 0.5, 0.9  # shares of the saturation at which a phase ends
_RATES = np.geomspace(0.03, 1.5, 40)
_PLACES = 40  # midpoints tried, from before the first year to as long again behind the last
_INNOVATION = np.geomspace(1e-4, 0.2, 30)
_LEAST_SHARE = 1e-9
_OPEN = 0.045  # of the saturation: where no more is reached the curve's end lies out of reach
_GROWTHS = np.linspace(-0.2, 1.2, 281)  # of the logarithm, a year


class Phase(StrEnum):
    """How far along: of all the documents there will have been, under 10 %, 50 %, 90 %, more.

    The borders are ours; the four stages are Ernst's (1997).
    """

    EMERGING = "emerging"
    GROWING = "growing"
    MATURING = "maturing"
    SATURATED = "saturated"
    UNTOLD = "untold"


class Why(StrEnum):
    """Why no phase is told."""

    SHORT = "short"
    FEW = "few"
    NO_END = "no_end"
    WIDE = "wide"
    DISAGREE = "disagree"


@dataclass(frozen=True)
class Curve:
    """One curve at its best fit.

    ``saturation`` is how many documents there will have been in all, from ``low`` to ``high``
    with the probability ``LEVEL`` by resampling; infinite where the best fit ends behind every
    curve that was tried. ``reached`` is the share of it that is there. ``peak`` is the year in
    which most came or will come. ``phase`` is what this curve alone would say. ``ahead`` is what
    it gives the next ``AHEAD`` years; ``deviance`` is Poisson's.
    """

    name: str
    saturation: float
    low: float
    high: float
    reached: float
    peak: float
    phase: Phase
    ahead: tuple[float, ...]
    deviance: float


@dataclass(frozen=True)
class Endless:
    """Growth at a steady ``rate`` a year (0.2 for a fifth), from ``low`` to ``high`` with the
    probability ``LEVEL`` by resampling; ``ahead`` as in ``Curve``."""

    rate: float
    low: float
    high: float
    ahead: tuple[float, ...]
    deviance: float


@dataclass(frozen=True)
class Growth:
    """What the curves say together; ``why`` is None where a phase is told.

    ``years`` are the years looked at, ``count`` their documents. ``endless`` is a growth at a
    steady rate, and ``gain`` by how much the best curve is better in the unit of ``CLEARLY``.
    ``curves`` is empty, and ``endless`` None, where there was too little to look at.
    """

    phase: Phase
    why: Why | None
    years: tuple[int, int]
    count: int
    curves: tuple[Curve, ...]
    endless: Endless | None
    gain: float


@dataclass(frozen=True)
class _Family:
    """The curves of one kind that are tried: what each gives each year, (G, T), of a saturation
    of one (the next ``AHEAD`` years in ``ahead``), how much was there before the first year
    (G,), and its peak (G,)."""

    shares: Floats
    ahead: Floats
    before: Floats
    peak: Floats


def growth(counts: npt.ArrayLike, first_year: int, *, lots: Generator) -> Growth:
    """The phase of a field by its documents a year, ``counts`` (T,), nan where unknown.

    Give whole years only, by publication. Leading years of none are left out. ``lots`` draws the
    resampled years: the same lots, the same answer. Raises ``forecast.run`` for counts below
    none or another shape.
    """
    run = np.asarray(counts, dtype=np.float64)
    if run.ndim != 1 or bool(np.any(run < 0)):
        raise HarborError("forecast.run")
    some = np.flatnonzero(np.nan_to_num(run) > 0)
    begun = int(some[0]) if len(some) else len(run)
    run, first = run[begun:], first_year + begun
    known, total = ~np.isnan(run), float(np.nansum(run))
    told = ((first, first + len(run) - 1), int(total))
    if int(known.sum()) < LEAST_YEARS or total < LEAST_COUNT:
        short = int(known.sum()) < LEAST_YEARS
        return Growth(Phase.UNTOLD, Why.SHORT if short else Why.FEW, *told, (), None, np.nan)
    families = {name: _family(name, len(run)) for name in CURVES}
    resampled = _resampled(run, lots)
    curves = tuple(
        _curve(name, family, run, known, resampled, first) for name, family in families.items()
    )
    endless = _endless(run, known, resampled)
    best = min(one.deviance for one in curves)
    # A curve has one parameter more than a steady rate: its saturation, its rate, its place.
    gain = (endless.deviance - best) / max(best / max(int(known.sum()) - 3, 1), 1.0) - 2.0
    phase, why = _together(curves, gain)
    return Growth(phase, why, *told, curves, endless, gain)


def _together(curves: tuple[Curve, ...], gain: float) -> tuple[Phase, Why | None]:
    """The phase that all curves tell, or why there is none."""
    if gain < CLEARLY or any(np.isinf(one.saturation) for one in curves):
        return Phase.UNTOLD, Why.NO_END
    if any(one.high > WIDEST * one.low for one in curves):
        return Phase.UNTOLD, Why.WIDE
    sizes = [one.saturation for one in curves]
    if len({one.phase for one in curves}) > 1 or max(sizes) > APART * min(sizes):
        return Phase.UNTOLD, Why.DISAGREE
    return curves[0].phase, None


def _family(name: str, years: int) -> _Family:
    """All curves of a kind over ``years`` years, the first beginning at 0."""
    at = np.arange(years + AHEAD + 1, dtype=np.float64)
    if name == BASS:
        p, q = (one.reshape(-1, 1) for one in np.meshgrid(_INNOVATION, _RATES, indexing="ij"))
        gone = np.exp(-(p + q) * at)
        reached = (1 - gone) / (1 + q / p * gone)
        peak = np.where(q > p, np.log(q / p) / (p + q), 0.0)[:, 0]
    else:
        places = np.linspace(-0.25 * years, 2.0 * years, _PLACES)
        rate, middle = (one.reshape(-1, 1) for one in np.meshgrid(_RATES, places, indexing="ij"))
        away = np.clip(rate * (at - middle), -500, 500)
        reached = np.exp(-np.exp(np.clip(-away, None, 50))) if name == GOMPERTZ else (
            1 / (1 + np.exp(-away))
        )  # fmt: skip
        peak = middle[:, 0]
    shares = np.maximum(np.diff(reached, axis=1), _LEAST_SHARE)
    return _Family(shares[:, :years], shares[:, years:], reached[:, 0], peak)


def _curve(
    name: str, family: _Family, run: Floats, known: npt.NDArray[np.bool_], resampled: Floats,
    first: int,
) -> Curve:  # fmt: skip
    best, saturation = _fitted(family, np.nan_to_num(run)[np.newaxis], known)
    at, whole = int(best[0]), float(saturation[0])
    _, spread = _fitted(family, resampled, known)
    low, high = np.quantile(spread, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    there = float(family.before[at] + family.shares[at].sum())
    return Curve(
        name=name,
        saturation=whole if there >= _OPEN else np.inf,
        low=float(min(low, whole)),
        high=float(max(high, whole)),
        reached=there,
        peak=first + float(family.peak[at]),
        phase=_phase(there),
        ahead=tuple((whole * family.ahead[at]).tolist()),
        deviance=_deviance(run[known], whole * family.shares[at][known]),
    )


def _fitted(
    family: _Family, runs: Floats, known: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.int64], Floats]:
    """The likeliest curve of each of ``runs`` (R, T), and its saturation, both (R,).

    Given its shape, a curve's likeliest saturation is what was counted by the share of it that
    falls into the years looked at; so only shapes need be tried.
    """
    shares = family.shares[:, known]
    inside = shares.sum(axis=1)
    some = runs[:, known]
    likely = some @ np.log(shares).T - some.sum(axis=1)[:, np.newaxis] * np.log(inside)
    best = likely.argmax(axis=1)
    return best, some.sum(axis=1) / inside[best]


def _resampled(run: Floats, lots: Generator) -> Floats:
    """Years as they might have come: around a smooth course, scattered as the real ones are.

    Counts are negative binomial with the scatter of neighbouring years, no less than Poisson's.
    """
    known = ~np.isnan(run)
    value = np.nan_to_num(run)
    kernel = np.array([1.0, 2.0, 1.0])
    weight = np.convolve(known.astype(np.float64), kernel, "same")
    course = np.convolve(value, kernel, "same") / np.maximum(weight, 1.0)
    steps = np.diff(np.where(known, value - course, np.nan))
    usual = np.maximum((course[1:] + course[:-1]) / 2, 0.5)
    # A year's distance from a course that holds half of it, and its neighbours' quarter each:
    # the difference of two such distances varies 1.25 times as much as one year does.
    squared = (steps**2 / usual)[~np.isnan(steps)]
    scatter = max(float(squared.mean()) / 1.25 if len(squared) else 1.0, 1.0 + 1e-6)
    size = np.maximum(course, 1e-3)
    failures = np.broadcast_to(size / (scatter - 1), (RESAMPLED, len(run)))
    return lots.negative_binomial(failures, 1 / scatter).astype(np.float64)


def _endless(run: Floats, known: npt.NDArray[np.bool_], resampled: Floats) -> Endless:
    """Growth at the likeliest steady rate."""
    time = np.arange(len(run) + AHEAD, dtype=np.float64) - len(run)
    course = np.exp(_GROWTHS[:, np.newaxis] * time)
    inside = course[:, : len(run)][:, known]
    shape = inside / inside.sum(axis=1, keepdims=True)
    some = run[known]
    best = int((np.log(shape) @ some).argmax())
    rates = _GROWTHS[(resampled[:, known] @ np.log(shape).T).argmax(axis=1)]
    low, high = np.expm1(np.quantile(rates, [(1 - LEVEL) / 2, (1 + LEVEL) / 2]))
    rate = float(np.expm1(_GROWTHS[best]))
    ahead = some.sum() * course[best, len(run) :] / inside[best].sum()
    return Endless(
        rate, min(float(low), rate), max(float(high), rate), tuple(ahead.tolist()),
        _deviance(some, some.sum() * shape[best]),
    )  # fmt: skip


def _deviance(counts: Floats, expected: Floats) -> float:
    some = counts > 0
    ratio = np.log(np.where(some, counts, 1.0) / np.where(some, expected, 1.0))
    return float(2 * (np.where(some, counts * ratio, 0.0) - (counts - expected)).sum())


def _phase(reached: float) -> Phase:
    if reached < _EARLY:
        return Phase.EMERGING
    if reached < _HALF:
        return Phase.GROWING
    return Phase.MATURING if reached < _LATE else Phase.SATURATED
