"""Who files: firms, universities, individuals and outside applicants, and what each works on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from ipharbor.samples._making_names import credit_code, people, person, road
from ipharbor.samples._seeds import seeded
from ipharbor.samples.firms import Firm
from ipharbor.samples.vocabularies import Trade, names
from ipharbor.vocabulary.places import region

ORIGINS = ("firm", "university", "person", "outside", "foreign")
HOME_DISTRICT = "番禺区"
_CAMPUS = "440113011"
_STEEPNESS = 1.32  # of the weights of a trade's firms by rank
_HEAD = 1.5


@dataclass(frozen=True)
class Holder:
    """An applicant. ``origin`` is one of ORIGINS; ``english`` is set for foreign ones;
    ``credit_code`` and ``district`` may be empty."""

    name: str
    origin: str
    address: str
    district: str = ""
    credit_code: str = ""
    english: str = ""


@dataclass(frozen=True)
class Workshop:
    """What a holder works on in one trade.

    ``things`` and ``solutions`` are positions in the trade's lists, the favourite first;
    ``motifs`` and ``prefix`` mark its designs; ``agency`` is the usual one, or empty.
    """

    holder: Holder
    trade: Trade
    weight: float
    since: int
    team: tuple[str, ...]
    things: tuple[int, ...]
    solutions: tuple[int, ...]
    motifs: tuple[str, ...]
    prefix: str
    agency: str


def of_firm(firm: Firm, trade: Trade, rank: int, rng: Random) -> Workshop:
    """The workshop of a regional firm that is number ``rank`` (from 0) of its trade."""
    holder = Holder(firm.name, "firm", firm.address, HOME_DISTRICT, firm.credit_code)
    weight = (rank + _HEAD) ** -_STEEPNESS * rng.lognormvariate(0, 0.3)
    team = max(3, min(15, round(15 * (rank + 1) ** -0.4 + rng.uniform(-1, 2))))
    lines = max(1, round(4.5 * (rank + 1) ** -0.35))
    return _workshop(holder, trade, weight, firm.founded, team, lines, rng)


def universities(trade: Trade, rng: Random) -> list[Workshop]:
    """The workshops of the University Town in ``trade``."""
    town = region().town(_CAMPUS)
    made = []
    for entry in names()["universities"]:
        if trade.code in entry["trades"]:
            own = seeded(f"university {entry['name']}")
            address = (
                f"510006 广东省广州市番禺区{town.name_zh if town else ''}大学城{entry['road']}"
            )
            holder = Holder(
                entry["name"],
                "university",
                f"{address}{own.randrange(1, 200)}号",
                HOME_DISTRICT,
                credit_code(own, "12", "440000"),
            )
            weight = entry["weight"] * entry["trades"][trade.code]
            made.append(_workshop(holder, trade, weight, 1985, 15, len(trade.things), rng))
    return made


def individuals(trade: Trade, count: int, rng: Random) -> list[Workshop]:
    """``count`` people of the region who file in their own names."""
    made = []
    for _ in range(count):
        town = region().town(rng.choice(list(trade.towns)))
        place = town.name_zh if town else ""
        holder = Holder(
            person(rng), "person", f"广东省广州市番禺区{place}{road(rng)}", HOME_DISTRICT
        )
        shop = _workshop(holder, trade, rng.lognormvariate(0, 0.6), 1990, 2, 1, rng)
        made.append(_led_by(shop, holder.name))
    return made


def outsiders(trade: Trade, rng: Random) -> list[Workshop]:
    """The workshops of competitors outside the region in ``trade``."""
    return [
        outsider(entry, trade, rng) for entry in names()["outside"] if entry["trade"] == trade.code
    ]


def outsider(entry: dict[str, str], trade: Trade, rng: Random) -> Workshop:
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
    )
    weight = 0.4 if foreign else rng.uniform(0.7, 1.6)
    shop = _workshop(holder, trade, weight, 2006, 10, 3, rng)
    return replace(shop, team=tuple(entry["inventors"].split("|"))) if foreign else shop


def _workshop(
    holder: Holder, trade: Trade, weight: float, since: int, team: int, lines: int, rng: Random
) -> Workshop:
    foreign = holder.origin == "foreign"
    ways = [n for n, way in enumerate(trade.solutions) if way.english or not foreign]
    things = [
        n
        for n, thing in enumerate(trade.things)
        if (thing.english or not foreign) and set(ways) & set(trade.solutions_for(n))
    ]
    rng.shuffle(things)
    rng.shuffle(ways)
    initials = "ABCDEFGHJKLMNPQRSTWXYZ"
    return Workshop(
        holder=holder,
        trade=trade,
        weight=weight,
        since=since,
        team=people(rng, team),
        things=tuple(things[:lines]),
        solutions=tuple(ways),
        motifs=tuple(rng.sample(trade.motifs, min(4, len(trade.motifs)))),
        prefix=rng.choice(initials) + rng.choice(initials),
        agency=rng.choice(names()["agencies"]) if rng.random() < 0.93 else "",
    )


def _led_by(shop: Workshop, name: str) -> Workshop:
    team = (name, *(each for each in shop.team if each != name))
    return replace(shop, team=team[:2])
