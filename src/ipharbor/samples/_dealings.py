"""What holders do with their rights: transfers, licences, pledges; orders and decisions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from ipharbor.fees.days import anniversary, patent_year
from ipharbor.samples._courses import Course, Entry, decision, shown
from ipharbor.samples._gazette import gazette_day
from ipharbor.samples._rights import YEAR
from ipharbor.samples._seeds import seeded
from ipharbor.samples.vocabularies import dealings, names, stories

_TRANSFERS, _LICENCES, _ORDERS, _LIMITS = 0.03, 0.055, 0.0575, 0.0615  # each up to the next
_PLEDGING = 0.3  # of firms with some rights
_CLEAR = timedelta(60)  # before the end of a right nothing hangs on it any more
_MOST_PLEDGED = 6


@dataclass
class Dealings:
    """The entries, and what they mean for annuities.

    ``prompt`` are rights paid for in time but for the year in ``late``, which is paid on the
    day told there; ``transferred`` is the day on which the gazette tells of a transfer.
    """

    entries: list[Entry] = field(default_factory=list)
    prompt: set[str] = field(default_factory=set)
    late: dict[str, tuple[int, date]] = field(default_factory=dict)
    transferred: dict[str, date] = field(default_factory=dict)


@dataclass(frozen=True)
class _Pledge:
    registered: date
    gazetted: date
    cancelled: date
    released: date
    pledgee: str
    number: str
    rights: tuple[Course, ...]


class _Serials:
    """Registration numbers whose serials begin with 9, beyond what the office gives out."""

    def __init__(self) -> None:
        self._given: dict[str, int] = {}

    def number(self, letter: str, on: date) -> str:
        start = f"{letter}{on.year}980"
        self._given[start] = self._given.get(start, 0) + 1
        return f"{start}9{self._given[start]:05d}"


def dealt(courses: Sequence[Course], firms: Sequence[str], seed: int) -> Dealings:
    """What happens to ``courses``, the same for the same arguments; ``firms`` are of the region.

    A right has one dealing at most, so that no act meets another that forbids it, and nothing
    hangs on it when it ends. Joint holders do not deal.
    """
    found, serials = Dealings(), _Serials()
    free = [each for each in courses if each.granted and each.firm]
    free.sort(key=lambda each: each.number)
    pledges = [*_planted(free, found)]
    taken = {right.number for pledge in pledges for right in pledge.rights}
    pledges += _pledges([each for each in free if each.number not in taken], seed, serials)
    for pledge in pledges:
        found.entries += _pledged(pledge)
        found.prompt |= {right.number for right in pledge.rights}
    for course in free:
        if course.number not in found.prompt:
            _deal(course, firms, seeded(f"dealing {seed} {course.number}"), serials, found)
    return found


def _planted(free: Sequence[Course], found: Dealings) -> Iterator[_Pledge]:
    """The planted pledge; of another firm's rights where the planted firm has none that fit."""
    told = dealings()["pledge"]
    firm = stories()[told["story"]]["name"]
    able = [each for each in free if _holds(each, told["registered_on"], told["cancelled_on"])]
    late = [each for each in able if _due(each, told)]
    if not late:
        return
    chosen = next((each for each in late if each.firm == firm), late[0])
    others = [each for each in able if each.firm == chosen.firm and each not in late]
    due = _due(chosen, told)
    assert due is not None
    year = patent_year(chosen.filed, due, YEAR)
    found.late[chosen.number] = (year, due + timedelta(told["paid_after"]))
    yield _Pledge(
        told["registered_on"],
        told["gazetted_on"],
        told["cancelled_on"],
        gazette_day(told["cancelled_on"] + timedelta(15)),
        told["pledgee"],
        told["number"],
        (chosen, *others[:3]),
    )


def _holds(course: Course, first: date, last: date) -> bool:
    """Whether a right can be pledged from ``first`` to ``last``."""
    assert course.granted is not None
    before = course.granted + timedelta(30) <= first
    return before and last + _CLEAR < course.over and not course.twin


def _due(course: Course, told: Mapping[str, Any]) -> date | None:
    """The due day of an annuity after the grant's within the planted days, if any."""
    assert course.granted is not None
    due = anniversary(course.filed, told["due_from"].year - course.filed.year, YEAR)
    return due if told["due_from"] <= due <= told["due_to"] and due > course.granted else None


