"""Enforcement cases that the district handled."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import numpy as np

from ipharbor.samples._case import Case, numbered
from ipharbor.samples._days import day64
from ipharbor.samples._dealings import workday
from ipharbor.samples._drawing import DESIGN
from ipharbor.samples._holders import Holder
from ipharbor.samples._seeds import seeded
from ipharbor.samples.parameters import Registers, parameters, scaled
from ipharbor.samples.plan import Plan

KINDS = ("infringement", "counterfeit", "mediation", "trade_fair", "transfer")
_OUTCOMES = {
    "infringement": {"established": 46, "not_established": 18, "settled": 26, "withdrawn": 10},
    "counterfeit": {"punished": 55, "corrected": 33, "no_violation": 12},
    "mediation": {"agreed": 68, "failed": 32},
    "trade_fair": {"removed": 74, "not_removed": 26},
    "transfer": {"transferred": 100},
}
_DURATION = {"infringement": (35, 118), "counterfeit": (15, 80), "mediation": (8, 45),
             "trade_fair": (0, 4), "transfer": (5, 25)}  # fmt: skip
_WITH_RIGHT = {"infringement": 1.0, "counterfeit": 0.6, "mediation": 0.95, "trade_fair": 1.0,
               "transfer": 0.7}  # fmt: skip


def cases(plan: Plan) -> list[Case]:
    """All cases from the first year to the horizon, by the day of receipt, numbered."""
    told = parameters().registers
    rng = seeded(f"cases {plan.seed}")
    draws = _Draws(plan, rng)
    made = []
    for year, count in told.accepted.items():
        for on in _accepted_days(year, count, plan.scale, told, rng):
            made.append(draws.case(on))
    made = _handled(made, plan.scale, told, rng)
    refused = scaled(len(made) * told.not_accepted, 1.0)
    for one in rng.sample(made, refused):
        received = workday(one.received + timedelta(rng.randrange(1, 60)))
        made.append(
            replace(
                one,
                kind="infringement",
                received=received,
                accepted=None,
                closed=None,
                outcome="not_accepted",
            )
        )
    return numbered([*made, *plan.planted.cases])


def _accepted_days(year: int, count: int, scale: float, told: Registers, rng: Random) -> list[date]:
    """The days of acceptance of a year; in the told year as many to the told day as are told."""
    first, last = date(year, 1, 4), date(year, 12, 28)
    if year != told.handled_on.year:
        return [_day(first, last, rng) for _ in range(scaled(count, scale))]
    before = scaled(told.handled, scale)
    after = max(0, scaled(count, scale) - before)
    found = [_day(first, told.handled_on, rng) for _ in range(before)]
    return found + [_day(told.handled_on + timedelta(1), last, rng) for _ in range(after)]


def _day(first: date, last: date, rng: Random) -> date:
    day = first + timedelta(rng.randrange((last - first).days + 1))
    return day - timedelta(max(0, day.weekday() - 4)) if day.weekday() > 4 else day


def _handled(made: list[Case], scale: float, told: Registers, rng: Random) -> list[Case]:
    """The cases, of which as many are closed in the told part of the told year as are told: as
    many wait at its end as waited at its beginning."""
    first, last = date(told.handled_on.year, 1, 1), told.handled_on
    waiting = [one for one in made if one.accepted and one.accepted < first <= _closed(one)]
    own = [at for at, one in enumerate(made) if one.accepted and first <= one.accepted <= last]
    # Those accepted last stay open, all others are closed in time.
    own.sort(key=lambda at: (made[at].kind == "trade_fair", made[at].accepted), reverse=True)
    quick = [at for at in own if made[at].kind == "trade_fair"]
    slow = [at for at in own if at not in quick]
    open_still = set(slow[: len(waiting)])
    found = list(made)
    for at in own:
        accepted = made[at].accepted
        assert accepted is not None
        if at in open_still:
            closed = max(_closed(made[at]), last + timedelta(rng.randrange(2, 40)))
        else:
            closed = min(_closed(made[at]), _day(accepted, last, rng))
            closed = max(closed, accepted)
        found[at] = replace(made[at], closed=workday(closed) if at in open_still else closed)
    return found


def _closed(one: Case) -> date:
    assert one.closed is not None
    return one.closed


class _Draws:
    """Cases drawn over a plan: rights that stood on the day, and parties of its trade."""

    def __init__(self, plan: Plan, rng: Random) -> None:
        self._plan, self._rng = plan, rng
        about = plan.filings
        self._rights = np.flatnonzero(~np.isnat(about.granted) & (about.plant < 0))
        self._weight = np.where(plan.home[self._rights], 1.0, 0.5)
        self._weight *= np.where(about.kind[self._rights] == DESIGN, 1.6, 1.0)
        self._order = np.array(
            rng.choices(range(len(self._rights)), self._weight.tolist(), k=60_000)
        )
        self._next = 0
        shops = plan.shops
        self._of_trade = [
            np.flatnonzero((shops.trade == at) & (shops.weight > 0) & (shops.origin == 0)).tolist()
            for at in range(int(shops.trade.max()) + 1)
        ]

    def case(self, accepted: date) -> Case:
        rng = self._rng
        told = parameters().registers.case_kinds
        kind = rng.choices(list(told), list(told.values()))[0]
        right = self._right(accepted)
        owner = self._plan.shops.each[int(self._plan.filings.shop[right])].holder
        other = self._other(right, owner)
        low, high = _DURATION[kind]
        closed = workday(accepted + timedelta(rng.randint(low, high)))
        outcomes = _OUTCOMES[kind]
        number = str(self._plan.number[right]) if rng.random() < _WITH_RIGHT[kind] else ""
        official = kind in ("counterfeit", "transfer")
        return Case(
            kind=kind,
            received=workday(accepted - timedelta(rng.randrange(1, 8))),
            accepted=accepted,
            closed=closed,
            outcome=rng.choices(list(outcomes), list(outcomes.values()))[0],
            right=number,
            complainant="" if official else owner.name,
            respondent=other.name,
            town=other.town or owner.town,
        )

    def _right(self, on: date) -> int:
        """A right that stood on that day."""
        about, day = self._plan.filings, day64(on)
        over = self._plan.fates.over
        for _ in range(400):
            right = int(self._rights[self._order[self._next % len(self._order)]])
            self._next += 1
            if about.granted[right] < day < over[right]:
                return right
        return right

    def _other(self, right: int, owner: Holder) -> Holder:
        able = self._of_trade[int(self._plan.trade[right])]
        for _ in range(20):
            found = self._plan.shops.each[self._rng.choice(able)].holder
            if found.name != owner.name:
                return found
        return owner
