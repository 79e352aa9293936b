"""Which earlier documents a document names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt

from ipharbor.samples import _days
from ipharbor.samples._days import Days, Ints, Lots, day64
from ipharbor.samples._drawing import DESIGN, INVENTION
from ipharbor.samples._filings import Filings
from ipharbor.samples.parameters import parameters

_THINGS = 64  # more than a trade has
_DAY_BITS = 20
Pairs = npt.NDArray[np.int64]  # two columns: who names, who is named; each pair once


@dataclass(frozen=True)
class Citations:
    """Pairs of places among the filings. ``first`` stand on the first publication, ``more`` are
    added by the grant's, ``abroad`` has places among the documents abroad in its first column."""

    first: Pairs
    more: Pairs
    abroad: Pairs


@dataclass(frozen=True)
class Asking:
    """Documents that name others: their trade, thing and line, and the day before which what
    they name was public."""

    trade: Ints
    thing: Ints
    line: Ints
    before: Days


def asking(filings: Filings, trade: Ints, rows: Ints, before: Days) -> Asking:
    """The asking of filings; ``trade`` is that of all filings."""
    return Asking(trade[rows], filings.thing[rows], filings.line[rows], before)


class Shelf:
    """The technical documents of the table, by how near they are to one that asks."""

    def __init__(self, filings: Filings, trade: Ints) -> None:
        able = (filings.kind != DESIGN) & (filings.opened >= day64(parameters().first_day))
        self._rows = np.flatnonzero(able)
        self._opened = filings.opened[self._rows].astype("int64")
        self._fame = (filings.words[self._rows] >> np.uint64(40)).astype(np.int64)
        keys = (
            filings.line[self._rows] + 1,
            trade[self._rows] * _THINGS + filings.thing[self._rows],
            trade[self._rows],
        )
        self._levels = [self._sorted(key) for key in keys]

    def named(self, asked: Asking, mean: float, rng: Lots) -> Pairs:
        """Pairs of a place in ``asked`` and a filing that it names, ``mean`` on the average."""
        told = parameters().citations
        counts = rng.poisson(mean, len(asked.trade))
        who = np.repeat(np.arange(len(counts)), counts)
        draw = rng.random(len(who))
        level = np.where(
            draw < told.own_family, 0, np.where(draw < told.own_family + told.same_thing, 1, 2)
        )
        keys = (asked.line + 1, asked.trade * _THINGS + asked.thing, asked.trade)
        before = asked.before.astype("int64")
        found = np.full(len(who), -1)
        for at in range(3):
            # Where there is nothing so near, something less near is named instead.
            some = np.flatnonzero((found < 0) & (level <= at))
            found[some] = self._chosen(at, keys[at][who[some]], before[who[some]], rng)
        kept = found >= 0
        pairs = np.stack([who[kept], self._rows[found[kept]]], axis=1)
        return cast(Pairs, np.unique(pairs, axis=0))

    def _sorted(self, key: Ints) -> tuple[Ints, Ints]:
        order = np.lexsort((self._opened, key))
        return order, (key[order] << _DAY_BITS) + self._opened[order]

    def _chosen(self, level: int, key: Ints, before: Ints, rng: Lots) -> Ints:
        """Of two lately published documents of the key the more famous one; -1 where is none."""
        order, composite = self._levels[level]
        low = np.searchsorted(composite, key << _DAY_BITS)
        high = np.searchsorted(composite, (key << _DAY_BITS) + before)
        span = np.where((key <= 0) & (level == 0), 0, high - low)  # belongs to no line
        taken = []
        for _ in range(2):
            back = (span * rng.random(len(key)) ** 1.6).astype(np.int64)
            taken.append(order[np.clip(high - 1 - back, 0, len(order) - 1)])
        better = self._fame[taken[0]] >= self._fame[taken[1]]
        return cast(Ints, np.where(span > 0, np.where(better, *taken), -1))


def cited(filings: Filings, trade: Ints, abroad: Asking, rng: Lots) -> Citations:
    """What all documents name. ``trade`` is that of each filing's workshop."""
    told, shelf = parameters().citations.named, Shelf(filings, trade)
    inventions = np.flatnonzero(filings.kind == INVENTION)
    models = np.flatnonzero((filings.kind != INVENTION) & (filings.kind != DESIGN))
    granted = np.flatnonzero((filings.kind == INVENTION) & ~np.isnat(filings.granted))
    parts = []
    for rows, name in ((inventions, "application"), (models, "utility_model")):
        asked = asking(filings, trade, rows, filings.filed[rows])
        found = shelf.named(asked, told[name], rng)
        parts.append(np.stack([rows[found[:, 0]], found[:, 1]], axis=1))
    # The examiner finds what was public before the filing, the grant comes later.
    before = _days.days_from(filings.filed[granted], 0)
    more = shelf.named(
        asking(filings, trade, granted, before), told["grant"] - told["application"], rng
    )
    more = np.stack([granted[more[:, 0]], more[:, 1]], axis=1)
    return Citations(np.concatenate(parts), more, shelf.named(abroad, told["abroad"], rng))


def lists(pairs: Pairs, count: int) -> tuple[Ints, Ints]:
    """Offsets (``count`` + 1 of them) and values of the lists of what each place names."""
    order = np.lexsort((pairs[:, 1], pairs[:, 0]))
    offsets = np.searchsorted(pairs[order, 0], np.arange(count + 1))
    return offsets, pairs[order, 1]
