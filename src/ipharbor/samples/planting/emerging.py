"""Technologies that emerge: words and classes that nobody had, taken up by one after another."""

from __future__ import annotations

from datetime import date, timedelta

from ipharbor.samples._drawing import INVENTION, MODEL
from ipharbor.samples.parameters import parameters
from ipharbor.samples.planting.garden import (
    EMERGING,
    Draft,
    Garden,
    Plant,
    counted,
    shops_of,
    workday,
)
from ipharbor.samples.vocabularies import Emergence, emergences, trades

_FILINGS = 170  # of one technology to the end, at true scale
_EARLY = 6  # documents by which it can be known
_RIPE = 6.0  # years after which it grows no more


def plant(garden: Garden) -> None:
    """Some of the technologies, each from a year of its own."""
    rng = garden.rng
    chosen = rng.sample(emergences(), min(len(emergences()), counted(EMERGING, garden.scale)))
    last = parameters().last_day.year
    for n, emergence in enumerate(chosen):
        # The first has just begun, the others at any time since they could.
        year = last - 1 if not n else rng.randrange(emergence.since, last - 1)
        _grow(garden, emergence, date(year, rng.randrange(1, 9), 10))


def _grow(garden: Garden, emergence: Emergence, since: date) -> None:
    rng, trade = garden.rng, trades()[emergence.trade]
    pioneers, followers = _adopters(garden, emergence.trade)
    made = garden.begin(
        Plant(
            EMERGING,
            emergence.key,
            known=("publication", _EARLY),
            facts={
                "technology": {"zh": emergence.name_zh, "en": emergence.name_en},
                "terms": list(emergence.terms),
                "trade": trade.code,
                "ipc": sorted({s for n in emergence.ways for s in trade.solutions[n].ipc}),
                "pioneers": [garden.named(at) for at in pioneers],
                "first_filed": since.isoformat(),
            },
            warning_zh=f"{emergence.name_zh}在{trade.name}中出现并增长，先行者{len(pioneers)}家，"
            "可提前布局。",
            warning_en=f"{emergence.name_en} have appeared and grow; file before others do.",
        )
    )
    until = date(parameters().horizon - 2, 12, 31)
    years = (until - since).days / 365.25
    wanted = garden.size(_FILINGS, 14)
    drafts = []
    for n in range(wanted):
        # Slowly at first, then evenly: the square root of the draw is time.
        age = years * (rng.random() ** 0.5 if n >= _EARLY else 0.12 * rng.random())
        filed = workday(since + timedelta(int(365.25 * age)))
        others = followers[: max(1, round(len(followers) * min(1.0, age / _RIPE)))]
        shop = rng.choice(pioneers) if n < _EARLY or rng.random() < 0.25 else rng.choice(others)
        thing = rng.choice(emergence.things)
        first = rng.choice(emergence.ways)
        rest = [way for way in emergence.ways if way != first]
        models = "utility_model" in trade.things[thing].kinds
        kind = MODEL if models and rng.random() < 0.45 else INVENTION
        second = rng.choice(rest) if rest and rng.random() < 0.6 else -1
        role = "first" if n < _EARLY else "later"
        drafts.append(Draft(role, filed, kind, shop, thing, first, second, quick=n < _EARLY))
    garden.add(*drafts)
    made.facts["adopters"] = len({draft.shop for draft in drafts})


def _adopters(garden: Garden, trade: int) -> tuple[list[int], list[int]]:
    """Those who begin (of the campus, and from outside) and those who follow, in their order."""
    rng = garden.rng
    campus = shops_of(garden, trade, ("university", "institute"))[:3]
    away = shops_of(garden, trade, ("outside",))[:12]
    firms = [
        at
        for at in shops_of(garden, trade, ("firm",))[:90]
        if garden.workshops[at].since < 2015 and garden.workshops[at].till > 2028
    ]
    pioneers = rng.sample(campus, min(1, len(campus))) + rng.sample(away, min(2, len(away)))
    pioneers += rng.sample(firms, min(1, len(firms)))
    followers = rng.sample(firms, min(len(firms), 26)) + rng.sample(away, min(len(away), 7))
    rng.shuffle(followers)
    return pioneers, followers or pioneers
