"""What a station did in a quarter or a year, counted for its own score; none is made of it here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ipharbor.queries.station import town as stations
from ipharbor.queries.station.counters import Quarter, middle, quarter_of
from ipharbor.queries.station.served import HOW, contacts
from ipharbor.records.models import Matter, Training, TrainingPaper, Visit
from ipharbor.records.stations import MATTER_KINDS
from ipharbor.vocabulary.errors import HarborError

WITHIN = (5, 10, 15, 20, 30)
"""Days from which a reader chooses by when a matter is to be closed: no rule says it."""
USUAL_WITHIN = 15
YEARS_BACK, QUARTERS_BACK = 3, 8
_PERIOD = re.compile(r"(\d{4})(?:-Q([1-4]))?")


@dataclass(frozen=True)
class Period:
    """A quarter or a year; ``name`` such as 2026-Q1 or 2026."""

    name: str
    first: date
    last: date


@dataclass(frozen=True)
class KindRow:
    """The matters of a kind, or of all where it has no name: received in the period, closed in
    it, and of these closed within the days asked; ``days`` took the one in the middle."""

    kind: str
    received: int
    closed: int
    in_time: int
    days: float | None

    @property
    def share(self) -> float | None:
        """The share of the closed that were closed in time; None where none was closed."""
        return self.in_time / self.closed if self.closed else None


@dataclass(frozen=True)
class Score:
    """The counts of a station in ``period`` up to ``until``. ``served`` are firms by how they
    were served, ``firms`` those by any way; ``never`` of ``counting`` firms of the town have no
    contact told by ``until``."""

    town: str
    period: Period
    until: date
    within: int
    kinds: tuple[KindRow, ...]
    whole: KindRow
    served: Mapping[str, int]
    firms: int
    visits: int
    trainings: int
    proved: int
    attendees: int
    never: int
    counting: int


def period_of(text: str, on: date) -> Period:
    """The period that a text names; the year of ``on`` where it is empty.

    Raises HarborError ``station.period.unreadable``.
    """
    found = _PERIOD.fullmatch(text or f"{on.year}")
    if found is None or not 1985 <= int(found[1]) <= on.year:
        raise HarborError("station.period.unreadable", fields=("period",), value=text[:20])
    if found[2]:
        quarter = Quarter(int(found[1]), int(found[2]))
        return Period(quarter.name, quarter.first, quarter.last)
    return Period(found[1], date(int(found[1]), 1, 1), date(int(found[1]), 12, 31))


def periods(on: date) -> tuple[str, ...]:
    """The periods that a form offers: the last years, then the last quarters."""
    years = [f"{on.year - back}" for back in range(YEARS_BACK)]
    at = quarter_of(on)
    places = [at.year * 4 + at.number - 1 - back for back in range(QUARTERS_BACK)]
    return (*years, *(Quarter(place // 4, place % 4 + 1).name for place in places))


def score(town: str, period: Period, asking: stations.Asking, *, within: int) -> Score:
    """What the station of ``town`` did in ``period``, as far as it is over on the day asked."""
    until = min(period.last, asking.on)
    span = (period.first, until)
    kinds = _kinds(town, span, within)
    served = served_in(town, *span)
    trainings = Training.objects.filter(town=town, on__range=span)
    proved = TrainingPaper.objects.filter(training__in=trainings, withdrawn_at=None)
    then = stations.Asking(asking.folder, until, asking.law)
    mine = [row for row in stations.firms_with(town, then) if row.counts]
    return Score(
        town=town,
        period=period,
        until=until,
        within=within,
        kinds=kinds[:-1],
        whole=kinds[-1],
        served={how: len(served[how]) for how in HOW},
        firms=len(set[int]().union(*served.values())),
        visits=Visit.objects.filter(town=town, on__range=span).count(),
        trainings=trainings.count(),
        proved=proved.values("training").distinct().count(),
        attendees=sum(trainings.values_list("attendees", flat=True)),
        never=sum(row.last is None for row in mine),
        counting=len(mine),
    )


def served_in(town: str, first: date, last: date) -> dict[str, set[int]]:
    """By how they were served the firms that a town's station served in these days."""
    found: dict[str, set[int]] = {how: set() for how in HOW}
    for contact in contacts(first, last, towns=[town]):
        found[contact.how].add(contact.firm)
    return found


def _kinds(town: str, span: tuple[date, date], within: int) -> tuple[KindRow, ...]:
    """A row for each kind, and last of all the whole."""
    received = dict.fromkeys(MATTER_KINDS, 0)
    took: dict[str, list[int]] = {kind: [] for kind in MATTER_KINDS}
    mine = Matter.objects.filter(town=town)
    for kind in mine.filter(received_on__range=span).values_list("kind", flat=True):
        received[kind] += 1
    ended = mine.filter(closed_on__range=span)
    for kind, on, closed in ended.values_list("kind", "received_on", "closed_on"):
        if closed is not None:
            took[kind].append((closed - on).days)
    rows = [_row(kind, received[kind], took[kind], within) for kind in MATTER_KINDS]
    every = [days for some in took.values() for days in some]
    return (*rows, _row("", sum(received.values()), every, within))


def _row(kind: str, received: int, took: list[int], within: int) -> KindRow:
    in_time = sum(days <= within for days in took)
    return KindRow(kind, received, len(took), in_time, middle(took))
