"""The planted stories: filings that a watch over the region ought to notice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from ipharbor.samples._holders import Workshop, of_firm, outsider
from ipharbor.samples._rights import Draft, Subject
from ipharbor.samples.firms import Firm
from ipharbor.samples.vocabularies import Trade, stories
from ipharbor.vocabulary.exchange import PATENT_TYPES

_QUARTER = 91


def planted(firms: Mapping[str, Firm], trades: Mapping[str, Trade], scale: float, last: int,
            rng: Random) -> Iterator[Draft]:  # fmt: skip
    """The filings of all stories to the end of year ``last``; few at a small ``scale``."""
    parts = stories()
    trade_of = {story: trades[parts[story]["trade"]] for story in parts}
    shops = {
        story: of_firm(firms[entry["name"]], trade_of[story], 2, rng)
        if "town" in entry
        else outsider(entry, trade_of[story], rng)
        for story, entry in parts.items()
    }
    part = min(1.0, scale)
    made = (
        *_entrant(shops["entrant"], parts["entrant"], part, rng),
        *_climber(shops["climber"], parts["climber"], part, last, rng),
        *_line(shops["original"], parts["original"], part, last, rng),
        *_shadow(shops["shadow"], parts["original"], part, rng),
    )
    yield from (draft for draft in made if draft.filed.year <= last)


def _entrant(shop: Workshop, told: Mapping[str, Any], part: float, rng: Random) -> Iterator[Draft]:
    """Filings from February to April 2021, gazetted from July to November."""
    first = date(2021, 2, 1)
    for n in range(max(6, round(34 * part))):
        invention = n % 4 == 3
        late = rng.triangular(0, 80, 65)
        subject = Subject(
            thing=rng.choice(told["things"]),
            solutions=tuple(rng.sample(told["solutions"], 2)),
            classes=(*rng.sample(told["classes"][:3], 2), told["classes"][3]),
        )
        kind = "invention" if invention else "utility_model"
        filed = _workday(first + timedelta(int(late)))
        yield Draft(filed, kind, shop, None, rng.getrandbits(48), subject, quick=True)


def _climber(
    shop: Workshop, told: Mapping[str, Any], part: float, last: int, rng: Random
) -> Iterator[Draft]:
    """Even filings each quarter since 2016, three times as many from ``told['since']``."""
    day = date(2016, 1, 1)
    while day.year <= last:
        rate = told["after"] if day + timedelta(_QUARTER // 2) > told["since"] else told["before"]
        for _ in range(max(1, round(rate * part))):
            filed = _workday(day + timedelta(rng.randrange(_QUARTER)))
            kind = rng.choices(PATENT_TYPES, (25, 70, 5))[0]
            yield Draft(filed, kind, shop, None, rng.getrandbits(48))
        day += timedelta(_QUARTER)


def _line(
    shop: Workshop, told: Mapping[str, Any], part: float, last: int, rng: Random
) -> Iterator[Draft]:
    """The jeweller's line of designs, season by season since 2017."""
    day = date(2017, 1, 1)
    while day.year <= last:
        motif = rng.choice(told["motifs"])
        for _ in range(max(1, round(5 * part))):
            filed = _workday(day + timedelta(rng.randrange(_QUARTER)))
            subject = _jewel(shop.trade, motif, rng)
            yield Draft(filed, "design", shop, None, rng.getrandbits(48), subject)
        day += timedelta(_QUARTER)


def _shadow(shop: Workshop, line: Mapping[str, Any], part: float, rng: Random) -> Iterator[Draft]:
    """Designs after the same motifs, gazetted from September to November 2021."""
    for _ in range(max(4, round(18 * part))):
        filed = _workday(date(2021, 6, 1) + timedelta(rng.randrange(50)))
        subject = _jewel(shop.trade, rng.choice(line["motifs"]), rng)
        yield Draft(filed, "design", shop, None, rng.getrandbits(48), subject, quick=True)


def _jewel(trade: Trade, motif: str, rng: Random) -> Subject:
    suffix = rng.choice(("", "", "系列", "花语", "之舞", "1", "2", "3"))
    return Subject(shape=rng.randrange(min(4, len(trade.shapes))), mark=f"{motif}{suffix}")


def _workday(day: date) -> date:
    return day + timedelta(max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
