"""The stories that are told with every seed: filings that a watch ought to notice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from ipharbor.samples._drawing import DESIGN, INVENTION, MODEL
from ipharbor.samples.parameters import parameters
from ipharbor.samples.planting.garden import (
    ENTRANT,
    LOOKALIKE,
    SURGE,
    Draft,
    Garden,
    Plant,
    workday,
)
from ipharbor.samples.vocabularies import Trade, stories, trades

_QUARTER = 91


def plant(garden: Garden) -> None:
    """An entrant, a climber, and a line of designs with its shadow."""
    parts, rng = stories(), garden.rng
    part = min(1.0, garden.scale)
    place = {one.holder.name: at for at, one in enumerate(garden.workshops)}
    shop = {name: place[entry["name"]] for name, entry in parts.items()}
    last = parameters().horizon - 3
    garden.begin(_told(garden, ENTRANT, ("entry", 3), competitor=shop["entrant"]))
    garden.add(*_entrant(shop["entrant"], parts["entrant"], part, rng))
    garden.begin(_told(garden, SURGE, ("rise", 6), firm=shop["climber"]))
    garden.add(*_climber(shop["climber"], parts["climber"], part, last, rng))
    jewels = next(trade for trade in trades() if trade.code == parts["original"]["trade"])
    two = {"competitor": shop["shadow"], "firm": shop["original"]}
    made = garden.begin(_told(garden, LOOKALIKE, ("shadow", 3), **two))
    made.facts["motifs"] = list(parts["original"]["motifs"])
    garden.add(
        *_line(shop["original"], parts["original"], jewels, part, last, rng),
        *_shadow(shop["shadow"], parts["original"], jewels, part, rng),
    )


_WARNINGS = {
    ENTRANT: (
        "{}此前没有专利，2021年7月起在舞台灯散热方向连续公开。",
        "An applicant without earlier documents publishes one after another on the cooling of "
        "stage lamps.",
    ),
    SURGE: ("{}的申请量自2020年7月起为此前的三倍。", "The applicant files three times as much."),
    LOOKALIKE: (
        "{}的外观设计与本区企业的系列产品相同、主题相同，建议比对。",
        "Designs of a competitor follow the motifs of the firm's line for the same products; "
        "compare them.",
    ),
}


def _told(garden: Garden, kind: str, known: date | tuple[str, int | str], **parties: int) -> Plant:
    """A thing that is planted with every seed; the first of its parties gives it its name."""
    shops = list(parties.values())
    name = garden.workshops[shops[0]].holder.name
    facts: dict[str, Any] = {role: garden.named(at) for role, at in parties.items()}
    facts["trade"] = trades()[garden.workshops[shops[0]].trade].code
    zh, en = _WARNINGS[kind]
    return Plant(kind, name, known, facts, zh.format(name), en, fixed=True)


def _entrant(shop: int, told: Mapping[str, Any], part: float, rng: Random) -> Iterator[Draft]:
    """Filings from February to April 2021, gazetted from July to November."""
    first = date(2021, 2, 1)
    for n in range(max(6, round(34 * part))):
        one, other = rng.sample(told["solutions"], 2)
        yield Draft(
            "entry",
            workday(first + timedelta(int(rng.triangular(0, 80, 65)))),
            INVENTION if n % 4 == 3 else MODEL,
            shop,
            thing=rng.choice(told["things"]),
            first=one,
            second=other,
            classes=(*rng.sample(told["classes"][:3], 2), told["classes"][3]),
            quick=True,
        )


def _climber(
    shop: int, told: Mapping[str, Any], part: float, last: int, rng: Random
) -> Iterator[Draft]:
    """Even filings each quarter since 2016, three times as many from ``told['since']``."""
    day = date(2016, 1, 1)
    before = max(1, round(told["before"] * part))
    while day.year <= last:
        risen = day + timedelta(_QUARTER // 2) > told["since"]
        count = round(before * told["after"] / told["before"]) if risen else before
        for _ in range(count):
            filed = workday(day + timedelta(rng.randrange(_QUARTER)))
            kind = rng.choices((INVENTION, MODEL, DESIGN), (25, 70, 5))[0]
            yield Draft("rise" if risen else "filing", filed, kind, shop)
        day += timedelta(_QUARTER)


def _line(
    shop: int, told: Mapping[str, Any], trade: Trade, part: float, last: int, rng: Random
) -> Iterator[Draft]:
    """The jeweller's line of designs, season by season since 2017."""
    day = date(2017, 1, 1)
    while day.year <= last:
        motif = rng.choice(told["motifs"])
        for _ in range(max(1, round(5 * part))):
            filed = workday(day + timedelta(rng.randrange(_QUARTER)))
            yield _jewel("line", shop, filed, trade, motif, rng)
        day += timedelta(_QUARTER)


def _shadow(
    shop: int, line: Mapping[str, Any], trade: Trade, part: float, rng: Random
) -> Iterator[Draft]:
    """Designs after the same motifs, gazetted from September to November 2021."""
    for _ in range(max(4, round(18 * part))):
        filed = workday(date(2021, 6, 1) + timedelta(rng.randrange(50)))
        yield _jewel("shadow", shop, filed, trade, rng.choice(line["motifs"]), rng, quick=True)


def _jewel(
    role: str, shop: int, filed: date, trade: Trade, motif: str, rng: Random, quick: bool = False
) -> Draft:
    suffix = rng.choice(("", "", "系列", "花语", "之舞", "1", "2", "3"))
    shape = rng.randrange(min(4, len(trade.shapes)))
    return Draft(role, filed, DESIGN, shop, shape=shape, mark=f"{motif}{suffix}", quick=quick)
