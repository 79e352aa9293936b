"""The forecasts that compete: each says how many are still to come, at every point at once.

Shapes: S series, Y years, P parts of a year, K methods. Everything about the point of year
``o`` is reckoned from what was known there (``YearCounts.known[:, o]``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ipharbor.forecasting.counts import Floats, YearCounts
from ipharbor.forecasting.shifts import shifts

LAST_YEAR, SAME_SHARE = "last_year", "same_share"
NAIVE = (LAST_YEAR, SAME_SHARE)
MEMORIES = (0.6, 0.8, 0.9, 0.97)
"""How much of its weight a month keeps when another has passed: the state's discounts."""

SHARE, STATE, DRIFT = "share", "state", "drift"
COMBINATION, SINCE_SHIFT = "combination", "since_shift"
METHODS = (
    SHARE,
    *(f"{STATE}_{memory}" for memory in MEMORIES),
    *(f"{DRIFT}_{memory}" for memory in MEMORIES),
)

_YEARS_KEPT = 0.8  # of its weight in the usual shares a year keeps when another has passed
_PRIOR_COUNTS = 24.0  # the even year weighs as much as so many counts in the usual shares
_PRIOR_YEAR = 0.02  # the last total weighs as much as such a share of a year in the level
_MOST_GROWTH = 0.7  # of the logarithm, a year: to the double or the half
_YEARS_OF_GROWTH = 4
_SURE = 0.01  # a change of level is believed below this probability of seeing it by chance
_YEARS_WATCHED = 2.0  # a change is looked for in so many years before now
_LEAST_AFTER = 2  # parts since the change


@dataclass(frozen=True)
class Seen:
    """What could be seen at one point: S values each, and the parts' shares (S, P).

    ``share`` is the share of a year that usually has been heard of by then, ``late`` the count
    of the parts that are over and not heard of yet, ``seen`` the share heard of each elapsed
    part (none where the source has nothing), ``last`` the newest whole total, ``growth`` that
    of the logarithm a year.
    """

    so_far: Floats
    share: Floats
    late: Floats
    seen: Floats
    last: Floats
    shares: Floats
    growth: Floats


@dataclass(frozen=True)
class Ahead:
    """What is expected still to come: by each of ``METHODS`` (S, K), and since a change (S,).

    ``since_shift`` is what the level since the latest change of level gives, nan where no
    change is believed.
    """

    rest: Floats
    since_shift: Floats


@dataclass(frozen=True)
class _Run:
    """All parts up to now in one line: T of them, oldest first.

    ``counts`` is (S, T) with nan where unknown, ``weight`` the share heard of each (S, T),
    ``age`` in years (T,), ``part`` the part of the year each is (T,).
    """

    counts: Floats
    weight: Floats
    age: Floats
    part: npt.NDArray[np.int64]


def look(counts: YearCounts, point: int) -> tuple[Seen, Ahead]:
    """What was seen at ``point``, and what each method expects still to come.

    Where nothing is known of any earlier year, the year is taken as even.
    """
    history = counts.known[:, point, :point]
    current = counts.known[:, point, point, : counts.elapsed]
    totals = history.sum(axis=2)
    shares = _usual_shares(history, totals, counts)
    heard = np.where(np.isnan(current), 0.0, 1.0)
    seen = heard * _heard(counts, point)
    elapsed = shares[:, : counts.elapsed]
    share = np.einsum("sc,sc->s", elapsed, seen)
    so_far = np.nansum(current, axis=1)
    last = _last_total(totals, so_far, share)
    level = _level(so_far, share, last)
    late = level * np.einsum("sc,sc->s", elapsed, heard - seen)
    found = Seen(so_far, share, late, seen, last, shares, _growth(totals))
    run = _run(counts, point, found)
    still, drifting = _Season(counts, found, 0.0), _Season(counts, found, 1.0)
    rest = [level * (1 - share)]
    for season in (still, drifting):
        rest.extend(_state(run, found, season, memory) for memory in MEMORIES)
    since = _since_shift(run, drifting) if point >= 2 else np.full(counts.series, np.nan)
    return found, Ahead(np.stack(rest, axis=1), since)


def naive(counts: YearCounts, point: int, found: Seen) -> Floats:
    """The totals that the naive forecasts give at ``point``, (S, 2), nan where they cannot.

    Last year's total, and what was counted so far by last year's share at the same point.
    """
    if point == 0:
        return np.full((counts.series, 2), np.nan)
    last = counts.known[:, point, point - 1]
    total = last.sum(axis=1)
    parts = last[:, : counts.elapsed]
    then = np.where(found.seen > 0, parts, 0.0).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        same = np.where(then > 0, found.so_far * total / then, np.nan)
    same = np.where((then == 0) & (found.so_far == 0), total, same)
    return np.stack([total, same], axis=1)


