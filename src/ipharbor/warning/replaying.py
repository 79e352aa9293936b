"""A watch on documents replayed month by month over the past, and what came in the year after.

At the end of each month the watch is shown what the world knew by then, and decides as it does in
a round. A month is judged by what became known in the ``YEAR`` days after it:

- *surge*: more documents than the past rate let expect, by the predictive distribution that the
  signal uses, over four windows of 91 days (chance below ``CHANCE``);
- *newcomer*: an applicant that had come in anew has at least ``FURTHER`` further documents;
- *new field*: the applicant has at least ``FURTHER`` further documents in one of the subclasses
  that were new to it.

Where the same came without such a warning it counts as missed, so that warnings can be compared
with chance. The definitions are our own.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from ipharbor.warning.decision import Decision, decide
from ipharbor.warning.observation import Before, NewDocument, Observation, Reader
from ipharbor.warning.signals import ENTRANT_LEAST, SETTLED, WINDOW_DAYS, at_least_within

YEAR = timedelta(days=365)
CHANCE = 0.05
FURTHER = 2
WINDOWS = 12  # full windows of the past that an observation tells
LEAST_WINDOWS = 4  # as many of them a surge needs
DOUBLED_LEAST = 5  # of the simple rule that the count has doubled
JUDGED = ("signal.surge", "signal.newcomer", "signal.new_field")
_WINDOW = timedelta(days=WINDOW_DAYS)


@dataclass(frozen=True)
class Filed:
    """A document of a watch: when the world could know of it, and of its grant, if any."""

    known_on: date
    granted_on: date | None
    party: str
    subclasses: tuple[str, ...]


@dataclass(frozen=True)
class Watched:
    """A watch to be replayed. ``documents`` are in the order of ``known_on``; ``own`` are the
    subclasses of its reader's rights with the day each was first known; ``since`` is the first
    day the corpus covers."""

    kind: str
    raise_from: str
    documents: Sequence[Filed]
    since: date
    own: Sequence[tuple[date, str]] = ()


@dataclass(frozen=True)
class Came:
    """Of one signal in one month: whether it was raised, whether the simple rule of doubling
    spoke, and after how many days the year after bore it out, None if it did not."""

    signal: str
    warned: bool
    doubled: bool
    days: int | None


@dataclass(frozen=True)
class Month:
    """One look of a watch: ``decision`` is None where nothing was new."""

    on: date
    decision: Decision | None
    came: tuple[Came, ...]


@dataclass
class Tally:
    """Months of watches by one signal: with a warning, and without one; how many of either the
    year after bore out; the same of the rule of doubling; the days it took after warnings."""

    warned: int = 0
    confirmed: int = 0
    quiet: int = 0
    missed: int = 0
    doubled: int = 0
    doubled_confirmed: int = 0
    days: list[int] = field(default_factory=list)

    def count(self, came: Came) -> None:
        """Count one month."""
        borne_out = came.days is not None
        if came.warned:
            self.warned += 1
            self.confirmed += borne_out
        else:
            self.quiet += 1
            self.missed += borne_out
        if came.doubled:
            self.doubled += 1
            self.doubled_confirmed += borne_out
        if came.warned and came.days is not None:
            self.days.append(came.days)


def replay(watched: Watched, ends: Sequence[date]) -> Iterator[Month]:
    """What the watch does at each of ``ends``, ascending, from the first of them on: the first
    only tells where the watch begins. Documents that nobody knew on a day play no part in it."""
    looked = _Looking(watched)
    for since, on in pairwise(ends):
        seen = looked.at(since, on)
        decision = decide(seen, raise_from=watched.raise_from)
        yield Month(on, decision, tuple(_came(looked, seen, decision)))


class _Looking:
    """The documents of a watch, asked by days."""

    def __init__(self, watched: Watched) -> None:
        self.watched = watched
        self.documents = watched.documents
        self.days = [one.known_on for one in watched.documents]
        grants = (
            (one.granted_on, place)
            for place, one in enumerate(watched.documents)
            if one.granted_on is not None and one.granted_on > one.known_on
        )
        self.grants = sorted(grants)
        self.subclasses: set[str] = set()
        self.parties: set[str] = set()
        self.taken = 0

    def upto(self, day: date) -> int:
        """How many documents were known by the end of ``day``."""
        return bisect_right(self.days, day)

    def between(self, since: date, until: date) -> Sequence[Filed]:
        """What became known after ``since``, up to ``until``."""
        return self.documents[self.upto(since) : self.upto(until)]

    def at(self, since: date, on: date) -> Observation:
        """What the watch is shown on ``on`` if it last looked on ``since``."""
        low = self.upto(since)
        for one in self.documents[self.taken : low]:
            self.subclasses.update(one.subclasses)
            self.parties.update((one.party,) if one.party else ())
        self.taken = low
        watched = self.watched
        return Observation(
            subject=watched.kind,
            on=on,
            new=tuple(self._new(since, on)),
            recent=self.upto(on) - self.upto(on - _WINDOW),
            before=Before(
                documents=low,
                quarters=tuple(self._quarters(on)),
                subclasses=frozenset(self.subclasses),
                applicants=frozenset(self.parties),
            ),
            reader=Reader(frozenset(code for day, code in watched.own if day <= on)),
        )

    def _new(self, since: date, on: date) -> Iterator[NewDocument]:
        places = set(range(self.upto(since), self.upto(on)))
        low = bisect_right(self.grants, (since, len(self.documents)))
        high = bisect_right(self.grants, (on, len(self.documents)))
        places |= {place for _, place in self.grants[low:high]}
        for place in sorted(places, reverse=True):
            one = self.documents[place]
            granted = one.granted_on is not None and one.granted_on <= on
            day = max(one.known_on, one.granted_on) if granted and one.granted_on else one.known_on
            yield NewDocument(str(place), "", one.party, None, granted, day, one.subclasses)

    def _quarters(self, on: date) -> Iterator[int]:
        for step in range(WINDOWS, 0, -1):
            until = on - _WINDOW * step
            since = until - _WINDOW
            if since >= self.watched.since - timedelta(days=1):
                yield self.upto(until) - self.upto(since)


def _came(looked: _Looking, seen: Observation, decision: Decision | None) -> Iterator[Came]:
    """What can be judged of a month: of each signal that could have been seen in it."""
    raised = decision is not None and decision.raised
    codes = {one.code for one in decision.signals} if decision is not None and raised else set()
    after = looked.between(seen.on, seen.on + YEAR)
    quarters = seen.before.quarters
    if len(quarters) >= LEAST_WINDOWS:
        usual = sum(quarters) / len(quarters)
        doubled = seen.recent >= DOUBLED_LEAST and seen.recent >= 2 * usual
        days = _grew(seen.on, after, sum(quarters), len(quarters))
        yield Came("signal.surge", "signal.surge" in codes, doubled, days)
    if seen.before.documents < SETTLED:
        return
    if seen.subject == "query" and (fresh := _newcomers(seen)):
        days = _further(seen.on, after, fresh)
        yield Came("signal.newcomer", "signal.newcomer" in codes, False, days)
    if seen.subject == "applicant" and (fields := _fields(seen)):
        days = _further(seen.on, after, fields)
        yield Came("signal.new_field", "signal.new_field" in codes, False, days)


def _newcomers(seen: Observation) -> set[str]:
    counts = Counter(one.applicant for one in seen.new if one.applicant)
    known = seen.before.applicants
    return {name for name, n in counts.items() if n >= ENTRANT_LEAST and name not in known}


def _fields(seen: Observation) -> set[str]:
    return {code for one in seen.new for code in one.subclasses} - seen.before.subclasses


def _grew(on: date, after: Sequence[Filed], past: int, windows: int) -> int | None:
    """Days until more had come than the past rate lets expect of the whole year."""
    if not after or at_least_within(len(after), past, windows, LEAST_WINDOWS) >= CHANCE:
        return None
    low, high = 1, len(after)  # the least count that is out of the ordinary, by halving
    while low < high:
        middle = (low + high) // 2
        if at_least_within(middle, past, windows, LEAST_WINDOWS) < CHANCE:
            high = middle
        else:
            low = middle + 1
    return (after[low - 1].known_on - on).days


def _further(on: date, after: Sequence[Filed], names: set[str]) -> int | None:
    """Days until one of the names had ``FURTHER`` documents, by party or subclass."""
    counts: Counter[str] = Counter()
    for one in after:
        for name in {one.party, *one.subclasses} & names:
            counts[name] += 1
            if counts[name] >= FURTHER:
                return (one.known_on - on).days
    return None
