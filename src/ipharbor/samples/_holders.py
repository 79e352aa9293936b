"""Who files: firms, universities, institutes, persons and outsiders, and what each works on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from random import Random
from typing import Any

import numpy as np

from ipharbor.samples._agencies import agencies
from ipharbor.samples._days import Floats, Ints
from ipharbor.samples._making_names import brand_words, credit_code, latin, people, person, road
from ipharbor.samples._seeds import seeded
from ipharbor.samples.firms import Firm, address, firms
from ipharbor.samples.parameters import parameters, scaled
from ipharbor.samples.vocabularies import Trade, names, stories, trades
from ipharbor.vocabulary.places import region

ORIGINS = ("firm", "university", "institute", "person", "outside", "foreign")
HOME = 4  # origins before this one are of the region
HOME_DISTRICT = "番禺区"
KINDS = {"firm": "firm", "university": "university", "institute": "institute",
         "person": "individual"}  # fmt: skip
_CAMPUS = "440113011"
_EVER = 9999
_SERVED = 0.93  # of workshops have an agency
_INITIALS = "ABCDEFGHJKLMNPQRSTWXYZ"


@dataclass(frozen=True)
class Holder:
    """An applicant. ``origin`` is one of ORIGINS; ``english`` is its name abroad, ``land`` the
    office at which it files first. ``credit_code``, ``district`` and ``town`` may be empty."""

    name: str
    origin: str
    address: str
    district: str = ""
    credit_code: str = ""
    english: str = ""
    town: str = ""
    land: str = "CN"


@dataclass(frozen=True)
class Workshop:
    """What a holder works on in one trade, from the year ``since`` to ``till``.

    ``trade`` is the trade's place, ``lines`` how many kinds of product it keeps to. ``motifs``
    and ``prefix`` mark its designs; ``agency`` is the usual one, or empty; ``weight`` is
    relative to its like in the trade. Of one that is ``led`` every filing names the first of its
    team.
    """

    holder: Holder
    trade: int
    weight: float
    since: int
    till: int
    team: tuple[str, ...]
    lines: int
    motifs: tuple[str, ...]
    prefix: str
    agency: str
    led: bool = False


@dataclass(frozen=True)
class Shops:
    """All workshops, and columns of what is asked of them often."""

    each: tuple[Workshop, ...]

    @cached_property
    def origin(self) -> Ints:
        return np.array([ORIGINS.index(shop.holder.origin) for shop in self.each])

    @cached_property
    def trade(self) -> Ints:
        return np.array([shop.trade for shop in self.each])

    @cached_property
    def weight(self) -> Floats:
        return np.array([shop.weight for shop in self.each])

    @cached_property
    def since(self) -> Ints:
        return np.array([shop.since for shop in self.each])

    @cached_property
    def till(self) -> Ints:
        return np.array([shop.till for shop in self.each])

    @cached_property
    def by_name(self) -> Mapping[str, int]:
        """The first workshop of each holder."""
        found: dict[str, int] = {}
        for at, shop in enumerate(self.each):
            found.setdefault(shop.holder.name, at)
        return found


def shops(seed: int, scale: float) -> Shops:
    """The workshops of all who file, those of the stories included."""
    rng = seeded(f"holders {seed}")
    every = firms(seed, scale)
    agents = tuple(agency.name for agency in agencies(seed))
    fixed = {entry["name"] for entry in stories().values()}
    made: list[Workshop] = []
    codes: set[str] = {firm.credit_code for firm in every}
    outside = iter(_outside_words(seed, scale, {firm.brand for firm in every}))
    named: set[str] = set()
    for place, trade in enumerate(trades()):
        own = [firm for firm in every if firm.trade == trade.code and firm.name not in fixed]
        made += [of_firm(firm, place, rank, rng) for rank, firm in enumerate(own) if firm.files]
        made += _campus(place, trade, rng)
        made += _persons(place, trade, scale, named, rng)
        made += [
            outsider(entry, place, rng)
            for entry in names()["outside"]
            if entry["trade"] == trade.code
        ]
        made += _strangers(place, trade, scale, outside, codes, rng)
    made += _of_stories(every, rng)
    return Shops(tuple(_with_agency(shop, agents, rng) for shop in made))


def outsider(entry: Mapping[str, str], trade: int, rng: Random) -> Workshop:
    """The workshop of one outside applicant, as a data file describes it."""
    foreign = "english" in entry
    own = seeded(f"outside {entry['name']}")
    holder = Holder(
        entry["name"],
        "foreign" if foreign else "outside",
        entry["address"],
        entry.get("district", ""),
        "" if foreign else credit_code(own, "91", entry["code"]),
        entry.get("english", ""),
        land=_land(entry["address"]) if foreign else "CN",
    )
    weight = 0.5 if foreign else rng.uniform(0.7, 1.6)
    shop = workshop(holder, trade, weight, 2006, 10, 3, rng)
    return replace(shop, team=tuple(entry["inventors"].split("|"))) if foreign else shop


def stranger(
    brand: str, place: Mapping[str, str], trade: int, codes: set[str], rng: Random
) -> Holder:
    """An applicant made up at a place outside."""
    business = rng.choice(trades()[trade].business)
    city = place["city"]
    where = rng.choice((city, city, city.removesuffix("市"), place["province"].removesuffix("省")))
    form = rng.choice(("有限公司", "有限公司", "有限公司", "股份有限公司"))
    province = "" if place["province"] == city else place["province"]
    own = place["district"] if place["district"] != place["town"] else ""
    return Holder(
        f"{where}{brand}{business}{form}",
        "outside",
        f"{province}{city}{own}{place['town']}{road(rng)}",
        place["district"],
        _fresh(codes, place["code"], rng),
    )


def workshop(
    holder: Holder, trade: int, weight: float, since: int, team: int, lines: int, rng: Random,
    till: int = _EVER,
) -> Workshop:  # fmt: skip
    """A workshop with a team of so many and a taste of its own."""
    motifs = trades()[trade].motifs
    return Workshop(
        holder=holder,
        trade=trade,
        weight=weight,
        since=since,
        till=till,
        team=people(rng, team),
        lines=lines,
        motifs=tuple(rng.sample(motifs, min(4, len(motifs)))),
        prefix=rng.choice(_INITIALS) + rng.choice(_INITIALS),
        agency="",
    )


def of_firm(firm: Firm, trade: int, rank: int, rng: Random) -> Workshop:
    """The workshop of a regional firm that is number ``rank`` (from 0) of its trade."""
    told = parameters().holders
    weight = (rank + told.head) ** -told.steepness * rng.lognormvariate(0, 0.3)
    team = max(3, min(18, round(16 * (rank + 1) ** -0.3 + rng.uniform(-1, 2))))
    lines = max(1, round(4.5 * (rank + 1) ** -0.2 * rng.uniform(0.6, 1.1)))
    since = firm.founded + (0 if rank < 20 else rng.randrange(4))
    till = _EVER if rank < 20 or rng.random() < 0.6 else max(since, 2012) + rng.randrange(2, 14)
    return workshop(firm_as_holder(firm), trade, weight, since, team, lines, rng, till)


def firm_as_holder(firm: Firm) -> Holder:
    return Holder(
        firm.name,
        "firm",
        firm.address,
        HOME_DISTRICT,
        firm.credit_code,
        _abroad(firm),
        firm.town,
    )


def _abroad(firm: Firm) -> str:
    """The firm's name abroad; empty for a planted one."""
    if not firm.brand:
        return ""
    trade = next(each for each in trades() if each.code == firm.trade)
    word = trade.english[int(firm.credit_code[10:16]) % len(trade.english)]
    where = "Guangdong" if firm.name.startswith("广东") else "Guangzhou"
    return f"{where} {latin(firm.brand).capitalize()} {word} Co., Ltd."


