"""The invented region as columns: every right with its holder, its days, its numbers, its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from ipharbor.samples import (
    _abroad,
    _citing,
    _days,
    _drawing,
    _fates,
    _filings,
    _numbering,
    _placing,
    _twins,
)
from ipharbor.samples._abroad import Abroad, Firsts
from ipharbor.samples._citing import Citations
from ipharbor.samples._days import Days, Ints, Lots, Mask, day64, years_of
from ipharbor.samples._drawing import DESIGN, INVENTION, Dated
from ipharbor.samples._fates import Fates
from ipharbor.samples._filings import Filings
from ipharbor.samples._holders import HOME, Shops, Workshop, shops
from ipharbor.samples._seeds import lots, mixed
from ipharbor.samples.parameters import parameters, scaled
from ipharbor.samples.planting.sowing import Planted, sown

_EXAMINED = 21  # days from the publication of an application
_FIRST = 2009  # year of the first filings


@dataclass(frozen=True)
class Plan:
    """All rights and applications of the region and of outside applicants, to the horizon.

    Places in the columns of ``filings``, ``fates``, ``number`` (application number with check
    character) and ``serial`` (nine digits of the publication number) belong together. What a
    table knows on a day is a part of it: ``until`` never changes what is drawn. The filings of
    what is ``planted`` stand last, from ``first_planted`` on.
    """

    seed: int
    scale: float
    shops: Shops
    filings: Filings
    fates: Fates
    number: np.ndarray
    serial: np.ndarray
    firsts: Firsts
    abroad: Abroad
    citations: Citations
    planted: Planted
    first_planted: int

    @property
    def trade(self) -> Ints:
        """The place of each filing's trade."""
        return self.shops.trade[self.filings.shop]

    @property
    def examined(self) -> Days:
        """The gazette's day on which an application is in examination: three weeks after its
        publication, at once where the grant is near."""
        opened, granted = self.filings.opened, self.filings.granted
        usual = _days.days_from(opened, _EXAMINED)
        return np.where(granted <= usual, opened, usual)

    @property
    def home(self) -> Mask:
        """Which are the region's own: filed first by somebody of it."""
        found: Mask = self.shops.origin[self.filings.shop] < HOME
        return found


@lru_cache(maxsize=2)
def plan(seed: int, scale: float) -> Plan:
    """The region of that seed at that scale. The same arguments give the same plan."""
    rng = lots(f"plan {seed} {scale}")
    planted = sown(shops(seed, scale), seed, scale)
    every = planted.shops
    region = _region(every, scale, planted.filings, rng)
    outside = _outside(every, scale, rng)
    first_planted = len(region) + len(outside)
    filings = _filings.joined([region, outside, planted.filings])
    filings = _twins.twinned(_about(filings, every, seed, rng), every, rng)
    origin = every.origin[filings.shop]
    ends = _fates.fates(
        filings.kind, filings.filed, filings.opened, filings.granted, origin, filings.twin, rng
    )
    ends = planted.ended(ends, filings, first_planted)
    number = _numbering.application_numbers(filings.kind, filings.filed, rng)
    serial = _numbering.publication_serials(filings.kind, filings.opened, rng)
    first = _abroad.firsts(filings, every, rng)
    wanted = planted.abroad(first_planted)
    beyond = _abroad.abroad(filings, number, first, every, scale, wanted, rng)
    trade = every.trade[filings.shop]
    named = _citing.cited(filings, trade, beyond.asking(filings, trade), rng)
    return Plan(
        seed, scale, every, filings, ends, number, serial, first, beyond, named, planted,
        first_planted,
    )  # fmt: skip


def _region(every: Shops, scale: float, planted: Filings, rng: Lots) -> Filings:
    """The region's own filings besides the planted ones."""
    own = planted.take(every.origin[planted.shop] < HOME)
    made = [_drawing.granted(kind, scale, rng, _granted_already(own, kind)) for kind in range(3)]
    others = np.concatenate([made[1].filed, made[2].filed, own.filed[own.kind != INVENTION]])
    parts = [(kind, dated) for kind, dated in enumerate(made) if kind != INVENTION]
    pending = _pending(made[INVENTION], others, own, rng)
    inventions = _together([made[INVENTION], *pending])
    parts.append((INVENTION, _in_time(inventions, made, own, rng)))
    found = []
    for kind, dated in parts:
        shop = _placing.placed(kind, dated.filed, every, True, rng)
        found.append(_filings.bare(np.full(len(dated), kind), dated, shop, rng))
    every_one = _filings.joined(found)
    shop = _placing.everybody(every_one.shop, every_one.filed, every, rng)
    return replace(every_one, shop=shop)


def _granted_already(own: Filings, kind: int) -> Mapping[tuple[int, bool], int]:
    told = parameters().grants
    found: dict[tuple[int, bool], int] = {}
    days = own.granted[(own.kind == kind) & ~np.isnat(own.granted)]
    for year, day in zip(years_of(days).tolist(), days.tolist(), strict=True):
        part = (year, year == told.known_on.year and day > told.known_on)
        found[part] = found.get(part, 0) + 1
    return found


def _pending(granted: Dated, others: Days, own: Filings, rng: Lots) -> list[Dated]:
    """Applications for inventions without a grant, as many a year as the share of inventions
    among the year's applications asks for."""
    shares = parameters().applications.inventions
    inventions = own.filed[own.kind == INVENTION]
    every = years_of(np.concatenate([granted.filed, inventions]))
    years = years_of(others)
    found = []
    for year, share in shares.items():
        if year < _FIRST:
            continue
        wanted = round(int((years == year).sum()) * share / (1 - share))
        found.append(_drawing.applications(year, max(0, wanted - int((every == year).sum())), rng))
    return found


