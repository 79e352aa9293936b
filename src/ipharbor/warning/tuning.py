"""The least expected value that keeps to a budget, chosen from what came before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ipharbor.warning.track_record import FEW, Share, share

WEEKS = 26  # over which it is told what a choice would have meant


@dataclass(frozen=True)
class Past:
    """A candidate of the past, of a reader or of a back-test: the Monday of its week, its
    expected value, whether it was red, and whether it was worth raising, None if nobody said."""

    week: date
    value: float
    red: bool
    hit: bool | None


@dataclass(frozen=True)
class Meant:
    """What a least value and a budget would have meant: ``raised`` of ``raised`` + ``held``,
    and the share of hits among the raised ones that were judged, None where few were."""

    least: float
    raised: int
    held: int
    judged: int
    hits: int

    @property
    def precision(self) -> Share | None:
        return share(self.hits, self.judged) if self.judged >= FEW else None


def meant(past: Sequence[Past], *, budget: int, least: float) -> Meant:
    """What would have been raised: of each week the red ones, and of the others that are worth
    ``least`` as many of greatest value as the budget leaves. ``budget`` 0 is no bound."""
    by_week: dict[date, list[Past]] = {}
    for one in past:
        by_week.setdefault(one.week, []).append(one)
    raised: list[Past] = []
    for some in by_week.values():
        red = [one for one in some if one.red]
        others = [one for one in some if not one.red and one.value >= least]
        others.sort(key=lambda one: -one.value)
        raised += red + (others[: max(0, budget - len(red))] if budget else others)
    judged = [one for one in raised if one.hit is not None]
    hits = sum(one.hit is True for one in judged)
    return Meant(least, len(raised), len(past) - len(raised), len(judged), hits)


def tuned(past: Sequence[Past], *, budget: int, weeks: int = WEEKS) -> Meant:
    """The least value under which no more than ``budget`` a week come up on average, red ones
    apart, with the best precision (by the lower end of its interval, so that a few lucky hits
    do not decide); of equals the smallest. Without verdicts enough it is the smallest that keeps
    to the budget. ``budget`` 0 is no bound."""
    counts = Counter(round(one.value, 2) for one in past if not one.red)
    best, best_low = None, -1.0
    for least in sorted({0.0, *counts, max(counts, default=0.0) + 0.01}):
        above = sum(count for value, count in counts.items() if value >= least)
        if budget and above > budget * weeks:
            continue
        told = meant(past, budget=budget, least=least)
        low = told.precision.low if told.precision is not None else 0.0
        if best is None or low > best_low:
            best, best_low = told, low
    if best is None:
        raise AssertionError("above the largest value nothing comes up")
    return best
