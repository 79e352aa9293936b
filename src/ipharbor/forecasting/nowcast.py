"""What a year that is not over will reach: a forecast with an interval, and what it is worth.

Several methods say at the same point of every earlier year, from what was known then, what the
year would reach. Their past errors weigh them (Bates and Granger 1969), choose between the
combination and one of them alone, and give the interval (conformal prediction). What comes
out is shown as a forecast only where it has been nearer than both naive forecasts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np

from ipharbor.forecasting._methods import COMBINATION, METHODS, NAIVE, SINCE_SHIFT
from ipharbor.forecasting._trials import Trials, trials
from ipharbor.forecasting.counts import Floats, YearCounts
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.messages import message

LEVELS = (0.80, 0.95)
LEAST_TRIALS = 3
"""Fewer earlier years than this tell nothing of skill."""


class Verdict(StrEnum):
    """Whether it may be called a forecast."""

    SHOWN = "shown"
    NOT_BETTER = "not_better"


@dataclass(frozen=True)
class Interval:
    """The year ends between ``low`` and ``high``, both included, with probability ``level``."""

    level: float
    low: int
    high: int

    def holds(self, count: float) -> bool:
        return self.low <= count <= self.high


@dataclass(frozen=True)
class Naive:
    """A forecast that anyone can make without a model.

    ``name`` is ``last_year``, its total; or ``same_share``, so far divided by the share that
    last year had reached at this point. ``expected`` is None where it cannot be made. ``error``
    is how far off it was on average in the trial years, None where it never could be made.
    """

    name: str
    expected: float | None
    error: float | None


@dataclass(frozen=True)
class Trial:
    """What would have been said in an earlier year at the same point, and what it reached.

    ``last_year`` and ``same_share`` are the naive forecasts of then.
    """

    year: int
    so_far: int
    expected: float
    intervals: tuple[Interval, ...]
    method: str
    last_year: float | None
    same_share: float | None
    reached: int


@dataclass(frozen=True)
class Coverage:
    """In ``inside`` of ``years`` trial years the outcome lay in the interval of ``level``."""

    level: float
    inside: int
    years: int


@dataclass(frozen=True)
class Skill:
    """How good such forecasts were in the trial years; None where there was none.

    ``error`` is the mean absolute error, ``percentage`` that of the outcome (years that
    reached nothing left out), ``scaled`` the error as a multiple of the mean change from year
    to year (MASE, Hyndman and Koehler 2006): below 1 is better than last year's total.
    ``wins`` counts the years in which it was nearer than every naive forecast.
    """

    years: int
    error: float | None
    percentage: float | None
    scaled: float | None
    wins: int
    coverage: tuple[Coverage, ...]


@dataclass(frozen=True)
class Basis:
    """What a nowcast rests on.

    ``whole_years`` are the earlier years of which every part is known. ``share_so_far`` is the
    share of a year that usually has been heard of by this point, ``late`` how many of the
    parts that are over are expected to be heard of still. ``missing`` counts parts of this
    year that are over and unknown. ``weights`` are the methods' shares in the combination.
    """

    whole_years: tuple[int, ...]
    share_so_far: float
    late: float
    missing: int
    weights: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Reason:
    """Why a verdict fell as it did: a message's code and what fills it."""

    code: str
    params: tuple[tuple[str, str], ...] = ()

    def told(self, lang: str) -> str:
        """The reason as a sentence in ``lang``."""
        return message(self.code, lang, dict(self.params)).what


@dataclass(frozen=True)
class Nowcast:
    """What ``year`` will reach, as known on ``known_on`` from counts until ``until``.

    ``expected`` is of the whole year and not rounded; ``intervals`` in the order of the levels
    asked for, the bounds never below ``so_far``. ``method`` is a name that
    ``method_told`` puts into words. Only with the verdict ``shown`` may a page call it a
    forecast: otherwise it shows ``so_far``, the naive figures and ``reason``.
    """

    year: int
    known_on: date
    until: date
    so_far: int
    expected: float
    intervals: tuple[Interval, ...]
    method: str
    basis: Basis
    naive: tuple[Naive, ...]
    skill: Skill
    trials: tuple[Trial, ...]
    verdict: Verdict
    reason: Reason

    @property
    def shown(self) -> bool:
        return self.verdict is Verdict.SHOWN


def nowcast(counts: YearCounts, levels: Sequence[float] = LEVELS) -> Nowcast:
    """Nowcast one series. Raises ``forecast.counts`` where ``counts`` holds several."""
    if counts.series != 1:
        raise HarborError("forecast.counts", year=counts.year)
    return nowcasts(counts, levels)[0]


def nowcasts(counts: YearCounts, levels: Sequence[float] = LEVELS) -> tuple[Nowcast, ...]:
    """Nowcast every series of ``counts``, in their order, with its back-test.

    A series without any earlier year, without any count, or with gaps is answered too; it is
    then not shown as a forecast, and its interval is as wide as knowing nothing makes it.
    """
    found = trials(counts, levels)
    return tuple(_told(counts, found, one, levels) for one in range(counts.series))


def method_told(method: str, lang: str) -> str:
    """A method's name in words."""
    if method in (COMBINATION, SINCE_SHIFT):
        return message(f"nowcast.method.{method}", lang, {}).what
    family, _, memory = method.partition("_")
    return message(f"nowcast.method.{family}", lang, {"memory": memory}).what


