"""Who files what: each filing gets a workshop, a partner at times, and what it is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import cast

import numpy as np
import numpy.typing as npt

from ipharbor.samples._days import Days, Floats, Ints, Lots, Mask, years_of
from ipharbor.samples._drawing import DESIGN, INVENTION
from ipharbor.samples._holders import HOME, ORIGINS, Shops
from ipharbor.samples.parameters import parameters
from ipharbor.samples.vocabularies import Trade, trades
from ipharbor.vocabulary.exchange import PATENT_TYPES

FIRST_YEAR = 2009
_LINE = 5  # filings in a row that belong to one line of work, on the average
_NOBODY = -1
_MANY = 20  # filings of a workshop that can spare one
_MOST_THINGS, _MOST_SOLUTIONS = 40, 48
_FIRM, _CAMPUS, _PERSON, _OUTSIDE, _FOREIGN = range(5)  # groups of origins
_GROUP = {"firm": 0, "university": 1, "institute": 1, "person": 2, "outside": 3, "foreign": 4}


@dataclass(frozen=True)
class Words:
    """What is the same in all seeds: which solutions suit which things, by place of the trade."""

    suits: npt.NDArray[np.bool_]  # language, trade, thing, solution; 1 is English as well
    models: npt.NDArray[np.bool_]  # trade, thing: can be a utility model
    shapes: Ints
    motifs: Ints


@cache
def words() -> Words:
    """The trades' words as columns. Things and solutions that have yet to emerge are left out."""
    count = len(trades())
    suits = np.zeros((2, count, _MOST_THINGS, _MOST_SOLUTIONS), bool)
    models = np.zeros((count, _MOST_THINGS), bool)
    for at, trade in enumerate(trades()):
        for thing, told in enumerate(trade.things[: trade.usual_things]):
            models[at, thing] = PATENT_TYPES[1] in told.kinds
            for way in trade.solutions_for(thing):
                abroad = bool(told.english and trade.solutions[way].english)
                suits[0, at, thing, way] = way < trade.usual_solutions
                suits[1, at, thing, way] = way < trade.usual_solutions and abroad
    shapes = np.array([len(trade.shapes) for trade in trades()])
    return Words(suits, models, shapes, np.array([len(t.motifs) for t in trades()]))


def placed(kind: int, filed: Days, shops: Shops, home: bool, rng: Lots) -> Ints:
    """The workshop of each filing of one type, of the region's (``home``) or of the others."""
    years = years_of(filed)
    busy = _busy(shops, rng)
    group = np.array([_GROUP[name] for name in ORIGINS])[shops.origin]
    found = np.full(len(filed), _NOBODY)
    for year in np.unique(years):
        rows = np.flatnonzero(years == year)
        weight = np.where((shops.since <= year) & (year <= shops.till), shops.weight, 0.0)
        weight = weight * busy[:, min(max(year - FIRST_YEAR, 0), busy.shape[1] - 1)]
        pairs, chance = _shares(kind, int(year), home)
        which = rng.choice(len(pairs), len(rows), p=chance)
        for at, (trade, of) in enumerate(pairs):
            some = rows[which == at]
            if len(some):
                found[some] = _chosen(trade, of, weight, shops, group, len(some), rng)
    return found


def everybody(shop: Ints, filed: Days, shops: Shops, rng: Lots) -> Ints:
    """The region's filings with some taken from those who have many, so that everybody who
    files at all has one."""
    found, years = shop.copy(), years_of(filed)
    held = np.bincount(shop, minlength=len(shops.each))
    group = np.array([_GROUP[name] for name in ORIGINS])[shops.origin]
    missing = np.flatnonzero((held == 0) & (shops.weight > 0) & (shops.origin < HOME))
    order = rng.permutation(len(shop))
    rich = order[held[shop[order]] > _MANY]
    alike = shops.trade * len(_GROUP) + group
    near = {each: rich[alike[shop[rich]] == each] for each in np.unique(alike[missing]).tolist()}
    for one in missing.tolist():
        some = near[alike[one]]
        able = (years[some] >= shops.since[one]) & (years[some] <= shops.till[one])
        able &= found[some] == shop[some]
        if able.any():
            found[some[np.argmax(able)]] = one
    return found


