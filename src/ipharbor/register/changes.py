"""What some days changed in rights: what happened in them, and what became known in them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ipharbor.register.codes import ENDINGS, Kind
from ipharbor.register.events import Event


class Timing(StrEnum):
    """How what is told lies to the days: ``now`` it happened in them and became known in them;
    ``late`` it had happened before and became known only now; ``foreseen`` it was known before
    and took effect now; ``ahead`` it became known now and takes effect later."""

    NOW = "now"
    LATE = "late"
    FORESEEN = "foreseen"
    AHEAD = "ahead"


class Sort(StrEnum):
    """What a change is about, the weightier first."""

    ENDED = "ended"
    LIMITED = "limited"
    TRANSFER = "transfer"
    PLEDGE = "pledge"
    STAY = "stay"
    LICENCE = "licence"
    GRANT = "grant"
    RESTORED = "restored"
    TERM = "term"
    PROSECUTION = "prosecution"
    RECORD = "record"


@dataclass(frozen=True)
class Window:
    """The days after ``since`` up to ``until``: since ``since`` nothing of them was known."""

    since: date
    until: date

    def holds(self, day: date) -> bool:
        """Whether the day is one of them."""
        return self.since < day <= self.until

    def tells(self, on: date, known_on: date) -> Timing | None:
        """How what happened ``on`` and became known ``known_on`` lies to these days; None where
        they changed nothing of it, or it is not known by their end."""
        if known_on > self.until:
            return None
        if self.holds(known_on):
            if on > self.until:
                return Timing.AHEAD
            return Timing.NOW if self.holds(on) else Timing.LATE
        return Timing.FORESEEN if self.holds(on) else None


@dataclass(frozen=True)
class Happening:
    """A legal event of the right ``key`` that the days changed."""

    key: str
    sort: Sort
    event: Event
    timing: Timing


@dataclass(frozen=True)
class Quiet:
    """A right that has stood in another ``state`` since a day of the window, though no event of
    these days tells so: a term that ran out, an end that was stated without its day."""

    key: str
    state: str
    since: date


_SORTS: Mapping[Kind, Sort] = {
    **dict.fromkeys(ENDINGS, Sort.ENDED),
    Kind.AMBIGUOUS_INVALIDATION: Sort.LIMITED,
    Kind.PARTLY_INVALIDATED: Sort.LIMITED,
    Kind.PARTIAL_SURRENDER: Sort.LIMITED,
    Kind.TRANSFER: Sort.TRANSFER,
    Kind.APPLICATION_TRANSFER: Sort.TRANSFER,
    Kind.PLEDGE_REGISTERED: Sort.PLEDGE,
    Kind.PLEDGE_CHANGED: Sort.PLEDGE,
    Kind.PLEDGE_CANCELLED: Sort.PLEDGE,
    Kind.AMBIGUOUS_PLEDGE: Sort.PLEDGE,
    Kind.PRESERVATION: Sort.STAY,
    Kind.PRESERVATION_LIFTED: Sort.STAY,
    Kind.AMBIGUOUS_PRESERVATION: Sort.STAY,
    Kind.SUSPENSION: Sort.STAY,
    Kind.SUSPENSION_LIFTED: Sort.STAY,
    Kind.LICENCE_RECORDED: Sort.LICENCE,
    Kind.LICENCE_CHANGED: Sort.LICENCE,
    Kind.LICENCE_CANCELLED: Sort.LICENCE,
    Kind.AMBIGUOUS_LICENCE: Sort.LICENCE,
    Kind.OPEN_LICENCE_DECLARED: Sort.LICENCE,
    Kind.OPEN_LICENCE_WITHDRAWN: Sort.LICENCE,
    Kind.GRANT: Sort.GRANT,
    Kind.GRANT_NOTICE: Sort.GRANT,
    Kind.RESTORED: Sort.RESTORED,
    Kind.TERM_ADJUSTED: Sort.TERM,
    Kind.TERM_EXTENDED: Sort.TERM,
    Kind.TERM_RENEWED: Sort.TERM,
    Kind.PUBLICATION: Sort.PROSECUTION,
    Kind.EXAMINATION_EFFECTIVE: Sort.PROSECUTION,
}
_MOVING = frozenset(
    {Sort.ENDED, Sort.LIMITED, Sort.GRANT, Sort.RESTORED, Sort.PROSECUTION}
)  # fmt: skip


def sort_of(kind: Kind) -> Sort:
    """What an event of that kind is about."""
    return _SORTS.get(kind, Sort.RECORD)


def happenings(events: Mapping[str, Iterable[Event]], window: Window) -> tuple[Happening, ...]:
    """The events, by key of the right, that the window changed: one act once, what became known
    last first."""
    found = [
        Happening(key, sort_of(event.kind), event, timing)
        for key, some in events.items()
        for event in _once(some)
        if (timing := window.tells(event.on, event.known_on)) is not None
    ]
    return tuple(
        sorted(found, key=lambda one: (one.event.known_on, one.event.on, one.key), reverse=True)
    )


def quiet(
    states: Iterable[tuple[str, str, date | None]],
    told: Collection[Happening],
    window: Window,
) -> tuple[Quiet, ...]:
    """Of rights (key, state, since when) those that moved in the window while no happening tells
    of a move of them."""
    explained = {one.key for one in told if one.sort in _MOVING}
    return tuple(
        Quiet(key, state, since)
        for key, state, since in states
        if since is not None and window.holds(since) and key not in explained
    )


def _once(events: Iterable[Event]) -> Iterator[Event]:
    """Each act once, as it became known first: sources that repeat one another tell it under
    several codes."""
    seen: set[tuple[date, str, str]] = set()
    for event in sorted(events, key=lambda one: (one.known_on, one.on, one.code)):
        act = (event.on, "ending" if event.kind in ENDINGS else event.kind, event.told("number"))
        if act not in seen:
            seen.add(act)
            yield event
