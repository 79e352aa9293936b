"""What becomes of rights: how long they are kept, and how they end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import cast

import numpy as np

from ipharbor.fees.tariff import term_years
from ipharbor.samples import _days
from ipharbor.samples._days import Days, Ints, Lots
from ipharbor.samples._drawing import INVENTION
from ipharbor.samples._holders import ORIGINS
from ipharbor.samples.parameters import parameters
from ipharbor.statutes import book
from ipharbor.vocabulary.exchange import PATENT_TYPES

REFUSED, WITHDRAWN, INVALIDATED, LAPSED, EXPIRED, DOUBLE, SURRENDERED = range(7)
HOWS = ("驳回", "视为撤回", "宣告专利权全部无效", "未缴年费终止", "期限届满",
        "避免重复授权放弃专利权", "主动放弃专利权")  # fmt: skip
_FIRST_DUE, _LONGEST = 2, 30  # years from filing to the first annuity; more than any term
UNTIL_NOTICE = 210  # days from the due day to the gazette; the time to pay late is over


@dataclass(frozen=True)
class Fates:
    """How rights and applications end.

    ``ended`` is the gazette's day, or the last day of the term; ``over`` the first day on which
    the right no longer stands, for a lapse the due day. ``how`` is a place in HOWS, ``missed``
    the patent year that was not paid, 0 if none was.
    """

    ended: Days
    over: Days
    how: Ints
    missed: Ints


@cache
def law() -> book.Book:
    """The law of the whole country, by which invented rights live too."""
    return book.load()


def fates(
    kind: Ints, filed: Days, opened: Days, granted: Days, origin: Ints, twin: Ints, rng: Lots
) -> Fates:
    """The ends of all rights. ``twin`` is the place of the other of a same-day pair, else -1."""
    told, count = parameters().fates, len(kind)
    never = np.isnat(granted)
    term = terms(kind, filed)
    expiry = _days.years_after(filed, term)
    since = np.where(never, filed, granted)
    care = rng.exponential(1.0, count) / _by_name(told.lapse_of, ORIGINS)[origin]
    paid = np.zeros(count, np.int64)
    for place, name in enumerate(PATENT_TYPES):
        rows = kind == place
        paid[rows] = _FIRST_DUE + np.searchsorted(_hazards(told.lapse[name]), care[rows])
    paid = np.maximum(paid, _days.patent_years(filed, since))
    due = _days.years_after(filed, paid)
    lapses = ~never & (paid < term)
    over = np.where(lapses, due, expiry)
    ended = np.where(lapses, _days.gazetted(_days.days_from(due, UNTIL_NOTICE)), expiry)
    how = np.where(lapses, LAPSED, EXPIRED)
    made = Fates(ended, over, how, np.where(lapses, paid + 1, 0))
    for code, share, days in (
        (SURRENDERED, told.surrendered, 300 + 1800 * rng.random(count)),
        (INVALIDATED, told.invalidated, 200 + 1300 * rng.random(count)),
    ):
        on = _days.gazetted(_days.days_from(since, days))
        some = ~never & (twin < 0) & (rng.random(count) < share)
        made = _sooner(made, code, np.where(some, on, _days.NEVER))
    closed = _days.days_from(filed, rng.triangular(600, 850, 1250, count))
    closed = _days.gazetted(np.maximum(closed, _days.days_from(opened, 120)))
    refused = np.where(rng.random(count) < told.refused, REFUSED, WITHDRAWN)
    made = Fates(
        np.where(never, closed, made.ended),
        np.where(never, closed, made.over),
        np.where(never, refused, made.how),
        np.where(never, 0, made.missed),
    )
    other = np.where((twin >= 0) & (kind != INVENTION), granted[twin], _days.NEVER)
    return _sooner(made, DOUBLE, other)


def terms(kind: Ints, filed: Days) -> Ints:
    """How many years each right may stand, by the law of its filing."""
    years = np.zeros(len(kind), np.int64)
    for place, name in enumerate(PATENT_TYPES):
        rows = np.flatnonzero(kind == place)
        days, back = np.unique(filed[rows], return_inverse=True)
        found = np.array([term_years(law(), name, day) for day in days.tolist()], np.int64)
        if len(rows):
            years[rows] = found[back]
    return years


def _hazards(lapse: Mapping[int, float]) -> np.ndarray:
    """The sum of hazards of lapsing up to each year from filing, from the first due on."""
    years = sorted(lapse)
    of_year = [
        lapse[max(year for year in years if year <= each)]
        for each in range(_FIRST_DUE, _FIRST_DUE + _LONGEST)
    ]
    return np.cumsum(-np.log1p(-np.array(of_year)))


def _sooner(made: Fates, how: int, on: Days) -> Fates:
    """``made``, but ended in that way on the days given that come before."""
    some = on < made.ended
    return Fates(
        cast(Days, np.where(some, on, made.ended)),
        cast(Days, np.where(some, on, made.over)),
        np.where(some, how, made.how),
        np.where(some, 0, made.missed),
    )


def _by_name(told: Mapping[str, float], names: tuple[str, ...]) -> np.ndarray:
    return np.array([told[name] for name in names])
