"""What the towns' service stations do: matters of visitors and trainings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any

from ipharbor.samples._agencies import agencies
from ipharbor.samples._seeds import seeded
from ipharbor.samples.firms import Firm, firms
from ipharbor.samples.parameters import parameters, scaled
from ipharbor.samples.vocabularies import read, trades
from ipharbor.vocabulary.places import region

_NEVER_SERVED = 0.55  # of firms never come to a station
_RISE = {2018: 0.45, 2019: 0.7, 2020: 0.6, 2021: 0.9}
_WITHOUT_FIRM = 0.16  # of visitors come for nobody but themselves


@dataclass(frozen=True)
class Matter:
    """A matter at a station. ``firm`` is a credit code or empty; ``closed`` is None for one that
    is open."""

    number: str
    town: str
    received: date
    kind: str
    firm: str
    visitor: str
    subject: str
    closed: date | None
    outcome: str


@dataclass(frozen=True)
class Training:
    """A training of a station; ``firms`` are credit codes of those who sent somebody."""

    number: str
    town: str
    on: date
    topic: str
    hours: float
    attendees: int
    firms: tuple[str, ...]


@cache
def _words() -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = read("services.yaml")
    return loaded


def matters(seed: int, scale: float, until: date) -> list[Matter]:
    """The matters received to ``until``, by day, as known then."""
    return [_known(one, until) for one in _matters(seed, scale) if one.received <= until]


def _known(one: Matter, until: date) -> Matter:
    return replace(one, closed=None, outcome="") if one.closed and one.closed > until else one


def trainings(seed: int, scale: float, until: date) -> list[Training]:
    """The trainings held to ``until``, by day."""
    return [one for one in _trainings(seed, scale) if one.on <= until]


@cache
def _matters(seed: int, scale: float) -> tuple[Matter, ...]:
    told, words = parameters().registers, _words()
    rng = seeded(f"matters {seed}")
    served = _served(seed, scale)
    agents = [agency.name for agency in agencies(seed)]
    weights = _town_weights()
    drawn = []
    for year in range(told.service_year, parameters().last_day.year + 1):
        for _ in range(scaled(told.matters * _RISE.get(year, 1.0), scale, 16)):
            town = rng.choices(list(weights), list(weights.values()))[0]
            kind = rng.choices(list(told.matter_kinds), list(told.matter_kinds.values()))[0]
            drawn.append((_workday(year, rng), town, kind, rng.random(), rng.getrandbits(40)))
    drawn.sort()
    given: dict[tuple[str, int], int] = {}
    made = []
    for day, town, kind, draw, word in drawn:
        own = seeded(word)
        here = [firm for firm in served.get(town, ()) if firm.founded <= day.year]
        firm = own.choice(here) if here and draw >= _WITHOUT_FIRM else None
        closed = day + timedelta(int(own.expovariate(1 / (2 if kind == "advice" else 16))))
        closed += timedelta(max(0, 7 - closed.weekday()) if closed.weekday() > 4 else 0)
        outcomes = words["outcomes"][kind]
        given[town, day.year] = given.get((town, day.year), 0) + 1
        stays_open = own.random() < 0.004
        made.append(
            Matter(
                number=f"{town[-3:]}-{day.year}-{given[town, day.year]:04d}",
                town=town,
                received=day,
                kind=kind,
                firm=firm.credit_code if firm else "",
                visitor=own.choice(words["surnames"]) + own.choice(("先生", "女士")),
                subject=_subject(kind, firm, agents, own),
                closed=None if stays_open else closed,
                outcome=""
                if stays_open
                else own.choices(list(outcomes), list(outcomes.values()))[0],
            )
        )
    return tuple(made)


@cache
def _trainings(seed: int, scale: float) -> tuple[Training, ...]:
    told, words = parameters().registers, _words()
    rng = seeded(f"trainings {seed}")
    served = _served(seed, scale)
    weights = _town_weights()
    drawn = []
    for year in range(told.service_year, parameters().last_day.year + 1):
        for _ in range(scaled(told.trainings * _RISE.get(year, 1.0), scale, 4)):
            town = rng.choices(list(weights), list(weights.values()))[0]
            drawn.append((_workday(year, rng), town, rng.getrandbits(40)))
    drawn.sort()
    given: dict[tuple[str, int], int] = {}
    made = []
    for day, town, word in drawn:
        own = seeded(word)
        here = _once([firm for firm in served.get(town, ()) if firm.founded <= day.year])
        some = own.sample(here, min(len(here), own.randint(4, 34)))
        given[town, day.year] = given.get((town, day.year), 0) + 1
        made.append(
            Training(
                number=f"P{town[-3:]}-{day.year}-{given[town, day.year]:03d}",
                town=town,
                on=day,
                topic=own.choice(words["topics"]),
                hours=own.choice((1.5, 2.0, 2.0, 3.0, 3.0, 6.0)),
                attendees=sum(own.choice((1, 1, 1, 2, 2, 3)) for _ in some) + own.randint(0, 6),
                firms=tuple(sorted(firm.credit_code for firm in some)),
            )
        )
    return tuple(made)


@cache
def _served(seed: int, scale: float) -> Mapping[str, list[Firm]]:
    """By town the firms that come to its station at all, those with more grades more often."""
    rng = seeded(f"served {seed}")
    found: dict[str, list[Firm]] = {}
    for firm in firms(seed, scale):
        comes = rng.random() >= _NEVER_SERVED - 0.12 * len(firm.grades)
        if comes:
            found.setdefault(firm.town, []).extend([firm] * (1 + 2 * len(firm.grades)))
    return {town: _once(some) if len(some) < 3 else some for town, some in found.items()}


def _once(some: list[Firm]) -> list[Firm]:
    return list(dict.fromkeys(some))


def _town_weights() -> Mapping[str, float]:
    busy = _words()["towns_busy"]
    return {town.code: busy.get(town.code, 1.0) for town in region().towns}


def _subject(kind: str, firm: Firm | None, agents: list[str], rng: Random) -> str:
    trade = next((each for each in trades() if firm and each.code == firm.trade), None)
    trade = trade or trades()[rng.randrange(len(trades()))]
    thing = rng.choice(rng.choice(trade.things[: trade.usual_things]).names)
    text: str = rng.choice(_words()["subjects"][kind])
    return text.format(thing=thing, agency=rng.choice(agents), firm=firm.name if firm else "")


def _workday(year: int, rng: Random) -> date:
    day = date(year, 1, 2) + timedelta(rng.randrange(362))
    return day - timedelta(max(0, day.weekday() - 4)) if day.weekday() > 4 else day
