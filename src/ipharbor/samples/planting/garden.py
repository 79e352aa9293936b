"""Where things are planted: drafts of filings, further workshops, and what belongs to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from ipharbor.samples._case import Case
from ipharbor.samples._drawing import INVENTION, MODEL
from ipharbor.samples._holders import Holder, Shops, Workshop, stranger, workshop
from ipharbor.samples._making_names import brand_words
from ipharbor.samples._seeds import seeded
from ipharbor.samples.firms import Firm, firms
from ipharbor.samples.parameters import parameters
from ipharbor.samples.vocabularies import names, trades

EMERGING = "emerging_technology"
ENTRANT = "competitor_enters"
SURGE = "competitor_surges"
LOOKALIKE = "lookalike_designs"
INFRINGED = "infringed_by_later_right"
READS_ON = "product_reads_on_right"
MISSED = "annuity_missed_under_pledge"
RING = "abnormal_filing_ring"
LITIGIOUS = "transfer_to_litigious_buyer"
INVENTOR = "key_inventor_moves"
EXPORT = "export_market_right"
KINDS = (EMERGING, ENTRANT, SURGE, LOOKALIKE, INFRINGED, READS_ON, MISSED, RING, LITIGIOUS,
         INVENTOR, EXPORT)  # fmt: skip


@dataclass(frozen=True)
class Draft:
    """A filing to be planted.

    ``role`` is what it is in its story. ``shop`` is a place among the workshops. Picks, word
    and solutions that are None or -1 are left to the workshop. ``voice`` 1 says the same in
    other words. ``quick`` asks for early publication, ``granted`` forces a grant or forbids it,
    ``fate`` an end: ``kept``, ``withdrawn``, ``surrendered`` or empty; ``abroad`` names offices
    that grant a member of its family.
    """

    role: str
    filed: date
    kind: int
    shop: int
    thing: int = -1
    first: int = -1
    second: int = -1
    picks: tuple[int, int, int, int] | None = None
    word: int | None = None
    voice: int = 0
    classes: tuple[str, ...] = ()
    shape: int = -1
    mark: str = ""
    quick: bool = False
    granted: bool | None = None
    fate: str = ""
    abroad: tuple[str, ...] = ()


@dataclass
class Plant:
    """One thing that was planted: its kind, what is true of it, and its drafts by place.

    ``known`` tells from when it can be known: a day; the role of a document and which first
    publication of it; or ``granted`` and the office that grants. ``fixed`` ones are the same
    with every seed.
    """

    kind: str
    name: str
    known: date | tuple[str, int | str]
    facts: dict[str, Any] = field(default_factory=dict)
    warning_zh: str = ""
    warning_en: str = ""
    fixed: bool = False
    drafts: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class PlantedPledge:
    """Rights, by place among the drafts, pledged under one number, of which the last misses the
    annuity of the year ``missed``; it is paid on ``paid``, or never where that is None."""

    drafts: tuple[int, ...]
    registered: date
    cancelled: date
    pledgee: str
    missed: int
    due: date
    paid: date | None


@dataclass(frozen=True)
class PlantedTransfer:
    """The right of a draft that goes to another holder."""

    draft: int
    registered: date
    before: str
    after: str


@dataclass(frozen=True)
class PlantedProduct:
    """A product of a firm of the region that is told of whatever its firm tells else."""

    firm: Firm
    trade: int
    thing: int
    features: tuple[str, ...]
    markets: tuple[str, ...]
    since: int
    name: str


@dataclass
class Garden:
    """What is being planted over the shops of a region."""

    seed: int
    scale: float
    rng: Random
    workshops: list[Workshop]
    home: list[tuple[Firm, int]]  # firms that file, with the place of their workshop
    drafts: list[Draft] = field(default_factory=list)
    plants: list[Plant] = field(default_factory=list)
    pledges: list[PlantedPledge] = field(default_factory=list)
    transfers: list[PlantedTransfer] = field(default_factory=list)
    products: list[PlantedProduct] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    words: Iterator[str] = field(default_factory=lambda: iter(()))
    taken: set[str] = field(default_factory=set)

    @property
    def part(self) -> float:
        """How large stories are: whole at true scale, smaller below it."""
        return min(1.0, 0.3 + self.scale)

    def size(self, count: int, least: int) -> int:
        """How many of something a story has at this scale."""
        return max(least, round(count * self.part))

    def begin(self, plant: Plant) -> Plant:
        """``plant`` among those of the region; later drafts are its own."""
        self.plants.append(plant)
        return plant

    def add(self, *drafts: Draft) -> list[int]:
        """Drafts of the plant begun last, and their places."""
        first = len(self.drafts)
        self.drafts += drafts
        places = list(range(first, len(self.drafts)))
        self.plants[-1].drafts += places
        return places

    def shop(self, made: Workshop) -> int:
        """The place of a further workshop."""
        self.workshops.append(made)
        return len(self.workshops) - 1

    def stranger(self, trade: int, since: int = 1995) -> int:
        """The workshop of a new applicant outside, which files what it is told alone."""
        holder = self.outsider(trade)
        return self.shop(workshop(holder, trade, 0.0, since, 8, 3, self.rng))

    def outsider(self, trade: int) -> Holder:
        """A new applicant outside the region."""
        place = self.rng.choice(names()["places"])
        return stranger(next(self.words), place, trade, set(), self.rng)

    def firm(self, trade: int | None = None, most: int = 40) -> tuple[Firm, int]:
        """One of the larger firms of the region, with its workshop; each is taken once as long
        as there are others."""
        able = [
            (firm, at)
            for firm, at in self.home
            if (trade is None or self.workshops[at].trade == trade) and _technical(self, at)
        ]
        ranked = sorted(able, key=lambda pair: -self.workshops[pair[1]].weight)[:most]
        fresh = [pair for pair in ranked if pair[0].name not in self.taken] or ranked
        if not fresh:
            return self.firm(None, most)
        found: tuple[Firm, int] = self.rng.choice(fresh)
        self.taken.add(found[0].name)
        return found

    def subject(self, trade: int, model: bool = True, english: bool = False) -> tuple[int, int]:
        """A thing and a solution that suits it, usual ones of the trade."""
        told = trades()[trade]
        pairs = [
            (thing, way)
            for thing in range(told.usual_things)
            for way in told.solutions_for(thing)
            if way < told.usual_solutions
            and (not model or "utility_model" in told.things[thing].kinds)
            and (not english or (told.things[thing].english and told.solutions[way].english))
        ]
        return self.rng.choice(pairs or [(0, told.solutions_for(0)[0])])

    def other_way(self, trade: int, thing: int, way: int) -> int:
        """Another solution that suits the thing, -1 where there is none."""
        told = trades()[trade]
        able = [
            each
            for each in told.solutions_for(thing)
            if each != way and each < told.usual_solutions
        ]
        return self.rng.choice(able) if able else -1

    def picks(self) -> tuple[int, int, int, int]:
        """Which form each part takes."""
        return tuple(self.rng.getrandbits(62) for _ in range(4))  # type: ignore[return-value]

    def between(self, first: date, last: date) -> date:
        """A working day from ``first`` to ``last``."""
        day = first + timedelta(self.rng.randrange(max(1, (last - first).days)))
        return workday(day)

    def technical(self, trade: int) -> int:
        """The type of a filing, a model rather than an invention where the trade has models."""
        return MODEL if trades()[trade].types[1] and self.rng.random() < 0.72 else INVENTION

    def named(self, at: int) -> dict[str, str]:
        """Whom the truth names: the holder of a workshop."""
        holder = self.workshops[at].holder
        told = {"name": holder.name, "credit_code": holder.credit_code, "town": holder.town}
        return {name: value for name, value in told.items() if value}

    def moments(self, count: int, first: date = date(2015, 3, 1)) -> list[date]:
        """Days spread from ``first`` to the last day, a third of them in its last year: the one
        of a single moment is in the last months."""
        last = parameters().last_day
        late = max(1, round(count / 3))
        recent = last - timedelta(330)
        found = [
            recent + timedelta((n * 330 + self.rng.randrange(330)) // late - 20)
            for n in range(late)
        ]
        span = (recent - first).days
        rest = count - late
        found += [
            first + timedelta((n * span + self.rng.randrange(span)) // rest) for n in range(rest)
        ]
        return [min(day, last - timedelta(80)) for day in found]


def garden(shops: Shops, seed: int, scale: float) -> Garden:
    """An empty garden over the shops."""
    by_name = shops.by_name
    home = [
        (firm, by_name[firm.name])
        for firm in firms(seed, scale)
        if firm.name in by_name and firm.brand and not firm.ring
    ]
    brands = {firm.brand for firm in firms(seed, scale)}
    everywhere = "|".join(
        shop.holder.name for shop in shops.each if shop.holder.origin == "outside"
    )
    spare = brand_words(seeded(f"planted words {seed}"), len(brands) + 800)
    words = (word for word in spare if word not in brands and word not in everywhere)
    return Garden(seed, scale, seeded(f"planted {seed}"), list(shops.each), home, words=words)


def counted(name: str, scale: float) -> int:
    """How many of a kind are planted: as the parameters tell at true scale, fewer below it."""
    told: Mapping[str, int] = parameters().planted
    share: float = min(2.0, scale**0.5)
    return max(1, round(told[name] * share))


def workday(day: date) -> date:
    """``day``, or the Monday after a weekend."""
    return day + timedelta(max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def _technical(made: Garden, at: int) -> bool:
    return bool(trades()[made.workshops[at].trade].types[1]) and made.workshops[at].since < 2018


def shops_of(made: Garden, trade: int, origins: Sequence[str]) -> list[int]:
    """The workshops of a trade by origin, the busier first."""
    found = [
        at
        for at, shop in enumerate(made.workshops)
        if shop.trade == trade and shop.holder.origin in origins and shop.weight > 0
    ]
    return sorted(found, key=lambda at: -made.workshops[at].weight)