def _usual_shares(history: Floats, totals: Floats, counts: YearCounts) -> Floats:
    """The share of a year that falls into each part, newer years weighing more, (S, P)."""
    years = history.shape[1]
    weight = _YEARS_KEPT ** np.arange(years - 1, -1, -1.0)
    whole = np.where(np.isnan(totals), 0.0, 1.0) * weight
    known = np.nan_to_num(history)
    summed = np.einsum("sy,syc->sc", whole, known)
    even = np.diff(counts.edges)
    summed = summed + _PRIOR_COUNTS * even
    return np.asarray(summed / summed.sum(axis=1, keepdims=True))


def _heard(counts: YearCounts, point: int) -> Floats:
    """The share of each elapsed part that is usually heard of by this point, (S, elapsed)."""
    years = np.arange(point)
    then = np.nan_to_num(counts.known[:, years, years, : counts.elapsed]).sum(axis=1)
    now = np.nan_to_num(counts.known[:, point, :point, : counts.elapsed]).sum(axis=1)
    return np.asarray(np.minimum((then + 1) / (now + 1), 1.0))


def _last_total(totals: Floats, so_far: Floats, share: Floats) -> Floats:
    """The newest whole year's total; where there is none, what this year points at."""
    found = np.full(len(totals), np.nan)
    for year in range(totals.shape[1]):
        found = np.where(np.isnan(totals[:, year]), found, totals[:, year])
    ahead = so_far / np.where(share > 0, share, 1.0)
    return np.where(np.isnan(found), ahead, found)


def _level(count: Floats, exposure: Floats, last: Floats) -> Floats:
    """Counts a year: what was counted by the share it fell in, the last total weighing little."""
    return (count + _PRIOR_YEAR * last) / (exposure + _PRIOR_YEAR)


def _growth(totals: Floats) -> Floats:
    """Growth of the logarithm a year, drawn towards none where few years tell it."""
    logs = np.log(totals[:, -_YEARS_OF_GROWTH - 1 :] + 0.5)
    steps = np.diff(logs, axis=1)
    known = ~np.isnan(steps)
    summed = np.where(known, steps, 0.0).sum(axis=1)
    grown = summed / (known.sum(axis=1) + 2.0)
    return np.asarray(np.clip(grown, -_MOST_GROWTH, _MOST_GROWTH))


class _Season:
    """How a level of one a year falls on the parts, growing ``times`` the usual growth.

    The usual shares hold a year's growth already: it is taken out of them (``exposure``, S, P)
    and put back by distance from now. ``ahead`` is what one a year now gives still to come (S,).
    """

    def __init__(self, counts: YearCounts, found: Seen, times: float) -> None:
        self.growth = found.growth[:, np.newaxis] * times
        centre = (counts.edges[:-1] + counts.edges[1:]) / 2
        even = found.shares * np.exp(-self.growth * (centre - 0.5))
        self.exposure: Floats = even / even.sum(axis=1, keepdims=True)
        unseen = np.ones_like(even)
        unseen[:, : counts.elapsed] -= found.seen
        grown = np.exp(self.growth * (centre - counts.edges[counts.elapsed]))
        self.ahead: Floats = np.einsum("sc,sc,sc->s", self.exposure, unseen, grown)

    def of(self, run: _Run) -> Floats:
        """What a level of one a year now would have given in each part of ``run``, (S, T)."""
        grown = np.exp(-self.growth * np.maximum(run.age, 0.0))
        return np.asarray(self.exposure[:, run.part] * grown * run.weight)


def _run(counts: YearCounts, point: int, found: Seen) -> _Run:
    table = counts.known[:, point, : point + 1]
    line = table.reshape(len(table), -1)[:, : point * counts.parts + counts.elapsed]
    weight = np.ones_like(line)
    weight[:, point * counts.parts :] = found.seen
    part = np.tile(np.arange(counts.parts), point + 1)[: line.shape[1]]
    year = np.repeat(np.arange(point + 1), counts.parts)[: line.shape[1]]
    centre = (counts.edges[:-1] + counts.edges[1:]) / 2
    age = counts.edges[counts.elapsed] - centre[part] + point - year
    return _Run(line, np.where(np.isnan(line), 0.0, weight), age, part)


def _state(run: _Run, found: Seen, season: _Season, memory: float) -> Floats:
    """The Gamma-Poisson level with seasonal exposures, carried on over the rest of the year.

    A level that may change is learnt by forgetting: every month what was counted and what was
    exposed lose the same part of their weight (Harvey and Fernandes 1989; West and Harrison
    1997, chapter 10).
    """
    keep = memory ** np.maximum(run.age * 12, 0.0)
    counted = np.nan_to_num(run.counts) @ keep
    return _level(counted, season.of(run) @ keep, found.last) * season.ahead


def _since_shift(run: _Run, season: _Season) -> Floats:
    """What the level since the latest change gives still to come, nan where none is believed."""
    watched = run.age < _YEARS_WATCHED
    counts = np.where(run.weight > 0, run.counts, np.nan)[:, watched]
    found = shifts(counts, season.of(run)[:, watched])
    late = found.at <= counts.shape[1] - _LEAST_AFTER
    return np.where((found.p < _SURE) & late, found.after * season.ahead, np.nan)
