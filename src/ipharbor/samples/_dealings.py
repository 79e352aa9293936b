"""What holders do with their rights: transfers, licences, pledges; orders and decisions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from typing import Any

import numpy as np

from ipharbor.samples import _days
from ipharbor.samples._courses import Courses, Entries, courses, decision, told
from ipharbor.samples._days import Ints, Mask, day64
from ipharbor.samples._seeds import seeded, unit
from ipharbor.samples.plan import Plan
from ipharbor.samples.vocabularies import dealings, names, stories
from ipharbor.vocabulary.exchange import PATENT_TYPES

_TRANSFERS, _LICENCES, _ORDERS, _LIMITS = 0.03, 0.055, 0.0575, 0.0615  # each up to the next
_PLEDGING = 0.3  # of firms with some rights
_CLEAR = 60  # days before the end of a right on which nothing hangs on it any more
_MOST_PLEDGED = 6
_TUESDAY, _FRIDAY = 1, 4


@dataclass
class Dealings:
    """The entries, and what they mean for annuities.

    ``prompt`` are rights paid for in time but for the year in ``late``, which is paid on the
    day told there; ``transferred`` is the day on which the gazette tells of a transfer. All
    rights are places among the filings.
    """

    rows: list[tuple[int, str, date, str]] = field(default_factory=list)
    prompt: set[int] = field(default_factory=set)
    late: dict[int, tuple[int, date]] = field(default_factory=dict)
    transferred: dict[int, date] = field(default_factory=dict)

    def add(self, right: int, code: str, on: date, **details: object) -> None:
        """An entry; empty details are left out."""
        self.rows.append((right, code, on, told(details)))

    @property
    def entries(self) -> Entries:
        right, code, on, details = zip(*self.rows, strict=True) if self.rows else ((),) * 4
        return Entries(
            np.array(right, np.int64),
            np.array(code, object),
            np.array(on, "datetime64[D]"),
            np.array(details, object),
        )


@dataclass(frozen=True)
class Pledge:
    """Rights pledged together under one number. ``released`` is when the gazette tells of the
    end, ``cancelled`` the day of that. ``amount`` is the claim secured in CNY, 0 where nobody
    tells it."""

    registered: date
    gazetted: date
    cancelled: date
    released: date
    pledgee: str
    number: str
    rights: tuple[int, ...]
    amount: int = 0


class Serials:
    """Registration numbers whose serials begin with 9, beyond what the office gives out."""

    def __init__(self) -> None:
        self._given: dict[str, int] = {}

    def number(self, letter: str, on: date) -> str:
        start = f"{letter}{on.year}980"
        self._given[start] = self._given.get(start, 0) + 1
        return f"{start}9{self._given[start]:05d}"


def dealt(made: Courses, firms: Sequence[str], seed: int) -> Dealings:
    """What happens to the region's granted rights; ``firms`` are of the region.

    A right has one dealing at most, so that no act meets another that forbids it, and nothing
    hangs on it when it ends. Joint holders do not deal.
    """
    found, serials = Dealings(), Serials()
    standing = made.take(made.sole & ~np.isnat(made.granted))
    pledges = [*_planted(standing, found), *_of_plants(made.plan, found, serials)]
    taken = {right for pledge in pledges for right in pledge.rights}
    free = standing.take(made.plan.filings.plant[standing.right] < 0)
    pledges += _pledges(free, taken, seed, serials)
    pledges = [replace(one, amount=one.amount or _amount(one, seed)) for one in pledges]
    for pledge in pledges:
        _pledged(pledge, made.plan, found)
        found.prompt |= set(pledge.rights)
    _transferred(made.plan, seed, found)
    draw = unit(free.plan.filings.words[free.right], 60)
    for at in np.flatnonzero(draw < _LIMITS).tolist():
        if int(free.right[at]) not in found.prompt:
            _deal(_Dealt.of(free, at), float(draw[at]), firms, seed, serials, found)
    return found


@dataclass(frozen=True)
class _Dealt:
    """A right with which something is done."""

    right: int
    number: str
    holder: str
    kind: str
    granted: date
    over: date

    @classmethod
    def of(cls, made: Courses, at: int) -> _Dealt:
        right = int(made.right[at])
        return cls(
            right,
            str(made.plan.number[right]),
            made.plan.shops.each[int(made.shop[at])].holder.name,
            PATENT_TYPES[int(made.plan.filings.kind[right])],
            made.granted[at].item(),
            made.over[at].item(),
        )


def told_pledge(plan: Plan) -> Iterator[tuple[Pledge, int, date]]:
    """The pledge of the stories with the patent year that is missed in it, and its due day."""
    made = courses(plan)
    standing, found = made.take(made.sole & ~np.isnat(made.granted)), Dealings()
    for pledge in _planted(standing, found):
        year, _ = found.late[pledge.rights[0]]
        filed = plan.filings.filed[pledge.rights[0] : pledge.rights[0] + 1]
        yield pledge, year, _days.years_after(filed, year - 1)[0].item()


def _planted(free: Courses, found: Dealings) -> Iterator[Pledge]:
    """The pledge of the stories; of another firm's rights where that one has none that fit."""
    terms = dealings()["pledge"]
    firm = stories()[terms["story"]]["name"]
    able = _holds(free, terms["registered_on"], terms["cancelled_on"])
    due, year = _due(free, terms)
    late = np.flatnonzero(able & (due >= 0))
    if not len(late):
        return
    named = np.array([shop.holder.name == firm for shop in free.plan.shops.each])[free.shop]
    own = late[named[late]]
    chosen = int(own[0] if len(own) else late[0])
    others = np.flatnonzero(able & (due < 0) & (free.shop == free.shop[chosen]))[:3]
    day: date = terms["due_from"] + timedelta(int(due[chosen]))
    right = int(free.right[chosen])
    found.late[right] = (int(year[chosen]), day + timedelta(terms["paid_after"]))
    yield Pledge(
        terms["registered_on"],
        terms["gazetted_on"],
        terms["cancelled_on"],
        gazette_day(terms["cancelled_on"] + timedelta(15)),
        terms["pledgee"],
        terms["number"],
        (right, *free.right[others].tolist()),
        terms["amount"],
    )