def partners(shop: Ints, shops: Shops, rng: Lots) -> Ints:
    """For each workshop another of the same trade with which it files, or -1 for most."""
    joint = np.array([parameters().fates.joint[name] for name in ORIGINS])
    found = np.full(len(shop), _NOBODY)
    rows = np.flatnonzero(rng.random(len(shop)) < joint[shops.origin[shop]])
    firms = shops.origin == _FIRM
    for trade in range(len(trades())):
        able = np.flatnonzero(firms & (shops.trade == trade) & (shops.weight > 0))
        some = rows[shops.trade[shop[rows]] == trade]
        if len(able):
            found[some] = able[(len(able) * rng.random(len(some)) ** 2).astype(int)]
    names = np.array([each.holder.name for each in shops.each])
    same = (found >= 0) & (names[found] == names[shop])
    return np.where(same, _NOBODY, found)


@dataclass(frozen=True)
class Subjects:
    """What filings are about: places in the trade's lists. Designs have ``shape`` and -1 for the
    others; ``second`` is -1 where one solution is all. ``line`` numbers lines of work."""

    thing: Ints
    first: Ints
    second: Ints
    shape: Ints
    line: Ints


def subjects(kind: Ints, filed: Days, shop: Ints, shops: Shops, rng: Lots) -> Subjects:
    """What each filing is about. Filings of a workshop that follow one another belong to a line
    of work, and share its thing and its first solution."""
    technical = kind != DESIGN
    line, of = _lines(np.flatnonzero(technical), filed, shop, rng)
    trade = shops.trade[of]
    told = (shops.origin[of] == ORIGINS.index("foreign")).astype(int)
    taste = _tastes(shops, rng)
    lines = np.array([each.lines for each in shops.each])
    able = np.asarray(words().suits.any(axis=3))[told, trade]
    things = _things(able, taste.things[of], lines[of], rng)
    model = words().models[trade] & able
    as_model = _things(model, taste.things[of], lines[of], rng)
    as_model = np.where(model[np.arange(len(things)), things], things, as_model)
    fits = words().suits[told, trade, things]
    first, second, third = (_ways(fits, taste.ways[of], n, rng) for n in range(3))
    found = {name: np.full(len(kind), _NOBODY) for name in ("thing", "first", "second", "line")}
    rows = np.flatnonzero(technical)
    at = line[rows]
    other = (kind[rows] != INVENTION) & (as_model[at] != things[at])
    found["line"][rows] = at
    found["thing"][rows] = np.where(other, as_model[at], things[at])
    own = _ways(words().suits[told, trade, as_model], taste.ways[of], 0, rng)
    found["first"][rows] = np.where(other, own[at], first[at])
    draw = rng.random(len(rows))
    more = np.where(draw < 0.5, second[at], third[at])
    found["second"][rows] = np.where((draw > 0.82) | other, _NOBODY, more)
    found["second"][found["second"] == found["first"]] = _NOBODY
    return Subjects(**found, shape=_shapes(~technical, shop, shops, rng))


def _lines(rows: Ints, filed: Days, shop: Ints, rng: Lots) -> tuple[Ints, Ints]:
    """For each row the number of its line of work, and for each line its workshop."""
    order = rows[np.lexsort((rows, filed[rows], shop[rows]))]
    of = shop[order]
    starts = np.flatnonzero(np.r_[True, of[1:] != of[:-1]]) if len(of) else np.zeros(0, int)
    sizes = np.diff(np.r_[starts, len(of)])
    place = np.arange(len(of)) - np.repeat(starts, sizes)
    lines = np.maximum(1, np.round(sizes / _LINE)).astype(int)
    spread = place / _LINE + rng.normal(0.0, 0.5, len(of))
    own = np.clip(spread.astype(int), 0, np.repeat(lines, sizes) - 1)
    first = np.cumsum(lines) - lines
    line = np.full(len(filed), _NOBODY)
    line[order] = np.repeat(first, sizes) + own
    return line, np.repeat(of[starts], lines)


@dataclass(frozen=True)
class _Tastes:
    """For each workshop a rank of every thing and solution, the favourite lowest."""

    things: Floats
    ways: Floats


def _tastes(shops: Shops, rng: Lots) -> _Tastes:
    count = len(shops.each)
    return _Tastes(rng.random((count, _MOST_THINGS)), rng.random((count, _MOST_SOLUTIONS)))


