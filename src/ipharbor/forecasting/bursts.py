"""When a stream swelled: bursts after Kleinberg.

J. Kleinberg, *Bursty and Hierarchical Structure in Streams*, Data Mining and Knowledge
Discovery 7 (2003) 373-397: an automaton whose states send more and more, with a price for
climbing; the cheapest sequence of states is found exactly. ``of_batches`` is his section 4
(how many of each batch concern the subject), ``of_events`` his section 2 (gaps between days).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ipharbor.forecasting.counts import Floats, Ints
from ipharbor.vocabulary.errors import HarborError

RATIO = 2.0
COST = 1.0
MOST_LEVELS = 25


@dataclass(frozen=True)
class Burst:
    """A stretch at ``level`` or above, from ``first`` to ``last``, both included.

    In batches they are indices; of events they are the days or offsets themselves. ``weight``
    is what the stretch would have cost more one level lower: the strength of the burst.
    """

    level: int
    first: float
    last: float
    weight: float


def of_batches(
    relevant: npt.ArrayLike,
    total: npt.ArrayLike,
    *,
    ratio: float = RATIO,
    cost: float = COST,
    levels: int = 1,
) -> tuple[Burst, ...]:
    """Bursts among batches of ``total`` things, of which ``relevant`` concern the subject.

    In state i a thing concerns the subject with ``ratio ** i`` times the overall share. Climbing
    a level costs ``cost`` times the logarithm of the number of batches, descending nothing.
    Levels at which the share would pass 1 are left out. By level, then by time. Raises
    ``forecast.run`` for unlike lengths, counts below none or above the total, or a ratio of 1
    or less.
    """
    some, whole = np.asarray(relevant, np.float64), np.asarray(total, np.float64)
    if some.shape != whole.shape or some.ndim != 1 or ratio <= 1 or bool(
        np.any((some < 0) | (some > whole))
    ):  # fmt: skip
        raise HarborError("forecast.run")
    if not len(some) or not 0 < some.sum() < whole.sum():
        return ()
    share = some.sum() / whole.sum()
    shares = [share * ratio**i for i in range(levels + 1) if share * ratio**i < 1]
    costs = np.stack([-some * math.log(p) - (whole - some) * math.log1p(-p) for p in shares])
    states = _cheapest(costs, cost * math.log(len(some)))
    places = np.arange(len(some), dtype=np.float64)
    return _stretches(states, costs, places, places)


def of_events(
    offsets: npt.ArrayLike, *, ratio: float = RATIO, cost: float = COST
) -> tuple[Burst, ...]:
    """Bursts among events at ``offsets`` (days or any unit), in any order, none at one moment.

    In state i gaps are ``ratio ** -i`` times the mean gap. A burst runs from the event before
    its first short gap to the event after its last. Raises ``forecast.run`` for two events at
    one moment or a ratio of 1 or less.
    """
    at = np.sort(np.asarray(offsets, np.float64))
    gaps = np.diff(at)
    if ratio <= 1 or bool(np.any(gaps <= 0)):
        raise HarborError("forecast.run")
    if len(gaps) < 2:
        return ()
    span, many = float(gaps.sum()), len(gaps)
    most = math.ceil(1 + math.log(span, ratio) + math.log(1 / float(gaps.min()), ratio))
    rates = ratio ** np.arange(max(1, min(most, MOST_LEVELS))) * many / span
    costs = rates[:, np.newaxis] * gaps - np.log(rates)[:, np.newaxis]
    states = _cheapest(costs, cost * math.log(many))
    return _stretches(states, costs, at[:-1], at[1:])


def _cheapest(costs: Floats, climb: float) -> Ints:
    """The cheapest sequence of states through ``costs`` (states, times), begun at state 0."""
    states, times = costs.shape
    step = np.arange(states)
    price = np.maximum(step[np.newaxis, :] - step[:, np.newaxis], 0) * climb
    best = np.where(step == 0, 0.0, np.inf)
    came = np.zeros((times, states), np.int64)
    for time in range(times):
        through = best[:, np.newaxis] + price
        came[time] = through.argmin(axis=0)
        best = through.min(axis=0) + costs[:, time]
    path = np.zeros(times, np.int64)
    path[-1] = int(best.argmin())
    for time in range(times - 1, 0, -1):
        path[time - 1] = came[time, path[time]]
    return path


def _stretches(states: Ints, costs: Floats, first: Floats, last: Floats) -> tuple[Burst, ...]:
    found = []
    for level in range(1, int(states.max(initial=0)) + 1):
        inside = np.concatenate([[False], states >= level, [False]])
        edges = np.flatnonzero(np.diff(inside.astype(np.int64)))
        saved = costs[level - 1] - costs[level]
        for begin, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
            weight = float(saved[begin:end].sum())
            found.append(Burst(level, float(first[begin]), float(last[end - 1]), weight))
    return tuple(found)