def _of_plants(plan: Plan, found: Dealings, serials: Serials) -> Iterator[Pledge]:
    """The pledges that are planted, under which an annuity is missed."""
    for number, one in enumerate(plan.planted.pledges):
        rights = tuple(plan.first_planted + at for at in one.drafts)
        if one.paid is not None:
            found.late[rights[-1]] = (one.missed, one.paid)
        rng = seeded(f"planted pledge {plan.seed} {number}")
        yield Pledge(
            one.registered,
            notice(one.registered, rng),
            one.cancelled,
            notice(one.cancelled, rng),
            one.pledgee,
            serials.number("Y", one.registered),
            rights,
        )


def _transferred(plan: Plan, seed: int, found: Dealings) -> None:
    """The transfers that are planted."""
    for number, one in enumerate(plan.planted.transfers):
        right = plan.first_planted + one.draft
        noticed = notice(one.registered, seeded(f"planted transfer {seed} {number}"))
        found.add(
            right, "TR01", noticed, registered_on=one.registered, before=one.before,
            after=one.after,
        )  # fmt: skip
        found.transferred[right] = noticed


def _holds(made: Courses, first: date, last: date) -> Mask:
    """Whether rights can be pledged from ``first`` to ``last``."""
    before = _days.days_from(made.granted, 30) <= day64(first)
    found: Mask = before & (made.over > day64(last + timedelta(_CLEAR))) & ~made.twin
    return found


def _due(made: Courses, terms: Mapping[str, Any]) -> tuple[Ints, Ints]:
    """For an annuity after the grant's that falls due within the planted days, how many days
    after their first, else -1; and its patent year."""
    filed = made.plan.filings.filed[made.right]
    years = terms["due_from"].year - _days.years_of(filed)
    due = _days.years_after(filed, years)
    fits = (due >= day64(terms["due_from"])) & (due <= day64(terms["due_to"]))
    after = _days.between(np.full(len(due), day64(terms["due_from"])), due)
    return np.where(fits & (due > made.granted), after, -1), years + 1


def _pledges(free: Courses, taken: set[int], seed: int, serials: Serials) -> list[Pledge]:
    """Some firms pledge some of their rights together under one number, one time each."""
    order = np.argsort(free.shop, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(free.shop[order]) > 0]) if len(order) else order
    made = []
    for begin, end in zip(starts, [*starts[1:], len(order)], strict=True):
        holder = free.plan.shops.each[int(free.shop[order[begin]])].holder
        rng = seeded(f"pledge {seed} {holder.name}")
        if holder.origin != "firm" or end - begin < 3 or rng.random() >= _PLEDGING:
            continue
        own = free.take(order[begin:end])
        first = rng.randrange(end - begin)
        on = workday(own.granted[first].item() + timedelta(60 + int(rng.expovariate(1 / 700))))
        off = workday(on + timedelta(365 * rng.randint(1, 3) + rng.randrange(40)))
        able = [right for right in own.right[_holds(own, on, off)].tolist() if right not in taken]
        rights = rng.sample(able, min(len(able), rng.randint(1, _MOST_PLEDGED)))
        if rights:
            pledgee = rng.choice(dealings()["banks"])
            made.append((on, holder.name, notice(on, rng), off, notice(off, rng), pledgee, rights))
    made.sort(key=lambda pledge: pledge[:2])
    return [
        Pledge(on, told_on, off, ended, pledgee, serials.number("Y", on), tuple(rights))
        for on, _, told_on, off, ended, pledgee, rights in made
    ]