def _things(able: Mask, taste: Floats, lines: Ints, rng: Lots) -> Ints:
    """One of the favourite ``lines`` things that are able, the first more often."""
    order = np.argsort(np.where(able, taste, 2.0), axis=1)
    most = np.minimum(np.maximum(lines, 1), able.sum(axis=1))
    place = (most * rng.random(len(lines)) ** 1.6).astype(int)
    return cast(Ints, order[np.arange(len(order)), np.maximum(place, 0)])


def _ways(fits: Mask, taste: Floats, rank: int, rng: Lots) -> Ints:
    """A solution that suits: one of the favourites for ``rank`` 0, any beyond."""
    order = np.argsort(np.where(fits, taste, 2.0), axis=1)
    count = fits.sum(axis=1)
    draw = rng.random(len(fits))
    place = (count * draw**1.5).astype(int) if not rank else (count * draw).astype(int)
    return cast(Ints, order[np.arange(len(order)), np.minimum(place, count - 1)])


def _shapes(rows: Mask, shop: Ints, shops: Shops, rng: Lots) -> Ints:
    count = np.maximum(words().shapes[shops.trade[shop]], 1)
    own = rng.random(len(shops.each))[shop]
    near = np.minimum(own + rng.random(len(shop)) ** 2 * 0.5, own + 0.5) % 1.0
    return np.where(rows, (count * near).astype(int), _NOBODY)


def _busy(shops: Shops, rng: Lots) -> Floats:
    """How busy each workshop is in each year, about 1."""
    years = parameters().horizon - FIRST_YEAR + 1
    return rng.lognormal(0.0, 0.35, (len(shops.each), years))


def _chosen(
    trade: int, of: int, weight: Floats, shops: Shops, group: Ints, count: int, rng: Lots
) -> Ints:
    """``count`` workshops of the trade and group; of another group where none is at work."""
    for able in (
        (shops.trade == trade) & (group == of),
        (shops.trade == trade) & (group == (_FIRM if of < _OUTSIDE else _OUTSIDE)),
        group == (_FIRM if of < _OUTSIDE else _OUTSIDE),
    ):
        places = np.flatnonzero(able & (weight > 0))
        if len(places):
            chance = weight[places]
            return cast(Ints, rng.choice(places, count, p=chance / chance.sum()))
    raise AssertionError(f"nobody is at work in trade {trade}")


def _shares(kind: int, year: int, home: bool) -> tuple[list[tuple[int, int]], Floats]:
    """Pairs of trade and group of origins, and the chance of each in a year."""
    pairs, chance = [], []
    for at, trade in enumerate(trades()):
        level = trade.size * _level(trade, year)
        away = trade.others[2]
        whole = 100 - away
        campus, people = trade.others[0] / whole, trade.others[1] / whole
        of: tuple[tuple[int, float, Callable[[Trade], tuple[float, ...]]], ...]
        if home:
            of = ((_FIRM, 1 - campus - people, _firms), (_CAMPUS, campus, _campus),
                  (_PERSON, people, _people))  # fmt: skip
        else:
            of = ((_OUTSIDE, away / 100 * 0.85, _others), (_FOREIGN, away / 100 * 0.15, _foreign))
        for origin, share, types in of:
            mix = types(trade)
            pairs.append((at, origin))
            chance.append(level * share * mix[kind] / max(sum(mix), 1e-9))
    found = np.array(chance)
    return pairs, found / found.sum()


def _level(trade: Trade, year: int) -> float:
    place = min(max(year - 2010, 0), len(trade.course) - 1)
    return trade.course[place] / sum(trade.course)


def _firms(trade: Trade) -> tuple[float, ...]:
    return trade.types


def _campus(trade: Trade) -> tuple[float, ...]:
    _, model, design = trade.types
    return (55, 40 if model else 0, 5 if design > 20 else 0)


def _people(trade: Trade) -> tuple[float, ...]:
    invention, model, design = trade.types
    return (invention / 2, model, design)


def _others(trade: Trade) -> tuple[float, ...]:
    tilt = parameters().outside.types
    return tuple(each * tilt[name] for each, name in zip(trade.types, PATENT_TYPES, strict=True))


def _foreign(trade: Trade) -> tuple[float, ...]:
    return (100, 0, 0)
