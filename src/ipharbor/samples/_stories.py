"""The stories that are told with every seed: filings that a watch ought to notice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

import numpy as np

from ipharbor.samples import _drawing, _filings
from ipharbor.samples._days import Lots, days_from, gazetted
from ipharbor.samples._drawing import DESIGN, INVENTION, MODEL, Dated
from ipharbor.samples._filings import Filings
from ipharbor.samples._holders import Shops
from ipharbor.samples._seeds import seeded
from ipharbor.samples.parameters import parameters
from ipharbor.samples.vocabularies import Trade, stories, trades

ENTRANT, CLIMBER, ORIGINAL, SHADOW = range(4)
NAMES = ("entrant", "climber", "original", "shadow")
_QUARTER = 91


@dataclass(frozen=True)
class _Draft:
    story: int
    filed: date
    kind: int
    thing: int = -1
    solutions: tuple[int, ...] = ()
    classes: tuple[str, ...] = ()
    shape: int = -1
    mark: str = ""
    quick: bool = False


def planted(shops: Shops, scale: float, rng: Lots) -> Filings:
    """The filings of all stories; few at a small ``scale``."""
    part = min(1.0, scale)
    parts = stories()
    draws = seeded(int(rng.integers(2**31)))
    of_jewels = next(trade for trade in trades() if trade.code == parts["original"]["trade"])
    last = parameters().horizon - 3
    made = [
        *_entrant(parts["entrant"], part, draws),
        *_climber(parts["climber"], part, last, draws),
        *_line(parts["original"], of_jewels, part, last, draws),
        *_shadow(parts["original"], of_jewels, part, draws),
    ]
    return _columns(made, shops, rng)


def _columns(made: list[_Draft], shops: Shops, rng: Lots) -> Filings:
    parts = stories()
    kind = np.array([draft.kind for draft in made])
    filed = np.array([draft.filed for draft in made], "datetime64[D]")
    shop = np.array([shops.by_name[parts[NAMES[draft.story]]["name"]] for draft in made])
    dated = _dated(kind, filed, np.array([draft.quick for draft in made]), rng)
    found = _filings.bare(kind, dated, shop, rng)
    for at, draft in enumerate(made):
        found.plant[at], found.shape[at], found.thing[at] = draft.story, draft.shape, draft.thing
        found.mark[at], found.classes[at] = draft.mark, "|".join(draft.classes)
        if draft.solutions:
            found.first[at], found.second[at] = (*draft.solutions, -1)[:2]
    return found


def _dated(kind: np.ndarray, filed: np.ndarray, quick: np.ndarray, rng: Lots) -> Dated:
    opened, granted = filed.copy(), filed.copy()
    for each in (INVENTION, MODEL, DESIGN):
        rows = kind == each
        found = _drawing.filed(each, filed[rows], np.full(int(rows.sum()), 0.55), rng)
        opened[rows], granted[rows] = found.opened, found.granted
    shortest = np.where(kind == DESIGN, 92, 150)
    longest = np.where(kind == DESIGN, 131, 215)
    days = shortest + (longest - shortest) * rng.random(len(kind))
    opened = np.where(quick, gazetted(days_from(filed, days)), opened)
    late = quick & (kind == INVENTION) & (granted < days_from(opened, 90))
    granted = np.where(late, gazetted(days_from(opened, 400)), granted)
    return Dated(filed, opened, np.where(kind == INVENTION, granted, opened))


def _entrant(told: Mapping[str, Any], part: float, rng: Random) -> Iterator[_Draft]:
    """Filings from February to April 2021, gazetted from July to November."""
    first = date(2021, 2, 1)
    for n in range(max(6, round(34 * part))):
        yield _Draft(
            ENTRANT,
            _workday(first + timedelta(int(rng.triangular(0, 80, 65)))),
            INVENTION if n % 4 == 3 else MODEL,
            thing=rng.choice(told["things"]),
            solutions=tuple(rng.sample(told["solutions"], 2)),
            classes=(*rng.sample(told["classes"][:3], 2), told["classes"][3]),
            quick=True,
        )


def _climber(told: Mapping[str, Any], part: float, last: int, rng: Random) -> Iterator[_Draft]:
    """Even filings each quarter since 2016, three times as many from ``told['since']``."""
    day = date(2016, 1, 1)
    while day.year <= last:
        rate = told["after"] if day + timedelta(_QUARTER // 2) > told["since"] else told["before"]
        for _ in range(max(1, round(rate * part))):
            filed = _workday(day + timedelta(rng.randrange(_QUARTER)))
            yield _Draft(CLIMBER, filed, rng.choices((INVENTION, MODEL, DESIGN), (25, 70, 5))[0])
        day += timedelta(_QUARTER)


def _line(
    told: Mapping[str, Any], trade: Trade, part: float, last: int, rng: Random
) -> Iterator[_Draft]:
    """The jeweller's line of designs, season by season since 2017."""
    day = date(2017, 1, 1)
    while day.year <= last:
        motif = rng.choice(told["motifs"])
        for _ in range(max(1, round(5 * part))):
            filed = _workday(day + timedelta(rng.randrange(_QUARTER)))
            yield _jewel(ORIGINAL, filed, trade, motif, rng)
        day += timedelta(_QUARTER)


def _shadow(line: Mapping[str, Any], trade: Trade, part: float, rng: Random) -> Iterator[_Draft]:
    """Designs after the same motifs, gazetted from September to November 2021."""
    for _ in range(max(4, round(18 * part))):
        filed = _workday(date(2021, 6, 1) + timedelta(rng.randrange(50)))
        yield _jewel(SHADOW, filed, trade, rng.choice(line["motifs"]), rng, quick=True)


def _jewel(
    story: int, filed: date, trade: Trade, motif: str, rng: Random, quick: bool = False
) -> _Draft:
    suffix = rng.choice(("", "", "系列", "花语", "之舞", "1", "2", "3"))
    shape = rng.randrange(min(4, len(trade.shapes)))
    return _Draft(story, filed, DESIGN, shape=shape, mark=f"{motif}{suffix}", quick=quick)


def _workday(day: date) -> date:
    return day + timedelta(max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