def _told(counts: YearCounts, found: Trials, one: int, levels: Sequence[float]) -> Nowcast:
    now = counts.years - 1
    tried = [year for year in range(1, now) if not np.isnan(found.reached[one, year])]
    skill = _skill(found, one, tried, levels)
    naive = tuple(_naive(found, one, tried, which) for which in range(len(NAIVE)))
    verdict, reason = _verdict(found, one, tried, naive)
    return Nowcast(
        year=counts.year,
        known_on=counts.known_on,
        until=counts.until,
        so_far=int(found.so_far[one, now]),
        expected=float(found.expected[one, now]),
        intervals=_intervals(found, one, now, levels),
        method=_method(found, one, now),
        basis=_basis(counts, found, one),
        naive=naive,
        skill=skill,
        trials=tuple(_trial(counts, found, one, year, levels) for year in tried),
        verdict=verdict,
        reason=reason,
    )


def _intervals(found: Trials, one: int, year: int, levels: Sequence[float]) -> tuple[Interval, ...]:
    lows, highs = found.low[one, year].tolist(), found.high[one, year].tolist()
    return tuple(
        Interval(level, int(low), int(high))
        for level, low, high in zip(levels, lows, highs, strict=True)
    )


def _method(found: Trials, one: int, year: int) -> str:
    which = int(found.method[one, year])
    return (*METHODS, COMBINATION, SINCE_SHIFT)[which]


def _trial(
    counts: YearCounts, found: Trials, one: int, year: int, levels: Sequence[float]
) -> Trial:
    last, same = found.naive[one, year].tolist()
    return Trial(
        year=counts.first_year + year,
        so_far=int(found.so_far[one, year]),
        expected=float(found.expected[one, year]),
        intervals=_intervals(found, one, year, levels),
        method=_method(found, one, year),
        last_year=None if np.isnan(last) else last,
        same_share=None if np.isnan(same) else same,
        reached=int(found.reached[one, year]),
    )


def _skill(found: Trials, one: int, tried: list[int], levels: Sequence[float]) -> Skill:
    if not tried:
        return Skill(0, None, None, None, 0, tuple(Coverage(level, 0, 0) for level in levels))
    reached, expected = found.reached[one, tried], found.expected[one, tried]
    off = np.abs(expected - reached)
    plain = np.abs(found.naive[one, tried] - reached[:, np.newaxis])
    step = _mean(plain[:, 0])
    some = reached > 0
    inside = (found.low[one, tried] <= reached[:, np.newaxis]) & (
        reached[:, np.newaxis] <= found.high[one, tried]
    )
    return Skill(
        years=len(tried),
        error=float(off.mean()),
        percentage=float((off[some] / reached[some]).mean()) if some.any() else None,
        scaled=float(off.mean()) / step if step else None,
        wins=int((off < np.where(np.isnan(plain), np.inf, plain).min(axis=1)).sum()),
        coverage=tuple(
            Coverage(level, int(inside[:, at].sum()), len(tried)) for at, level in enumerate(levels)
        ),
    )


def _naive(found: Trials, one: int, tried: list[int], which: int) -> Naive:
    expected = float(found.naive[one, -1, which])
    off = np.abs(found.naive[one, tried, which] - found.reached[one, tried])
    return Naive(NAIVE[which], None if np.isnan(expected) else expected, _mean(off))


def _verdict(
    found: Trials, one: int, tried: list[int], naive: tuple[Naive, ...]
) -> tuple[Verdict, Reason]:
    """It is shown where, over the years in which both could be made, it beats each naive one."""
    if len(tried) < LEAST_TRIALS:
        few = (("years", str(len(tried))), ("least", str(LEAST_TRIALS)))
        return Verdict.NOT_BETTER, Reason("nowcast.few_years", few)
    reached = found.reached[one, tried]
    for which, name in enumerate(NAIVE):
        plain = np.abs(found.naive[one, tried, which] - reached)
        both = ~np.isnan(plain)
        ours = _mean(np.abs(found.expected[one, tried] - reached)[both])
        theirs = _mean(plain[both])
        if ours is not None and theirs is not None and ours >= theirs:
            return Verdict.NOT_BETTER, _compared(
                f"nowcast.beaten.{name}", int(both.sum()), ours, theirs
            )
    ours = _mean(np.abs(found.expected[one, tried] - reached))
    best = min((one.error for one in naive if one.error is not None), default=None)
    return Verdict.SHOWN, _compared("nowcast.better", len(tried), ours or 0.0, best or 0.0)


def _compared(code: str, years: int, ours: float, theirs: float) -> Reason:
    told = (("years", str(years)), ("ours", f"{ours:.1f}"), ("naive", f"{theirs:.1f}"))
    return Reason(code, told)


def _basis(counts: YearCounts, found: Trials, one: int) -> Basis:
    now = counts.years - 1
    whole = ~np.isnan(counts.known[one, now, :now]).any(axis=1)
    elapsed = counts.known[one, now, now, : counts.elapsed]
    weights = found.weights[one].tolist() if found.method[one, now] == len(METHODS) else []
    return Basis(
        whole_years=tuple(int(counts.first_year + year) for year in np.flatnonzero(whole)),
        share_so_far=float(found.share[one, now]),
        late=float(found.late[one, now]),
        missing=int(np.isnan(elapsed).sum()),
        weights=tuple(zip(METHODS, weights, strict=True)) if weights else (),
    )


def _mean(values: Floats) -> float | None:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else None