def _in_time(inventions: Dated, made: list[Dated], own: Filings, rng: Lots) -> Dated:
    """The inventions, those of the told year published as the told share asks for."""
    told = parameters().applications
    year, day = told.known_on.year, day64(told.known_on)
    out = 0
    for dated in (made[1], made[2]):
        out += int(((years_of(dated.filed) == year) & (dated.opened <= day)).sum())
    ours = (years_of(own.filed) == year) & (own.opened <= day)
    out += int((ours & (own.kind != INVENTION)).sum())
    planted = int((ours & (own.kind == INVENTION)).sum())
    out -= round(planted * (1 - told.known) / told.known)
    rows = years_of(inventions.filed) == year
    of_year = Dated(inventions.filed[rows], inventions.opened[rows], inventions.granted[rows])
    opened = inventions.opened.copy()
    opened[rows] = _drawing.told_in_time(of_year, max(0, out), rng).opened
    return replace(inventions, opened=opened)


def _together(parts: list[Dated]) -> Dated:
    return Dated(
        np.concatenate([part.filed for part in parts]),
        np.concatenate([part.opened for part in parts]),
        np.concatenate([part.granted for part in parts]),
    )


def _outside(every: Shops, scale: float, rng: Lots) -> Filings:
    """Filings of applicants outside, as many as have the told number of publications by the
    last day."""
    told = parameters()
    wanted = scaled(told.outside.documents, scale)
    years = np.arange(_FIRST, told.horizon)
    level = np.array([sum(told.grants.years.get(int(y) + 1, (0, 0, 0))) for y in years]) ** 0.8
    of_year = rng.choice(years, int(wanted * 1.6) + 20, p=level / level.sum())
    types = np.array([sum(r[k] for r in told.grants.years.values()) for k in range(3)], float)
    types *= np.array(list(told.outside.types.values())) * (2.0, 1.0, 1.0)
    kinds = rng.choice(3, len(of_year), p=types / types.sum())
    parts = []
    for kind in range(3):
        days = np.concatenate(
            [_drawing.filing_days(int(y), int(n), rng) for y, n in _counted(of_year[kinds == kind])]
        )
        shop = _placing.placed(kind, days, every, False, rng)
        chance = np.where(every.origin[shop] > HOME, 0.68, 0.6)
        dated = _drawing.filed(kind, days, chance, rng)
        parts.append(_filings.bare(np.full(len(days), kind), dated, shop, rng))
    made = _filings.joined(parts)
    made = made.take(rng.permutation(len(made)))
    last = day64(told.last_day)
    rows = _published(made.opened, last).astype(int)
    rows += ((made.kind == INVENTION) & _published(made.granted, last)).astype(int)
    return made.take(np.flatnonzero(np.cumsum(rows) - rows < wanted))


def _published(days: Days, last: np.datetime64) -> Mask:
    found: Mask = (days <= last) & (days >= day64(parameters().first_day))
    return found


def _counted(years: Ints) -> list[tuple[int, int]]:
    found, counts = np.unique(years, return_counts=True)
    return list(zip(found.tolist(), counts.tolist(), strict=True))


def _about(filings: Filings, every: Shops, seed: int, rng: Lots) -> Filings:
    """``filings`` with partners, subjects and marks; those of stories keep their own."""
    about = _placing.subjects(filings.kind, filings.filed, filings.shop, every, rng)
    partner = _placing.partners(filings.shop, every, rng)
    told = filings.plant >= 0
    own = (filings.thing >= 0) | (filings.shape >= 0)

    def kept(name: str, drawn: Ints) -> Ints:
        column: Ints = np.where(own, getattr(filings, name), drawn)
        return column

    filings = replace(
        filings,
        partner=np.where(told, filings.partner, partner),
        thing=kept("thing", about.thing),
        first=kept("first", about.first),
        second=kept("second", about.second),
        shape=kept("shape", about.shape),
        line=np.where(filings.line == _filings.NOTHING, about.line, filings.line),
    )
    return _filings.with_shared_picks(replace(filings, mark=_marks(filings, every)), seed)


def _marks(filings: Filings, every: Shops) -> np.ndarray:
    """What tells designs apart: a motif, a motif with a number, a model number, or nothing."""
    marks = filings.mark.copy()
    rows = np.flatnonzero((filings.kind == DESIGN) & (marks == ""))
    draws = mixed(filings.words[rows], 30).tolist()
    years = (years_of(filings.filed[rows]) % 100).tolist()
    shops = filings.shop[rows].tolist()
    for at, word, year, shop in zip(rows.tolist(), draws, years, shops, strict=True):
        marks[at] = _mark(every.each[shop], word, year)
    return marks


def _mark(shop: Workshop, word: int, year: int) -> str:
    word, draw = divmod(word, 100)
    word, number = divmod(word, 59)
    motif = shop.motifs[word % len(shop.motifs)] if shop.motifs else ""
    if draw < 30 and motif:
        return motif
    if draw < 50 and motif:
        return f"{motif}{1 + number % 8}"
    if draw < 80:
        return f"{shop.prefix}-{year:02d}{number + 1:02d}"
    return f"{shop.prefix}{(number + 1) * 10}" if draw < 88 else ""