def _amount(pledge: Pledge, seed: int) -> int:
    """The claim that a pledge secures in CNY, the larger the more rights; 0 where untold."""
    terms = dealings()["amounts"]
    rng = seeded(f"pledged amount {seed} {pledge.number}")
    if rng.random() >= terms["told"]:
        return 0
    amount = terms["median"] * len(pledge.rights) ** 0.5 * rng.lognormvariate(0, terms["spread"])
    return int(round(amount, -4)) or 10_000


def _pledged(pledge: Pledge, plan: Plan, found: Dealings) -> None:
    shops = plan.shops.each
    for right in pledge.rights:
        holder = shops[int(plan.filings.shop[right])].holder.name
        for code, on, registered in (
            ("PE01", pledge.gazetted, pledge.registered),
            ("PC01", pledge.released, pledge.cancelled),
        ):
            found.add(
                right, code, on, number=pledge.number, registered_on=registered, pledgor=holder,
                pledgee=pledge.pledgee, amount=pledge.amount if code == "PE01" else 0,
            )  # fmt: skip


def _deal(
    right: _Dealt, draw: float, firms: Sequence[str], seed: int, serials: Serials, found: Dealings
) -> None:
    """One dealing with a right, where it leaves the time for it."""
    rng = seeded(f"dealing {seed} {right.number}")
    on = workday(right.granted + timedelta(60 + int(rng.expovariate(1 / 700))))
    noticed = notice(on, rng)
    if noticed + timedelta(_CLEAR) > right.over:
        return
    if draw < _TRANSFERS:
        to = _buyer(right.holder, firms, rng)
        found.add(right.right, "TR01", noticed, registered_on=on, before=right.holder, after=to)
        found.transferred[right.right] = noticed
    elif draw < _LICENCES:
        _licence(right, on, noticed, firms, rng, serials, found)
    elif draw < _ORDERS:
        _order(right, on, noticed, rng, found)
    elif right.kind != "design":
        number = decision(rng.randrange(10**4))
        found.add(right.right, "IP01", noticed, decision=number, decided_on=on)


def _licence(
    right: _Dealt, on: date, noticed: date, firms: Sequence[str], rng: Random, serials: Serials,
    found: Dealings,
) -> None:  # fmt: skip
    """A licence of one to five years that runs out or is taken off the record before."""
    last = min(on + timedelta(365 * rng.randint(1, 5) - 1), right.over - timedelta(_CLEAR))
    number = serials.number("X", on)
    parties = {"licensor": right.holder, "licensee": _buyer(right.holder, firms, rng)}
    kind = rng.choice(dealings()["licence_kinds"])
    found.add(
        right.right, "EE01", noticed, number=number, registered_on=on, until=last,
        licence_kind=kind, **parties,
    )  # fmt: skip
    off = workday(on + timedelta(rng.randrange(150, 900)))
    if off < last and rng.random() < 0.5:
        found.add(
            right.right, "EC01", notice(off, rng), number=number, registered_on=off, **parties
        )


def _order(right: _Dealt, on: date, noticed: date, rng: Random, found: Dealings) -> None:
    """An order that preserves the right, lifted before it runs out and the right ends."""
    off = workday(on + timedelta(rng.randrange(200, 900)))
    lifted = notice(off, rng)
    if lifted + timedelta(_CLEAR) > right.over:
        return
    number = f"（{on.year}）样0113民保{rng.randrange(1, 1000)}号"
    court = dealings()["orders"]
    last = _days.years_after(np.array([on], "datetime64[D]"), 3)[0].item() - timedelta(1)
    found.add(right.right, "PP01", noticed, number=number, registered_on=on, until=last, text=court)
    found.add(right.right, "PD01", lifted, number=number, registered_on=off, text=court)


def _buyer(holder: str, firms: Sequence[str], rng: Random) -> str:
    """Another firm, of the region more often than from outside."""
    if rng.random() < 0.6 and len(firms) > 1:
        return rng.choice([name for name in rng.sample(firms, 2) if name != holder])
    outside: list[str] = [one["name"] for one in names()["outside"] if "english" not in one]
    return rng.choice(outside)


def notice(registered: date, rng: Random) -> date:
    """The gazette that tells of a registration."""
    return gazette_day(registered + timedelta(rng.randrange(12, 30)))


def gazette_day(day: date) -> date:
    """The first Tuesday or Friday on or after ``day``."""
    ahead = min((_TUESDAY - day.weekday()) % 7, (_FRIDAY - day.weekday()) % 7)
    return day + timedelta(ahead)


def workday(day: date) -> date:
    """``day``, or the Monday after a weekend."""
    return day + timedelta(max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
