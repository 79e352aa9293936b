"""The forecasts that compete: each says how many are still to come, at every point at once.

Shapes: S series, Y years, P parts of a year, K methods. Everything about the point of year
``o`` is reckoned from what was known there (``YearCounts.known[:, o]``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ipharbor.forecasting.counts import Floats, YearCounts

LAST_YEAR, SAME_SHARE = "last_year", "same_share"
NAIVE = (LAST_YEAR, SAME_SHARE)
MEMORIES = (0.6, 0.8, 0.9, 0.97)
"""How much of its weight a month keeps when another has passed: the state's discounts."""

SHARE, STATE, DRIFT, COMBINATION = "share", "state", "drift", "combination"
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


@dataclass(frozen=True)
class Seen:
    """What could be seen at one point: S values each, and the parts' shares (S, P).

    ``share`` is the share of a year that usually has been heard of by then, ``late`` the count
    of the parts that are over and not heard of yet, ``seen`` the share heard of each elapsed
    part (none where the source has nothing), ``last`` the newest whole total.
    """

    so_far: Floats
    share: Floats
    late: Floats
    seen: Floats
    last: Floats
    shares: Floats


def look(counts: YearCounts, point: int) -> tuple[Seen, Floats]:
    """What was seen at ``point``, and what each method expects still to come, (S, K).

    Methods in the order of ``METHODS``. Where nothing is known of any earlier year, the year
    is taken as even.
    """
    history = counts.known[:, point, :point]
    current = counts.known[:, point, point, : counts.elapsed]
    totals = history.sum(axis=2)
    shares = _usual_shares(history, totals, counts)
    seen = np.where(np.isnan(current), 0.0, 1.0) * _heard(counts, point)
    elapsed = shares[:, : counts.elapsed]
    share = np.einsum("sc,sc->s", elapsed, seen)
    so_far = np.nansum(current, axis=1)
    last = _last_total(totals, so_far, share)
    level = _level(so_far, share, last)
    unheard = np.where(np.isnan(current), 0.0, 1.0) - seen
    late = level * np.einsum("sc,sc->s", elapsed, unheard)
    found = Seen(so_far, share, late, seen, last, shares)
    rest = [level * (1 - share)]
    growth = _growth(totals, last)
    for drift in (np.zeros_like(growth), growth):
        rest.extend(_state(found, history, current, counts, memory, drift) for memory in MEMORIES)
    return found, np.stack(rest, axis=1)


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


def _growth(totals: Floats, last: Floats) -> Floats:
    """Growth of the logarithm a year, drawn towards none where few years tell it."""
    logs = np.log(totals[:, -_YEARS_OF_GROWTH - 1 :] + 0.5)
    steps = np.diff(logs, axis=1)
    known = ~np.isnan(steps)
    summed = np.where(known, steps, 0.0).sum(axis=1)
    grown = summed / (known.sum(axis=1) + 2.0)
    return np.asarray(np.clip(grown, -_MOST_GROWTH, _MOST_GROWTH))


def _state(
    found: Seen,
    history: Floats,
    current: Floats,
    counts: YearCounts,
    memory: float,
    drift: Floats,
) -> Floats:
    """The Gamma-Poisson level with seasonal exposures, carried on over the rest of the year."""
    elapsed, years = counts.elapsed, history.shape[1]
    centre = (counts.edges[:-1] + counts.edges[1:]) / 2
    now = counts.edges[elapsed]
    season = found.shares * np.exp(-drift[:, np.newaxis] * (centre - 0.5))
    season = season / season.sum(axis=1, keepdims=True)
    age = (now - centre) + np.arange(years, -1, -1.0)[:, np.newaxis]
    keep = memory ** np.maximum(age * 12, 0.0)
    tables = np.concatenate([history, np.zeros((len(history), 1, counts.parts))], axis=1)
    tables[:, years, :elapsed] = current
    known = np.where(np.isnan(tables), 0.0, 1.0)
    known[:, years, :elapsed] *= found.seen
    known[:, years, elapsed:] = 0.0
    counted = np.einsum("syc,yc->s", np.nan_to_num(tables), keep)
    moved = np.exp(-drift[:, np.newaxis, np.newaxis] * np.maximum(age, 0.0))
    exposure = np.einsum("syc,sc,yc,syc->s", known, season, keep, moved)
    level = _level(counted, exposure, found.last)
    ahead = np.exp(drift[:, np.newaxis] * (centre - now))
    unseen = np.ones_like(season)
    unseen[:, :elapsed] -= found.seen
    return level * np.einsum("sc,sc,sc->s", season, unseen, ahead)