def _pledges(free: Sequence[Course], seed: int, serials: _Serials) -> list[_Pledge]:
    """Some firms pledge some of their rights together under one number, one time each."""
    of_firm: dict[str, list[Course]] = {}
    for course in free:
        of_firm.setdefault(course.firm, []).append(course)
    made = []
    for firm in sorted(of_firm):
        rng = seeded(f"pledge {seed} {firm}")
        owned = of_firm[firm]
        if len(owned) < 3 or rng.random() >= _PLEDGING:
            continue
        first = rng.choice(owned)
        assert first.granted is not None
        on = _workday(first.granted + timedelta(60 + int(rng.expovariate(1 / 500))))
        off = _workday(on + timedelta(365 * rng.randint(1, 3) + rng.randrange(40)))
        able = [each for each in owned if _holds(each, on, off)]
        rights = rng.sample(able, min(len(able), rng.randint(1, _MOST_PLEDGED)))
        if rights:
            pledgee = rng.choice(dealings()["banks"])
            days = (on, _notice(on, rng), off, _notice(off, rng))
            made.append((*days, pledgee, tuple(rights)))
    made.sort(key=lambda pledge: (pledge[0], pledge[-1][0].firm))
    return [_Pledge(*each[:5], serials.number("Y", each[0]), each[5]) for each in made]


def _pledged(pledge: _Pledge) -> Iterator[Entry]:
    for right in pledge.rights:
        parties = {"pledgor": right.firm, "pledgee": pledge.pledgee}
        for code, on, registered in (
            ("PE01", pledge.gazetted, pledge.registered),
            ("PC01", pledge.released, pledge.cancelled),
        ):
            yield shown(right, code, on, number=pledge.number, registered_on=registered, **parties)


def _deal(
    course: Course, firms: Sequence[str], rng: Random, serials: _Serials, found: Dealings
) -> None:
    """One dealing with a right, or most often none."""
    assert course.granted is not None
    draw = rng.random()
    on = _workday(course.granted + timedelta(60 + int(rng.expovariate(1 / 700))))
    noticed = _notice(on, rng)
    if draw >= _LIMITS or noticed + _CLEAR > course.over:
        return
    if draw < _TRANSFERS:
        to = _buyer(course.firm, firms, rng)
        told = {"before": course.firm, "after": to}
        found.entries.append(shown(course, "TR01", noticed, registered_on=on, **told))
        found.transferred[course.number] = noticed
    elif draw < _LICENCES:
        found.entries += _licence(course, on, noticed, firms, rng, serials)
    elif draw < _ORDERS:
        found.entries += _order(course, on, noticed, rng)
    elif course.kind != "design":
        told = {"decision": decision(rng.randrange(10**4)), "decided_on": str(on)}
        found.entries.append(shown(course, "IP01", noticed, **told))


def _licence(
    course: Course,
    on: date,
    noticed: date,
    firms: Sequence[str],
    rng: Random,
    serials: _Serials,
) -> Iterator[Entry]:
    """A licence of one to five years that runs out or is taken off the record before."""
    last = min(on + timedelta(365 * rng.randint(1, 5) - 1), course.over - _CLEAR)
    number = serials.number("X", on)
    parties = {"licensor": course.firm, "licensee": _buyer(course.firm, firms, rng)}
    kind = rng.choice(dealings()["licence_kinds"])
    yield shown(
        course, "EE01", noticed, number=number, registered_on=on, until=last, licence_kind=kind,
        **parties,
    )  # fmt: skip
    off = _workday(on + timedelta(rng.randrange(150, 900)))
    if off < last and rng.random() < 0.5:
        yield shown(course, "EC01", _notice(off, rng), number=number, registered_on=off, **parties)


def _order(course: Course, on: date, noticed: date, rng: Random) -> Iterator[Entry]:
    """An order that preserves the right, lifted before it runs out and the right ends."""
    off = _workday(on + timedelta(rng.randrange(200, 900)))
    lifted = _notice(off, rng)
    if lifted + _CLEAR > course.over:
        return
    number = f"（{on.year}）样0113民保{rng.randrange(1, 1000)}号"
    court = dealings()["orders"]
    last = anniversary(on, 3, YEAR) - timedelta(1)
    yield shown(course, "PP01", noticed, number=number, registered_on=on, until=last, text=court)
    yield shown(course, "PD01", lifted, number=number, registered_on=off, text=court)


def _buyer(holder: str, firms: Sequence[str], rng: Random) -> str:
    """Another firm, of the region more often than from outside."""
    if rng.random() < 0.6 and len(firms) > 1:
        return rng.choice([name for name in rng.sample(firms, 2) if name != holder])
    outside: list[str] = [one["name"] for one in names()["outside"] if "english" not in one]
    return rng.choice(outside)


def _notice(registered: date, rng: Random) -> date:
    """The gazette that tells of a registration."""
    return gazette_day(registered + timedelta(rng.randrange(12, 30)))


def _workday(day: date) -> date:
    return day + timedelta(max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