def _campus(place: int, trade: Trade, rng: Random) -> list[Workshop]:
    """The workshops of the University Town and of the region's institutes in ``trade``."""
    town = region().town(_CAMPUS)
    assert town is not None
    made = []
    for origin, entry in (
        *(("university", each) for each in names()["universities"]),
        *(("institute", each) for each in names()["institutes"]),
    ):
        if trade.code in entry["trades"]:
            own = seeded(f"university {entry['name']}")
            where = f"510006 广东省广州市番禺区{town.name_zh}大学城{entry.get('road', '')}"
            holder = Holder(
                entry["name"],
                origin,
                f"{where}{own.randrange(1, 200)}号"
                if origin == "university"
                else address(entry["town"], own),
                HOME_DISTRICT,
                credit_code(own, "12", "440000"),
                town=_CAMPUS if origin == "university" else entry["town"],
            )
            weight = entry["weight"] * entry["trades"][trade.code]
            made.append(workshop(holder, place, weight, 1985, 15, len(trade.things), rng))
    return made


def _persons(
    place: int, trade: Trade, scale: float, named: set[str], rng: Random
) -> list[Workshop]:
    """The people of the region who file in their own names in ``trade``; no two share a name."""
    whole = sum(each.size * each.others[1] for each in trades())
    share = trade.size * trade.others[1] / whole
    made = []
    for _ in range(max(2, scaled(parameters().holders.persons * share, scale))):
        code = rng.choice(list(trade.towns))
        town = region().town(code)
        name = person(rng)
        while name in named:
            name = person(rng)
        named.add(name)
        where = f"广东省广州市番禺区{town.name_zh if town else ''}{road(rng)}"
        holder = Holder(name, "person", where, HOME_DISTRICT, town=code)
        first = rng.choice((1990, 2010, 2013, 2015, 2017, 2018, 2019, 2020, 2021))
        till = first + rng.randrange(2, 9) if first > 2000 else _EVER
        shop = workshop(holder, place, rng.lognormvariate(0, 0.7), first, 2, 1, rng, till)
        team = (name, *(each for each in shop.team if each != name))
        made.append(replace(shop, team=team[:2]))
    return made


