"""What stations did in each quarter, beside what the guide asks of them.

These are counts for a station's own score; no score is made of them here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from statistics import median
from typing import Any

from django.db.models import Count, QuerySet

from ipharbor.queries.station.served import contacts
from ipharbor.records.models import Appointment, Matter, Training, TrainingPaper, Visit
from ipharbor.statutes.book import Book
from ipharbor.statutes.provision import Provision

TRAININGS = "station.trainings_a_quarter"
ATTENDEES = "station.training_attendees"
RULES = (TRAININGS, ATTENDEES)


@dataclass(frozen=True)
class Quarter:
    """A quarter of a year; ``number`` from 1 to 4."""

    year: int
    number: int

    @property
    def first(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        return self.following.first - timedelta(days=1)

    @property
    def following(self) -> Quarter:
        more = self.number == 4
        return Quarter(self.year + more, 1 if more else self.number + 1)

    @property
    def name(self) -> str:
        """Such as 2026-Q1."""
        return f"{self.year}-Q{self.number}"


@dataclass(frozen=True)
class Counters:
    """What the station of ``town`` did in a quarter, up to ``until``.

    ``days`` are the days that closed matters took, from receipt to the end, in the middle;
    ``longest`` the most. ``proved`` counts trainings with a paper. ``running`` tells that the
    quarter is not over. ``least`` are the numbers that the guide asks for, by provision; empty
    where the book has none for the day.
    """

    town: str
    quarter: Quarter
    until: date
    running: bool
    trainings: int
    proved: int
    attendees: int
    hours: Decimal
    received: int
    closed: int
    days: float | None
    longest: int | None
    kept: int
    missed: int
    visits: int
    firms: int
    least: Mapping[str, int]

    @property
    def reaches(self) -> bool | None:
        """Whether it reaches what the guide asks; None where nothing is asked."""
        if not self.least:
            return None
        told = {TRAININGS: self.trainings, ATTENDEES: self.attendees}
        return all(told[name] >= least for name, least in self.least.items())


@dataclass
class _Tally:
    """What is counted of a town in a quarter."""

    trainings: int = 0
    proved: int = 0
    attendees: int = 0
    hours: Decimal = Decimal(0)
    received: int = 0
    kept: int = 0
    missed: int = 0
    visits: int = 0
    took: list[int] = field(default_factory=list)
    firms: set[int] = field(default_factory=set)


def quarter_of(day: date) -> Quarter:
    """The quarter of a day."""
    return Quarter(day.year, (day.month + 2) // 3)


def quarters(on: date, count: int) -> tuple[Quarter, ...]:
    """The last ``count`` quarters up to that of ``on``, the latest first."""
    at = on.year * 4 + (on.month + 2) // 3 - 1
    return tuple(Quarter((at - back) // 4, (at - back) % 4 + 1) for back in range(count))


def rules(law: Book, on: date) -> dict[str, Provision]:
    """What the guide asks of a station on a day, by name; the book may have nothing."""
    held = law.on(on)
    return {name: held[name] for name in RULES if name in law.entries and name in held}


def counters(
    towns: Sequence[str], asked: Sequence[Quarter], *, law: Book, on: date
) -> tuple[Counters, ...]:
    """What the stations of ``towns`` did in the quarters asked, which follow one another, up to
    ``on``: by quarter and then by town, in the orders given."""
    tallies = _tallies(towns, min(asked, key=_begin).first, on)
    found = []
    for quarter in asked:
        until = min(quarter.last, on)
        least = {name: int(one.count.n) for name, one in rules(law, until).items()}
        for town in towns:
            tally = tallies[town, quarter]
            found.append(
                Counters(
                    town=town,
                    quarter=quarter,
                    until=until,
                    running=on < quarter.last,
                    trainings=tally.trainings,
                    proved=tally.proved,
                    attendees=tally.attendees,
                    hours=tally.hours,
                    received=tally.received,
                    closed=len(tally.took),
                    days=middle(tally.took),
                    longest=max(tally.took, default=None),
                    kept=tally.kept,
                    missed=tally.missed,
                    visits=tally.visits,
                    firms=len(tally.firms),
                    least=least,
                )
            )
    return tuple(found)


def tally(rows: QuerySet[Any]) -> dict[str, int]:
    """How many of the rows are of each town."""
    return dict(rows.order_by().values_list("town").annotate(n=Count("pk")))


def middle(days: list[int]) -> float | None:
    """The median; a whole number where it is one."""
    found = median(days) if days else None
    return int(found) if found is not None and found == int(found) else found


def _begin(quarter: Quarter) -> date:
    return quarter.first


def _tallies(
    towns: Sequence[str], first: date, last: date
) -> defaultdict[tuple[str, Quarter], _Tally]:
    """What is counted from ``first`` to ``last``, by town and quarter."""
    found: defaultdict[tuple[str, Quarter], _Tally] = defaultdict(_Tally)
    span, within = (first, last), {"town__in": towns}
    proved = _proved(span)
    held = Training.objects.filter(on__range=span, **within)
    for pk, town, on, attendees, hours in held.values_list(
        "pk", "town", "on", "attendees", "hours"
    ):
        one = found[town, quarter_of(on)]
        one.trainings += 1
        one.proved += pk in proved
        one.attendees += attendees
        one.hours += hours
    received = Matter.objects.filter(received_on__range=span, **within)
    for town, on in received.values_list("town", "received_on"):
        found[town, quarter_of(on)].received += 1
    closed = Matter.objects.filter(closed_on__range=span, **within)
    for town, on, until in closed.values_list("town", "received_on", "closed_on"):
        if until is not None:
            found[town, quarter_of(until)].took.append((until - on).days)
    for town, day, state in _settled(towns, span):
        one = found[town, quarter_of(day)]
        one.kept += state == Appointment.State.KEPT
        one.missed += state == Appointment.State.MISSED
    visits = Visit.objects.filter(on__range=span, **within)
    for town, on in visits.values_list("town", "on"):
        found[town, quarter_of(on)].visits += 1
    for contact in contacts(first, last, towns=towns):
        found[contact.town, quarter_of(contact.on)].firms.add(contact.firm)
    return found


def _proved(span: tuple[date, date]) -> set[int]:
    papers = TrainingPaper.objects.filter(training__on__range=span, withdrawn_at=None)
    return set(papers.values_list("training", flat=True))


def _settled(
    towns: Sequence[str], span: tuple[date, date]
) -> QuerySet[Appointment, tuple[str, date, str]]:
    rows = Appointment.objects.filter(at__date__range=span, town__in=towns)
    return rows.values_list("town", "at__date", "state")
