"""The firms of the invented region."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate
from random import Random
from typing import Any

from ipharbor.samples._making_names import brand_words, credit_code, road
from ipharbor.samples._seeds import seeded
from ipharbor.samples.parameters import parameters, scaled
from ipharbor.samples.vocabularies import Trade, stories, trades
from ipharbor.vocabulary.places import region

SIZES = ("large", "medium", "small", "micro")
_DISTRICT = "440113"
_FLOORS = ("", "", "", "之一", "A座", "厂房2", "首层", "第3栋")
_STAFF = {"large": (420, 2600), "medium": (110, 400), "small": (20, 110), "micro": (3, 20)}
_CAPITAL = {
    "large": (5000, 30000),
    "medium": (1000, 6000),
    "small": (100, 1200),
    "micro": (10, 200),
}
_GRADED = {"large": 3.6, "medium": 2.8, "small": 1.0, "micro": 0.25}


@dataclass(frozen=True)
class Firm:
    """A firm. ``town`` is the town's code, ``trade`` the trade's, ``industry`` a class of
    GB/T 4754, ``size`` one of SIZES; ``founded`` is a year; ``address`` is as an applicant's
    address is written; ``capital`` is in 10,000 CNY; ``files`` tells whether it ever filed;
    ``brand`` is the word it goes by, empty for a planted firm; ``ring`` numbers the ring of
    abnormal filers that it belongs to, 0 for all others."""

    name: str
    credit_code: str
    town: str
    trade: str
    industry: str
    founded: int
    size: str
    address: str
    grades: tuple[str, ...]
    capital: int
    employees: int
    files: bool = True
    brand: str = ""
    ring: int = 0


@lru_cache(maxsize=4)
def firms(seed: int, scale: float) -> tuple[Firm, ...]:
    """The region's firms, at least one a trade, the largest of each trade first.

    The regional firms of the stories that are told with every seed stand before all others.
    Names and credit codes are unique. The same arguments give the same firms.
    """
    rng = seeded(f"firms {seed}")
    whole = sum(trade.firms for trade in trades())
    every = parameters().holders.firms
    counts = [max(1, scaled(every * trade.firms / whole, scale)) for trade in trades()]
    words = iter(brand_words(rng, sum(counts)))
    codes: set[str] = set()
    by_code = {trade.code: trade for trade in trades()}
    made = [
        _planted(entry, by_code[entry["trade"]], codes, rng)
        for entry in stories().values()
        if "town" in entry
    ]
    for trade, count in zip(trades(), counts, strict=True):
        for rank in range(count):
            made.append(_firm(trade, rank / count, next(words), codes, rng))
    return tuple(_with_rings(made, seed, scale))


def _firm(trade: Trade, rank: float, brand: str, codes: set[str], rng: Random) -> Firm:
    """``rank`` is the place in the trade by size, from 0 (largest) to below 1."""
    told = parameters().holders
    size = SIZES[bisect(list(accumulate(told.sizes[name] for name in SIZES[:3])), rank)]
    youngest = 2009 if rank < 0.03 else 2023
    founded = min(youngest, 1992 + round(29 * rng.betavariate(1.7, 1.2)) + (0 if rank < 0.3 else 2))
    town = rng.choices(list(trade.towns), cum_weights=list(accumulate(trade.towns.values())))[0]
    return Firm(
        name=_name(trade, brand, size, founded, rng),
        credit_code=fresh_code(codes, rng),
        town=town,
        trade=trade.code,
        industry=trade.industries[int(len(trade.industries) * rng.random() ** 2)],
        founded=founded,
        size=size,
        address=address(town, rng),
        grades=_grades(size, rng),
        capital=_rounded(rng.uniform(*_CAPITAL[size])),
        employees=int(rng.triangular(*_STAFF[size], _STAFF[size][0])),
        files=rank < 0.35 or rng.random() >= told.never / 0.65,
        brand=brand,
    )


def ring_years(seed: int, scale: float) -> tuple[int, ...]:
    """The years in which the rings of abnormal filers are at work, the latest first."""
    wanted = max(1, round(parameters().planted["abnormal_filing_ring"] * min(2.0, scale**0.5)))
    rng = seeded(f"rings {seed}")
    last = parameters().last_day.year - 1
    return tuple(last if not n else rng.randrange(2017, last) for n in range(wanted))


def _with_rings(made: list[Firm], seed: int, scale: float) -> list[Firm]:
    """``made``, some of the smallest firms turned into rings: founded in one year at one
    address, with hardly anybody employed, filing nothing but what the ring files."""
    rng = seeded(f"ring firms {seed}")
    idle = [at for at, firm in enumerate(made) if firm.size == "micro" and not firm.files]
    idle += [at for at, firm in enumerate(made) if firm.size == "micro" and firm.files][-60:]
    for ring, year in enumerate(ring_years(seed, scale), start=1):
        members, idle = idle[: rng.randint(3, 6)], idle[6:]
        if not members:
            break
        where, room = made[members[0]].address.split(" ")[-1], rng.randrange(201, 900)
        for n, at in enumerate(members):
            made[at] = replace(
                made[at],
                town=made[members[0]].town,
                address=f"{where.rstrip('之一')}{room + n}房",
                founded=year - rng.randrange(2),
                employees=rng.randrange(1, 4),
                capital=10,
                grades=(),
                files=False,
                ring=ring,
            )
    return made


def _planted(entry: Mapping[str, Any], trade: Trade, codes: set[str], rng: Random) -> Firm:
    return Firm(
        name=entry["name"],
        credit_code=fresh_code(codes, rng),
        town=entry["town"],
        trade=entry["trade"],
        industry=trade.industries[0],
        founded=entry["founded"],
        size=entry["size"],
        address=address(entry["town"], rng),
        grades=("high_tech",),
        capital=_rounded(rng.uniform(*_CAPITAL[entry["size"]])),
        employees=int(rng.uniform(*_STAFF[entry["size"]])),
    )


def fresh_code(codes: set[str], rng: Random, authority: str = "91", place: str = _DISTRICT) -> str:
    """A credit code that is not yet in ``codes``, and is then."""
    code = credit_code(rng, authority, place)
    while code in codes:
        code = credit_code(rng, authority, place)
    codes.add(code)
    return code


def address(town: str, rng: Random) -> str:
    """An address in the town of that code, as an applicant's is written."""
    place = region().town(town)
    assert place is not None
    postcode = f"5114{rng.randrange(0, 95, 5):02d} " if rng.random() < 0.7 else ""
    province = "广东省" if postcode or rng.random() < 0.4 else ""
    return f"{postcode}{province}广州市番禺区{place.name_zh}{road(rng)}{rng.choice(_FLOORS)}"


def _grades(size: str, rng: Random) -> tuple[str, ...]:
    told = parameters().holders.grades
    found = [name for name, share in told.items() if rng.random() < share * _GRADED[size]]
    if "little_giant" in found and "specialised" not in found:
        found.insert(found.index("little_giant"), "specialised")
    return tuple(found)


def _rounded(capital: float) -> int:
    step = 10 if capital < 200 else 100 if capital < 2000 else 500
    return max(step, round(capital / step) * step)


def _name(trade: Trade, brand: str, size: str, founded: int, rng: Random) -> str:
    business = rng.choice(trade.business)
    if size == "large":
        where, form = (
            rng.choice(("广东", "广州", "广州市")),
            rng.choice(("股份有限公司", "有限公司")),
        )
    elif founded < 1998 and rng.random() < 0.25:
        where, form = rng.choice(("广州市番禺区", "广州番禺")), "厂"
    else:
        where = rng.choice(("广州", "广州", "广州市", "广州市", "广州市番禺区", "广东"))
        form = "有限公司"
    if form == "厂":
        business = business.removesuffix("科技")
    return f"{where}{brand}{business}{form}"
