"""What the gazette, a database or the docket says of a right on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from ipharbor.register.codes import ENDINGS, RANK, Kind, kind_of
from ipharbor.vocabulary.days import day

FIELDS = (
    "number", "registered_on", "ended_on", "until", "days", "term_ends_on", "pledgor", "pledgee",
    "amount", "licensor", "licensee", "licence_kind", "before", "after", "item", "decision",
    "decided_on", "recipient", "document", "consent", "notice_on", "obstacle_ended_on",
    "twin", "text",
)  # fmt: skip
"""The details that are read. ``number`` is the registration number (登记号, 备案号);
``registered_on`` the day of registration (登记生效日, 质押登记日, 备案日, 注销日, 解除日);
``ended_on`` the day on which a right ended (终止日); ``until`` the last day of a preservation,
suspension or licence; ``days`` of compensation or ``term_ends_on`` the last day of the term as
compensated; ``amount`` the claim that a pledge secures, in CNY, of all its rights together;
``before`` and ``after`` holders, several parted by ``;``; ``decision`` and
``decided_on`` of an invalidation or of what was restored; ``consent`` of a pledgee, any text;
``notice_on`` the day on which the notice of a loss counts as received, ``obstacle_ended_on`` the
end of the force majeure that caused it; ``twin`` the application number of the other right of a
same-day pair; ``text`` the event as the source words it."""


@dataclass(frozen=True)
class Event:
    """One legal event: its gazette or docket ``code``, true since ``on``, known since ``known_on``.

    ``details`` are named in ``FIELDS`` and written as the source writes them; others are
    kept and not read.
    """

    code: str
    on: date
    known_on: date
    details: Mapping[str, str] = field(default_factory=dict, hash=False)
    source: str = ""

    @cached_property
    def kind(self) -> Kind:
        """What the code tells, settled by the text where the code alone leaves it open."""
        return kind_of(self.code, self.told("text"))

    def told(self, name: str) -> str:
        """The detail ``name``, stripped; empty where the source tells none."""
        return self.details.get(name, "").strip()

    def day(self, name: str) -> date | None:
        """The detail ``name`` as a day; None where it is untold or no day."""
        return day(self.told(name)).clean

    def days(self) -> int | None:
        """The days of compensation; None where untold or no whole number."""
        told = self.told("days")
        return int(told) if told.isascii() and told.isdigit() else None

    def parties(self, name: str) -> tuple[str, ...]:
        """The detail ``name`` as names, in its order."""
        parts = self.told(name).replace("；", ";").split(";")
        return tuple(part.strip() for part in parts if part.strip())


def visible(events: Iterable[Event], known_on: date | None) -> tuple[Event, ...]:
    """The events known by ``known_on`` (None: all), in the order in which they are taken.

    Ordered by day, then by kind: what grants comes before what burdens, what burdens before
    what ends, the stronger end first, a restoration last.
    """
    seen = [event for event in events if known_on is None or event.known_on <= known_on]
    return tuple(sorted(seen, key=_order))


def single(events: Iterable[Event]) -> tuple[tuple[Event, ...], tuple[Event, ...]]:
    """Each act once, and the repetitions left out; ``events`` stand in order.

    Of one kind on one day, registrations with different numbers are different acts; an event
    without a number repeats any other. A weaker end repeats a stronger one of the same day.
    """
    kept: list[Event] = []
    left: list[Event] = []
    seen: set[tuple[date, str, str]] = set()
    for event in events:
        kind = "ending" if event.kind in ENDINGS else event.kind
        number = "" if kind == "ending" else event.told("number")
        again = (event.on, kind, number) in seen
        (left if again else kept).append(event)
        seen |= {(event.on, kind, number), (event.on, kind, "")}
    return tuple(kept), tuple(left)


def _order(event: Event) -> tuple[object, ...]:
    days = event.days()
    term_ends = event.day("term_ends_on")
    return (
        event.on,
        RANK[event.kind],
        not event.told("number"),
        event.told("number"),
        event.day("ended_on") or date.max,
        days is None and term_ends is None,
        days or 0,
        term_ends or date.max,
        event.day("registered_on") or date.max,
        event.day("until") or date.max,
        event.day("notice_on") or date.max,
        event.day("obstacle_ended_on") or date.max,
        event.code,
        event.known_on,
    )
