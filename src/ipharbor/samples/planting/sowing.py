"""All that is planted, as filings in columns and what belongs to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ipharbor.samples import _days, _drawing, _fates, _filings
from ipharbor.samples._case import Case
from ipharbor.samples._days import Days, Ints, Lots, days_from, gazetted
from ipharbor.samples._drawing import DESIGN, INVENTION, MODEL, Dated
from ipharbor.samples._fates import Fates
from ipharbor.samples._filings import ON_ITS_OWN, Filings
from ipharbor.samples._holders import Shops
from ipharbor.samples._seeds import lots
from ipharbor.samples.planting import (
    buyers,
    claims,
    emerging,
    money,
    rings,
    rivals,
    stories,
)
from ipharbor.samples.planting.garden import (
    Draft,
    Plant,
    PlantedPledge,
    PlantedProduct,
    PlantedTransfer,
    garden,
)

_SHORTEST, _LONGEST = (150, 150, 92), (215, 215, 131)  # days to an early publication, by type
_GRANTED = 0.55  # of planted inventions that nobody asked about
_ABNORMAL_ENDS = 150  # days after its publication at which an abnormal one is over, at least


@dataclass(frozen=True)
class Planted:
    """What is planted: the shops with those of its parties, its filings, and what belongs to
    them. Places of drafts are places in ``filings``."""

    shops: Shops
    filings: Filings
    drafts: tuple[Draft, ...]
    plants: tuple[Plant, ...]
    pledges: tuple[PlantedPledge, ...]
    transfers: tuple[PlantedTransfer, ...]
    products: tuple[PlantedProduct, ...]
    cases: tuple[Case, ...]

    def ended(self, ends: Fates, filings: Filings, first: int) -> Fates:
        """``ends`` of all filings, of which the planted ones begin at ``first``, with the fates
        that were asked for."""
        changed = replace(
            ends,
            ended=ends.ended.copy(),
            over=ends.over.copy(),
            how=ends.how.copy(),
            missed=ends.missed.copy(),
        )
        for at, draft in enumerate(self.drafts):
            if draft.fate:
                _end(draft.fate, first + at, filings, changed)
        return changed

    def abroad(self, first: int) -> list[tuple[int, tuple[str, ...]]]:
        """Places among all filings whose families are granted at certain offices."""
        return [(first + at, one.abroad) for at, one in enumerate(self.drafts) if one.abroad]


def sown(shops: Shops, seed: int, scale: float) -> Planted:
    """Everything that a region of that seed and scale has to be found."""
    made = garden(shops, seed, scale)
    for plant in (
        stories.plant,
        emerging.plant,
        rivals.plant_entrants,
        claims.plant_pairs,
        claims.plant_products,
        money.plant,
        rings.plant,
        buyers.plant,
        rivals.plant_moves,
        claims.plant_export,
    ):
        plant(made)
    return Planted(
        Shops(tuple(made.workshops)),
        _columns(made.drafts, made.plants, lots(f"sown {seed}")),
        tuple(made.drafts),
        tuple(made.plants),
        tuple(made.pledges),
        tuple(made.transfers),
        tuple(made.products),
        tuple(made.cases),
    )


def _columns(drafts: Sequence[Draft], plants: Sequence[Plant], rng: Lots) -> Filings:
    kind = np.array([draft.kind for draft in drafts])
    filed = np.array([draft.filed for draft in drafts], "datetime64[D]")
    shop = np.array([draft.shop for draft in drafts])
    found = _filings.bare(kind, _dated(drafts, kind, filed, rng), shop, rng)
    for at, draft in enumerate(drafts):
        found.thing[at], found.first[at] = draft.thing, draft.first
        found.second[at], found.shape[at] = draft.second, draft.shape
        found.mark[at], found.classes[at] = draft.mark, "|".join(draft.classes)
        found.voice[at] = draft.voice
        if draft.word is not None:
            found.words[at] = draft.word
        if draft.picks is not None:
            found.picks[at], found.line[at] = draft.picks, ON_ITS_OWN
    for number, plant in enumerate(plants):
        found.plant[plant.drafts] = number
    return found


def _dated(drafts: Sequence[Draft], kind: Ints, filed: Days, rng: Lots) -> Dated:
    opened, granted = filed.copy(), filed.copy()
    asked = np.array(
        [_GRANTED if draft.granted is None else float(draft.granted) for draft in drafts]
    )
    for each in (INVENTION, MODEL, DESIGN):
        rows = kind == each
        found = _drawing.filed(each, filed[rows], asked[rows], rng)
        opened[rows], granted[rows] = found.opened, found.granted
    quick = np.array([draft.quick for draft in drafts])
    shortest, longest = np.array(_SHORTEST)[kind], np.array(_LONGEST)[kind]
    early = days_from(filed, shortest + (longest - shortest) * rng.random(len(kind)))
    opened = np.where(quick, gazetted(early), opened)
    late = quick & (kind == INVENTION) & (granted < days_from(opened, 90))
    granted = np.where(late, gazetted(days_from(opened, 400)), granted)
    return Dated(filed, opened, np.where(kind == INVENTION, granted, opened))


def _end(fate: str, at: int, filings: Filings, ends: Fates) -> None:
    """Give the filing at that place the end that was asked for."""
    one = slice(at, at + 1)
    ends.missed[at] = 0
    if fate == "kept":
        filed = filings.filed[one]
        expiry = _days.years_after(filed, _fates.terms(filings.kind[one], filed))
        ends.ended[one] = ends.over[one] = expiry
        ends.how[at] = _fates.EXPIRED
        return
    wait = _ABNORMAL_ENDS + int(filings.words[at] % np.uint64(150))
    day = gazetted(days_from(filings.opened[one], wait))
    ends.ended[one] = ends.over[one] = day
    ends.how[at] = _fates.WITHDRAWN if fate == "withdrawn" else _fates.SURRENDERED