def _strangers(
    place: int, trade: Trade, scale: float, words: Any, codes: set[str], rng: Random
) -> list[Workshop]:
    """Further applicants outside the region in ``trade``."""
    whole = sum(each.size for each in trades())
    count = max(2, scaled(parameters().outside.applicants * trade.size / whole, scale))
    made = []
    for rank in range(count):
        where = rng.choice(names()["places"])
        holder = stranger(next(words), where, place, codes, rng)
        weight = (rank + 2) ** -0.6 * rng.lognormvariate(0, 0.4)
        made.append(workshop(holder, place, weight, rng.randrange(1995, 2016), 8, 3, rng))
    return made


def _of_stories(every: Sequence[Firm], rng: Random) -> list[Workshop]:
    """The workshops of the parties whose names are the same with every seed; they file what
    their stories tell, and nothing else."""
    by_name = {firm.name: firm for firm in every}
    place = {trade.code: at for at, trade in enumerate(trades())}
    made = []
    for entry in stories().values():
        trade = place[entry["trade"]]
        if "town" in entry:
            shop = of_firm(by_name[entry["name"]], trade, 2, rng)
        else:
            shop = outsider(entry, trade, rng)
        made.append(replace(shop, weight=0.0))
    return made


def _outside_words(seed: int, scale: float, taken: set[str]) -> list[str]:
    """Brand words of applicants outside, none of them a regional firm's."""
    rng = seeded(f"outside words {seed}")
    count = scaled(parameters().outside.applicants, scale) + 4 * len(trades()) + 60
    words = brand_words(rng, count + len(taken))
    return [word for word in words if word not in taken][:count]


def _fresh(codes: set[str], place: str, rng: Random) -> str:
    code = credit_code(rng, "91", place)
    while code in codes:
        code = credit_code(rng, "91", place)
    codes.add(code)
    return code


def _with_agency(shop: Workshop, agents: Sequence[str], rng: Random) -> Workshop:
    """The workshop with its usual agency; a few have none."""
    if rng.random() >= _SERVED:
        return shop
    return replace(shop, agency=agents[int(len(agents) * rng.random() ** 2.2)])


def _land(where: str) -> str:
    return {"日本": "JP", "韩国": "KR", "美国": "US"}.get(where[:2], "EP")
