"""Inventions and utility models filed for the same thing on one day."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ipharbor.samples._days import Ints, Lots, between, years_of
from ipharbor.samples._drawing import INVENTION, MODEL
from ipharbor.samples._filings import NOTHING, Filings
from ipharbor.samples._holders import ORIGINS, Shops
from ipharbor.samples.parameters import parameters

_NEAR = 15  # days by which a filing moves to its twin's day


def twinned(filings: Filings, shops: Shops, rng: Lots) -> Filings:
    """``filings``, some of the firms' inventions made the same as a utility model of their trade
    that was filed about the same day: one holder, one day, one text."""
    firm = (shops.origin[filings.shop] == ORIGINS.index("firm")) & (filings.plant < 0)
    trade = shops.trade[filings.shop]
    share = parameters().fates.twins
    chosen, models = [], []
    for at in np.unique(trade):
        own = firm & (trade == at)
        inventions = np.flatnonzero(own & (filings.kind == INVENTION))
        inventions = inventions[rng.random(len(inventions)) < share]
        candidates = np.flatnonzero(own & (filings.kind == MODEL))
        if len(candidates):
            some, of = _matched(filings, inventions, candidates)
            chosen.append(some)
            models.append(of)
    if not chosen:
        return filings
    return _same(filings, np.concatenate(chosen), np.concatenate(models))


def _matched(filings: Filings, inventions: Ints, models: Ints) -> tuple[Ints, Ints]:
    """Inventions with the model filed next after them, each model once, within a year."""
    models = models[np.argsort(filings.filed[models], kind="stable")]
    inventions = inventions[np.argsort(filings.filed[inventions], kind="stable")]
    place = np.searchsorted(filings.filed[models], filings.filed[inventions])
    place = np.minimum(place, len(models) - 1)
    place, first = np.unique(place, return_index=True)
    inventions, found = inventions[first], models[place]
    apart = np.abs(between(filings.filed[inventions], filings.filed[found]))
    years = years_of(filings.filed[inventions]) == years_of(filings.filed[found])
    near = (apart <= _NEAR) & years
    return inventions[near], found[near]


def _same(filings: Filings, inventions: Ints, models: Ints) -> Filings:
    changed = {}
    for name in ("filed", "shop", "partner", "thing", "first", "second", "line", "words", "picks"):
        column = getattr(filings, name).copy()
        column[inventions] = column[models]
        changed[name] = column
    twin = np.full(len(filings), NOTHING)
    twin[inventions], twin[models] = models, inventions
    return replace(filings, twin=twin, **changed)
