"""The firms of the invented region."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import Any

from ipharbor.samples._making_names import brand_words, credit_code, road
from ipharbor.samples._seeds import seeded
from ipharbor.samples.vocabularies import Trade, stories, trades
from ipharbor.vocabulary.places import region

FIRMS = 900  # at scale 1
SIZES = ("large", "medium", "small", "micro")
_DISTRICT = "440113"
_FLOORS = ("", "", "", "之一", "A座", "厂房2", "首层", "第3栋")


@dataclass(frozen=True)
class Firm:
    """A firm. ``town`` is the town's code, ``trade`` the trade's, ``size`` one of SIZES;
    ``founded`` is a year; ``address`` is as an applicant's address is written."""

    name: str
    credit_code: str
    town: str
    trade: str
    founded: int
    size: str
    address: str


def firms(seed: int, scale: float) -> tuple[Firm, ...]:
    """About ``900 * scale`` firms, at least one a trade, the largest of each trade first.

    The regional firms of the planted stories stand before all others.

    Names and credit codes are unique. The same arguments give the same firms.
    """
    rng = seeded(f"firms {seed}")
    whole = sum(trade.firms for trade in trades())
    counts = [max(1, round(FIRMS * scale * trade.firms / whole)) for trade in trades()]
    words = iter(brand_words(rng, sum(counts)))
    codes: set[str] = set()
    made = [_planted(entry, codes, rng) for entry in stories().values() if "town" in entry]
    for trade, count in zip(trades(), counts, strict=True):
        for rank in range(count):
            made.append(_firm(trade, rank / count, next(words), codes, rng))
    return tuple(made)


def _firm(trade: Trade, rank: float, brand: str, codes: set[str], rng: Random) -> Firm:
    """``rank`` is the place in the trade by size, from 0 (largest) to below 1."""
    size = SIZES[bisect((0.03, 0.15, 0.6), rank)]
    founded = 1992 + round(26 * rng.betavariate(1.6, 1.3)) + (0 if rank < 0.3 else 2)
    town = rng.choices(list(trade.towns), cum_weights=list(accumulate(trade.towns.values())))[0]
    return Firm(
        name=_name(trade, brand, size, founded, rng),
        credit_code=_code(codes, rng),
        town=town,
        trade=trade.code,
        founded=founded,
        size=size,
        address=_address(town, rng),
    )


def _planted(entry: Mapping[str, Any], codes: set[str], rng: Random) -> Firm:
    return Firm(
        name=entry["name"],
        credit_code=_code(codes, rng),
        town=entry["town"],
        trade=entry["trade"],
        founded=entry["founded"],
        size=entry["size"],
        address=_address(entry["town"], rng),
    )


def _code(codes: set[str], rng: Random) -> str:
    """A credit code that is not yet in ``codes``, and is then."""
    code = credit_code(rng, "91", _DISTRICT)
    while code in codes:
        code = credit_code(rng, "91", _DISTRICT)
    codes.add(code)
    return code


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


def _address(town: str, rng: Random) -> str:
    place = region().town(town)
    assert place is not None
    postcode = f"5114{rng.randrange(0, 95, 5):02d} " if rng.random() < 0.7 else ""
    province = "广东省" if postcode or rng.random() < 0.4 else ""
    return f"{postcode}{province}广州市番禺区{place.name_zh}{road(rng)}{rng.choice(_FLOORS)}"
